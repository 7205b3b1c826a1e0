"""What is done without a plan: first come first served, greedy by score, and the naive top three.

First come: people in a drawn order take the best that is left. Greedy: the best pair of all that is left. Naive top
three: everybody queues for their three best alone, in the same order. All of them keep every capacity.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from matcher.fairs.problem import Problem
from matcher.fairs.rounds.quotas import counts_towards
from matcher.fairs.rounds.shift_sets import ShiftProblem
from matcher.fairs.solve.hall import hall_arrays
from matcher.fairs.solve.mend import Standing
from matcher.fairs.solve.plan import Interview

Pair = tuple[int, int]
NAMES = ("first come first served", "greedy by score", "naive top 3")


def orders(value: NDArray[np.int64], allowed: NDArray[np.bool_], seed: int) -> Mapping[str, list[Pair]]:
    """The pairs in the order in which each baseline asks for them."""
    arrival = np.random.default_rng(seed).permutation(len(value)).tolist()
    best = [np.argsort(-value[i], kind="stable") for i in range(len(value))]
    mine = [[int(j) for j in best[i] if allowed[i, j]] for i in range(len(value))]
    rows, columns = allowed.nonzero()
    greedy = np.argsort(-value[rows, columns], kind="stable")
    return {
        NAMES[0]: [(i, j) for i in arrival for j in mine[i]],
        NAMES[1]: [(int(rows[at]), int(columns[at])) for at in greedy],
        NAMES[2]: [(i, j) for i in arrival for j in mine[i][:3]],
    }


def met_in_order(problem: Problem, wanted: Iterable[Pair]) -> list[Pair]:
    """Give each wanted pair, in order, the first slot at a booth that is free."""
    hall = hall_arrays(problem)
    standing = Standing(hall, (), frozenset())
    done: list[Pair] = []
    for person, post in wanted:
        if standing.full(post) or not hall.usable[person, post]:
            continue
        places = (
            Interview(person, post, booth, int(slot))
            for booth in hall.booths_for(person, post)
            for slot in np.flatnonzero(hall.open[booth])
        )
        place = next((p for p in places if (p.booth, p.slot) not in standing.at and standing.comes(p)), None)
        if place:
            standing.enter(place)
            done.append((person, post))
    return done


def placed_in_order(problem: Problem, wanted: Iterable[Pair]) -> list[Pair]:
    """One post each within headcounts and maxima; posts below their least headcount close, and their people go home."""
    quotas = [
        ({at for at, post in enumerate(problem.posts) if counts_towards(quota, post)}, quota.maximum)
        for quota in problem.fair.quotas
        if quota.maximum is not None
    ]
    above = [[n for n, (inside, _) in enumerate(quotas) if at in inside] for at in range(len(problem.posts))]
    left = [maximum for _, maximum in quotas]
    heads = [post.headcount for post in problem.posts]
    at: dict[int, int] = {}
    for person, post in wanted:
        if person not in at and heads[post] and all(left[n] for n in above[post]):
            at[person] = post
            heads[post] -= 1
            for n in above[post]:
                left[n] -= 1
    load = Counter(at.values())
    return [(i, j) for i, j in at.items() if load[j] >= problem.posts[j].min_headcount]


def shifts_in_order(sets: ShiftProblem, wanted: Sequence[Pair]) -> NDArray[np.bool_]:
    """(units, shifts): a first shift for whoever asks first, then a second round; parties whole."""
    taken = np.zeros(sets.allowed.shape, dtype=bool)
    left = sets.headcount.copy()
    for turn in range(1, sets.most + 1):
        for unit, shift in wanted:
            mine = taken[unit]
            fits = left[shift] >= sets.sizes[unit] and not mine[shift] and mine.sum() < turn
            if fits and not sets.clash[shift, mine].any():
                taken[unit, shift] = True
                left[shift] -= sets.sizes[unit]
    return taken
