"""Tables of jobs and candidates: immutable blocks of rows, and the growing ones that a market lives in.

Rows never change once written. Replacing a record appends a row and lets the old one die; `live` says which rows hold.
So a view, once taken, stays one consistent state while others write.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any, Generic, Self, TypeVar, overload

import numpy as np

from matcher.domain.records import Candidate, Job
from matcher.table.candidates import candidate_facts, protected_of
from matcher.table.columns import Columns, Growing, some_rows
from matcher.table.facts import CandidateFacts, JobFacts
from matcher.table.jobs import job_facts
from matcher.table.keys import Names
from matcher.table.protected import Protected
from matcher.table.ragged import Bools, Rows

DEFAULT_TENANT = "default"
Key = tuple[str, str]
"""Tenant and id: what names a record across the whole office."""


class _SomeKeys(Sequence[Key]):
    """The keys of some rows, looked up one by one."""

    def __init__(self, keys: Sequence[Key], rows: Rows) -> None:
        self._keys, self._rows = keys, rows

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, at: int) -> Key: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Key]: ...
    def __getitem__(self, at: int | slice) -> Key | Sequence[Key]:
        if isinstance(at, slice):
            return _SomeKeys(self._keys, self._rows[at])
        return self._keys[int(self._rows[at])]


@dataclass(frozen=True)
class Block:
    """`n` records: `keys[row]` names a row, `live[row]` tells whether it still holds, `names` what keys were called.

    register  the row of each key, where a growing table keeps it
    origin    of some rows of another block: that block, and which rows
    """

    keys: Sequence[Key]
    names: Names
    live: Bools
    register: Mapping[Key, int] | None = None
    origin: tuple[Block, Rows] | None = None

    def __len__(self) -> int:
        return len(self.live)

    @classmethod
    def columns(cls) -> list[str]:
        """The names of the block's sets of columns."""
        known = {field.name for field in fields(Block)}
        return [field.name for field in fields(cls) if field.name not in known]

    def take(self, rows: Rows | Sequence[int]) -> Self:
        """Some rows as a table of their own."""
        index = np.asarray(rows, np.int64)
        parts: dict[str, Any] = {name: getattr(self, name).take(index) for name in self.columns()}
        keys = [self.keys[at] for at in index]
        return replace(self, keys=keys, live=self.live[index], register=None, origin=None, **parts)

    def some(self, rows: Rows) -> Self:
        """Some rows, in order, without copying what nobody reads."""
        parts: dict[str, Any] = {name: some_rows(getattr(self, name), rows) for name in self.columns()}
        keys = _SomeKeys(self.keys, rows)
        return replace(self, keys=keys, live=self.live[rows], register=None, origin=(self, rows), **parts)

    @cached_property
    def row_of_key(self) -> Mapping[Key, int]:
        """The row of each key; of a growing table the live register, which may know later rows too."""
        return {key: at for at, key in enumerate(self.keys)} if self.register is None else self.register

    def find(self, keys: Iterable[Key]) -> Rows:
        """The live rows of some keys; keys that are not there are passed over."""
        wanted = list(keys)
        if not wanted:
            return np.empty(0, np.int64)
        if self.origin is not None:
            whole, mine = self.origin
            found = whole.find(wanted)
            places = np.searchsorted(mine, found)
            there = places < len(mine)
            there[there] = mine[places[there]] == found[there]
            return places[there]
        known = self.row_of_key
        rows = np.array([at for at in (known.get(key) for key in wanted) if at is not None], np.int64)
        rows = rows[rows < len(self)]
        return rows[self.live[rows]]


@dataclass(frozen=True, kw_only=True)
class Jobs(Block):
    """`n` jobs."""

    facts: JobFacts

    @classmethod
    def of(cls, jobs: Sequence[Job], tenant: str = DEFAULT_TENANT) -> Jobs:
        """A table of some documents, one row each."""
        names = Names()
        keys = [(tenant, job.id) for job in jobs]
        return cls(facts=job_facts(jobs, names), keys=keys, names=names, live=np.ones(len(jobs), bool))


