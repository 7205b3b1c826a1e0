"""A column whose cells are lists: one pool of items, and for each row where its items start and how many they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Bools = NDArray[np.bool_]
Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Ragged:
    """`n` lists.

    starts  (n,) int64   where a row's items begin in the pool
    counts  (n,) int32   how many they are; -1: the list is absent, which is not the same as empty
    pool    (m, ...)     the items; rows may share a pool, and a pool may hold items of no row
    """

    starts: NDArray[np.int64]
    counts: NDArray[np.int32]
    pool: NDArray[Any]

    def __len__(self) -> int:
        return len(self.starts)

    @property
    def stated(self) -> Bools:
        """(n,) whether the list was given at all."""
        return np.asarray(self.counts >= 0)

    @property
    def sizes(self) -> NDArray[np.int32]:
        """(n,) items of a row; none where the list is absent."""
        return np.asarray(np.maximum(self.counts, 0), np.int32)

    def row(self, at: int) -> NDArray[Any]:
        """The items of one row."""
        start = int(self.starts[at])
        return self.pool[start : start + max(int(self.counts[at]), 0)]

    def count(self, flags: Bools) -> NDArray[np.int64]:
        """(n,) how many of each row's items are flagged; `flags` is (m,) over the pool."""
        if len(self.starts) == 1:
            start, size = int(self.starts[0]), max(int(self.counts[0]), 0)
            return np.array([np.count_nonzero(flags[start : start + size])], np.int64)
        running = np.zeros(len(flags) + 1, np.int64)
        np.cumsum(flags, out=running[1:])
        return np.asarray(running[self.starts + self.sizes] - running[self.starts])

    def any(self, flags: Bools) -> Bools:
        """(n,) whether any of a row's items is flagged."""
        return np.asarray(self.count(flags) > 0)

    def every(self, flags: Bools) -> Bools:
        """(n,) whether all of a row's items are flagged; true of no items."""
        return np.asarray(self.count(flags) == self.sizes)

    def take(self, rows: Rows) -> Ragged:
        """The lists of some rows, with a pool of their own."""
        counts = self.counts[rows]
        sizes = np.maximum(counts, 0)
        ends = np.cumsum(sizes, dtype=np.int64)
        starts = ends - sizes
        total = int(ends[-1]) if len(ends) else 0
        items = np.arange(total) - np.repeat(starts, sizes) + np.repeat(self.starts[rows], sizes)
        return Ragged(starts, counts, self.pool[items])


def ragged(lists: Iterable[Sequence[Any] | None], dtype: Any, width: tuple[int, ...] = ()) -> Ragged:
    """Python lists as a column; None is an absent list. `width` is the shape of one item."""
    flat: list[Any] = []
    counts: list[int] = []
    for items in lists:
        counts.append(-1 if items is None else len(items))
        flat.extend(items or ())
    pool = np.array(flat, dtype).reshape((len(flat), *width))
    sizes = np.maximum(np.array(counts, np.int32), 0)
    starts = np.cumsum(sizes, dtype=np.int64) - sizes
    return Ragged(starts, np.array(counts, np.int32), pool)
