"""A gig morning: people and parties to shifts, with the way between them; and gaps filled without moving anybody.

Parties first (they are the hardest to place), then single people by a greatest flow, then second and third shifts in
further passes. From there parties are moved and parts of the people are planned anew, and a constraint program looks at
the whole where it is small enough.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import takewhile

import numpy as np
from numpy.typing import NDArray

from matcher.fairs.problem import Problem
from matcher.fairs.rounds.shift_bound import upper_bound
from matcher.fairs.rounds.shift_exact import improve
from matcher.fairs.rounds.shift_parties import settle_parties
from matcher.fairs.rounds.shift_parts import improve_by_parts
from matcher.fairs.rounds.shift_sets import ShiftProblem, shift_problem
from matcher.fairs.solve.flow import Places, choose
from matcher.fairs.solve.leftovers import unserved_people
from matcher.fairs.solve.limits import Limits
from matcher.fairs.solve.plan import Concession, Solution, Unserved

LEVELS = ("people", "fewest_options", "shifts", "score")
SMALL_COLUMNS, PROVABLE_COLUMNS = 400, 3_000
PROVING_WORK = 1.0
STANDBY_SHOWN = 3
"""How many who stand by are named on the sheet of each post."""


@dataclass(frozen=True, slots=True, order=True)
class Work:
    """A person at one shift of a post: `shift` is its index in the job."""

    person: int
    post: int
    shift: int


@dataclass(frozen=True)
class ShiftPlan:
    """Who works when; `standby` comes next, in order; `gaps` are the places that stay open, by post and shift."""

    problem: Problem
    solution: Solution
    works: tuple[Work, ...]
    standby: tuple[int, ...]
    gaps: tuple[tuple[int, int, int], ...]
    unserved: tuple[Unserved, ...]
    version: int = 1
    cancelled: tuple[tuple[int, int], ...] = ()
    concessions: tuple[Concession, ...] = ()


def plan_shifts(problem: Problem, limits: Limits | None = None) -> ShiftPlan:
    """Plan a morning from nothing."""
    sets = shift_problem(problem)
    return finished(sets, *assigned(sets, limits or Limits()))


def assigned(sets: ShiftProblem, limits: Limits) -> tuple[NDArray[np.bool_], Solution]:
    """(units, shifts) bool: who works when, and what it is worth; nothing of who is left."""
    taken = _single_passes(sets, _parties(sets, np.zeros(sets.allowed.shape, dtype=bool)))
    bound = upper_bound(sets, worth(sets, taken))
    if worth(sets, taken) == bound:
        return taken, Solution(bound, bound, LEVELS)
    columns = int(sets.allowed.sum())
    if columns > SMALL_COLUMNS:
        taken = settle_parties(sets, taken, partial(_single_passes, sets), partial(worth, sets), limits)
        taken = improve_by_parts(sets, taken, limits)
        bound = upper_bound(sets, worth(sets, taken))
    if columns <= PROVABLE_COLUMNS and worth(sets, taken) != bound:
        pairs = zip(worth(sets, taken), bound, strict=True)
        known = [best for best, _ in takewhile(lambda pair: pair[0] == pair[1], pairs)]
        effort = replace(limits, work=min(limits.work, PROVING_WORK))
        taken, proven = improve(sets, taken, sets.weights, effort, known)
        bound = _tighter(bound, proven, worth(sets, taken))
    return taken, Solution(worth(sets, taken), bound, LEVELS)


def finished(sets: ShiftProblem, taken: NDArray[np.bool_], solution: Solution) -> ShiftPlan:
    """The plan of a table (units, shifts)."""
    problem = sets.problem
    works = [
        Work(person, sets.shifts[s].post, sets.shifts[s].index)
        for unit, s in zip(*taken.nonzero(), strict=True)
        for person in sets.units[unit]
    ]
    return ShiftPlan(
        problem=problem,
        solution=solution,
        works=tuple(sorted(works)),
        standby=standby(problem, {work.person for work in works}),
        gaps=gaps(sets, works),
        unserved=unserved_people(problem, [int(i) for i in np.flatnonzero(problem.options == 0)]),
    )


def standby(problem: Problem, working: Iterable[int]) -> tuple[int, ...]:
    """Everybody who could work and does not, those with few options first."""
    busy = set(working)
    left = [int(i) for i in np.flatnonzero(problem.options > 0) if int(i) not in busy]
    return tuple(sorted(left, key=lambda i: (int(problem.options[i]), i)))


def standby_posts(plan: ShiftPlan) -> dict[int, list[int]]:
    """On which posts' sheets each person who stands by is named: the first few of each post, in their order."""
    count: Counter[int] = Counter()
    posts_of: dict[int, list[int]] = {}
    timed = {j for j, post in enumerate(plan.problem.posts) if post.shifts}
    for person in plan.standby:
        mine = plan.problem.pairs.allowed[person].nonzero()[0].tolist()
        free = [j for j in mine if j in timed and count[j] < STANDBY_SHOWN]
        count.update(free)
        posts_of[person] = free
    return posts_of


