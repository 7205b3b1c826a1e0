"""What rules say of the same pairs in two worlds: which rule changed its word, and of how many pairs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from matcher.rules.applied import Applied
from matcher.rules.context import Context
from matcher.rules.scenario import Scenario
from matcher.table.ragged import Bools, Rows
from matcher.table.table import Candidates, Jobs

STEP = 500  # people judged at once: bounds the memory of the pair matrices


class Judged:
    """Both worlds under one scenario.

    changed         by rule, the pairs of which it says something else
    opened, shut    pairs that may be matched after the exchange alone, or before it alone
    people, posts   (m,) and (n,) whether any rule changed its word about one of their pairs
    """

    def __init__(
        self, scenario: Scenario, worlds: tuple[Candidates, Candidates], posts: Jobs, context: Context
    ) -> None:
        """`worlds`: the same people before and after, row by row."""
        m, self._n = len(worlds[0]), len(posts)
        self.scenario = scenario
        self.changed: dict[str, int] = {}
        self.opened = self.shut = 0
        self.people, self.posts = np.zeros(m, bool), np.zeros(self._n, bool)
        self._packed = tuple(np.zeros((m, -(-self._n // 8)), np.uint8) for _ in worlds)  # a bit a pair
        for rows in _steps(m):
            self._take(rows, (worlds[0].take(rows), worlds[1].take(rows)), posts, context)

    def _take(self, rows: Rows, worlds: tuple[Candidates, Candidates], posts: Jobs, context: Context) -> None:
        allowed = tuple(np.ones((len(rows), self._n), bool) for _ in self._packed)
        moved = np.zeros((len(rows), self._n), bool)
        for rule in self.scenario.rules:
            said, now = (_said(self.scenario, rule, people, posts, context) for people in worlds)
            for world, (excluded, _) in zip(allowed, (said, now), strict=True):
                world[excluded] = False
            differs = _differs(said, now)
            if count := int(differs.sum()):
                self.changed[rule.code] = self.changed.get(rule.code, 0) + count
                moved |= differs
        for packed, world in zip(self._packed, allowed, strict=True):
            packed[rows] = np.packbits(world, axis=1)
        self.opened += int((allowed[1] & ~allowed[0]).sum())
        self.shut += int((allowed[0] & ~allowed[1]).sum())
        self.people[rows] = moved.any(axis=1)
        self.posts |= moved.any(axis=0)

    def of_person(self, row: int) -> tuple[Bools, Bools]:
        """(n,) the posts that a person may be matched with, before and after."""
        before, after = (np.unpackbits(packed[row], count=self._n).astype(bool) for packed in self._packed)
        return before, after

    def of_post(self, row: int) -> tuple[Bools, Bools]:
        """(m,) the people that a post may be matched with, before and after."""
        bit = np.uint8(128 >> row % 8)
        before, after = ((packed[:, row // 8] & bit) > 0 for packed in self._packed)
        return before, after


def changed_by(
    scenario: Scenario,
    codes: Sequence[str],
    before: Candidates,
    worlds: Mapping[str, Candidates],
    posts: Jobs,
    context: Context,
) -> dict[str, dict[str, int]]:
    """Rule → name of a world → how many pairs the rule judges differently there; only of rules in `codes`."""
    found: dict[str, dict[str, int]] = {code: {} for code in codes}
    for rows in _steps(len(before)):
        for rule in scenario.rules:
            if rule.code not in codes:
                continue
            said = _said(scenario, rule, before.take(rows), posts, context)
            for name, people in worlds.items():
                now = _said(scenario, rule, people.take(rows), posts, context)
                if count := int(_differs(said, now).sum()):
                    found[rule.code][name] = found[rule.code].get(name, 0) + count
    return found


def _steps(count: int) -> Iterator[Rows]:
    return (np.arange(start, min(start + STEP, count)) for start in range(0, count, STEP))


def _said(scenario: Scenario, rule: Applied, people: Candidates, posts: Jobs, context: Context) -> tuple[Bools, Bools]:
    """(m, n) the pairs that one rule excludes, and those about which it asks."""
    first, asks = replace(scenario, rules=(rule,)).judge_all(people, posts, context)
    return first >= 0, asks


def _differs(said: tuple[Bools, Bools], now: tuple[Bools, Bools]) -> Bools:
    return np.asarray((said[0] != now[0]) | (said[1] != now[1]))
