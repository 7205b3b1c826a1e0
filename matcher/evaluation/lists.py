"""The ranked lists of a system, or of a run file, over a whole data set; full ranking, never sampled."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

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


@dataclass(frozen=True)
class Given:
    """A run from a file, without the documents that no list may hold.

    depth  the places that its lists fill, None if they hold every document
    short  judged queries whose lists end before that
    """

    run: Run
    depth: int | None
    short: int


def from_file(
    dataset: RetrievalSet, path: Path, depth: int, *, drop_self: bool = False, short_lists: bool = False
) -> Given:
    """The run of a file, of which the first `depth` places will be measured.

    A file whose lists are all equally long is as deep as they are. Raises InputError: what `read_run` refuses; the
    query's own document where nobody asked to drop it; unless `short_lists`, a judged query without a list or with a
    list that ends before the others.
    """
    run = read_run(path, dataset.queries.ids, dataset.corpus.ids, None if drop_self else dataset.own.tolist())
    kept = _without(run, dataset.left_out(drop_self=drop_self))
    listed, held = run.sizes()[dataset.judged], kept.sizes()[dataset.judged]
    dropped = np.bincount(dataset.left_out(drop_self=drop_self)[:, 0], minlength=len(run))
    full = held >= len(dataset.corpus) - dropped[dataset.judged]
    want = max(1, min(depth, int(listed.max())))
    short = ~full & (listed < want)
    if short.any() and not short_lists:
        _refuse(dataset, path, listed, want, short)
    ends = held[~full & ~short]
    return Given(kept, max(1, int(ends.min())) if len(ends) else None, int(short.sum()))


def _without(run: Run, left_out: NDArray[np.int64]) -> Run:
    bounds = np.searchsorted(left_out[:, 0], np.arange(len(run) + 1))
    lists = []
    for row in range(len(run)):
        others = ~np.isin(run.of(row), left_out[bounds[row] : bounds[row + 1], 1])
        lists.append((run.of(row)[others], run.scores_of(row)[others]))
    return joined(lists)


def _refuse(
    dataset: RetrievalSet, path: Path, listed: NDArray[np.int64], want: int, short: NDArray[np.bool_]
) -> NoReturn:
    worst = int(np.argmin(np.where(short, listed, want)))
    id_, have = dataset.queries.ids[dataset.judged[worst]], int(listed[worst])
    if not have:
        raise InputError("run_missing_query", file=path, id=id_, count=int((listed == 0).sum()))
    raise InputError("run_truncated", file=path, id=id_, have=have, want=want, count=int(short.sum()))
