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
from matcher.fairs.solve.flow import Places, Pool, bounds, choose, served_at_best
from matcher.fairs.solve.hall import HallArrays
from matcher.fairs.solve.limits import Limits
from matcher.fairs.solve.mend import mend
from matcher.fairs.solve.plan import Interview, Solution, objective_of, option_weights
from matcher.fairs.solve.signing import Signing, signing
from matcher.fairs.solve.timetable import NOWHERE, Meeting, timetable

EXACT_COLUMNS = 20_000
SIGNING_WORK = 2.0


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


def _with_windows(
    problem: Problem,
    hall: HallArrays,
    pinned: frozenset[Interview],
    relaxed: dict[Meeting, tuple[int, int]],
    limits: Limits,
) -> Interviews:
    weights = option_weights(problem.options)
    tries, most_signed = [_standing(relaxed)], len(problem.people)
    if not pinned and (hall.usable & hall.interpreted).any():
        first = _interpreted_first(problem, hall, limits)
        tries.append(first.interviews)
        most_signed = first.most_people
    tries = [tuple(mend(problem, hall, found, pinned, limits)) for found in tries]
    best = max(tries, key=lambda found: _worth(problem, found))
    bound = _bound(problem, hall, pinned, most_signed, best)
    choices = columns(hall, EXACT_COLUMNS)
    if choices and _worth(problem, best) != bound and not limits.over:
        model = TimetableModel(problem, hall, sorted({*choices, *pinned}))
        model.keep(pinned)
        answer = model.solve(model.levels(weights.tolist()), best, limits)
        best = answer.interviews
        bound = _tighter(bound, answer.bounds, _worth(problem, best))
    return Interviews(best, Solution(_worth(problem, best), bound))


def _interpreted_first(problem: Problem, hall: HallArrays, limits: Limits) -> Signing:
    """Interpreters where they serve the most of those whom the best plan would serve; then everybody else."""
    weights = option_weights(problem.options)
    effort = replace(limits, work=SIGNING_WORK)
    everybody = signing(problem, hall, hall.usable, weights, effort)
    places = places_left(problem, hall, frozenset())
    worth_it = served_at_best(places, _pool(hall, places, everybody.most_people))
    some = signing(problem, hall, hall.usable & worth_it[:, None], weights, effort)
    held = frozenset(some.interviews)
    pairs = choose(places_left(problem, hall, held, signed=False))
    return Signing(_standing(_timed(hall, held, pairs, limits)), everybody.most_people)


def _pool(hall: HallArrays, places: Places, most_people: int) -> Pool:
    members = places.usable.any(axis=1) & ~(places.usable & ~hall.interpreted).any(axis=1)
    return Pool(np.asarray(members), most_people, hall.interpreters * hall.slots)


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


def _bound(
    problem: Problem, hall: HallArrays, pinned: frozenset[Interview], most_signed: int, best: Iterable[Interview]
) -> tuple[int, int, int, int]:
    places = places_left(problem, hall, pinned)
    already, reached = _worth(problem, pinned), _worth(problem, best)
    pool = _pool(hall, places, most_signed)
    left = bounds(places, pool, (reached[0] - already[0], reached[1] - already[1]))
    return already[0] + left[0], already[1] + left[1], already[2] + left[2], already[3] + left[3]


def _timed(
    hall: HallArrays, held: frozenset[Interview], pairs: list[tuple[int, int]], limits: Limits
) -> dict[Meeting, tuple[int, int]]:
    meetings = [Meeting(i.person, i.post, (i.booth, i.slot)) for i in sorted(held)]
    meetings += [Meeting(person, post) for person, post in pairs]
    return dict(zip(meetings, timetable(hall, meetings, limits), strict=True))


def _standing(timed: dict[Meeting, tuple[int, int]]) -> tuple[Interview, ...]:
    return tuple(sorted(Interview(m.person, m.post, *place) for m, place in timed.items() if place != NOWHERE))
