"""A plan that bends: pins stay, the most people are served, and the fewest of those who have their sheets are moved."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import numpy as np

from matcher.fairs.problem import Problem
from matcher.fairs.solve.constraints import breaches
from matcher.fairs.solve.exact import TimetableModel, columns
from matcher.fairs.solve.flow import choose_keeping
from matcher.fairs.solve.hall import HallArrays
from matcher.fairs.solve.limits import Limits
from matcher.fairs.solve.mend import Standing, mend
from matcher.fairs.solve.plan import Interview, Solution, objective_of, option_weights
from matcher.fairs.solve.solver import EXACT_COLUMNS, Interviews, places_left, plan_interviews
from matcher.fairs.solve.timetable import NOWHERE, Meeting, timetable

Previous = dict[int, frozenset[Interview]]


def replan(
    problem: Problem,
    hall: HallArrays,
    reference: frozenset[Interview],
    pinned: frozenset[Interview],
    limits: Limits | None = None,
) -> Interviews:
    """Plan again from the interviews that people know of. `reference` may hold what is no longer possible."""
    limits = limits or Limits()
    previous = by_person(reference)
    kept = _still_possible(hall, reference, pinned)
    fresh = plan_interviews(problem, hall, pinned, limits)
    stayed = tuple(mend(problem, hall, kept, frozenset(kept), limits, frozenset(previous)))
    tries = [stayed, *_rearranged(problem, hall, kept, pinned, limits)] if _short(stayed, fresh) else [stayed]
    best = max(tries, key=lambda found: _merit(problem, previous, found))
    choices = columns(hall, EXACT_COLUMNS)
    if choices and (moved(previous, best) or _short(best, fresh)):
        model = TimetableModel(problem, hall, sorted({*choices, *pinned}))
        model.keep(pinned)
        people, *rest = model.levels(option_weights(problem.options).tolist())
        same = model.unchanged(previous)
        best = model.solve([people, *([sum(same)] if same else []), *rest], best, limits).interviews
    reached = objective_of(problem, [(i.person, i.post) for i in best])
    bound = tuple(max(b, r) for b, r in zip(fresh.solution.bound, reached, strict=True))
    return Interviews(best, Solution(reached, bound))


def by_person(interviews: Iterable[Interview]) -> Previous:
    """The interviews of each person."""
    of: dict[int, set[Interview]] = defaultdict(set)
    for interview in interviews:
        of[interview.person].add(interview)
    return {person: frozenset(mine) for person, mine in of.items()}


def moved(previous: Previous, interviews: Iterable[Interview]) -> tuple[int, ...]:
    """People whose interviews are not what they were; who had none is not moved."""
    now = by_person(interviews)
    return tuple(sorted(person for person, mine in previous.items() if now.get(person, frozenset()) != mine))


def _short(found: Iterable[Interview], fresh: Interviews) -> bool:
    return len({i.person for i in found}) < fresh.solution.objective[0]


def _merit(problem: Problem, previous: Previous, found: tuple[Interview, ...]) -> tuple[int, ...]:
    people, *rest = objective_of(problem, [(i.person, i.post) for i in found])
    return (people, -len(moved(previous, found)), *rest)


def _still_possible(hall: HallArrays, reference: frozenset[Interview], pinned: frozenset[Interview]) -> list[Interview]:
    """Pins, then every interview of the reference that stands beside them."""
    standing = Standing(hall, pinned, pinned)
    kept = sorted(pinned)
    for interview in sorted(reference - pinned):
        alone = not breaches(hall, [interview])
        free = (interview.booth, interview.slot) not in standing.at and not standing.full(interview.post)
        if alone and free and standing.comes(interview):
            standing.enter(interview)
            kept.append(interview)
    return kept


def _rearranged(
    problem: Problem, hall: HallArrays, kept: list[Interview], pinned: frozenset[Interview], limits: Limits
) -> list[tuple[Interview, ...]]:
    """More people by moving a few: who moves is chosen by a flow, then times are found around those who stay."""
    places = places_left(problem, hall, pinned)
    pairs = np.zeros(hall.usable.shape, dtype=bool)
    settled = np.zeros(len(problem.people), dtype=bool)
    where = {(i.person, i.post): (i.booth, i.slot) for i in kept}
    for interview in kept:
        settled[interview.person] = True
        pairs[interview.person, interview.post] = places.usable[interview.person, interview.post]
    chosen = choose_keeping(places, pairs, settled)
    found = []
    for firm in (True, False):
        meetings = [Meeting(i.person, i.post, (i.booth, i.slot)) for i in sorted(pinned)]
        meetings += [Meeting(i, j, where.get((i, j)) if firm else None) for i, j in chosen]
        timed = timetable(hall, meetings, limits)
        stand = [Interview(m.person, m.post, *p) for m, p in zip(meetings, timed, strict=True) if p != NOWHERE]
        people = frozenset(np.flatnonzero(settled).tolist())
        found.append(tuple(mend(problem, hall, stand, pinned, limits, people)))
    return found
