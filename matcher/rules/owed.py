"""What a service still owes a person: the "131" plan, counted from what happened.

A service item is done by events of its kind, one a post, or by an event that names the item in its context
(`{"service": "guidance"}`). Its deadline counts from the day the person entered the service.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from matcher.rules.context import Context
from matcher.rules.pairs import Pairs
from matcher.rules.scenario import Scenario, Service
from matcher.rules.verdict import FAIL, PASS, Verdict
from matcher.table import coding
from matcher.table.table import Candidates, Jobs, Key


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
    """One item of a service: how often it was done, at which `posts`, and by when it must be (None: nobody knows)."""

    item: Service
    done: int
    posts: tuple[Key, ...]
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
    return tuple(_owed(item, seen, since) for item in scenario.services)


def _owed(item: Service, seen: Sequence[Happened], since: date | None) -> Owed:
    posts = tuple(
        dict.fromkeys(
            event.job
            for event in seen
            if event.event in item.events and (not item.types or event.employment_type in item.types)
        )
    )
    named = sum(event.service == item.code for event in seen)
    due = None if since is None else since + timedelta(days=item.days)
    return Owed(item, len(posts) + named, posts, due)


def served(scenario: Scenario, people: Candidates, context: Context) -> Verdict:
    """(m,) whom a service is for, by its rules on people alone, whether they agreed to be matched or not.

    Pass, fail, or unknown: to be asked.
    """
    pairs = Pairs(people, Jobs.of([]), context)
    found = np.full(len(people), PASS)
    for applied in scenario.rules:
        if applied.rule.of == "candidate" and applied.code != "no_consent":
            verdict = applied.rule.judge(pairs, applied.params).ravel()
            found = np.maximum(found, np.where(applied.excludes(verdict), FAIL, verdict))
    return found


def since(people: Candidates) -> list[date | None]:
    """The day on which each person entered a service: out of work since then, else out of school since then."""
    told = people.facts
    days = np.where(told.unemployed_since == coding.NO_DAY, told.graduation_day, told.unemployed_since)
    return [None if number == coding.NO_DAY else coding.as_date(number) for number in days]
