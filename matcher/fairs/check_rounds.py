"""What cannot work where there is no hall: promised posts, places and quotas of a round, shifts and parties.

Each answers the places there are and the bottlenecks. A round and a morning are looked at as a flow: least headcounts
and parties count only where they alone shut somebody out.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from matcher.domain.fairs import Quota
from matcher.fairs.problem import Problem
from matcher.fairs.rounds.quotas import counts_towards
from matcher.fairs.rounds.shift_sets import ShiftProblem, shift_problem
from matcher.fairs.solve.bottlenecks import Addition, Bottleneck, Cure, Room, bottlenecks, first
from matcher.fairs.solve.served import most_served

Found = tuple[int, list[Bottleneck]]
Ints = NDArray[np.int64]
CURES_SHOWN = 3


def referral_bottlenecks(problem: Problem) -> Found:
    """People who have fewer posts than promised, or posts of one employer alone; only further posts would help them."""
    promised = problem.fair.limits.recommendations
    places = sum(post.headcount for post in problem.posts) * problem.fair.limits.interviews_per_place
    keys = np.array([post.employer_key for post in problem.posts])
    short: dict[int, list[int]] = {}
    for person in np.flatnonzero(problem.options):
        have = int(problem.options[person])
        of_one = promised > 1 and len(set(keys[problem.pairs.allowed[person]])) == 1
        if have < promised or of_one:
            short.setdefault(have if have < promised else 0, []).append(int(person))
    found = []
    for have, people in sorted(short.items(), key=lambda item: (item[0] == 0, item[0])):
        reason = "fair_bottleneck_promise" if have else "fair_bottleneck_one_employer"
        posts = _ids(problem, np.flatnonzero(problem.pairs.allowed[people].any(axis=0)))
        found.append(Bottleneck(len(people), posts, have * len(people), reason, least=promised, name=str(have)))
    return places, found


def placement_bottlenecks(problem: Problem) -> Found:
    """Places against people, posts that must close for want of people, quotas whose minimum is out of reach."""
    allowed = problem.pairs.allowed
    least = np.array([post.min_headcount for post in problem.posts], dtype=np.int64)
    closed = (least > 1) & (allowed.sum(axis=0) < least)
    able = allowed & ~closed[None, :]
    found = []
    if closed.any():
        people = int(allowed[:, closed].any(axis=1).sum())
        posts = _ids(problem, np.flatnonzero(closed))
        found.append(Bottleneck(people, posts, int(least[closed].sum()), "fair_bottleneck_least"))
    found += bottlenecks(problem, _places(problem, able), "fair_bottleneck_placement")
    found += [short for quota in problem.fair.quotas if (short := _minimum(problem, quota, able))]
    return int(_headcount(problem)[~closed].sum()), found


def _places(problem: Problem, able: NDArray[np.bool_]) -> Room:
    """Posts as seats, maxima of quotas as groups; of two that cross at a post the smaller counts."""
    limits = sorted((q for q in problem.fair.quotas if q.maximum is not None), key=lambda q: q.maximum or 0)
    most = np.array([*(q.maximum for q in limits), len(problem.people)], dtype=np.int64)
    group_of = np.full(len(problem.posts), len(limits), dtype=np.int64)
    for at, post in enumerate(problem.posts):
        group_of[at] = next((n for n, q in enumerate(limits) if counts_towards(q, post)), len(limits))
    headcount = _headcount(problem)

    def capacity(more: Addition) -> tuple[Ints, Ints]:
        return _more_heads(headcount, np.arange(len(headcount)), more), most

    return Room(able, np.arange(len(problem.posts)), group_of, capacity)


def _minimum(problem: Problem, quota: Quota, able: NDArray[np.bool_]) -> Bottleneck | None:
    """A quota whose minimum cannot be reached even if everybody else stands back."""
    inside = np.array([counts_towards(quota, post) for post in problem.posts], dtype=bool)
    columns = np.flatnonzero(inside)
    rows, heads = able[:, inside], _headcount(problem)[inside]

    def reached(at: int = 0, more: int = 0) -> int:
        places = heads.copy()
        places[at : at + 1] += more
        group = np.zeros(len(columns), dtype=np.int64)
        return most_served(rows, places, group, np.array([len(rows)], dtype=np.int64)).count

    def cure(at: int) -> Cure | None:
        if reached(at, quota.minimum) < quota.minimum:
            return None
        add = first(lambda more: reached(at, more) >= quota.minimum, 0, quota.minimum)
        return Cure("headcount", problem.posts[int(columns[at])].id, None, add)

    have = reached()
    if have >= quota.minimum:
        return None
    cures = [found for at in range(len(columns)) if (found := cure(at))]
    people = int(rows.any(axis=1).sum())
    name = quota.division or quota.employer or ""
    posts = _ids(problem, columns)
    return Bottleneck(people, posts, have, "fair_bottleneck_quota", _smallest(cures), quota.minimum, name)


def shift_bottlenecks(problem: Problem) -> Found:
    """Heads of the shifts against people with one shift each, and parties that fit into no shift together."""
    sets = shift_problem(problem)
    post_of = np.array([shift.post for shift in sets.shifts], dtype=np.int64)
    able = np.zeros((len(problem.people), len(sets.shifts)), dtype=bool)
    for people in sets.units:
        able[list(people)] = np.asarray(problem.pairs.allowed[list(people)].all(axis=0))[post_of]
    found = _no_shift(problem, sets) + _parties(problem, sets)
    if len(sets.shifts):
        everybody = np.array([len(problem.people)], dtype=np.int64)

        def capacity(more: Addition) -> tuple[Ints, Ints]:
            return _more_heads(sets.headcount, post_of, more), everybody

        room = Room(able, post_of, np.zeros(len(post_of), dtype=np.int64), capacity)
        found += bottlenecks(problem, room, "fair_bottleneck_shifts")
    return int(sets.headcount.sum()), found


def _no_shift(problem: Problem, sets: ShiftProblem) -> list[Bottleneck]:
    """People whose posts name no shift."""
    with_shifts = np.zeros(len(problem.posts), dtype=bool)
    with_shifts[[shift.post for shift in sets.shifts]] = True
    allowed = problem.pairs.allowed
    people = np.asarray(allowed.any(axis=1) & ~allowed[:, with_shifts].any(axis=1))
    posts = _ids(problem, np.flatnonzero(allowed[people].any(axis=0)))
    return [Bottleneck(int(people.sum()), posts, 0, "fair_no_shift")] if people.any() else []


def _parties(problem: Problem, sets: ShiftProblem) -> list[Bottleneck]:
    """Parties that are larger than every shift that all of them may work, or share none."""
    found = []
    for unit, people in enumerate(sets.units):
        if len(people) == 1 or sets.allowed[unit].any():
            continue
        common = problem.pairs.allowed[list(people)].all(axis=0)
        posts = [int(post) for post in np.flatnonzero(common) if problem.posts[int(post)].shifts]
        heads = {post: problem.posts[post].headcount for post in posts}
        cures = [Cure("headcount", problem.posts[post].id, None, len(people) - heads[post]) for post in posts]
        reason = "fair_bottleneck_party" if posts else "fair_bottleneck_party_apart"
        places = max(heads.values(), default=0)
        name = problem.people[people[0]].party or ""
        found.append(Bottleneck(len(people), _ids(problem, posts), places, reason, _smallest(cures), name=name))
    return found


def _smallest(cures: Iterable[Cure]) -> tuple[Cure, ...]:
    return tuple(sorted(cures, key=lambda cure: (cure.add, cure.job_id or ""))[:CURES_SHOWN])


def _headcount(problem: Problem) -> Ints:
    return np.array([post.headcount for post in problem.posts], dtype=np.int64)


def _more_heads(headcount: Ints, post_of: Ints, more: Addition) -> Ints:
    return headcount + np.where(post_of == more.post, more.heads, 0) if more.post is not None else headcount


def _ids(problem: Problem, posts: Iterable[int]) -> tuple[str, ...]:
    return tuple(problem.posts[int(post)].id for post in posts)
