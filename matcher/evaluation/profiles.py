"""Whole profiles: an interaction set evaluated in both directions and for both sides at once."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from matcher.domain.errors import FileRefused
from matcher.domain.moments import write_moment
from matcher.domain.words import say
from matcher.evaluation.evaluate import Evaluation, Options, Watch, check_files, evaluate
from matcher.evaluation.interactions import InteractionSet
from matcher.evaluation.lines import named
from matcher.evaluation.mutual import mutual
from matcher.evaluation.report import cell
from matcher.evaluation.texts import System
from matcher.evaluation.written import write

_MAIN = "jobs_for_candidates"
_OTHERS = ("candidates_for_jobs", "mutual")


def evaluate_interactions(
    dataset: InteractionSet,
    systems: Mapping[str, System],
    files: Mapping[str, Path],
    options: Options,
    *,
    out: Path,
    lang: str = "zh",
    watch: Watch | None = None,
) -> tuple[Evaluation, dict[str, Any]]:
    """Evaluates jobs for candidates into `out`, the other questions into folders of it. Returns the first, its metrics.

    `files` are runs of jobs for candidates, or folders with a run for each question, named like it. metrics.json holds
    the other questions' numbers under `directions`.
    """
    runs = {name: _runs_of(files, name) for name in (_MAIN, *_OTHERS)}
    asked = {_MAIN: dataset.jobs_for_candidates, "candidates_for_jobs": dataset.candidates_for_jobs}
    if len(dataset.mutual.judgements):
        asked["mutual"] = dataset.mutual
    for name, question in asked.items():  # all of them before anything is run
        check_files(question, runs[name], options)
    main = evaluate(asked[_MAIN], systems, runs[_MAIN], options, out=out, watch=watch)
    both = {name: mutual(system) for name, system in systems.items()}
    others = {
        name: evaluate(
            asked[name], both if name == "mutual" else systems, runs[name], options, out=out / name, watch=watch
        )
        for name in _OTHERS
        if name in asked and (systems or runs[name])
    }
    cut = write_moment(dataset.cut)
    lead = {name: [say(f"report_asks_{name}", lang), say("report_cut", lang, cut=cut)] for name in (_MAIN, *others)}
    extra = [_table(name, each, lang) for name, each in others.items()]
    metrics = {
        "cut": cut,
        "directions": {name: write(each, out / name, lang, lead=lead[name]) for name, each in others.items()},
    }
    return main, write(main, out, lang, metrics=metrics, extra=extra, lead=lead[_MAIN])


def _runs_of(files: Mapping[str, Path], question: str) -> dict[str, Path]:
    """The runs that answer a question. Raises FileRefused for a folder that holds none of any question."""
    found = {}
    for name, path in files.items():
        if not path.is_dir():
            if question == _MAIN:
                found[name] = path
            continue
        if named(path, *(f"{each}.run" for each in (_MAIN, *_OTHERS))) is None:
            raise FileRefused("dataset_file_missing", folder=path, name=f"{question}.run")
        if run := named(path, f"{question}.run"):
            found[name] = run
    return found


def _table(name: str, evaluation: Evaluation, lang: str) -> dict[str, Any]:
    return {
        "heading": say(f"report_{name}", lang),
        "notes": [say("report_direction_note", lang, judged=len(evaluation.dataset.judged), folder=name)],
        "header": [say("report_system", lang), *evaluation.options.measures],
        "rows": [
            [system, *(cell(mean) for mean in measured.values())] for system, measured in evaluation.means.items()
        ],
    }
