"""Whom the conditions of a post shut out, each alone and all together: a notice written for one person shows itself.

Each condition of such a notice looks harmless, and each leaves many; together they leave one. What gives it away is
the number that would be left by chance: if the conditions had nothing to do with each other, that number is the pool
times the share that each lets through. One person left where chance would leave a hundredth of one was in somebody's
mind.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.rules.verdict import Verdicts

FEW = 3  # people left: at most so many are a notice that deserves a look
CHANCE = 0.1  # people that chance would leave: fewer than that, and those few were not found by chance
POOL = 50  # in a smaller pool nothing can be told


@dataclass(frozen=True, slots=True)
class Barrier:
    """One condition. `alone`: how many fail it; `only`: how many fail it and nothing else; `left`: how many remain
    after it and those before it in the list.
    """

    code: str
    alone: int
    only: int
    left: int


@dataclass(frozen=True, slots=True)
class ShutOut:
    """The conditions that shut anybody out, the one that narrows most first, then what narrows most of the rest.

    expected    how many would be left if the conditions were independent of each other
    """

    pool: int
    left: int
    expected: float
    barriers: tuple[Barrier, ...]

    @property
    def tailored(self) -> bool:
        """Whether the notice fits few people better than chance can explain. A reason to ask, not a verdict."""
        return self.pool >= POOL and len(self.barriers) > 1 and 0 < self.left <= FEW and self.expected < CHANCE


def shut_out(verdicts: Verdicts, among: NDArray[np.bool_] | None = None) -> ShutOut:
    """How many people each condition of one post shuts out.

    verdicts    of one post about a pool of people, (rules, n)
    among       (n,) who counts as the pool: without it everybody
    """
    failing = verdicts.failing() if among is None else verdicts.failing()[:, among]
    people = failing.shape[1]
    alone = failing.sum(axis=1)
    only = (failing & (failing.sum(axis=0) == 1)).sum(axis=1)
    through = 1 - alone / max(people, 1)
    barriers = tuple(
        Barrier(verdicts.codes[rule], int(alone[rule]), int(only[rule]), left) for rule, left in _narrowing(failing)
    )
    return ShutOut(
        pool=people,
        left=int((~failing.any(axis=0)).sum()),
        expected=float(people * np.prod(through)),
        barriers=barriers,
    )


def _narrowing(failing: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """(rule, people left) in greedy order; ties keep the rules' order; a rule that fails nobody is left out."""
    waiting = [rule for rule in range(len(failing)) if failing[rule].any()]
    remaining = np.ones(failing.shape[1], dtype=bool)
    found = []
    while waiting:
        rule = max(waiting, key=lambda r: (int((failing[r] & remaining).sum()), -r))
        remaining &= ~failing[rule]
        waiting.remove(rule)
        found.append((rule, int(remaining.sum())))
    return found
