"""What rules say of the same pairs in two worlds: which rule changed its word, and of how many pairs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from matcher.rules.applied import Applied
from matcher.rules.context import Context
from matcher.rules.scenario import Scenario
from matcher.table.ragged import Bools, Rows
from matcher.table.table import Candidates, Jobs

PAIRS = 500_000  # judged at once: some sixty rules' matrices of so many bytes are held
Said = tuple[Bools, Bools]
"""(m, n) the pairs that a rule excludes, and those about which it asks."""


class Judged:
    """Both worlds under one scenario.

    changed         by rule, the pairs of which it says something else
    opened, shut    pairs that may be matched after the exchange alone, or before it alone
    people, posts   (m,) and (n,) whether any rule changed its word about one of their pairs
    """

    def __init__(self, scenario: Scenario, people: int, posts: int) -> None:
        """Of so many people and posts, none of whom is judged yet."""
        self._n = posts
        self.scenario = scenario
        self.changed: dict[str, int] = {}
        self.opened = self.shut = 0
        self.people, self.posts = np.zeros(people, bool), np.zeros(posts, bool)
        self._packed = tuple(np.zeros((people, -(-posts // 8)), np.uint8) for _ in range(2))  # a bit a pair

    def take(self, rows: Rows, said: Callable[[Applied], tuple[Said, Said]]) -> None:
        """Note what every rule says of some people in both worlds."""
        allowed = tuple(np.ones((len(rows), self._n), bool) for _ in self._packed)
        moved = np.zeros((len(rows), self._n), bool)
        for rule in self.scenario.rules:
            told = said(rule)
            for world, (excluded, _) in zip(allowed, told, strict=True):
                world[excluded] = False
            differs = _differs(*told)
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


def judge(
    scenarios: Sequence[Scenario], worlds: tuple[Candidates, Candidates], posts: Jobs, context: Context
) -> list[Judged]:
    """Every scenario's rules on every pair. `worlds`: the same people before and after, row by row.

    Scenarios share most of their rules: one that two of them have alike is judged once.
    """
    judged = [Judged(scenario, len(worlds[0]), len(posts)) for scenario in scenarios]
    for rows in _steps(len(worlds[0]), len(posts)):
        before, after = (people.take(rows) for people in worlds)
        known: list[tuple[Applied, tuple[Said, Said]]] = []
        for each in judged:
            each.take(rows, partial(_once, known, each.scenario, before, after, posts, context))
    return judged


def _once(
    known: list[tuple[Applied, tuple[Said, Said]]],
    scenario: Scenario,
    before: Candidates,
    after: Candidates,
    posts: Jobs,
    context: Context,
    rule: Applied,
) -> tuple[Said, Said]:
    for other, told in known:
        if other.rule is rule.rule and other.effect == rule.effect and other.params == rule.params:
            return told
    told = _said(scenario, rule, before, posts, context), _said(scenario, rule, after, posts, context)
    known.append((rule, told))
    return told


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
    for rows in _steps(len(before), len(posts)):
        for rule in scenario.rules:
            if rule.code not in codes:
                continue
            said = _said(scenario, rule, before.take(rows), posts, context)
            for name, people in worlds.items():
                now = _said(scenario, rule, people.take(rows), posts, context)
                if count := int(_differs(said, now).sum()):
                    found[rule.code][name] = found[rule.code].get(name, 0) + count
    return found


def _steps(people: int, posts: int) -> Iterator[Rows]:
    step = max(1, PAIRS // max(posts, 1))
    return (np.arange(start, min(start + step, people)) for start in range(0, people, step))


def _said(scenario: Scenario, rule: Applied, people: Candidates, posts: Jobs, context: Context) -> Said:
    first, asks = replace(scenario, rules=(rule,)).judge_all(people, posts, context)
    return first >= 0, asks


def _differs(said: Said, now: Said) -> Bools:
    return np.asarray((said[0] != now[0]) | (said[1] != now[1]))
