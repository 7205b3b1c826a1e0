"""The city's ledger of arrangements: which one, at which post, opens how many pairs that every other rule allows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from matcher.rules.arrangements import cures
from matcher.rules.context import Context
from matcher.rules.crowd import judge_crowd
from matcher.rules.pairs import Pairs
from matcher.rules.scenario import Scenario
from matcher.table import coding
from matcher.table.table import Candidates, Jobs

FIT = ("accommodation_missing", "limit_exceeded")


@dataclass(frozen=True)
class Entry:
    """Offering `code` at job `row` would settle the needs and demands of `pairs` more people."""

    row: int
    code: str
    pairs: int


def ledger(scenario: Scenario, candidates: Candidates, jobs: Jobs, context: Context) -> list[Entry]:
    """Every arrangement at every post that opens anybody, those that open most first (ties by row and code)."""
    needs = scenario.applied(FIT[0])
    office: tuple[str, ...] = tuple(needs.params["office_brings"]) if needs else ()
    told = candidates.protected
    some = np.flatnonzero((told.needs != 0) | told.disability)
    people = candidates.some(some)
    pairs = Pairs(people, jobs, context)
    others = [rule for rule in scenario.rules if rule.code not in FIT]
    first, _ = judge_crowd(others, pairs)
    found = np.where(first < 0, cures(pairs, office), np.uint64(0))
    entries = []
    for at, code in enumerate(coding.ACCOMMODATIONS):
        opened = np.count_nonzero(found & np.uint64(1 << at), axis=0)
        entries += [Entry(int(row), code, int(opened[row])) for row in np.flatnonzero(opened)]
    return sorted(entries, key=lambda entry: (-entry.pairs, entry.row, entry.code))


def by_employer(entries: list[Entry], jobs: Jobs) -> Mapping[tuple[int, str], int]:
    """Pairs opened by (employer key, arrangement) over all posts of an employer."""
    totals: dict[tuple[int, str], int] = {}
    for entry in entries:
        key = (int(jobs.facts.employer[entry.row]), entry.code)
        totals[key] = totals.get(key, 0) + entry.pairs
    return totals
