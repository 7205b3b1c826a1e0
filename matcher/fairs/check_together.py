"""What no flow of a fair shows: interpreters who walk, and limits that bind only together.

A flow counts one interview for everybody; it knows no walks, and not at which booth a place is given. Where
interpreters or booths of both sorts are in play, the plan itself is asked, with one interview for each person.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from matcher.fairs.problem import Problem
from matcher.fairs.solve.bottlenecks import Bottleneck, Cure, Ladder, first
from matcher.fairs.solve.hall import HallArrays, hall_arrays
from matcher.fairs.solve.limits import Limits
from matcher.fairs.solve.plan import Interview
from matcher.fairs.solve.solver import most_met

EFFORT = Limits(work=2.0)
HEADS_TRIED = 12
TOGETHER = "fair_bottleneck_together"
Bools = NDArray[np.bool_]
More = Callable[[int], Problem]
"""The fair with so much more of one thing."""


def short_of_interpreters(problem: Problem, hall: HallArrays, meetable: Bools) -> list[Bottleneck]:
    """People who can be met with an interpreter alone, against the appointments that walking interpreters can keep."""
    alone = np.asarray(meetable.any(axis=1) & ~(meetable & ~hall.interpreted).any(axis=1))
    if not alone.any():
        return []
    signing, crowd = _among(problem, alone), int(alone.sum())
    met = len(_met(signing))
    wanted = met if met == crowd else len(_met(_more_interpreters(signing, crowd)))
    if met >= wanted:
        return []
    enough = partial(_serves, partial(_more_interpreters, signing), wanted)
    cure = Cure("interpreters", None, None, first(enough, 0, crowd))
    posts = _posts(problem, meetable & alone[:, None])
    return [Bottleneck(wanted, posts, met, "fair_bottleneck_interpreters", (cure,))]


def short_together(
    problem: Problem, hall: HallArrays, meetable: Bools, ladders: tuple[Ladder, ...]
) -> list[Bottleneck]:
    """Where every flow finds room for everybody: people whom no plan meets, with all who share posts or booths."""
    kinds = (len({bool(hall.accessible[booth]) for booth in booths}) for booths in hall.booths_of)
    if not (meetable & hall.interpreted).any() and not (hall.step_free.any() and max(kinds, default=0) > 1):
        return []
    left = np.asarray(meetable.any(axis=1))
    left[[interview.person for interview in _met(problem)]] = False
    found = []
    while left.any():
        people = _linked(hall, meetable, int(np.flatnonzero(left)[0]))
        group = _among(problem, people)
        count = int(people.sum())
        places = count - int((left & people).sum())
        cures = tuple(_cures(group, count, ladders))
        found.append(Bottleneck(count, _posts(problem, meetable & people[:, None]), places, TOGETHER, cures))
        left &= ~people
    return found


def _cures(group: Problem, count: int, ladders: tuple[Ladder, ...]) -> Iterator[Cure]:
    """The least of each kind of addition that lets a plan meet everybody, where one alone does."""
    posts = [at for at in range(len(group.posts)) if group.pairs.allowed[:, at].any()][:HEADS_TRIED]
    for post in posts:
        if add := _least(partial(_more_heads, group, post), count, count):
            yield Cure("headcount", group.posts[post].id, None, add)
    if add := _least(partial(_more_interpreters, group), count, count):
        yield Cure("interpreters", None, None, add)
    for ladder in ladders:
        if step := _least(partial(_climbed, group, ladder), count, min(ladder.steps, count)):
            yield Cure(ladder.change, None, None, ladder.amount(step))


def _least(more: More, wanted: int, most: int) -> int:
    enough = partial(_serves, more, wanted)
    return first(enough, 0, most) if most and enough(most) else 0


def _serves(more: More, wanted: int, add: int) -> bool:
    return len(_met(more(add))) >= wanted


def _met(problem: Problem) -> tuple[Interview, ...]:
    """One interview for each person whom a plan can meet."""
    limits = replace(problem.fair.limits, interviews_per_candidate=1)
    once = replace(problem, fair=replace(problem.fair, limits=limits))
    return most_met(once, hall_arrays(once), EFFORT)


def _among(problem: Problem, people: Bools) -> Problem:
    """The same fair for some people alone."""
    return replace(problem, pairs=replace(problem.pairs, allowed=problem.pairs.allowed & people[:, None]))


def _linked(hall: HallArrays, meetable: Bools, person: int) -> Bools:
    """Everybody who shares posts, booths or interpreters with a person, directly or through others."""
    signed = np.asarray((meetable & hall.interpreted).any(axis=1))
    people: Bools = np.zeros(len(meetable), dtype=bool)
    people[person] = True
    while True:
        employers = np.unique(hall.employer_of[meetable[people].any(axis=0)])
        grown = np.asarray(meetable[:, np.isin(hall.employer_of, employers)].any(axis=1))
        if signed[grown].any():
            grown |= signed
        if (grown == people).all():
            return people
        people = grown


def _more_interpreters(problem: Problem, add: int) -> Problem:
    hall = problem.fair.hall
    return replace(problem, fair=replace(problem.fair, hall=replace(hall, interpreters=hall.interpreters + add)))


def _more_heads(problem: Problem, post: int, add: int) -> Problem:
    posts = list(problem.posts)
    posts[post] = replace(posts[post], headcount=posts[post].headcount + add)
    return replace(problem, posts=tuple(posts))


def _climbed(problem: Problem, ladder: Ladder, step: int) -> Problem:
    """The fair after one step of a ladder."""
    more, fair = ladder.of(step), problem.fair
    limits = replace(fair.limits, interviews_per_place=fair.limits.interviews_per_place + more.per_place)
    hall = replace(fair.hall, closes=fair.hall.closes + more.minutes)
    return replace(problem, fair=replace(fair, limits=limits, hall=hall))


def _posts(problem: Problem, able: Bools) -> tuple[str, ...]:
    return tuple(problem.posts[int(post)].id for post in np.flatnonzero(able.any(axis=0)))
