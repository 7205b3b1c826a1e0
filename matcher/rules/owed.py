"""What a service still owes a person: the "131" plan, counted from what happened.

A service item is done by events of its kind, one a post, or by an event that names the item in its context
(`{"service": "guidance"}`). Its deadline counts from the day the person entered the service.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from matcher.rules.scenario import Scenario, Service
from matcher.table.table import Key


@dataclass(frozen=True, slots=True)
class Happened:
    """One event of a person. `employment_type` is that of the post; `service` what the event's context names."""

    job: Key
    event: str
    day: date
    employment_type: str | None = None
    service: str | None = None


@dataclass(frozen=True, slots=True)
class Owed:
    """One item of a service: how often it was done of how often it must be, and by when (None: nobody knows)."""

    item: Service
    done: int
    due: date | None

    @property
    def missing(self) -> int:
        """How often it is still owed."""
        return max(self.item.least - self.done, 0)

    def late(self, day: date) -> bool:
        """Whether something is missing after the deadline, which lasts to the end of its day."""
        return self.missing > 0 and self.due is not None and day > self.due


def owed(scenario: Scenario, happened: Sequence[Happened], since: date | None, day: date) -> tuple[Owed, ...]:
    """Every item of a service for a person who entered it on `since`, as it stands on `day`.

    Where nobody knows since when, everything that happened counts and nothing is due.
    """
    seen = [event for event in happened if (since is None or since <= event.day) and event.day <= day]
    due = [None if since is None else since + timedelta(days=item.days) for item in scenario.services]
    return tuple(Owed(item, _done(item, seen), end) for item, end in zip(scenario.services, due, strict=True))


def _done(item: Service, seen: Sequence[Happened]) -> int:
    posts = {
        event.job
        for event in seen
        if event.event in item.events and (not item.types or event.employment_type in item.types)
    }
    return len(posts) + sum(event.service == item.code for event in seen)