def gaps(sets: ShiftProblem, works: Iterable[Work]) -> tuple[tuple[int, int, int], ...]:
    """(post, shift, open places) of every shift that is not full."""
    filled = {(shift.post, shift.index): 0 for shift in sets.shifts}
    for work in works:
        filled[work.post, work.shift] += 1
    return tuple(
        (post, index, sets.problem.posts[post].headcount - count)
        for (post, index), count in sorted(filled.items())
        if count < sets.problem.posts[post].headcount
    )


def worth(sets: ShiftProblem, taken: NDArray[np.bool_]) -> tuple[int, int, int, int]:
    """People, their weights, shifts worked, scores."""
    working = np.asarray(taken.any(axis=1))
    people = int(sets.sizes[working].sum())
    weight = int(sets.weights[working].sum())
    return people, weight, int((taken * sets.sizes[:, None]).sum()), int(sets.score[taken].sum())


def _parties(sets: ShiftProblem, taken: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Each party to the shift with the most room left beside it, the largest party first."""
    left = sets.headcount - (taken * sets.sizes[:, None]).sum(axis=0)
    together = [unit for unit in range(len(sets.units)) if sets.sizes[unit] > 1]
    for unit in sorted(together, key=lambda u: (-int(sets.sizes[u]), int(sets.allowed[u].sum()), u)):
        open_shifts = np.flatnonzero(sets.allowed[unit] & (left >= sets.sizes[unit]))
        if len(open_shifts):
            best = max(open_shifts, key=lambda s: (int(left[s]), int(sets.score[unit, s]), -int(s)))
            taken[unit, best] = True
            left[best] -= sets.sizes[unit]
    return taken


def _single_passes(sets: ShiftProblem, taken: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Single people by a greatest flow, one more shift for each in every pass, as long as any is added."""
    single, weights, taken = sets.sizes == 1, sets.weights, taken.copy()
    while True:
        usable = sets.allowed & single[:, None] & free_for(sets, taken)
        left = sets.headcount - (taken * sets.sizes[:, None]).sum(axis=0)
        first = ~taken.any(axis=1)
        count = len(sets.shifts)
        places = Places(
            usable,
            sets.score.astype(np.int32),
            np.where(first & single, weights, 0),
            np.ones(len(sets.units), dtype=np.int64),
            np.maximum(left, 0),
            np.arange(count),
            np.maximum(left, 0),
        )
        more = choose(places) if usable.any() else []
        if not more:
            return taken
        for unit, shift in more:
            taken[unit, shift] = True


def free_for(sets: ShiftProblem, taken: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """(units, shifts): the unit could work it beside what it works already."""
    blocked = (taken.astype(np.int32) @ sets.clash.astype(np.int32)) > 0
    few = np.asarray(taken.sum(axis=1) < sets.most)
    return np.asarray(~blocked & ~taken & few[:, None])


def _tighter(
    bound: tuple[int, int, int, int], proven: Sequence[int], reached: tuple[int, int, int, int]
) -> tuple[int, int, int, int]:
    tight = list(bound)
    for level, value in enumerate(proven):
        tight[level] = max(min(tight[level], value), reached[level])
        if tight[level] != reached[level]:
            break
    return tight[0], tight[1], tight[2], tight[3]