@dataclass(frozen=True, kw_only=True)
class Candidates(Block):
    """`n` candidates; `facts` is all that a score may see."""

    facts: CandidateFacts
    protected: Protected

    @classmethod
    def of(cls, people: Sequence[Candidate], tenant: str = DEFAULT_TENANT) -> Candidates:
        """A table of some documents, one row each."""
        names = Names()
        facts, protected = candidate_facts(people, names), protected_of(people)
        keys = [(tenant, person.id) for person in people]
        return cls(facts=facts, protected=protected, keys=keys, names=names, live=np.ones(len(people), bool))


B = TypeVar("B", bound=Block)


class Table(Generic[B]):
    """Records that come, change and go. One writer at a time; a view may be used while others write."""

    def __init__(self, empty: B) -> None:
        self._empty = empty
        self._columns = {name: Growing[Columns](getattr(empty, name)) for name in empty.columns()}
        self._names = Names()
        self._keys: list[Key] = []
        self._row: dict[Key, int] = {}
        self._live = np.zeros(64, bool)

    def __len__(self) -> int:
        """Rows, dead ones too."""
        return len(self._keys)

    @property
    def dead(self) -> int:
        """Rows that no longer hold: when they are many, build a new table from the live ones."""
        return len(self._keys) - len(self._row)

    def row(self, tenant: str, id: str) -> int | None:
        """The live row of a record."""
        return self._row.get((tenant, id))

    def append(self, block: B) -> Rows:
        """Append the live rows of a block, each in the place of an earlier record of its key; their rows, in order."""
        if not block.live.all():
            block = block.take(np.flatnonzero(block.live))
        for name, column in self._columns.items():
            column.append(getattr(block, name))
        self._names.update(block.names)
        first = len(self._keys)
        self._make_room(first + len(block))
        for row, key in enumerate(block.keys, first):
            self._let_die(key)
            self._row[key] = row
            self._keys.append(key)
            self._live[row] = True
        return np.arange(first, len(self._keys))

    def remove(self, tenant: str, ids: Iterable[str]) -> list[int]:
        """Let records die; the rows that did."""
        rows = [self._let_die((tenant, id)) for id in ids]
        return [row for row in rows if row is not None]

    def view(self) -> B:
        """Everything as it is now; later changes do not reach it."""
        parts: dict[str, Any] = {name: column.view() for name, column in self._columns.items()}
        count = len(self._keys)
        live = self._live[:count].copy()
        return replace(self._empty, keys=self._keys[:count], names=self._names, live=live, register=self._row, **parts)

    def _let_die(self, key: Key) -> int | None:
        row = self._row.pop(key, None)
        if row is not None:
            self._live[row] = False
        return row

    def _make_room(self, count: int) -> None:
        if count > len(self._live):
            grown = np.zeros(max(count, len(self._live) * 3 // 2), bool)
            grown[: len(self._live)] = self._live
            self._live = grown


class JobTable(Table[Jobs]):
    """A growing table of jobs."""

    def __init__(self) -> None:
        super().__init__(Jobs.of([]))

    def upsert(self, jobs: Sequence[Job], tenant: str = DEFAULT_TENANT) -> Rows:
        """Append jobs, each in the place of an earlier one of its id; their rows, in order."""
        return self.append(Jobs.of(jobs, tenant))


class CandidateTable(Table[Candidates]):
    """A growing table of candidates."""

    def __init__(self) -> None:
        super().__init__(Candidates.of([]))

    def upsert(self, people: Sequence[Candidate], tenant: str = DEFAULT_TENANT) -> Rows:
        """Append candidates, each in the place of an earlier one of its id; their rows, in order."""
        return self.append(Candidates.of(people, tenant))
