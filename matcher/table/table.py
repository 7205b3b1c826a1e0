"""Tables of jobs and candidates: immutable blocks of rows, and the growing ones that a market lives in.

Rows never change once written. Replacing a record appends a row and lets the old one die; `live` says which rows hold.
So a view, once taken, stays one consistent state while others write.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import overload

import numpy as np

from matcher.domain.records import Candidate, Job
from matcher.table.candidates import candidate_facts, protected_of
from matcher.table.columns import Growing, some_rows
from matcher.table.facts import CandidateFacts, JobFacts
from matcher.table.jobs import job_facts
from matcher.table.keys import Names
from matcher.table.protected import Protected
from matcher.table.ragged import Bools, Rows

DEFAULT_TENANT = "default"
Key = tuple[str, str]
"""Tenant and id: what names a record across the whole office."""


@dataclass(frozen=True)
class Jobs:
    """`n` jobs: `keys[row]` names a row, `live[row]` tells whether it still holds."""

    facts: JobFacts
    keys: Sequence[Key]
    names: Names
    live: Bools
    register: Mapping[Key, int] | None = None
    base: Jobs | None = None
    base_rows: Rows | None = None

    def __len__(self) -> int:
        return len(self.facts)

    @classmethod
    def of(cls, jobs: Sequence[Job], tenant: str = DEFAULT_TENANT) -> Jobs:
        """A table of some documents, one row each."""
        names = Names()
        facts = job_facts(jobs, names)
        return cls(facts, [(tenant, job.id) for job in jobs], names, np.ones(len(jobs), bool))

    def take(self, rows: Rows | Sequence[int]) -> Jobs:
        """Some rows as a table of their own."""
        index = np.asarray(rows, np.int64)
        return Jobs(self.facts.take(index), [self.keys[at] for at in index], self.names, self.live[index])

    def some(self, rows: Rows) -> Jobs:
        """Some rows, in order, without copying what nobody reads."""
        keys = _SomeKeys(self.keys, rows)
        return Jobs(some_rows(self.facts, rows), keys, self.names, self.live[rows], base=self, base_rows=rows)

    @cached_property
    def row_of_key(self) -> Mapping[Key, int]:
        """The row of each key; of a growing table the live register, which may know later rows too."""
        return {key: at for at, key in enumerate(self.keys)} if self.register is None else self.register

    def find(self, keys: Iterable[Key]) -> Rows:
        """The live rows of some keys; keys that are not there are passed over."""
        return _find(self, keys)


@dataclass(frozen=True)
class Candidates:
    """`n` candidates; `facts` is all that a score may see."""

    facts: CandidateFacts
    protected: Protected
    keys: Sequence[Key]
    names: Names
    live: Bools
    register: Mapping[Key, int] | None = None
    base: Candidates | None = None
    base_rows: Rows | None = None

    def __len__(self) -> int:
        return len(self.facts)

    @classmethod
    def of(cls, people: Sequence[Candidate], tenant: str = DEFAULT_TENANT) -> Candidates:
        """A table of some documents, one row each."""
        names = Names()
        facts = candidate_facts(people, names)
        keys = [(tenant, person.id) for person in people]
        return cls(facts, protected_of(people), keys, names, np.ones(len(people), bool))

    def take(self, rows: Rows | Sequence[int]) -> Candidates:
        """Some rows as a table of their own."""
        index = np.asarray(rows, np.int64)
        keys = [self.keys[at] for at in index]
        return Candidates(self.facts.take(index), self.protected.take(index), keys, self.names, self.live[index])

    def some(self, rows: Rows) -> Candidates:
        """Some rows, in order, without copying what nobody reads."""
        facts, protected = some_rows(self.facts, rows), some_rows(self.protected, rows)
        keys = _SomeKeys(self.keys, rows)
        return Candidates(facts, protected, keys, self.names, self.live[rows], base=self, base_rows=rows)

    @cached_property
    def row_of_key(self) -> Mapping[Key, int]:
        """The row of each key; of a growing table the live register, which may know later rows too."""
        return {key: at for at, key in enumerate(self.keys)} if self.register is None else self.register

    def find(self, keys: Iterable[Key]) -> Rows:
        """The live rows of some keys; keys that are not there are passed over."""
        return _find(self, keys)


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


def _find(table: Jobs | Candidates, keys: Iterable[Key]) -> Rows:
    wanted = list(keys)
    if not wanted:
        return np.empty(0, np.int64)
    if table.base is not None and table.base_rows is not None:
        found = _find(table.base, wanted)
        places = np.searchsorted(table.base_rows, found)
        there = places < len(table.base_rows)
        there[there] = table.base_rows[places[there]] == found[there]
        return places[there]
    known = table.row_of_key
    rows = np.array([at for at in (known.get(key) for key in wanted) if at is not None], np.int64)
    rows = rows[rows < len(table)]
    return rows[table.live[rows]]


class _Register:
    """Which row holds which record: keys in the order of rows, the live row of each, and the mask."""

    def __init__(self) -> None:
        self.keys: list[Key] = []
        self.row: dict[Key, int] = {}
        self.live = np.zeros(64, bool)

    def add(self, keys: Iterable[Key]) -> Rows:
        first = len(self.keys)
        for key in keys:
            self.kill(key)
            self.row[key] = len(self.keys)
            self.keys.append(key)
        count = len(self.keys)
        if count > len(self.live):
            grown = np.zeros(max(count, len(self.live) * 3 // 2), bool)
            grown[: len(self.live)] = self.live
            self.live = grown
        rows = np.arange(first, count)
        self.live[[self.row[self.keys[at]] for at in rows]] = True
        return rows

    def kill(self, key: Key) -> int | None:
        row = self.row.pop(key, None)
        if row is not None and row < len(self.live):
            self.live[row] = False
        return row

    def mask(self) -> Bools:
        return self.live[: len(self.keys)].copy()


class JobTable:
    """Jobs that come, change and go. One writer at a time; `view()` may be used while others write."""

    def __init__(self) -> None:
        self._register = _Register()
        self._names = Names()
        self._facts = Growing(job_facts([], self._names))

    def __len__(self) -> int:
        """Rows, dead ones too."""
        return len(self._register.keys)

    @property
    def dead(self) -> int:
        """Rows that no longer hold: when they are many, build a new table from the live ones."""
        return len(self._register.keys) - len(self._register.row)

    def row(self, tenant: str, id: str) -> int | None:
        """The live row of a job."""
        return self._register.row.get((tenant, id))

    def upsert(self, jobs: Sequence[Job], tenant: str = DEFAULT_TENANT) -> Rows:
        """Append jobs, each in the place of an earlier one of its id; their rows, in order."""
        block = Jobs.of(jobs, tenant)
        return self.append(block)

    def append(self, block: Jobs) -> Rows:
        """Append the live rows of a block."""
        if not block.live.all():
            block = block.take(np.flatnonzero(block.live))
        self._facts.append(block.facts)
        self._names.update(block.names)
        return self._register.add(block.keys)

    def remove(self, tenant: str, ids: Iterable[str]) -> list[int]:
        """Let jobs die; the rows that did."""
        rows = [self._register.kill((tenant, id)) for id in ids]
        return [row for row in rows if row is not None]

    def view(self) -> Jobs:
        """Everything as it is now; later changes do not reach it."""
        count = len(self._register.keys)
        return Jobs(
            self._facts.view(), self._register.keys[:count], self._names, self._register.mask(), self._register.row
        )


class CandidateTable:
    """Candidates that come, change and go, as `JobTable`."""

    def __init__(self) -> None:
        self._register = _Register()
        self._names = Names()
        self._facts = Growing(candidate_facts([], self._names))
        self._protected = Growing(protected_of([]))

    def __len__(self) -> int:
        """Rows, dead ones too."""
        return len(self._register.keys)

    @property
    def dead(self) -> int:
        """Rows that no longer hold."""
        return len(self._register.keys) - len(self._register.row)

    def row(self, tenant: str, id: str) -> int | None:
        """The live row of a candidate."""
        return self._register.row.get((tenant, id))

    def upsert(self, people: Sequence[Candidate], tenant: str = DEFAULT_TENANT) -> Rows:
        """Append candidates, each in the place of an earlier one of its id; their rows, in order."""
        return self.append(Candidates.of(people, tenant))

    def append(self, block: Candidates) -> Rows:
        """Append the live rows of a block."""
        if not block.live.all():
            block = block.take(np.flatnonzero(block.live))
        self._facts.append(block.facts)
        self._protected.append(block.protected)
        self._names.update(block.names)
        return self._register.add(block.keys)

    def remove(self, tenant: str, ids: Iterable[str]) -> list[int]:
        """Let candidates die; the rows that did."""
        rows = [self._register.kill((tenant, id)) for id in ids]
        return [row for row in rows if row is not None]

    def view(self) -> Candidates:
        """Everything as it is now; later changes do not reach it."""
        count = len(self._register.keys)
        return Candidates(
            self._facts.view(),
            self._protected.view(),
            self._register.keys[:count],
            self._names,
            self._register.mask(),
            self._register.row,
        )
