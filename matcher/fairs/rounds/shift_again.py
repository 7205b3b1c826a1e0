"""A gig morning planned again from the plan that people know of: pins stay, and the fewest people change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from matcher.fairs.naming import PERSON
from matcher.fairs.problem import Problem
from matcher.fairs.rounds.again import SHIFT, Conflict, Row, more_than, pairs_that_cannot_be
from matcher.fairs.rounds.shift_bound import upper_bound
from matcher.fairs.rounds.shift_exact import improve
from matcher.fairs.rounds.shift_fill import fill
from matcher.fairs.rounds.shift_sets import ShiftProblem, shift_problem
from matcher.fairs.rounds.shifts import (
    LEVELS,
    ShiftPlan,
    finished,
    standby,
    worth,
)
from matcher.fairs.solve.leftovers import unserved_people
from matcher.fairs.solve.limits import Limits
from matcher.fairs.solve.plan import Solution

EXACT_COLUMNS = 60_000
IMPROVING_WORK = 1.0
Table = NDArray[np.bool_]


def shift_conflicts(problem: Problem, rows: Sequence[Row]) -> list[Conflict]:
    """Firm rows that cannot stand beside each other."""
    sets = shift_problem(problem)
    unit_of, column = _places(sets)
    found = pairs_that_cannot_be(problem, rows)
    wrong = {row for row, _, _ in found}
    rows = [row for row in rows if row not in wrong]
    at = {row: column[row.post, row.shift] for row in rows}
    load = Counter(at.values())
    for row in rows:
        others = [at[other] for other in rows if other.person == row.person and other is not row]
        if load[at[row]] > sets.headcount[at[row]]:
            found.append((row, SHIFT, "fair_pin_shift_full"))
        elif not sets.allowed[unit_of[row.person], at[row]]:
            found.append((row, SHIFT, "fair_pin_party"))
        if sets.clash[at[row], others].any():
            found.append((row, SHIFT, "fair_pin_shift_clash"))
    return found + more_than(rows, lambda row: row.person, lambda _: sets.most, (PERSON, "fair_pin_person_full"))


def plan_shifts_again(
    problem: Problem, rows: Sequence[Row], out: Collection[tuple[int, int]], version: int, limits: Limits
) -> ShiftPlan:
    """The most people, then the fewest changes; `out` are the pairs that cancelled before.

    Who cancelled keeps what they work elsewhere and gets nothing new.
    """
    rows = [row for row in rows if (row.person, row.post) not in out]
    gone = {person for person, _ in out}
    sets = shift_problem(_without(problem, gone, rows))
    earlier, pinned = _table(sets, rows, whole=True), _table(sets, [row for row in rows if row.firm], whole=False)
    taken = _standing(sets, earlier, pinned)
    opened = sets.headcount - (taken * sets.sizes[:, None]).sum(axis=0)
    working = {person for unit in np.flatnonzero(taken.any(axis=1)) for person in sets.units[unit]}
    for unit, shift in fill(sets, opened, working):
        taken[unit, shift] = True
    if int(sets.allowed.sum()) <= EXACT_COLUMNS:
        effort = replace(limits, work=min(limits.work, IMPROVING_WORK))
        taken, _ = improve(sets, taken, sets.weights, effort, (), earlier & sets.allowed, pinned & taken)
    reached = worth(sets, taken)
    bound = tuple(max(pair) for pair in zip(upper_bound(sets, reached), reached, strict=True))
    plan = finished(sets, taken, Solution(reached, bound, LEVELS))
    return replace(
        plan,
        problem=problem,
        standby=standby(problem, {work.person for work in plan.works} | gone),
        unserved=unserved_people(problem, [int(i) for i in np.flatnonzero(problem.options == 0)]),
        version=version,
        cancelled=tuple(sorted(out)),
    )


def _without(problem: Problem, gone: Collection[int], rows: Sequence[Row]) -> Problem:
    """The morning without people but for what they work; what is left of their parties still comes together."""
    allowed, people = problem.pairs.allowed.copy(), list(problem.people)
    for person in gone:
        kept = [row.post for row in rows if row.person == person]
        allowed[person] &= np.isin(np.arange(len(problem.posts)), kept)
        people[person] = replace(people[person], party=None)
    return replace(problem, people=tuple(people), pairs=replace(problem.pairs, allowed=allowed))


def _places(sets: ShiftProblem) -> tuple[dict[int, int], dict[tuple[int, int], int]]:
    """The unit of each person, and the column of each shift of a post."""
    unit_of = {person: unit for unit, people in enumerate(sets.units) for person in people}
    return unit_of, {(shift.post, shift.index): at for at, shift in enumerate(sets.shifts)}


def _table(sets: ShiftProblem, rows: Iterable[Row], whole: bool) -> Table:
    """(units, shifts): somebody of the unit stands there, or with `whole` everybody."""
    unit_of, column = _places(sets)
    count = np.zeros(sets.allowed.shape, dtype=np.int64)
    for unit, shift, _ in {(unit_of[row.person], column[row.post, row.shift], row.person) for row in rows}:
        count[unit, shift] += 1
    return np.asarray(count >= (sets.sizes[:, None] if whole else 1))


def _standing(sets: ShiftProblem, earlier: Table, pinned: Table) -> Table:
    """Pins, then every shift of the earlier plan that still fits beside them."""
    taken = np.zeros_like(earlier)
    left = sets.headcount.copy()
    for table in (pinned, earlier & ~pinned):
        for unit, shift in zip(*table.nonzero(), strict=True):
            mine = np.flatnonzero(taken[unit])
            fits = sets.allowed[unit, shift] and left[shift] >= sets.sizes[unit] and len(mine) < sets.most
            if fits and not sets.clash[shift, mine].any():
                taken[unit, shift] = True
                left[shift] -= sets.sizes[unit]
    return taken
