"""What rules need beside the two records: the moment, the law, events, listed employers, held advertisements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.domain.law import Law, shipped_law
from matcher.domain.moments import today
from matcher.domain.records import Employer, EmployerStatus
from matcher.table import coding
from matcher.table.keys import key
from matcher.table.table import Key


@dataclass(frozen=True)
class EventFacts:
    """What the recorded events say. Keys are (tenant of the record, id).

    hires     people hired and not left, by job
    referred  jobs with any event but `view`, by candidate
    employed  candidates whose last hire has no later `left`
    """

    hires: Mapping[Key, int] = field(default_factory=dict)
    referred: Mapping[Key, frozenset[Key]] = field(default_factory=dict)
    employed: frozenset[Key] = frozenset()

    @classmethod
    def of(cls, events: Iterable[tuple[Key, Key, str, datetime]], until: datetime | None = None) -> EventFacts:
        """From (candidate, job, event, at), in any order; what lies after `until` has not happened yet."""
        referred: dict[Key, set[Key]] = {}
        hired: dict[tuple[Key, Key], bool] = {}
        for candidate, job, event, at in sorted(events, key=lambda e: e[3]):
            if until is not None and at > until:
                break
            if event != "view":
                referred.setdefault(candidate, set()).add(job)
            if event in ("hire", "left"):
                hired[(candidate, job)] = event == "hire"
        hires: dict[Key, int] = {}
        for (_, job), holds in hired.items():
            if holds:
                hires[job] = hires.get(job, 0) + 1
        employed = frozenset(candidate for (candidate, _), holds in hired.items() if holds)
        return cls(hires, {who: frozenset(jobs) for who, jobs in referred.items()}, employed)


@dataclass(frozen=True)
class EmployerFacts:
    """Employers of whom something is or was on record, by (tenant, key of the id) and by (tenant, key of the name)."""

    by_id: Mapping[tuple[str, int], Employer] = field(default_factory=dict)
    by_name: Mapping[tuple[str, int], Employer] = field(default_factory=dict)

    @classmethod
    def of(cls, employers: Iterable[tuple[str, Employer]]) -> EmployerFacts:
        """From (tenant, record); those with nothing on record are left out."""
        listed = [(tenant, employer) for tenant, employer in employers if employer.status]
        return cls(
            {(tenant, key(e.id)): e for tenant, e in listed},
            {(tenant, key(e.name)): e for tenant, e in listed if e.name},
        )

    def find(self, tenant: str, id_key: int, name_key: int) -> Employer | None:
        """The record of the employer that a job names: by its id, and where it names none by its name."""
        return self.by_id.get((tenant, id_key)) if id_key else self.by_name.get((tenant, name_key))

    @cached_property
    def keys(self) -> NDArray[np.int64]:
        """All keys of ids and names, sorted."""
        return np.unique(np.array([number for _, number in (*self.by_id, *self.by_name)], np.int64))


def in_force(employer: Employer, day: date, ignored: Sequence[str] = ()) -> list[EmployerStatus]:
    """What stands on record against an employer on a day; an end lasts to the end of its day."""
    return [
        status
        for status in employer.status or ()
        if status.code not in ignored
        and (status.from_ is None or status.from_ <= day)
        and (status.to is None or day <= status.to)
    ]


@dataclass(frozen=True)
class Context:
    """Everything that a judgement depends on beside the records and the scenario.

    held: jobs whose advertisement waits for a person.
    """

    as_of: datetime
    law: Law = field(default_factory=shipped_law)
    events: EventFacts = field(default_factory=EventFacts)
    employers: EmployerFacts = field(default_factory=EmployerFacts)
    held: frozenset[Key] = frozenset()

    @cached_property
    def date(self) -> date:
        """The day in Shanghai."""
        return today(self.as_of)

    @cached_property
    def day(self) -> int:
        """The day as the tables count it."""
        return coding.day(self.date)

    def number(self, name: str) -> float:
        """A number of the law on the day."""
        return self.law.number(name, self.date)


Params = Mapping[str, Any]
