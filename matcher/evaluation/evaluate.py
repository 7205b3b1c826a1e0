"""One evaluation: every system over a data set, the same lists, the same queries, the same measures."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from matcher.domain.errors import FairMatchError, InputError
from matcher.evaluation.compare import Comparison, Mean, comparisons, means, values_of
from matcher.evaluation.datasets import RetrievalSet
from matcher.evaluation.keep import keep_run, kept_run
from matcher.evaluation.lines import file_hash
from matcher.evaluation.lists import Progress, from_file, ranked
from matcher.evaluation.measures import REPORTED, Measure, measure
from matcher.evaluation.ranks import judged, ranks_in
from matcher.evaluation.runs import Run
from matcher.evaluation.significance import QUERIES_MAX
from matcher.evaluation.texts import System

_SYSTEM_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,59}", re.ASCII)


@dataclass(frozen=True)
class Options:
    """What decides the numbers beside the data: list length, the query's own document, seed, measures.

    stamp  what the systems were made of (versions, hashes of code and models): runs of another stamp are not reused
    """

    depth: int = 1000
    drop_self: bool = False
    seed: int = 0
    measures: tuple[str, ...] = REPORTED
    stamp: str = ""


@dataclass(frozen=True)
class Evaluation:
    """Everything that is written down: values (judged queries, measures) and run of each system, means, comparisons.

    not_run  systems that failed, with the reason: they have no number, not even zero
    """

    dataset: RetrievalSet
    options: Options
    values: Mapping[str, NDArray[np.float64]]
    runs: Mapping[str, Run]
    means: Mapping[str, Mapping[str, Mean]]
    comparisons: Mapping[str, Sequence[Comparison]]
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

    Raises InputError before anything is run: a name, a measure deeper than the lists, `drop_self` where it would
    remove a relevant document or nothing; then for a run file that is wrong (nothing else is run).
    """
    measures = tuple(measure(name) for name in options.measures)
    _check(dataset, [*systems, *files], measures, options)
    runs = {name: _file_run(dataset, name, path, options, out) for name, path in files.items()}
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
    order = [name for name in (*systems, *files) if name in runs]
    values = {name: score(dataset, runs[name], measures) for name in order}
    return Evaluation(
        dataset,
        options,
        values,
        {name: runs[name] for name in order},
        means(values, measures, options.seed),
        comparisons(values, measures, options.seed),
        not_run,
        tuple(reused),
    )


def score(dataset: RetrievalSet, run: Run, measures: Sequence[Measure]) -> NDArray[np.float64]:
    """(judged queries, measures) of a run."""
    ranks = ranks_in(run, dataset.judgements, len(dataset.corpus))
    return values_of(judged(dataset.judgements, ranks), measures)


def fingerprint(dataset: RetrievalSet, name: str, options: Options, source: str = "") -> str:
    """A hash of all that decides a run; a run with another one is never reused."""
    parts = {"files": dict(dataset.files), "system": name, "options": asdict(options), "source": source}
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def _file_run(dataset: RetrievalSet, name: str, path: Path, options: Options, out: Path | None) -> Run:
    run = from_file(dataset, path, options.depth, drop_self=options.drop_self)
    if out:
        keep_run(out, name, fingerprint(dataset, name, options, file_hash(path)), dataset, run)
    return run


def _check(dataset: RetrievalSet, names: Sequence[str], measures: Sequence[Measure], options: Options) -> None:
    for i, name in enumerate(names):
        if not _SYSTEM_NAME.fullmatch(name):
            raise InputError("evaluation_system_name", name=name)
        if name in names[:i]:
            raise InputError("evaluation_system_twice", name=name)
    for each in measures:
        if each.depth is not None and options.depth < min(each.depth, len(dataset.corpus)):
            raise InputError("measure_too_deep", name=each.name, want=each.depth, depth=options.depth)
    if len(dataset.judged) > QUERIES_MAX:
        raise InputError("evaluation_many_queries", count=len(dataset.judged), most=QUERIES_MAX)
    if not (dataset.judgements.grades > 0).any():
        raise InputError("qrels_none_relevant", file=dataset.name)
    if options.drop_self:
        _check_own(dataset)


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
