"""A service of the city: whom it is for, which rules hold in it, in which order, and what weighs how much."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.domain.law import Source
from matcher.domain.records import Candidate
from matcher.rules.applied import Applied
from matcher.rules.context import Context
from matcher.rules.crowd import judge_crowd
from matcher.rules.pairs import Pairs
from matcher.rules.verdict import Verdicts
from matcher.table.table import Candidates, Jobs

Words = Mapping[str, str]
"""The same text by language."""


@dataclass(frozen=True)
class Tier:
    """One step of a legal order of precedence: people recognised under one of some categories."""

    title: Words
    categories: frozenset[str]
    source: Source
    status: str


@dataclass(frozen=True)
class Service:
    """One thing that a service owes a person: at least so often, within so many days.

    events      what counts as done, one a post; `types`: of posts of these types alone (none: any)
    offered_in  the service in which such posts are found (empty: this one)
    """

    code: str
    title: Words
    least: int
    days: int
    events: tuple[str, ...]
    types: tuple[str, ...] = ()
    offered_in: str = ""


@dataclass(frozen=True)
class Scenario:
    """One service as data. `hints`: what it points out beside its matches; `file`: where it was read from."""

    name: str
    title: Words
    summary: Words
    rules: tuple[Applied, ...]
    blocks: Mapping[str, float]
    weights: Mapping[str, float]
    recall: int
    per_employer: int
    tiers: tuple[Tier, ...]
    services: tuple[Service, ...]
    hints: tuple[str, ...]
    file: str

    def judge(self, candidates: Candidates, jobs: Jobs, context: Context) -> Verdicts:
        """Every rule on one candidate and all jobs, or one job and all candidates: exactly one table has one row."""
        pairs = Pairs(candidates, jobs, context)
        matrix = np.empty((len(self.rules), len(candidates) * len(jobs)), np.int8)
        for at, applied in enumerate(self.rules):
            found = applied.rule.judge(pairs, applied.params)
            matrix[at] = np.broadcast_to(found, pairs.shape).ravel()
        return Verdicts([r.code for r in self.rules], [r.effect for r in self.rules], matrix)

    def judge_all(
        self, candidates: Candidates, jobs: Jobs, context: Context
    ) -> tuple[NDArray[np.int16], NDArray[np.bool_]]:
        """Every pair of two sides: (m, n) index of the first excluding rule or -1, and whether there is a question."""
        return judge_crowd(self.rules, Pairs(candidates, jobs, context))

    def tier_of(self, person: Candidate, day: date) -> int:
        """A person's step in the service's order of precedence, 0 first; after the last where none fits."""
        held = {
            item.category
            for item in person.entitlements or ()
            if (item.valid_from is None or item.valid_from <= day) and (item.valid_to is None or day <= item.valid_to)
        }
        return next((at for at, tier in enumerate(self.tiers) if tier.categories & held), len(self.tiers))

    def applied(self, code: str) -> Applied | None:
        """The rule of a code, if the scenario has it."""
        return next((rule for rule in self.rules if rule.code == code), None)

    def as_json(self) -> dict[str, Any]:
        """The scenario as data, as `GET /v1/scenarios/{name}` shows it."""
        return {
            "name": self.name,
            "title": dict(self.title),
            "summary": dict(self.summary),
            "rules": [
                {"code": r.code, "unknown": r.effect, "source": r.source.as_json(), "params": dict(r.given)}
                for r in self.rules
            ],
            "blocks": dict(self.blocks),
            "weights": dict(self.weights),
            "recall": self.recall,
            "per_employer": self.per_employer,
            "tiers": [
                {
                    "title": dict(t.title),
                    "categories": sorted(t.categories),
                    "source": t.source.as_json(),
                    "status": t.status,
                }
                for t in self.tiers
            ],
            "services": [
                {
                    "code": item.code,
                    "title": dict(item.title),
                    "least": item.least,
                    "days": item.days,
                    "events": list(item.events),
                    "types": list(item.types),
                    "offered_in": item.offered_in or self.name,
                }
                for item in self.services
            ],
            "hints": list(self.hints),
        }


class Scenarios(Mapping[str, Scenario]):
    """The services that an office offers, by name."""

    def __init__(self, scenarios: Sequence[Scenario]) -> None:
        self._scenarios = {scenario.name: scenario for scenario in scenarios}

    def __getitem__(self, name: str) -> Scenario:
        return self._scenarios[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._scenarios)

    def __len__(self) -> int:
        return len(self._scenarios)
