"""Arrays that grow at their end while others read what was there before.

A reader keeps the array that `view` gave it; a writer only adds behind it, or moves to a larger place.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray
from scipy import sparse

AT_ONCE = 64  # sparse rows laid out together: bounds the memory of a product


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

    def __init__(self) -> None:
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
        theirs = self.take(others)
        steps = range(0, len(some), AT_ONCE)
        found = [self._products(self.take(some[at : at + AT_ONCE]), theirs) for at in steps]
        return np.concatenate(found) if found else np.zeros((0, len(others)))

    def _products(self, mine: SparseRows, theirs: SparseRows) -> NDArray[np.float64]:
        columns = np.unique(mine.places)  # only these can meet
        wide = np.zeros((len(columns), len(mine.sizes)))
        owner = np.repeat(np.arange(len(mine.sizes)), mine.sizes)
        wide[np.searchsorted(columns, mine.places), owner] = mine.values
        place = np.minimum(np.searchsorted(columns, theirs.places), len(columns) - 1)
        common = np.flatnonzero(columns[place] == theirs.places) if len(columns) else np.empty(0, np.intp)
        row = np.repeat(np.arange(len(theirs.sizes)), theirs.sizes)[common]
        found = np.zeros((len(theirs.sizes), len(mine.sizes)))
        if len(common):
            starts = np.flatnonzero(np.r_[True, row[1:] != row[:-1]])
            met = theirs.values[common][:, None] * wide[place[common]]
            found[row[starts]] = np.add.reduceat(met, starts)
        return found.T
