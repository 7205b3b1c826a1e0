"""Who could have a post and got none: what ran short, and the nearest change that would have made room."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from matcher.fairs.rounds.placement import Placement, pair_values
from matcher.fairs.rounds.quotas import counts_towards
from matcher.fairs.rounds.shift_sets import ShiftProblem, shift_problem
from matcher.fairs.rounds.shifts import ShiftPlan
from matcher.fairs.solve.plan import Waiting

Change = Mapping[str, object]
Answer = tuple[str, Change]
"""The shortage and the nearest change."""


def waiting_in_round(plan: Placement) -> tuple[Waiting, ...]:
    """One more place at the best open post whose quotas have room; else at the quota, or a lower least headcount."""
    value, closed = pair_values(plan.problem, plan.wishes), {post for post, _ in plan.closed}
    full = _full_quotas(plan)

    def answer(person: int) -> Answer:
        mine = np.flatnonzero(plan.problem.pairs.allowed[person])
        ordered = [int(post) for post in mine[np.argsort(-value[person, mine], kind="stable")]]
        opened = [post for post in ordered if post not in closed]
        for post in opened:
            if not full[post]:
                return "post_full", _more(plan.problem.posts[post].id, 1)
        if opened:
            return "post_full", {"change": "quota", "quota": full[opened[0]], "add": 1, "by": "office"}
        return "post_full", {"change": "min_headcount", "job_id": plan.problem.posts[ordered[0]].id, "by": "employer"}

    there = {placed.person for placed in plan.placed}
    return _of_everybody(plan.problem.options, there, answer)


def waiting_in_morning(plan: ShiftPlan) -> tuple[Waiting, ...]:
    """The shift that lacks fewest places for the person or the whole party; nothing for who cancelled."""
    sets = shift_problem(plan.problem)
    unit_of = {person: unit for unit, people in enumerate(sets.units) for person in people}
    open_places = {(post, shift): count for post, shift, count in plan.gaps}
    gone = {person for person, _ in plan.cancelled}

    def answer(person: int) -> Answer:
        return ("clash", {}) if person in gone else _morning_answer(sets, unit_of[person], person, open_places)

    return _of_everybody(plan.problem.options, {work.person for work in plan.works}, answer)


def _morning_answer(sets: ShiftProblem, unit: int, person: int, open_places: Mapping[tuple[int, int], int]) -> Answer:
    problem, size = sets.problem, len(sets.units[unit])
    posts = [int(post) for post in np.flatnonzero(problem.pairs.allowed[list(sets.units[unit])].all(axis=0))]
    lacking = [
        (size - open_places.get((post, shift), 0), -int(problem.pairs.score[person, post]), post)
        for post in posts
        for shift in range(len(problem.posts[post].shifts))
    ]
    if lacking:
        lack, _, post = min(lacking)
        return ("post_full", _more(problem.posts[post].id, lack)) if lack > 0 else ("clash", {})
    if size > 1 and any(problem.posts[int(post)].shifts for post in np.flatnonzero(problem.pairs.allowed[person])):
        return "clash", {"change": "party", "by": "candidate"}
    post = int(np.flatnonzero(problem.pairs.allowed[person])[0])
    return "clash", {"change": "shifts", "job_id": problem.posts[post].id, "by": "employer"}


def _of_everybody(
    options: NDArray[np.int64], there: Iterable[int], answer: Callable[[int], Answer]
) -> tuple[Waiting, ...]:
    busy = set(there)
    left = (int(person) for person in np.flatnonzero(options > 0) if int(person) not in busy)
    return tuple(Waiting(person, *answer(person)) for person in left)


def _more(job_id: str, add: int) -> Change:
    return {"change": "headcount", "job_id": job_id, "add": add, "by": "employer"}


def _full_quotas(plan: Placement) -> list[str]:
    """For each post the name of a quota above it that is used up, or nothing."""
    full = [""] * len(plan.problem.posts)
    for quota in plan.problem.fair.quotas:
        inside = [counts_towards(quota, post) for post in plan.problem.posts]
        used = sum(inside[placed.post] for placed in plan.placed)
        if (
            quota.maximum is not None
            and used >= quota.maximum
            and (plan.problem.fair.mode == "optimal" or quota.employer)
        ):
            full = [
                quota.division or quota.employer or "" if mine else name
                for mine, name in zip(inside, full, strict=True)
            ]
    return full
