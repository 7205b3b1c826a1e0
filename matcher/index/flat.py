"""Vectors in a FAISS flat index: row i of the index is row i of the table.

The same memory is searched by FAISS and read as an array: a second copy of 100,000 rows would cost 400 MB.
"""

from __future__ import annotations

import faiss
import numpy as np
from numpy.typing import NDArray

from matcher.index.encoder import Vectors

Rows = NDArray[np.int64]

GATHER_SHARE = 0.03  # below: copying the few rows out is cheapest (benchmarks/match.py)
SELECT_SHARE = 0.35  # below: FAISS skips what the selector bars; above: one pass over everything, then the mask


class FlatVectors:
    """A growing (n, width) float32 matrix under inner product."""

    def __init__(self, width: int) -> None:
        self._index = faiss.IndexFlatIP(width)
        self.width = width

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def rows(self) -> Vectors:
        """(n, width) a view into the index's own memory; it must not outlive the next `append`."""
        if not len(self):
            return np.empty((0, self.width), dtype=np.float32)
        flat = faiss.rev_swig_ptr(self._index.get_xb(), len(self) * self.width)
        matrix: Vectors = flat.reshape(len(self), self.width)
        return matrix

    def append(self, vectors: Vectors) -> None:
        """Add rows at the end."""
        self._index.add(np.ascontiguousarray(vectors, dtype=np.float32))

    def search(self, queries: Vectors, allowed: Rows, k: int) -> tuple[Rows, NDArray[np.float32]]:
        """The k best of the rows `allowed` (sorted) for the best of several weighted queries: rows and scores.

        queries  (q, width): a row's score is its largest inner product with one of them
        Exact in every branch; best first, ties by row.
        """
        if not len(allowed) or k < 1:
            return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32)
        share = len(allowed) / len(self)
        if share >= GATHER_SHARE and share < SELECT_SHARE and len(queries) == 1:
            return self._select(queries, allowed, k)
        scores = self._scores(queries, allowed, gather=share < GATHER_SHARE)
        best = best_of(scores, k)
        return allowed[best], scores[best]

    def _scores(self, queries: Vectors, allowed: Rows, *, gather: bool) -> NDArray[np.float32]:
        if not gather:
            every: NDArray[np.float32] = (self.rows() @ queries.T).max(axis=1)
            return every[allowed]
        view, step = self.rows(), 1024
        parts = [(view[allowed[i : i + step]] @ queries.T).max(axis=1) for i in range(0, len(allowed), step)]
        return np.concatenate(parts)

    def _select(self, query: Vectors, allowed: Rows, k: int) -> tuple[Rows, NDArray[np.float32]]:
        chosen = faiss.SearchParameters(  # type: ignore[call-arg]
            sel=faiss.IDSelectorArray(allowed)
        )
        scores, rows = self._index.search(query, min(k, len(allowed)), params=chosen)
        order = np.lexsort((rows[0], -scores[0]))
        return rows[0][order], scores[0][order]


def best_of(scores: NDArray[np.float32], k: int) -> NDArray[np.intp]:
    """Positions of the k largest, best first, ties by position."""
    if k < len(scores):
        cut = np.partition(scores, len(scores) - k)[len(scores) - k]
        above = np.flatnonzero(scores > cut)
        level = np.flatnonzero(scores == cut)[: k - len(above)]
        some = np.concatenate([above, level])
    else:
        some = np.arange(len(scores))
    return some[np.lexsort((some, -scores[some]))]
