"""The concessions of a fair: for each employer the one change that serves the most additional people, computed.

A small fair is planned again with every change. In a large one interviews with an interpreter stay as the plan has
them, and everybody else is counted by a greatest flow: what a new plan reaches at least, wherever its timetable stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from matcher.fairs.problem import Problem
from matcher.fairs.solve.best_changes import Gains, best_changes, opened, with_places
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
    problem: Problem,
    hall: HallArrays,
    pinned: frozenset[Interview] = frozenset(),
    limits: Limits | None = None,
    planned: Iterable[Interview] = (),
) -> tuple[Concession, ...]:
    """The best single change of each employer that has a booth, beside the `planned` interviews.

    By the flow an opening serves nobody unless it lets in somebody who is short, or could make room for somebody who
    is, to a post that is not itself in short supply; and places help at such a post alone.
    """
    small = bool(columns(hall, PLANNED_AGAIN))
    limits = limits or Limits()
    signed = [i for i in planned if hall.interpreted[i.person, i.post]]
    count = _planned(pinned, limits) if small else partial(_flowing, signed)
    base, before = _flow(hall, signed), count(problem)
    short = base.cut_people | ~(hall.usable & ~hall.interpreted).any(axis=1) | small
    staffed = hall.employer_of >= 0
    gains = Gains(
        opening=lambda opening: count(opened(problem, opening)) - before,
        places=lambda post, places: count(with_places(problem, post, places)) - before,
        most=int((problem.options > 0).sum()) - before,
    )
    people, spare = np.flatnonzero(short).tolist(), np.flatnonzero(staffed & (base.open_posts | small)).tolist()
    full = np.flatnonzero(staffed & (base.cut_posts | small)).tolist()
    return best_changes(problem, problem.openings(people, spare), full, gains, limits)


def _planned(pinned: frozenset[Interview], limits: Limits) -> Callable[[Problem], int]:
    effort = replace(limits, work=WORK)
    return lambda problem: plan_interviews(problem, hall_arrays(problem), pinned, effort).solution.objective[0]


def _flowing(signed: Sequence[Interview], problem: Problem) -> int:
    return len({i.person for i in signed}) + _flow(hall_arrays(problem), signed).count


def _flow(hall: HallArrays, signed: Sequence[Interview]) -> Served:
    """Whom the `signed` interviews leave, at what they leave, without an interpreter."""
    usable = hall.usable & ~hall.interpreted
    posts, employers = hall.post_places.copy(), hall.employer_places.copy()
    for interview in signed:
        usable[interview.person] = False
        posts[interview.post] -= 1
        employers[hall.employer_of[interview.post]] -= 1
    return most_served(usable, posts, np.maximum(hall.employer_of, 0), employers)
