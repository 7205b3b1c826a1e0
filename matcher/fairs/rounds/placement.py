"""An internship round: everybody to one post, by the greatest good (`optimal`) or by stable wishes (`stable`).

`optimal` places the most people, by tiers of precedence where the law has one, fills the minima of quotas, then takes
the best sum of wishes and scores. Posts that cannot reach their least headcount are closed, and whoever was there is
placed again in a further round.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from matcher.domain.fairs import employer_key
from matcher.fairs.problem import MILLION, Problem
from matcher.fairs.rounds.placement_exact import place_exactly
from matcher.fairs.rounds.placement_fill import filled_up
from matcher.fairs.rounds.placement_flow import Assignment, assign
from matcher.fairs.rounds.placement_pins import without_pins, worth_keeping
from matcher.fairs.rounds.quotas import QuotaTree, counts_towards, quota_tree
from matcher.fairs.rounds.stable import Market, deferred_acceptance
from matcher.fairs.solve.leftovers import unserved_people
from matcher.fairs.solve.limits import Limits
from matcher.fairs.solve.plan import Concession, Solution, Unserved
from matcher.fairs.wishes import Wishes

NOBODY: Mapping[int, int] = MappingProxyType({})
STANDBY_POSTS = 3
EXACT_PAIRS = 20_000


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
    concessions: tuple[Concession, ...] = ()


def plan_placement(
    problem: Problem,
    wishes: Wishes,
    limits: Limits | None = None,
    earlier: Mapping[int, int] = NOBODY,
    pinned: Mapping[int, int] = NOBODY,
) -> Placement:
    """Place people in the fair's mode; posts by person in `pinned` stand whatever they cost.

    In `optimal` mode as many as can of those in `earlier` keep their posts; a `stable` placement is what it is.
    """
    limits = limits or Limits()
    placed, best = place(problem, wishes, limits, earlier, pinned)
    value = _sum_of_values(problem, wishes, placed)
    solution = Solution((len(placed), value), (best.bound_people, max(best.bound_value, value)), _LEVELS)
    closed = _closed(problem, placed)
    there = {p.person for p in placed}
    left = [int(i) for i in np.flatnonzero(problem.options > 0) if int(i) not in there]
    return Placement(
        problem=problem,
        wishes=wishes,
        solution=solution,
        placed=tuple(sorted(placed, key=lambda p: p.person)),
        standby=_standby(problem, wishes, left, frozenset(post for post, _ in closed), limits.seed),
        closed=closed,
        unserved=unserved_people(problem, [int(i) for i in np.flatnonzero(problem.options == 0)]),
        minima=_minima(problem, placed),
    )


_LEVELS = ("people", "wishes_and_scores")


def place(
    problem: Problem,
    wishes: Wishes,
    limits: Limits,
    earlier: Mapping[int, int] = NOBODY,
    pinned: Mapping[int, int] = NOBODY,
) -> tuple[list[Placed], Assignment]:
    """Who is placed where, and a bound; nothing of who is left."""
    free = without_pins(problem, pinned)
    if problem.fair.mode == "stable":
        placed = stable_placement(free, wishes, limits.seed)
    elif earlier:
        placed, _ = _optimal(free, wishes, worth_keeping(free, pair_values(free, wishes), earlier), limits)
    else:
        placed, best = _optimal(free, wishes, pair_values(free, wishes), limits)
    if problem.fair.mode == "stable" or earlier or pinned:
        best = assign(problem, pair_values(problem, wishes), frozenset())  # a bound that no mode exceeds
    return placed + [Placed(person, post, 1) for person, post in pinned.items()], best


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


def _optimal(
    problem: Problem, wishes: Wishes, value: NDArray[np.int64], limits: Limits
) -> tuple[list[Placed], Assignment]:
    """By flow; where posts miss their least headcount or quotas cross, as a whole if it is small enough.

    Else quotas that cross are shared out over the areas that they touch, and posts that miss their least headcount are
    closed, and those whom they leave are placed again.
    """
    tree, crossing = quota_tree(problem)
    never = _out_of_reach(problem)
    first = start = assign(problem, value, never, tree)
    if crossing:
        tree, _ = quota_tree(problem, first.post_of.values())
        start = assign(problem, value, never, tree)
    post_of, closed, round_of = _close_until_fit(problem, value, tree, start, never, limits)
    post_of = filled_up(problem, value, post_of, closed) if crossing else post_of
    bound = first
    if (crossing or closed > never) and int(problem.pairs.allowed.sum()) <= EXACT_PAIRS:
        exact = place_exactly(problem, value, post_of, limits)
        if exact is not None:
            bound = Assignment(exact.post_of, exact.bound_people, exact.bound_value)
            post_of, round_of = dict(exact.post_of), {}
    placed = [Placed(i, post, round_of.get(i, _turn(wishes, i, post))) for i, post in post_of.items()]
    return placed, bound


def _out_of_reach(problem: Problem) -> frozenset[int]:
    """Posts that have fewer people, or places, than their least headcount."""
    most = np.minimum(problem.pairs.allowed.sum(axis=0), [post.headcount for post in problem.posts])
    least = [post.min_headcount for post in problem.posts]
    return frozenset(int(post) for post in np.flatnonzero((most < least) & (np.array(least) > 1)))


def _close_until_fit(
    problem: Problem,
    value: NDArray[np.int64],
    tree: QuotaTree,
    start: Assignment,
    closed: frozenset[int],
    limits: Limits,
) -> tuple[dict[int, int], frozenset[int], dict[int, int]]:
    """Post by person, the closed posts, and the round of those who were placed again.

    Half of the short posts are closed at a time, all of them once the time is over: so a large round stays quick.
    """
    post_of, round_of = dict(start.post_of), dict[int, int]()
    turn = 1
    while short := _short_posts(problem, post_of, closed):
        turn = min(turn + 1, problem.fair.rounds)
        closed |= frozenset(short if limits.over else short[: max(1, len(short) // 2)])
        again = assign(problem, value, closed, tree)
        round_of |= {i: turn for i, post in again.post_of.items() if post_of.get(i) != post}
        post_of = dict(again.post_of)
    return post_of, closed, round_of


def _closed(problem: Problem, placed: Iterable[Placed]) -> tuple[tuple[int, str], ...]:
    """Posts that ask for more than one person and got none."""
    used = {p.post for p in placed}
    return tuple(
        (at, "min_headcount") for at, post in enumerate(problem.posts) if post.min_headcount > 1 and at not in used
    )


def _turn(wishes: Wishes, person: int, post: int) -> int:
    """Round 1 for a wish, or for who has none; round 2 for what was left beside the wishes."""
    mine = wishes.of_people.get(person)
    return 1 if not mine or post in mine else 2


def _short_posts(problem: Problem, post_of: Mapping[int, int], closed: Collection[int]) -> list[int]:
    """Posts with somebody, but fewer than their least; the one that misses most of it first."""
    count = Counter(post_of.values())
    short = [post for post in count if count[post] < problem.posts[post].min_headcount and post not in closed]
    return sorted(short, key=lambda post: (count[post] - problem.posts[post].min_headcount, post))


def stable_placement(problem: Problem, wishes: Wishes, seed: int, shut: Iterable[int] = ()) -> list[Placed]:
    """Round 1 by wishes (by score for who has none), further rounds for who is left at the places that are left.

    Posts that are `shut` are closed from the beginning.
    """
    lottery = _lottery(problem, seed)
    closed = list(shut)
    while True:
        placed = _stable_rounds(problem, wishes, lottery, frozenset(closed))
        short = _short_posts(problem, {p.person: p.post for p in placed}, closed)
        if not short:
            return placed
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
    most: dict[int, int] = {}
    for quota in problem.fair.quotas:
        at = keys.get(employer_key(quota.employer or ""))
        if at is not None and quota.maximum is not None:
            most[at] = min(quota.maximum, most.get(at, quota.maximum))
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
    found: list[tuple[str, int, int]] = []
    if problem.fair.mode == "stable":
        return ()
    for quota in problem.fair.quotas:
        if quota.minimum:
            name = quota.division or quota.employer or ""
            reached = sum(counts_towards(quota, post) for post in posts)
            found.append((name, quota.minimum, reached))
    return tuple(found)
