"""The city's ledger: which arrangement, at which employers, opens how many pairs that every other rule allows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.rules.arrangements import cures
from matcher.rules.context import Context
from matcher.rules.crowd import judge_crowd
from matcher.rules.pairs import Pairs
from matcher.rules.scenario import Scenario
from matcher.table import coding
from matcher.table.keys import NO_KEY
from matcher.table.ragged import Rows
from matcher.table.table import Candidates, Jobs

FIT = ("accommodation_missing", "limit_exceeded")
AT_ONCE = 1 << 20  # pairs whose arrangements are held at a time: 8 MB each of a few arrays

Counts = NDArray[np.int64]


@dataclass(frozen=True)
class AtPost:
    """Offering `code` at the job of `row` would settle the needs and demands of `pairs` more people."""

    row: int
    code: str
    pairs: int


@dataclass(frozen=True)
class AtEmployer:
    """The same at all posts of an employer: `people` of them are different ones. `rows`: the posts it opens."""

    rows: Rows
    code: str
    pairs: int
    people: int


@dataclass(frozen=True)
class Everywhere:
    """The same over the whole city."""

    code: str
    employers: int
    posts: int
    pairs: int
    people: int


@dataclass(frozen=True)
class Ledger:
    """What one arrangement more would open.

    people     who told needs or limits and agreed to their use
    allowed    pairs of theirs that every other rule allows: `fitting` as they are, `opened` by one arrangement more;
               the rest need several at once
    employer   (n,) the number of each post's employer; a post that names none has one of its own
    pairs      (codes, n) pairs that each arrangement opens at each post
    people_at  (codes, employers) different people whom it opens posts to
    reached    (codes,) different people in the whole city
    """

    people: int
    allowed: int
    fitting: int
    opened: int
    employer: Counts
    pairs: Counts
    people_at: Counts
    reached: Counts

    def by_post(self) -> list[AtPost]:
        """Every arrangement at every post that opens anybody, those that open most first (ties by row and code)."""
        found = [
            AtPost(int(row), coding.ACCOMMODATIONS[code], int(self.pairs[code, row]))
            for code, row in np.argwhere(self.pairs)
        ]
        return sorted(found, key=lambda entry: (-entry.pairs, entry.row, entry.code))

    def by_employer(self) -> list[AtEmployer]:
        """The same over all posts of an employer, those that open posts to most people first."""
        return sorted(self._employers(), key=lambda entry: (-entry.people, -entry.pairs, entry.rows[0], entry.code))

    def _employers(self) -> Iterator[AtEmployer]:
        order = np.argsort(self.employer, kind="stable")
        posts = np.split(order, np.searchsorted(self.employer[order], np.arange(1, self.people_at.shape[1])))
        for code, number in np.argwhere(self.people_at):
            pairs = self.pairs[code, posts[number]]
            rows, people = posts[number][pairs > 0], int(self.people_at[code, number])
            yield AtEmployer(rows, coding.ACCOMMODATIONS[code], int(pairs.sum()), people)

    def by_arrangement(self) -> list[Everywhere]:
        """Each arrangement that opens anything, those that reach most people first."""
        found = [
            Everywhere(
                coding.ACCOMMODATIONS[code],
                int(np.count_nonzero(self.people_at[code])),
                int(np.count_nonzero(self.pairs[code])),
                int(self.pairs[code].sum()),
                int(self.reached[code]),
            )
            for code in np.flatnonzero(self.reached)
        ]
        return sorted(found, key=lambda entry: (-entry.people, -entry.pairs, entry.code))


def ledger(scenario: Scenario, candidates: Candidates, jobs: Jobs, context: Context) -> Ledger:
    """The ledger of a service. An arrangement that the office brings is there already."""
    needs = scenario.applied(FIT[0])
    office: tuple[str, ...] = tuple(needs.params["office_brings"]) if needs else ()
    told = candidates.protected
    limited = (told.limits >= 0).any(axis=1) | ~np.isnan(told.limit_kg) | ~np.isnan(told.limit_hours)
    some = np.flatnonzero((told.needs != 0) | limited)
    others = [rule for rule in scenario.rules if rule.code not in FIT]
    employer = _numbered(jobs)
    tally = _Tally(employer)
    step = max(1, AT_ONCE // max(len(jobs), 1))
    for start in range(0, len(some), step):
        pairs = Pairs(candidates.some(some[start : start + step]), jobs, context)
        first, _ = judge_crowd(others, pairs)
        tally.add(*cures(pairs, office), first < 0)
    return Ledger(
        len(some),
        tally.allowed,
        tally.fitting,
        tally.opened,
        employer,
        tally.pairs,
        tally.people_at,
        tally.reached,
    )


def _numbered(jobs: Jobs) -> Counts:
    """(n,) employers as numbers from 0, in the order of their first posts."""
    named = jobs.facts.employer
    apart = np.where(named == NO_KEY, -1 - np.arange(len(named)), named)  # keys are above 0
    _, first, number = np.unique(apart, return_index=True, return_inverse=True)
    return np.argsort(np.argsort(first))[number.ravel()].astype(np.int64)


class _Tally:
    """Counts that grow by some people at a time."""

    def __init__(self, employer: Counts) -> None:
        codes = len(coding.ACCOMMODATIONS)
        self._employer, self._employers = employer, int(employer.max(initial=-1)) + 1
        self.allowed = self.fitting = self.opened = 0
        self.pairs = np.zeros((codes, len(employer)), np.int64)
        self.people_at = np.zeros((codes, self._employers), np.int64)
        self.reached = np.zeros(codes, np.int64)

    def add(self, cure: NDArray[np.uint64], lacking: NDArray[np.bool_], allowed: NDArray[np.bool_]) -> None:
        """(m, n) of some people: arrangements that settle a pair, whether it lacks any, whether the rest allows it."""
        person, post = np.nonzero(allowed & (cure != 0))
        bits = cure[person, post]
        self.allowed += int(np.count_nonzero(allowed))
        self.fitting += int(np.count_nonzero(allowed & ~lacking))
        self.opened += len(bits)
        for code in range(len(coding.ACCOMMODATIONS)):
            opens = (bits & np.uint64(1 << code)) != 0
            who, where = person[opens], post[opens]
            met = np.unique(who * self._employers + self._employer[where])
            self.pairs[code] += np.bincount(where, minlength=len(self._employer))
            self.people_at[code] += np.bincount(met % max(self._employers, 1), minlength=self._employers)
            self.reached[code] += len(np.unique(who))
