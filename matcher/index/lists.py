"""Lists of numbers that are appended row by row and looked at as a ragged column."""

from __future__ import annotations

from array import array
from collections.abc import Iterable

import numpy as np

from matcher.table.ragged import Ragged


class GrowingLists:
    """One list of whole numbers a row."""

    def __init__(self) -> None:
        self._pool = array("q")
        self._counts = array("i")

    def append(self, items: Iterable[int]) -> None:
        """Add a row."""
        before = len(self._pool)
        self._pool.extend(items)
        self._counts.append(len(self._pool) - before)

    def view(self) -> Ragged:
        """A copy of all rows as a column."""
        counts = np.array(self._counts, dtype=np.int32)
        starts = np.cumsum(counts, dtype=np.int64) - counts
        return Ragged(starts, counts, np.array(self._pool, dtype=np.int64))
