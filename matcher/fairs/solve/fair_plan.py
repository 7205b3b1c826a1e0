"""The whole plan of a fair: interviews, three posts for everybody, and a word for everybody else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np

from matcher.fairs.problem import Problem
from matcher.fairs.solve.concessions import concessions
from matcher.fairs.solve.hall import HallArrays, hall_arrays
from matcher.fairs.solve.leftovers import unserved_people
from matcher.fairs.solve.limits import Limits
from matcher.fairs.solve.plan import FairPlan, Interview
from matcher.fairs.solve.prices import WITHOUT_BOOTH, Crowding, Recommendations, recommend
from matcher.fairs.solve.shortages import waiting_people
from matcher.fairs.solve.solver import Interviews, plan_interviews


def plan_fair(problem: Problem, limits: Limits | None = None, pinned: frozenset[Interview] = frozenset()) -> FairPlan:
    """Plan a fair of kind `fair` from nothing but pins."""
    hall = hall_arrays(problem)
    return complete(problem, hall, plan_interviews(problem, hall, pinned, limits), pinned, limits=limits)


def complete(
    problem: Problem,
    hall: HallArrays,
    chosen: Interviews,
    pinned: frozenset[Interview] = frozenset(),
    earlier: Mapping[int, Sequence[int]] = MappingProxyType({}),
    limits: Limits | None = None,
) -> FairPlan:
    """Add everything that follows from the interviews; `earlier` posts of a person stay recommended where they can."""
    posts = recommendations(problem, hall, chosen.interviews, earlier).posts
    met = {interview.person for interview in chosen.interviews}
    waiting = [person for person, mine in enumerate(posts) if mine and person not in met]
    return FairPlan(
        problem=problem,
        solution=chosen.solution,
        recommendations=posts,
        interviews=chosen.interviews,
        waiting=waiting_people(problem, hall, chosen.interviews, waiting),
        unserved=unserved_people(problem, [person for person, mine in enumerate(posts) if not mine]),
        concessions=concessions(problem, hall, pinned, limits, chosen.interviews),
        pinned=pinned,
    )


def crowding(hall: HallArrays) -> Crowding:
    """Visits that each employer's booths can take: one a slot."""
    return Crowding(hall.employer_of, hall.employer_places.astype(np.float64), WITHOUT_BOOTH)


def recommendations(
    problem: Problem,
    hall: HallArrays,
    interviews: Sequence[Interview],
    earlier: Mapping[int, Sequence[int]] = MappingProxyType({}),
) -> Recommendations:
    """Three posts each, interviews among them, then what was recommended before."""
    most = problem.fair.limits.recommendations
    must: dict[int, dict[int, None]] = {}
    for interview in interviews:
        must.setdefault(interview.person, {})[interview.post] = None
    for person, posts in earlier.items():
        mine = must.setdefault(person, {})
        for post in posts:
            if len(mine) < most and problem.pairs.allowed[person, post]:
                mine[post] = None
    return recommend(problem, most, crowding(hall), [(i, j) for i, mine in must.items() for j in mine])


def plain_best(problem: Problem, hall: HallArrays) -> Recommendations:
    """The naive list beside which the summary shows ours: everybody's best posts, unpriced."""
    plain = Crowding(hall.employer_of, hall.employer_places.astype(np.float64))
    return recommend(problem, problem.fair.limits.recommendations, plain, rounds=0)
