"""Arrays that grow at their end while others read what was there before.

A reader keeps the array that `view` gave it; a writer only adds behind it, or moves to a larger place.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray
from scipy import sparse


class Growing:
    """Items of one shape, appended."""

    def __init__(self, shape: tuple[int, ...], dtype: DTypeLike) -> None:
        self._room: NDArray[Any] = np.empty((64, *shape), dtype=dtype)
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def append(self, items: NDArray[Any]) -> None:
        """Add items (n, *shape) at the end."""
        need = self._count + len(items)
        if need > len(self._room):
            room = np.empty((max(need, 2 * len(self._room)), *self._room.shape[1:]), dtype=self._room.dtype)
            room[: self._count] = self._room[: self._count]
            self._room = room
        self._room[self._count : need] = items
        self._count = need

    def view(self) -> NDArray[Any]:
        """All items so far, not to be written to."""
        return self._room[: self._count]


@dataclass(frozen=True)
class SparseRows:
    """Some sparse rows: the places and the values of their parts end to end, and how many each row has."""

    places: NDArray[np.int32]
    values: NDArray[np.float32]
    sizes: NDArray[np.int64]


class GrowingSparse:
    """Sparse rows of float32, appended."""

    def __init__(self, columns: int) -> None:
        self._columns = columns
        self._places = Growing((), np.int32)
        self._values = Growing((), np.float32)
        self._ends = Growing((), np.int64)
        self._ends.append(np.zeros(1, dtype=np.int64))

    def append(self, rows: sparse.csr_array) -> None:
        """Add rows (n, columns) at the end."""
        before = len(self._values)
        self._places.append(rows.indices)
        self._values.append(rows.data)
        self._ends.append(rows.indptr[1:].astype(np.int64) + before)

    def take(self, rows: NDArray[np.int64]) -> SparseRows:
        """Some rows, by number."""
        ends = self._ends.view()
        starts, sizes = ends[rows], ends[rows + 1] - ends[rows]
        first = np.cumsum(sizes) - sizes
        items = np.arange(int(sizes.sum())) + np.repeat(starts - first, sizes)
        return SparseRows(self._places.view()[items], self._values.view()[items], sizes)

    def products(self, some: NDArray[np.int64], others: NDArray[np.int64]) -> NDArray[np.float64]:
        """(some, others) inner products of rows, by number; quickest where `some` are few."""
        mine, theirs = self.take(some), self.take(others)
        wide = np.zeros((self._columns, len(some)))
        wide[mine.places, np.repeat(np.arange(len(some)), mine.sizes)] = mine.values
        found = np.zeros((len(others), len(some)))
        there = theirs.sizes > 0
        if there.any():
            starts = (np.cumsum(theirs.sizes) - theirs.sizes)[there]
            found[there] = np.add.reduceat(theirs.values[:, None] * wide[theirs.places], starts)
        return found.T
