"""Ranked lists: made from scores, read from and written to TREC run files that reproduce every number.

Order is trec_eval's: score as float32, highest first; equal scores by document id, the greater string first. A data
set keeps its documents in descending order of id, so here a tie goes to the lower column.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.domain.errors import InputError
from matcher.evaluation.lines import numbered_lines

_LAST = np.uint64(0xFFFFFFFFFFFFFFFF)
_COLUMN = np.uint64(0xFFFFFFFF)


@dataclass(frozen=True)
class Run:
    """The lists of all queries behind one another: query q owns `starts[q]:starts[q + 1]`, best document first."""

    starts: NDArray[np.int64]
    documents: NDArray[np.int32]
    scores: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.starts) - 1

    def of(self, query: int) -> NDArray[np.int32]:
        """The documents of one query, best first."""
        return self.documents[self.starts[query] : self.starts[query + 1]]

    def scores_of(self, query: int) -> NDArray[np.float32]:
        """The scores of one query's documents, best first."""
        return self.scores[self.starts[query] : self.starts[query + 1]]

    def cut(self, depth: int) -> Run:
        """The first `depth` places of every list."""
        return joined([(self.of(row)[:depth], self.scores_of(row)[:depth]) for row in range(len(self))])

    def sizes(self) -> NDArray[np.int64]:
        """How many documents each query has."""
        return np.diff(self.starts)


def best(
    scores: NDArray[np.floating[Any]], depth: int, left_out: NDArray[np.int64] | None = None
) -> list[tuple[NDArray[np.int32], NDArray[np.float32]]]:
    """The `depth` best columns of each row, best first, and their scores.

    scores    (rows, documents)
    left_out  (pairs, 2), rows and columns that are not to be listed, each pair once
    Raises ValueError for a score that is not finite.
    """
    narrow = scores.astype(np.float32) + np.float32(0)  # -0.0 becomes 0.0, so that the two tie
    if not np.isfinite(narrow).all():
        raise ValueError("a score is not a finite number")
    keys = _keys(narrow)
    width = keys.shape[1]
    sizes = np.full(len(keys), width)
    if left_out is not None:
        keys[left_out[:, 0], left_out[:, 1]] = _LAST
        sizes -= np.bincount(left_out[:, 0], minlength=len(keys))
    sizes = np.minimum(sizes, depth)
    if depth < width // 2:
        keys = np.partition(keys, depth, axis=1)[:, :depth]
    keys.sort(axis=1)
    columns = (keys & _COLUMN).astype(np.int32)
    return [(line[:n], row[line[:n]]) for line, row, n in zip(columns, narrow, sizes, strict=True)]


def _keys(narrow: NDArray[np.float32]) -> NDArray[np.uint64]:
    """One integer a cell that sorts as (score descending, column ascending): no two are equal, so any sort will do."""
    bits = narrow.view(np.uint32)
    ascending = np.where(bits >> 31 == 1, ~bits, bits | np.uint32(0x80000000))
    return (~ascending).astype(np.uint64) << np.uint64(32) | np.arange(narrow.shape[1], dtype=np.uint64)


def joined(lists: Sequence[tuple[NDArray[np.int32], NDArray[np.float32]]]) -> Run:
    """One run of the lists of all queries, in order."""
    starts = np.zeros(len(lists) + 1, dtype=np.int64)
    starts[1:] = np.cumsum([len(documents) for documents, _ in lists])
    return Run(
        starts,
        np.concatenate([documents for documents, _ in lists]) if lists else np.zeros(0, np.int32),
        np.concatenate([scores for _, scores in lists]) if lists else np.zeros(0, np.float32),
    )


def run_lines(run: Run, queries: Sequence[str], documents: Sequence[str], tag: str) -> Iterator[str]:
    """A TREC run, one string a query: `qid Q0 docid rank score tag`. Nine digits give back the same float32."""
    for row, query in enumerate(queries):
        listed = run.of(row).tolist()
        scores = run.scores_of(row).tolist()
        yield "".join(
            f"{query} Q0 {documents[column]} {rank} {score:.9g} {tag}\n"
            for rank, (column, score) in enumerate(zip(listed, scores, strict=True), 1)
        )


def read_run(path: Path, queries: Sequence[str], documents: Sequence[str], own: Sequence[int] | None = None) -> Run:
    """A TREC run about known queries and documents, put into trec_eval's order (the rank column is not used).

    Raises InputError with file and line: a line of the wrong shape, an unknown query or document, a document twice in
    one list, a score that is no finite number, the query's own document (`own`, the column of each query or -1, where
    it must not be listed); or with the file: no line at all.
    """
    rows = {id_: row for row, id_ in enumerate(queries)}
    columns = {id_: column for column, id_ in enumerate(documents)}
    lists: list[dict[int, float]] = [{} for _ in queries]
    for number, line in numbered_lines(path):
        cells = line.split()
        if len(cells) != 6:
            raise InputError("run_shape", file=path, line=number, cells=len(cells))
        row, column = rows.get(cells[0]), columns.get(cells[2])
        if row is None:
            raise InputError("run_unknown_query", file=path, line=number, id=cells[0])
        if column is None:
            raise InputError("run_unknown_document", file=path, line=number, id=cells[2])
        if column in lists[row]:
            raise InputError("run_double", file=path, line=number, query=cells[0], document=cells[2])
        if own is not None and own[row] == column:
            raise InputError("run_own", file=path, line=number, id=cells[0])
        lists[row][column] = _score(cells[4], path, number)
    if not any(lists):
        raise InputError("run_empty", file=path)
    return joined([_ordered(scored) for scored in lists])


def _score(text: str, path: Path, number: int) -> float:
    try:
        score = math.nan if "_" in text else float(text)  # Python alone reads 1_000 as a number
    except ValueError:
        score = math.nan
    if not math.isfinite(score) or abs(score) > float(np.finfo(np.float32).max):
        raise InputError("run_score", file=path, line=number, value=text[:40])
    return score


def _ordered(scored: dict[int, float]) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    columns = np.fromiter(scored.keys(), dtype=np.int32, count=len(scored))
    scores = np.fromiter(scored.values(), dtype=np.float64, count=len(scored)).astype(np.float32) + np.float32(0)
    order = np.lexsort((columns, -scores))
    return columns[order], scores[order]
