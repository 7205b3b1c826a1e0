"""Whole profiles: an interaction set evaluated in both directions and for both sides at once."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from matcher.domain.moments import write_moment
from matcher.domain.words import say
from matcher.evaluation.evaluate import Evaluation, Options, Watch, evaluate
from matcher.evaluation.interactions import InteractionSet
from matcher.evaluation.mutual import mutual
from matcher.evaluation.report import cell
from matcher.evaluation.texts import System
from matcher.evaluation.written import write

_MAIN = "jobs_for_candidates"


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

    `files` are runs of jobs for candidates. metrics.json holds the other questions' numbers under `directions`.
    """
    main = evaluate(dataset.jobs_for_candidates, systems, files, options, out=out, watch=watch)
    directions = {"candidates_for_jobs": (dataset.candidates_for_jobs, dict(systems))}
    if len(dataset.mutual.judgements):
        directions["mutual"] = (dataset.mutual, {name: mutual(system) for name, system in systems.items()})
    others = {
        name: evaluate(asked, chosen, {}, options, out=out / name, watch=watch)
        for name, (asked, chosen) in directions.items()
        if chosen
    }
    cut = write_moment(dataset.cut)
    lead = {name: [say(f"report_asks_{name}", lang), say("report_cut", lang, cut=cut)] for name in (_MAIN, *others)}
    extra = [_table(name, each, lang) for name, each in others.items()]
    metrics = {
        "cut": cut,
        "directions": {name: write(each, out / name, lang, lead=lead[name]) for name, each in others.items()},
    }
    return main, write(main, out, lang, metrics=metrics, extra=extra, lead=lead[_MAIN])


def _table(name: str, evaluation: Evaluation, lang: str) -> dict[str, Any]:
    return {
        "heading": say(f"report_{name}", lang),
        "notes": [say("report_direction_note", lang, judged=len(evaluation.dataset.judged), folder=name)],
        "header": [say("report_system", lang), *evaluation.options.measures],
        "rows": [
            [system, *(cell(mean) for mean in measured.values())] for system, measured in evaluation.means.items()
        ],
    }
