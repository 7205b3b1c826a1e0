"""For each employer the one change that serves the most additional people: computed, not guessed.

A small fair is planned again with every change; in a large one the people are counted by a greatest flow, which is
what the plan reaches wherever its timetable stands.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from matcher.fairs.problem import Opening, Problem
from matcher.fairs.solve.bottlenecks import first
from matcher.fairs.solve.exact import columns
from matcher.fairs.solve.hall import HallArrays, hall_arrays
from matcher.fairs.solve.limits import Limits
from matcher.fairs.solve.plan import Concession, Interview
from matcher.fairs.solve.served import Served, most_served
from matcher.fairs.solve.solver import plan_interviews

PLANNED_AGAIN = 1_500
"""The most possible interviews of a fair that is planned anew for every change."""
WORK = 2.0


def concessions(
    problem: Problem, hall: HallArrays, pinned: frozenset[Interview] = frozenset(), limits: Limits | None = None
) -> tuple[Concession, ...]:
    """The best single change of each employer that serves anybody more, the greatest effect first.

    Of two changes with the same effect the one of fewer places is taken, then the one that stands first.
    """
    small = bool(columns(hall, PLANNED_AGAIN))
    limits = limits or Limits()
    count = _planned(pinned, limits) if small else _flowing
    base = _flow(hall)
    before = count(problem)
    best: dict[str, _Offer] = {}
    for opening in problem.openings:
        if not limits.over and hall.employer_of[opening.post] >= 0 and (small or _opens(hall, base, opening)):
            changed = _opened(problem, opening)
            change = {"change": opening.field, "to": opening.to, "text": opening.text}
            _offer(best, problem, _Offer(opening.post, change, count(changed) - before))
    most = int((problem.options > 0).sum()) - before
    for post in range(len(problem.posts)):
        if most > 0 and not limits.over and hall.employer_of[post] >= 0 and (small or base.cut_posts[post]):
            _more_places(best, problem, post, most, lambda changed: count(changed) - before)
    found = [Concession(problem.posts[o.post].employer, o.post, o.change, o.more) for o in best.values()]
    return tuple(sorted(found, key=lambda c: (-c.more_served, problem.posts[c.post].id)))


@dataclass(frozen=True)
class _Offer:
    post: int
    change: dict[str, object]
    more: int
    places: int = 0


def _planned(pinned: frozenset[Interview], limits: Limits) -> Callable[[Problem], int]:
    effort = replace(limits, work=WORK)
    return lambda problem: plan_interviews(problem, hall_arrays(problem), pinned, effort).solution.objective[0]


def _flowing(problem: Problem) -> int:
    return _flow(hall_arrays(problem)).count


def _flow(hall: HallArrays) -> Served:
    return most_served(hall.usable, hall.post_places, np.maximum(hall.employer_of, 0), hall.employer_places)


def _opens(hall: HallArrays, base: Served, opening: Opening) -> bool:
    """Somebody whom it lets in is short, or could make room for somebody who is."""
    reached = base.cut_people | ~hall.usable.any(axis=1)
    return bool(reached[list(opening.people)].any()) and not base.cut_posts[opening.post]


def _opened(problem: Problem, opening: Opening) -> Problem:
    allowed = problem.pairs.allowed.copy()
    allowed[list(opening.people), opening.post] = True
    return replace(problem, pairs=replace(problem.pairs, allowed=allowed))


def _more_places(
    best: dict[str, _Offer], problem: Problem, post: int, most: int, more: Callable[[Problem], int]
) -> None:
    """Offer the fewest places that serve as many as any number of places at this post would."""

    def gain(places: int) -> int:
        return more(_with_places(problem, post, places))

    rival = best.get(problem.posts[post].employer_key)
    reached = gain(most)
    if reached <= 0 or (rival and reached < rival.more):
        return
    if rival and reached == rival.more and (rival.places <= 1 or gain(rival.places - 1) < reached):
        return
    places = first(lambda add: gain(add) >= reached, 0, most)
    post_id, to = problem.posts[post].id, problem.posts[post].headcount + places
    change = {"change": "headcount", "to": to, "add": places, "job_id": post_id}
    _offer(best, problem, _Offer(post, change, reached, places))


def _with_places(problem: Problem, post: int, places: int) -> Problem:
    posts = list(problem.posts)
    posts[post] = replace(posts[post], headcount=posts[post].headcount + places)
    return replace(problem, posts=tuple(posts))


def _offer(best: dict[str, _Offer], problem: Problem, offer: _Offer) -> None:
    key = problem.posts[offer.post].employer_key
    rival = best.get(key)
    if offer.more > 0 and (rival is None or (offer.more, -offer.places) > (rival.more, -rival.places)):
        best[key] = offer
