"""An internship round: everybody to one post, by the greatest good (`optimal`) or by stable wishes (`stable`).

`optimal` places the most people, by tiers of precedence where the law has one, fills the minima of quotas, then takes
the best sum of wishes and scores. Posts that cannot reach their least headcount are closed, and whoever was there is
placed again in a further round.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from matcher.domain.fairs import employer_key
from matcher.fairs.leftovers import unserved_people
from matcher.fairs.placement_flow import Assignment, assign
from matcher.fairs.plan import Solution, Unserved
from matcher.fairs.problem import MILLION, Problem
from matcher.fairs.stable import Market, deferred_acceptance
from matcher.fairs.wishes import Wishes

STANDBY_POSTS = 3


@dataclass(frozen=True, slots=True)
class Placed:
    """A person at a post, and the round in which it came about."""

    person: int
    post: int
    round: int


@dataclass(frozen=True, slots=True)
class Standby:
    """Somebody without a post who comes next at one, in this order."""

    person: int
    post: int
    order: int


@dataclass(frozen=True)
class Placement:
    """A placement round. `closed`: posts and why; `minima`: (quota, wanted, reached) of every quota with a minimum."""

    problem: Problem
    wishes: Wishes
    solution: Solution
    placed: tuple[Placed, ...]
    standby: tuple[Standby, ...]
    closed: tuple[tuple[int, str], ...]
    unserved: tuple[Unserved, ...]
    minima: tuple[tuple[str, int, int], ...] = ()


def plan_placement(problem: Problem, wishes: Wishes, seed: int = 0) -> Placement:
    """Place people in the fair's mode."""
    if problem.fair.mode == "stable":
        placed, closed = _stable(problem, wishes, seed)
        value = _sum_of_values(problem, wishes, placed)
        most = assign(problem, pair_values(problem, wishes), frozenset()).bound_people
        solution = Solution((len(placed), value), (most, max(value, _greatest(problem, wishes))), _LEVELS)
    else:
        placed, closed, best = _optimal(problem, wishes)
        value = _sum_of_values(problem, wishes, placed)
        solution = Solution((len(placed), value), (best.bound_people, max(best.bound_value, value)), _LEVELS)
    there = {p.person for p in placed}
    left = [int(i) for i in np.flatnonzero(problem.options > 0) if int(i) not in there]
    return Placement(
        problem=problem,
        wishes=wishes,
        solution=solution,
        placed=tuple(sorted(placed, key=lambda p: p.person)),
        standby=_standby(problem, wishes, left, frozenset(post for post, _ in closed), seed),
        closed=closed,
        unserved=unserved_people(problem, [int(i) for i in np.flatnonzero(problem.options == 0)]),
        minima=_minima(problem, placed),
    )


_LEVELS = ("people", "wishes_and_scores")


def pair_values(problem: Problem, wishes: Wishes) -> NDArray[np.int64]:
    """(people, posts) millionths: the score, and a million / rank for each side's wish."""
    value = problem.pairs.score.astype(np.int64)
    for person, ranks in wishes.of_people.items():
        for post, rank in ranks.items():
            value[person, post] += MILLION // rank
    for post, ranks in wishes.of_posts.items():
        for person, rank in ranks.items():
            value[person, post] += MILLION // rank
    return value


def _sum_of_values(problem: Problem, wishes: Wishes, placed: Iterable[Placed]) -> int:
    value = pair_values(problem, wishes)
    return sum(int(value[p.person, p.post]) for p in placed)


def _greatest(problem: Problem, wishes: Wishes) -> int:
    return assign(problem, pair_values(problem, wishes), frozenset()).bound_value


def _optimal(problem: Problem, wishes: Wishes) -> tuple[list[Placed], tuple[tuple[int, str], ...], Assignment]:
    """Solve, close the post that misses its least headcount by most, and solve again for those it leaves."""
    value = pair_values(problem, wishes)
    first = best = assign(problem, value, frozenset())
    closed: list[int] = []
    round_of: dict[int, int] = dict.fromkeys(best.post_of, 1)
    turn = 1
    while short := _short_posts(problem, best.post_of, closed):
        turn += 1
        closed.append(short[0])
        again = assign(problem, value, frozenset(closed))
        changed = [i for i, post in again.post_of.items() if best.post_of.get(i) != post]
        round_of.update(dict.fromkeys(changed, min(turn, problem.fair.rounds)))
        best = again
    placed = [Placed(i, post, round_of[i]) for i, post in best.post_of.items()]
    return placed, _reasons(closed), replace(first, post_of=best.post_of)


def _short_posts(problem: Problem, post_of: Mapping[int, int], closed: list[int]) -> list[int]:
    """Posts with somebody, but fewer than their least; the one that misses most of it first."""
    count = Counter(post_of.values())
    short = [post for post in count if count[post] < problem.posts[post].min_headcount and post not in closed]
    return sorted(short, key=lambda post: (count[post] - problem.posts[post].min_headcount, post))


