"""What a service still owes each person: the list for a clerk, and one person's plan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np

from matcher.domain.errors import InputError
from matcher.domain.moments import today, write_moment
from matcher.domain.requests import OwedOf
from matcher.rules.context import Context
from matcher.rules.explain import reason
from matcher.rules.owed import Happened, Owed, owed, served, since
from matcher.rules.pairs import Pairs
from matcher.rules.scenario import Scenario
from matcher.rules.verdict import FAIL, NAMES
from matcher.store import StoredEvent
from matcher.table import coding
from matcher.table.table import Candidates, Jobs


@dataclass(frozen=True)
class Promise:
    """Where one person stands. `entitled` is `pass` or `unknown` (to be asked); `since` the day of entry."""

    candidate_id: str
    entitled: str
    since: date | None
    items: tuple[Owed, ...]

    @property
    def missing(self) -> int:
        """How many steps are still owed."""
        return sum(item.missing for item in self.items)

    def as_json(self, day: date, language: str) -> dict[str, Any]:
        """The promise as data, as it stands on a day."""
        return {
            "candidate_id": self.candidate_id,
            "entitled": self.entitled,
            "since": None if self.since is None else self.since.isoformat(),
            "missing": self.missing,
            "late": self.late(day),
            "items": [_item(item, day, language) for item in self.items],
        }

    def late(self, day: date) -> bool:
        """Whether anything is owed after its deadline."""
        return any(item.late(day) for item in self.items)


def _item(found: Owed, day: date, language: str) -> dict[str, Any]:
    return {
        "code": found.item.code,
        "title": found.item.title["en" if language == "en" else "zh"],
        "least": found.item.least,
        "done": found.done,
        "missing": found.missing,
        "due": None if found.due is None else found.due.isoformat(),
        "late": found.late(day),
        "posts": [job_id for _, job_id in found.posts],
    }


def promises(
    scenario: Scenario, people: Candidates, happened: Mapping[str, Sequence[Happened]], context: Context
) -> list[Promise]:
    """Everybody whom a service is for, by id. Raises InputError for a service that owes nothing of its own."""
    if not scenario.services:
        raise InputError("service_owes_nothing", name=scenario.name)
    verdicts, days = served(scenario, people, context), since(people)
    found = []
    for row in np.flatnonzero(verdicts != FAIL):
        who = people.keys[int(row)][1]
        items = owed(scenario, happened.get(who, ()), days[row], context.date)
        found.append(Promise(who, NAMES[int(verdicts[row])], days[row], items))
    return sorted(found, key=lambda promise: promise.candidate_id)


def why_not(scenario: Scenario, person: Candidates, context: Context, language: str) -> str:
    """Why a service is not for somebody (a table of one row): the first rule that excludes."""
    pair = Pairs(person, Jobs.of([]), context)
    for applied in scenario.rules:
        if applied.rule.of == "candidate" and applied.code != "no_consent":
            verdict = applied.rule.judge(pair, applied.params)
            if applied.excludes(verdict).any():
                told = applied.rule.tell(pair, applied.params, int(verdict.item()), language)
                return reason(applied, told, int(verdict.item()), language)
    return ""


def listed(
    scenario: Scenario, found: Sequence[Promise], asked: OwedOf, context: Context, language: str, whole: bool = False
) -> dict[str, Any]:
    """The list as data: a summary of all whom the service is for, and the one person or those after an id.

    whole  everybody, whatever the limit of what was asked
    """
    day = context.date
    sure = [promise for promise in found if promise.entitled == "pass"]
    after = asked.after or ""
    meant = [promise for promise in found if promise.entitled == asked.entitled and promise.candidate_id > after]
    rest = found if asked.candidate_id else meant
    page = rest if whole else rest[: asked.limit]
    return {
        "scenario": scenario.name,
        "as_of": write_moment(context.as_of),
        "summary": {
            "people": len(sure),
            "to_confirm": len(found) - len(sure),
            "complete": sum(promise.missing == 0 for promise in sure),
            "late": sum(promise.late(day) for promise in sure),
            "missing": {
                item.code: sum(promise.items[at].missing > 0 for promise in sure)
                for at, item in enumerate(scenario.services)
            },
        },
        "people": [promise.as_json(day, language) for promise in page],
        "next": page[-1].candidate_id if len(rest) > len(page) else None,
    }


def happened(events: Iterable[StoredEvent], posts: Jobs, until: datetime) -> dict[str, list[Happened]]:
    """What happened up to a moment, by person. `posts`: those that the people's tenant may see."""
    row_of: dict[str, int] = {}
    found: dict[str, list[Happened]] = {}
    for stored in events:
        event = stored.event
        if event.at > until:
            continue
        if not row_of:
            row_of = _rows(posts, stored.tenant)
        row = row_of.get(event.job_id)
        kind = -1 if row is None else int(posts.facts.employment_type[row])
        service = event.context.get("service")
        found.setdefault(event.candidate_id, []).append(
            Happened(
                (stored.tenant, event.job_id) if row is None else posts.keys[row],
                event.event,
                today(event.at),
                coding.EMPLOYMENT_TYPES[kind] if kind >= 0 else None,
                service if isinstance(service, str) else None,
            )
        )
    return found


def _rows(posts: Jobs, tenant: str) -> dict[str, int]:
    """The row that an id means to a tenant: its own, else the public one."""
    rows = {job_id: row for row, (_, job_id) in enumerate(posts.keys)}
    return rows | {job_id: row for row, (owner, job_id) in enumerate(posts.keys) if owner == tenant}
