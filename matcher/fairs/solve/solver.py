"""The interviews of a fair: chosen and timed, with a bound at every level.

First the choice without time, which is exact; if its timetable stands, nothing can be better and the plan is proven.
If windows, walking or interpreters get in the way, a small fair is solved as a whole, a large one is mended and its
distance from the bound is told.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from matcher.fairs.problem import Problem
from matcher.fairs.solve.exact import TimetableModel, columns
from matcher.fairs.solve.flow import Places, choose, served_at_best
from matcher.fairs.solve.hall import HallArrays
from matcher.fairs.solve.hall_bounds import HallBounds, pool_of
from matcher.fairs.solve.limits import Limits
from matcher.fairs.solve.mend import mend
from matcher.fairs.solve.plan import Interview, Solution, objective_of, option_weights
from matcher.fairs.solve.signing import Signing, signing
from matcher.fairs.solve.timetable import NOWHERE, Meeting, timetable

EXACT_COLUMNS = 20_000


@dataclass(frozen=True)
class Interviews:
    """The interviews, and what they are worth."""

    interviews: tuple[Interview, ...]
    solution: Solution


def plan_interviews(
    problem: Problem,
    hall: HallArrays,
    pinned: frozenset[Interview] = frozenset(),
    limits: Limits | None = None,
) -> Interviews:
    """Choose and time the interviews; pins are kept whatever they cost."""
    limits = limits or Limits()
    relaxed = _timed(hall, pinned, choose(places_left(problem, hall, pinned)), limits)
    if NOWHERE not in relaxed.values():
        interviews = _standing(relaxed)
        worth = objective_of(problem, [(i.person, i.post) for i in interviews])
        return Interviews(interviews, Solution(worth, worth))
    return _with_windows(problem, hall, pinned, relaxed, limits)


def most_met(problem: Problem, hall: HallArrays, limits: Limits) -> tuple[Interview, ...]:
    """One interview for each of as many people as possible, whoever they are and whatever the scores."""
    places = _alike(places_left(problem, hall, frozenset()))
    found = _standing(_timed(hall, frozenset(), choose(places), limits))
    wanted = int((places.weight > 0).sum())
    if len(found) < wanted and (hall.usable & hall.interpreted).any():
        signed = signing(hall, places, frozenset(), limits)
        held = frozenset(signed.interviews)
        others = choose(_alike(places_left(problem, hall, held, signed=False)))
        tries = found, _standing(_timed(hall, held, others, limits))
        found = tuple(mend(problem, hall, max(tries, key=len), frozenset(), limits))
        wanted = int(served_at_best(places, pool_of(hall, places, signed.most_people)).sum())
    choices = columns(hall, EXACT_COLUMNS)
    if len(found) < wanted and choices:
        model = TimetableModel(problem, hall, choices)
        found = model.solve(model.levels((0,) * len(problem.people))[:1], found, limits).interviews
    return found


def _alike(places: Places) -> Places:
    """One interview each, worth the same."""
    return replace(
        places,
        score=np.zeros_like(places.score),
        weight=(places.usable.any(axis=1) & (places.weight > 0)).astype(np.int64),
        person_most=np.minimum(places.person_most, 1),
    )


def _with_windows(
    problem: Problem,
    hall: HallArrays,
    pinned: frozenset[Interview],
    relaxed: dict[Meeting, tuple[int, int]],
    limits: Limits,
) -> Interviews:
    places = places_left(problem, hall, pinned)
    signed = signing(hall, places, pinned, limits)
    tries = [_standing(relaxed)]
    if signed.interviews:
        tries.append(_with_interpreters(problem, hall, pinned, signed, limits))
    tries = [tuple(mend(problem, hall, found, pinned, limits)) for found in tries]
    best = max(tries, key=lambda found: _worth(problem, found))
    already = _worth(problem, pinned)
    reached = objective_of(problem, [(i.person, i.post) for i in best])
    beyond = reached[0] - already[0], reached[1] - already[1]
    bounds = HallBounds(hall, places, pinned, signed, limits)
    left = bounds.levels([i for i in best if i not in pinned], beyond)
    bound = tuple(a + more for a, more in zip(already, left, strict=True))
    choices = columns(hall, EXACT_COLUMNS)
    if choices and _worth(problem, best) != bound and not limits.over:
        model = TimetableModel(problem, hall, sorted({*choices, *pinned}))
        model.keep(pinned)
        answer = model.solve(model.levels(option_weights(problem.options).tolist()), best, limits)
        best = answer.interviews
        bound = _tighter(bound, answer.bounds, _worth(problem, best))
    return Interviews(best, Solution(_worth(problem, best), bound))


def _with_interpreters(
    problem: Problem, hall: HallArrays, pinned: frozenset[Interview], signed: Signing, limits: Limits
) -> tuple[Interview, ...]:
    """Interpreters where they serve the most people; then everybody else."""
    held = pinned | frozenset(signed.interviews)
    return _standing(_timed(hall, held, choose(places_left(problem, hall, held, signed=False)), limits))


def _worth(problem: Problem, interviews: Iterable[Interview]) -> tuple[int, int, int, int]:
    return objective_of(problem, [(i.person, i.post) for i in interviews])


def _tighter(bound: tuple[int, ...], proven: tuple[int, ...], reached: tuple[int, ...]) -> tuple[int, int, int, int]:
    """Take the program's bounds for as long as every earlier level is reached: only there do they hold."""
    tight = list(bound)
    for level, value in enumerate(proven):
        tight[level] = max(min(tight[level], value), reached[level])
        if tight[level] != reached[level]:
            break
    return tight[0], tight[1], tight[2], tight[3]


def places_left(problem: Problem, hall: HallArrays, held: frozenset[Interview], signed: bool = True) -> Places:
    """What the interviews in `held` leave; without `signed`, nothing that needs an interpreter."""
    usable = hall.usable.copy() if signed else hall.usable & ~hall.interpreted
    person_most = np.full(len(problem.people), hall.person_most, dtype=np.int64)
    post_places, group_places = hall.post_places.copy(), hall.employer_places.copy()
    weight = option_weights(problem.options)
    for interview in held:
        usable[interview.person, interview.post] = False
        person_most[interview.person] -= 1
        post_places[interview.post] -= 1
        group_places[hall.employer_of[interview.post]] -= 1
        weight[interview.person] = 0
    usable &= (person_most > 0)[:, None]
    return Places(
        usable,
        problem.pairs.score,
        weight,
        np.minimum(person_most, hall.slots),
        np.maximum(post_places, 0),
        np.maximum(hall.employer_of, 0),
        np.maximum(group_places, 0),
    )


def _timed(
    hall: HallArrays, held: frozenset[Interview], pairs: list[tuple[int, int]], limits: Limits
) -> dict[Meeting, tuple[int, int]]:
    meetings = [Meeting(i.person, i.post, (i.booth, i.slot)) for i in sorted(held)]
    meetings += [Meeting(person, post) for person, post in pairs]
    return dict(zip(meetings, timetable(hall, meetings, limits), strict=True))


def _standing(timed: dict[Meeting, tuple[int, int]]) -> tuple[Interview, ...]:
    return tuple(sorted(Interview(m.person, m.post, *place) for m, place in timed.items() if place != NOWHERE))