def _reasons(closed: list[int]) -> tuple[tuple[int, str], ...]:
    return tuple((post, "min_headcount") for post in sorted(closed))


def _stable(problem: Problem, wishes: Wishes, seed: int) -> tuple[list[Placed], tuple[tuple[int, str], ...]]:
    """Round 1 by wishes (by score for who has none), further rounds for who is left at the places that are left."""
    lottery = _lottery(problem, seed)
    closed: list[int] = []
    while True:
        placed = _stable_rounds(problem, wishes, lottery, frozenset(closed))
        short = _short_posts(problem, {p.person: p.post for p in placed}, closed)
        if not short:
            return placed, _reasons(closed)
        closed.append(short[0])


def _lottery(problem: Problem, seed: int) -> list[int]:
    order = list(range(len(problem.people)))
    random.Random(seed).shuffle(order)  # noqa: S311  a lottery that can be drawn again, not a secret
    number = [0] * len(order)
    for at, person in enumerate(order):
        number[person] = at
    return number


def _stable_rounds(problem: Problem, wishes: Wishes, lottery: list[int], closed: frozenset[int]) -> list[Placed]:
    placed: list[Placed] = []
    headcount = [0 if j in closed else post.headcount for j, post in enumerate(problem.posts)]
    keys = {key: n for n, key in enumerate(sorted({post.employer_key for post in problem.posts}))}
    employer = [keys[post.employer_key] for post in problem.posts]
    most = {
        keys[employer_key(quota.employer)]: quota.maximum
        for quota in problem.fair.quotas
        if quota.employer and quota.maximum is not None and employer_key(quota.employer) in keys
    }
    left = [int(i) for i in np.flatnonzero(problem.options > 0)]
    for turn in range(1, problem.fair.rounds + 1):
        lists = {i: _list(problem, wishes, i, turn > 1) for i in left}
        lists = {i: [j for j in mine if headcount[j] > 0] for i, mine in lists.items()}
        priority = partial(_priority, problem, wishes, lottery)
        found = deferred_acceptance(Market(lists, priority, headcount, employer, most))
        placed += [Placed(i, j, turn) for i, j in sorted(found.items())]
        for j in found.values():
            headcount[j] -= 1
            if employer[j] in most:
                most[employer[j]] -= 1
        left = [i for i in left if i not in found]
    return placed


def _list(problem: Problem, wishes: Wishes, person: int, everything: bool) -> list[int]:
    """Wishes by rank; everything that is allowed, by score, for who has none or is in a later round."""
    mine = wishes.of_people.get(person, {})
    wished = sorted((j for j in mine if problem.pairs.allowed[person, j]), key=lambda j: (mine[j], j))
    if mine and not everything:
        return wished
    rest = [int(j) for j in np.flatnonzero(problem.pairs.allowed[person]) if int(j) not in mine]
    return wished + sorted(rest, key=lambda j: (-int(problem.pairs.score[person, j]), j))


def _priority(problem: Problem, wishes: Wishes, lottery: list[int], person: int, post: int) -> tuple[float, ...]:
    """A tier of precedence first, then the post's own wish, then the score, then the lottery."""
    rank = wishes.of_posts.get(post, {}).get(person, float("inf"))
    return (problem.people[person].tier, rank, -int(problem.pairs.score[person, post]), lottery[person])


def _standby(
    problem: Problem, wishes: Wishes, left: list[int], closed: frozenset[int], seed: int
) -> tuple[Standby, ...]:
    """Everybody who is left stands by at the posts that they like best, in the posts' order."""
    lottery = _lottery(problem, seed)
    at_post: dict[int, list[int]] = {}
    for person in left:
        open_posts = [j for j in _list(problem, wishes, person, True) if j not in closed]
        for post in open_posts[:STANDBY_POSTS]:
            at_post.setdefault(post, []).append(person)
    return tuple(
        Standby(person, post, order)
        for post in sorted(at_post)
        for order, person in enumerate(
            sorted(at_post[post], key=lambda i: _priority(problem, wishes, lottery, i, post)), 1
        )
    )


def _minima(problem: Problem, placed: Iterable[Placed]) -> tuple[tuple[str, int, int], ...]:
    posts = [problem.posts[p.post] for p in placed]
    found = []
    for quota in problem.fair.quotas:
        if quota.minimum:
            name = quota.division or quota.employer or ""
            reached = sum(quota_counts(quota.division, quota.employer, p.division, p.employer) for p in posts)
            found.append((name, quota.minimum, reached))
    return tuple(found)


def quota_counts(quota_division: str | None, quota_employer: str | None, division: str | None, employer: str) -> bool:
    """Whether a post counts towards a quota: by its division (or one within it), or by its employer's name."""
    if quota_division is not None:
        return division is not None and division.startswith(quota_division)
    return employer_key(quota_employer or "") == employer_key(employer)
