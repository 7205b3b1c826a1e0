"""One evaluation: every system over a data set, the same lists, the same queries, the same measures."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from matcher.domain.errors import FairMatchError, InputError
from matcher.evaluation.compare import Comparison, Mean, comparisons, means, values_of
from matcher.evaluation.datasets import RetrievalSet
from matcher.evaluation.keep import keep_run, kept_run
from matcher.evaluation.lines import file_hash
from matcher.evaluation.lists import Given, Progress, from_file, ranked
from matcher.evaluation.measures import REPORTED, Measure, measure
from matcher.evaluation.ranks import judged, ranks_in
from matcher.evaluation.runs import Run
from matcher.evaluation.significance import QUERIES_MAX
from matcher.evaluation.texts import System

_SYSTEM_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,59}", re.ASCII)


@dataclass(frozen=True)
class Options:
    """What decides the numbers beside the data: list length, the query's own document, seed, measures.

    short_lists  lists of a run file that end before the others are measured as they are, not refused
    stamp        what the systems were made of (versions, hashes of code and models): runs of another are not reused
    """

    depth: int = 1000
    drop_self: bool = False
    short_lists: bool = False
    seed: int = 0
    measures: tuple[str, ...] = REPORTED
    stamp: str = ""


@dataclass(frozen=True)
class Evaluation:
    """Everything that is written down: values (judged queries, measures) and run of each system, means, comparisons.

    options   as asked, but for `depth`, which is that of the shallowest run file, and the measures that it can carry
    too_deep  the measures that look further down than the lists go
    short     of a run file: how many judged queries have lists that end before the others
    not_run   systems that failed, with the reason: they have no number, not even zero
    """

    dataset: RetrievalSet
    options: Options
    values: Mapping[str, NDArray[np.float64]]
    runs: Mapping[str, Run]
    means: Mapping[str, Mapping[str, Mean]]
    comparisons: Mapping[str, Sequence[Comparison]]
    too_deep: tuple[Measure, ...] = ()
    short: Mapping[str, int] = field(default_factory=dict)
    not_run: Mapping[str, str] = field(default_factory=dict)
    reused: tuple[str, ...] = ()


Watch = Callable[[str, int], Progress]  # (system, queries) → to be told of progress


def evaluate(
    dataset: RetrievalSet,
    systems: Mapping[str, System],
    files: Mapping[str, Path],
    options: Options,
    *,
    out: Path | None = None,
    watch: Watch | None = None,
) -> Evaluation:
    """Runs `systems` and reads the run `files`, in this order; with `out`, keeps each run and resumes a killed call.

    All lists are as deep as the shallowest run file, so that all systems are measured alike. Raises InputError before
    anything is run: a name, `drop_self` where it would remove a relevant document or nothing, a run file that is wrong.
    """
    measures = tuple(measure(name) for name in options.measures)
    _check(dataset, [*systems, *files], options)
    given = {name: _given(dataset, path, options) for name, path in files.items()}
    options = replace(options, depth=min([options.depth, *(g.depth for g in given.values() if g.depth is not None)]))
    within = [each for each in measures if not _too_deep(each, options.depth, dataset)]
    options = replace(options, measures=tuple(each.name for each in within))
    runs, not_run, reused = _ranked_all(dataset, systems, options, out, watch)
    for name, each in given.items():
        runs[name] = each.run.cut(options.depth)
        if out:
            keep_run(out, name, fingerprint(dataset, name, options, file_hash(files[name])), dataset, runs[name])
    values = {name: score(dataset, run, within) for name, run in runs.items()}
    return Evaluation(
        dataset,
        options,
        values,
        runs,
        means(values, within, options.seed),
        comparisons(values, within, options.seed),
        tuple(each for each in measures if each not in within),
        {name: each.short for name, each in given.items() if each.short},
        not_run,
        tuple(reused),
    )


def check_files(dataset: RetrievalSet, files: Mapping[str, Path], options: Options) -> None:
    """Raises InputError for a run file that `evaluate` would refuse."""
    for path in files.values():
        _given(dataset, path, options)


def _given(dataset: RetrievalSet, path: Path, options: Options) -> Given:
    return from_file(dataset, path, options.depth, drop_self=options.drop_self, short_lists=options.short_lists)


def _ranked_all(
    dataset: RetrievalSet, systems: Mapping[str, System], options: Options, out: Path | None, watch: Watch | None
) -> tuple[dict[str, Run], dict[str, str], list[str]]:
    """(the run of each system, why others have none, those whose kept run is used again)"""
    runs: dict[str, Run] = {}
    not_run: dict[str, str] = {}
    reused = []
    for name, system in systems.items():
        key = fingerprint(dataset, name, options)
        kept = kept_run(out, name, key, dataset) if out else None
        if kept is not None:
            runs[name] = kept
            reused.append(name)
            continue
        progress = watch(name, len(dataset.queries)) if watch else None
        try:
            with threadpool_limits(limits=1):  # with two threads a matrix product differs in its last digit
                runs[name] = ranked(dataset, system, options.depth, drop_self=options.drop_self, progress=progress)
        except Exception as error:  # whatever a system does wrong, the others are still measured
            not_run[name] = _reason(error)
            continue
        if out:
            keep_run(out, name, key, dataset, runs[name])
    return runs, not_run, reused


def score(dataset: RetrievalSet, run: Run, measures: Sequence[Measure]) -> NDArray[np.float64]:
    """(judged queries, measures) of a run."""
    ranks = ranks_in(run, dataset.judgements, len(dataset.corpus))
    return values_of(judged(dataset.judgements, ranks), measures)


def fingerprint(dataset: RetrievalSet, name: str, options: Options, source: str = "") -> str:
    """A hash of all that decides a run; a run with another one is never reused."""
    decides = {key: value for key, value in asdict(options).items() if key != "measures"}
    parts = {"files": dict(dataset.files), "system": name, "options": decides, "source": source}
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def _check(dataset: RetrievalSet, names: Sequence[str], options: Options) -> None:
    if not names:
        raise InputError("evaluation_no_systems")
    for i, name in enumerate(names):
        if not _SYSTEM_NAME.fullmatch(name):
            raise InputError("evaluation_system_name", name=name)
        if name.casefold() in (other.casefold() for other in names[:i]):  # one file on Windows and macOS
            raise InputError("evaluation_system_twice", name=name)
    if len(dataset.judged) > QUERIES_MAX:
        raise InputError("evaluation_many_queries", count=len(dataset.judged), most=QUERIES_MAX)
    if not (dataset.judgements.grades > 0).any():
        raise InputError("qrels_none_relevant", file=dataset.name)
    if options.drop_self:
        _check_own(dataset)


def _too_deep(each: Measure, depth: int, dataset: RetrievalSet) -> bool:
    return each.depth is not None and depth < min(each.depth, len(dataset.corpus))


def _check_own(dataset: RetrievalSet) -> None:
    if not (dataset.own >= 0).any():
        raise InputError("own_not_in_corpus")
    judgements = dataset.judgements
    relevant = (dataset.own[judgements.queries] == judgements.documents) & (judgements.grades > 0)
    if relevant.any():
        row = judgements.queries[np.flatnonzero(relevant)[0]]
        raise InputError("own_is_relevant", id=dataset.queries.items[row].id)


def _reason(error: Exception) -> str:
    said = error.message("en") if isinstance(error, FairMatchError) else str(error)
    first = said.strip().splitlines()[0] if said.strip() else ""
    return f"{type(error).__name__}: {first}"[:300]
