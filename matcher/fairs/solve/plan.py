"""A plan's parts, and what it is worth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.fairs.problem import MILLION, Problem

LEVELS = ("people", "fewest_options", "interviews", "score")
Objective = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True, order=True)
class Interview:
    """Who meets which post at which booth in which slot; all by index."""

    person: int
    post: int
    booth: int
    slot: int


@dataclass(frozen=True, slots=True)
class Solution:
    """What was reached at each level, and what no plan can exceed there.

    `status` is `optimal` where objective and bound agree at every level, else `feasible`; `gap` is relative.
    """

    objective: tuple[int, ...]
    bound: tuple[int, ...]
    levels: tuple[str, ...] = LEVELS

    @property
    def status(self) -> str:
        """Proven or not."""
        return "optimal" if self.objective == self.bound else "feasible"

    @property
    def gap(self) -> tuple[float, ...]:
        """(bound - objective) / bound for each level, 0 where the bound is 0."""
        return tuple(round((b - o) / b, 6) if b else 0.0 for o, b in zip(self.objective, self.bound, strict=True))


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody with recommendations and no interview, what ran short, and the nearest change."""

    person: int
    shortage: str
    nearest_change: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Unserved:
    """Somebody without any recommendation, the rule that stood in the way, and the nearest change."""

    person: int
    stage: str
    rule: str
    nearest_change: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Concession:
    """The one change of an employer that serves the most additional people."""

    employer: str
    post: int
    change: Mapping[str, object]
    more_served: int


@dataclass(frozen=True)
class FairPlan:
    """A plan for a fair of kind `fair`. `recommendations`: posts of each person, best first."""

    problem: Problem
    solution: Solution
    recommendations: tuple[tuple[int, ...], ...]
    interviews: tuple[Interview, ...]
    waiting: tuple[Waiting, ...]
    unserved: tuple[Unserved, ...]
    concessions: tuple[Concession, ...]
    pinned: frozenset[Interview] = frozenset()
    moved: tuple[int, ...] = ()
    version: int = 1
    reproducible: bool = True


def option_weights(options: NDArray[np.int64]) -> NDArray[np.int64]:
    """(people,) 1 / number of eligible posts in millionths, rounded half up; 0 for nobody's posts."""
    safe = np.maximum(options, 1)
    return np.where(options > 0, (2 * MILLION + safe) // (2 * safe), 0).astype(np.int64)


def objective_of(problem: Problem, pairs: Sequence[tuple[int, int]]) -> Objective:
    """The four levels of a set of interviews (person, post)."""
    weights = option_weights(problem.options)
    served = sorted({person for person, _ in pairs})
    score = sum(int(problem.pairs.score[person, post]) for person, post in pairs)
    return len(served), int(weights[served].sum()), len(pairs), score
