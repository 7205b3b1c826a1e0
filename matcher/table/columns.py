"""What every set of columns can do: give some rows, grow by a block, and be looked at while it grows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from typing import Any, Generic, Self, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from matcher.table.ragged import Ragged, Rows

C = TypeVar("C", bound="Columns")
_LEAST = 64


@dataclass(frozen=True)
class Columns:
    """Arrays and ragged columns of one length; the first axis is the row."""

    def __len__(self) -> int:
        return len(getattr(self, fields(self)[0].name))

    def take(self, rows: Rows) -> Self:
        """Some rows, in the order asked for."""
        made = {}
        for field in fields(self):
            column = getattr(self, field.name)
            made[field.name] = column.take(rows) if isinstance(column, Ragged) else column[rows]
        return replace(self, **made)


class _Seen:
    """Columns seen through a change, each made when it is first asked for."""

    def __init__(self, columns: Columns, length: int, change: Callable[[Any], Any]) -> None:
        self._columns, self._length, self._change = columns, length, change

    def __len__(self) -> int:
        return self._length

    def __getattr__(self, name: str) -> Any:
        column = self._change(getattr(self._columns, name))
        setattr(self, name, column)
        return column


def seen(columns: C, length: int, change: Callable[[Any], Any]) -> C:
    """The same columns through a change of arrays and ragged columns: a rule pays for the columns that it reads alone.

    What comes back has the columns' attributes and length, and nothing else of them.
    """
    return cast(C, _Seen(columns, length, change))


def some_rows(columns: C, rows: Rows) -> C:
    """Some rows, gathered column by column as they are read; lists keep sharing their pool."""

    def gather(column: Any) -> Any:
        if isinstance(column, Ragged):
            return Ragged(column.starts[rows], column.counts[rows], column.pool)
        return column[rows]

    return seen(columns, len(rows), gather)


class _Growing:
    """One array with room to spare: appending costs amortised constant time, and earlier views stay as they are."""

    def __init__(self, first: NDArray[Any]) -> None:
        self.used = 0
        self.space = np.empty((max(_LEAST, len(first)), *first.shape[1:]), first.dtype)
        self.append(first)

    def append(self, block: NDArray[Any]) -> int:
        start, need = self.used, self.used + len(block)
        if need > len(self.space):
            space = np.empty((max(need, len(self.space) * 3 // 2), *self.space.shape[1:]), self.space.dtype)
            space[:start] = self.space[:start]
            self.space = space
        self.space[start:need] = block
        self.used = need
        return start

    def view(self) -> NDArray[Any]:
        return self.space[: self.used]


class _GrowingRagged:
    def __init__(self, first: Ragged) -> None:
        self.starts, self.counts, self.pool = _Growing(first.starts), _Growing(first.counts), _Growing(first.pool)

    def append(self, block: Ragged) -> None:
        start = self.pool.append(block.pool)
        self.starts.append(block.starts + start)
        self.counts.append(block.counts)

    def view(self) -> Ragged:
        return Ragged(self.starts.view(), self.counts.view(), self.pool.view())


class Growing(Generic[C]):
    """Columns that grow by blocks. Rows never change once written, so a view stays true while others append."""

    def __init__(self, first: C) -> None:
        self._columns: dict[str, _Growing | _GrowingRagged] = {}
        self._like = first
        for field in fields(first):
            column = getattr(first, field.name)
            self._columns[field.name] = _GrowingRagged(column) if isinstance(column, Ragged) else _Growing(column)

    def append(self, block: C) -> None:
        """Add the rows of a block of the same columns."""
        for name, column in self._columns.items():
            column.append(getattr(block, name))

    def view(self) -> C:
        """All rows so far."""
        return replace(self._like, **{name: column.view() for name, column in self._columns.items()})
