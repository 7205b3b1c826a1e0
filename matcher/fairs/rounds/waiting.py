"""Who could have a post and got none: what ran short, and the nearest change that would have made room."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

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
    """What it takes at the post that lacks least: a place, room in its quotas, a lower least headcount if closed.

    Among posts that lack as much, open ones come first, then those that lack no quota, then the person's best. A post
    that lacks nothing was not wished for, and there was no further round.
    """
    posts, allowed = plan.problem.posts, plan.problem.pairs.allowed
    value, closed = pair_values(plan.problem, plan.wishes), {post for post, _ in plan.closed}
    room, used = _room_in_quotas(plan), Counter(placed.post for placed in plan.placed)
    full = [[name for name, places in mine.items() if places <= 0] for mine in room]
    there = {placed.person for placed in plan.placed}
    left = [person for person in range(len(allowed)) if person not in there]

    def lacks(post: int) -> list[Change]:
        changes = [_more(posts[post].id, 1)] if used[post] >= posts[post].headcount else []
        changes += [{"change": "quota", "quota": name, "add": 1, "by": "office"} for name in full[post]]
        if post in closed:
            places = min([posts[post].headcount, *room[post].values()])
            come = min(int(allowed[left, post].sum()), max(places, 1))
            changes.append({"change": "min_headcount", "job_id": posts[post].id, "to": come, "by": "employer"})
        return changes

    def answer(person: int) -> Answer:
        mine = np.flatnonzero(allowed[person])
        ordered = mine[np.argsort(-value[person, mine], kind="stable")].tolist()
        best = min(ordered, key=lambda post: (len(lacks(post)), post in closed, len(full[post])))
        return "post_full", _together(lacks(best) or [{"change": "wish", "job_id": posts[best].id, "by": "candidate"}])

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


def _together(changes: Sequence[Change]) -> Change:
    """The first change, each further one under `and`."""
    first, *further = changes
    return {**first, "and": _together(further)} if further else first


def _room_in_quotas(plan: Placement) -> list[dict[str, int]]:
    """For each post the quotas above it by name, with the places that they have left."""
    room: list[dict[str, int]] = [{} for _ in plan.problem.posts]
    for quota in plan.problem.fair.quotas:
        if quota.maximum is None or (plan.problem.fair.mode == "stable" and quota.division is not None):
            continue
        inside = [counts_towards(quota, post) for post in plan.problem.posts]
        left = quota.maximum - sum(inside[placed.post] for placed in plan.placed)
        name = quota.division or quota.employer or ""
        for post in np.flatnonzero(inside):
            room[post][name] = min(left, room[post].get(name, left))
    return room
