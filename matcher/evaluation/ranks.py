"""Where the judged documents of each query stand: all that the measures need to know of a run.

Two ways lead here, with the same answer: from a run (as deep as it is), and straight from scores. The second never
sorts a list: the rank of a document is one more than the number of documents that stand before it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.evaluation.judgements import Judgements
from matcher.evaluation.runs import Run

COUNTED = 24  # up to so many judged documents a query, counting beats sorting (benchmarks/evaluation_speed.py)


@dataclass(frozen=True)
class Judged:
    """The judgements with the rank of each document, sorted by query.

    queries  (judgements,) from 0 to n - 1: the position among the queries with a judgement
    grades   (judgements,) above 0 is relevant
    ranks    (judgements,) 1 is the first of the list; 0: the list does not hold the document
    n        the number of queries with a judgement
    """

    queries: NDArray[np.int64]
    grades: NDArray[np.int64]
    ranks: NDArray[np.int64]
    n: int


def judged(judgements: Judgements, ranks: NDArray[np.int64]) -> Judged:
    """Judgements and the ranks of their documents, aligned, as the measures take them."""
    rows, positions = np.unique(judgements.queries, return_inverse=True)
    return Judged(positions, judgements.grades.astype(np.int64), ranks, len(rows))


def ranks_in(run: Run, judgements: Judgements, documents: int) -> NDArray[np.int64]:
    """(judgements,) the rank of each judged document in a run; 0 where the list does not hold it."""
    ranks = np.zeros(len(judgements), dtype=np.int64)
    place = np.zeros(documents, dtype=np.int64)
    for query, start, end in _spans(judgements.queries):
        listed = run.of(query)
        place[listed] = np.arange(1, len(listed) + 1)
        ranks[start:end] = place[judgements.documents[start:end]]
        place[listed] = 0
    return ranks


def ranks_by_score(
    scores: NDArray[np.floating[Any]], judgements: Judgements, first_query: int = 0
) -> NDArray[np.int64]:
    """(judgements,) the rank of each judged document in the full list of its query.

    scores  (rows, documents) of the queries `first_query`, `first_query` + 1, ...; documents in descending order of
            id, so that an equal score in a lower column stands before (trec_eval). `judgements` must concern these.
    """
    narrow = np.asarray(scores, dtype=np.float32)
    ranks = np.zeros(len(judgements), dtype=np.int64)
    for query, start, end in _spans(judgements.queries):
        row = narrow[query - first_query]
        columns = judgements.documents[start:end]
        ranks[start:end] = _counted(row, columns) if end - start <= COUNTED else _sorted(row, columns)
    return ranks


def _counted(row: NDArray[np.float32], columns: NDArray[np.int32]) -> list[int]:
    return [
        1 + int(np.count_nonzero(row > row[column])) + int(np.count_nonzero(row[:column] == row[column]))
        for column in columns
    ]


def _sorted(row: NDArray[np.float32], columns: NDArray[np.int32]) -> NDArray[np.int64]:
    ascending = np.sort(row)
    wanted = row[columns]
    above = len(row) - np.searchsorted(ascending, wanted, side="right")
    equal = len(row) - np.searchsorted(ascending, wanted, side="left") - above
    before = [
        int(np.count_nonzero(row[:column] == row[column])) if tied else 0
        for column, tied in zip(columns, equal > 1, strict=True)
    ]
    return 1 + above + np.array(before, dtype=np.int64)


def _spans(queries: NDArray[np.int32]) -> list[tuple[int, int, int]]:
    """(query, start, end) of each query's judgements, which stand together."""
    rows, starts = np.unique(queries, return_index=True)
    return list(zip(rows.tolist(), starts.tolist(), [*starts[1:].tolist(), len(queries)], strict=True))
