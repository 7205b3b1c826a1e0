"""The ranked lists of a system, or of a run file, over a whole data set; full ranking, never sampled."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.domain.errors import InputError
from matcher.evaluation.datasets import RetrievalSet
from matcher.evaluation.runs import Run, best, joined, read_run
from matcher.evaluation.texts import System

_CELLS = 4_000_000
Progress = Callable[[int], None]  # told how many further queries are done


def ranked(
    dataset: RetrievalSet, system: System, depth: int, *, drop_self: bool = False, progress: Progress | None = None
) -> Run:
    """The `depth` best documents of every query. Raises whatever the system raises, and ValueError for wrong scores."""
    lists: list[tuple[NDArray[np.int32], NDArray[np.float32]]] = []
    width, left_out = len(dataset.corpus), dataset.left_out(drop_self=drop_self)
    for block in system(dataset.queries, dataset.corpus):
        done = len(lists)
        if block.ndim != 2 or block.shape[1] != width or done + len(block) > len(dataset.queries):
            raise ValueError(f"a block of scores has the shape {block.shape}, {width} columns were wanted")
        for part in _parts(block):
            done = len(lists)
            first, last = np.searchsorted(left_out[:, 0], (done, done + len(part)))
            lists += best(part, depth, left_out[first:last] - (done, 0))
            if progress:
                progress(len(part))
    if len(lists) != len(dataset.queries):
        raise ValueError(f"scores for {len(lists)} of {len(dataset.queries)} queries")
    return joined(lists)


def _parts(block: NDArray[np.floating[Any]]) -> Iterator[NDArray[np.floating[Any]]]:
    """The block in parts of some millions of scores: sorting takes several times the memory of what it sorts."""
    rows = max(1, _CELLS // max(1, block.shape[1]))
    for start in range(0, len(block), rows):
        yield block[start : start + rows]


def from_file(dataset: RetrievalSet, path: Path, depth: int, *, drop_self: bool = False) -> Run:
    """The run of a file, as deep as all others.

    Raises InputError: what `read_run` refuses, a judged query without a list, a list that ends before `depth`, the
    query's own document where nobody asked to drop it.
    """
    run = read_run(path, dataset.queries.ids, dataset.corpus.ids, None if drop_self else dataset.own.tolist())
    _check_whole(dataset, run, path, depth, drop_self=drop_self)
    left_out = dataset.left_out(drop_self=drop_self)
    bounds = np.searchsorted(left_out[:, 0], np.arange(len(run) + 1))
    lists = []
    for row in range(len(run)):
        documents = run.of(row)
        scores = run.scores[run.starts[row] : run.starts[row + 1]]
        others = ~np.isin(documents, left_out[bounds[row] : bounds[row + 1], 1])
        lists.append((documents[others][:depth], scores[others][:depth]))
    return joined(lists)


def _check_whole(dataset: RetrievalSet, run: Run, path: Path, depth: int, *, drop_self: bool) -> None:
    sizes = run.sizes()[dataset.judged]
    dropped = np.bincount(dataset.left_out(drop_self=drop_self)[:, 0], minlength=len(run))
    wanted = np.minimum(depth, len(dataset.corpus) - dropped[dataset.judged])
    short = np.flatnonzero(sizes < wanted)
    if not len(short):
        return
    missing = np.flatnonzero(sizes == 0)
    ids = dataset.queries.ids
    if len(missing):
        raise InputError("run_missing_query", file=path, id=ids[dataset.judged[missing[0]]], count=len(missing))
    worst = short[np.argmin(sizes[short])]
    raise InputError(
        "run_truncated", file=path, id=ids[dataset.judged[worst]], have=int(sizes[worst]), want=int(wanted[worst])
    )
