"""What no morning can exceed, level by level: a flow in which parties come apart and shifts that clash are forgiven.

Each member of a party is worth the same part of what the party is worth, so that a plan in which parties come whole
counts what it counts, and one that keeps the best of them alone gains nothing.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from matcher.fairs.problem import MILLION
from matcher.fairs.rounds.shift_sets import ShiftProblem
from matcher.fairs.solve.flow import Places, Pool, bounds, choose, worth_most

Worth = tuple[int, int, int, int]
DEAREST = 4096
PERSON_PRICE = 4 * MILLION


def upper_bound(sets: ShiftProblem, reached: Worth) -> Worth:
    """People, weights, shifts, scores; `reached` by a plan.

    The weights' bound supposes the most people, the scores' a plan that reaches people and weights as this one does.
    """
    places = _apart(sets)
    pairs = choose(places)
    served = sorted({person for person, _ in pairs})
    weight, score = int(places.weight[served].sum()), sum(int(places.score[pair]) for pair in pairs)
    best = len(served), weight, len(pairs), score
    if reached[:3] == best[:3]:
        return best
    if reached[0] < best[0]:
        return bounds(places, Pool(np.zeros(len(places.weight), dtype=bool), 0, 0), reached[:2])
    return best[0], best[1], best[2], _best_score(places, reached[0], reached[1])


def _apart(sets: ShiftProblem) -> Places:
    """Everybody alone, worth an equal part of their unit."""
    rows = np.repeat(np.arange(len(sets.units)), sets.sizes)
    place = np.concatenate([np.arange(size) for size in sets.sizes]) if len(rows) else rows
    usable = sets.allowed[rows]
    shifts = np.arange(len(sets.shifts))
    return Places(
        usable=usable,
        score=_part(sets.score[rows], sets.sizes[rows, None], place[:, None]).astype(np.int32),
        weight=_part(sets.weights[rows], sets.sizes[rows], place),
        person_most=np.minimum(sets.most, usable.sum(axis=1)).astype(np.int64),
        post_places=sets.headcount,
        group_of=shifts,
        group_places=sets.headcount,
    )


def _part(total: NDArray[np.int64], among: NDArray[np.int64], at: NDArray[np.int64]) -> NDArray[np.int64]:
    """The `at`-th of `among` parts whose sum is `total`."""
    return np.asarray(total // among + (at < total % among))


def _best_score(places: Places, people: int, weight: int) -> int:
    """The greatest score of plans that serve so many people of such a weight, from above (Lagrange).

    Whatever the prices, what the best flow is worth with a price for each person and each unit of weight, less what
    the plan pays, is a bound; the price of weight is halved towards the one at which the flow pays as much.
    """
    low, high, best = 0, DEAREST, int(places.score.max(initial=0)) * int(places.person_most.sum())
    while low < high:
        price = (low + high) // 2
        first = np.where(places.weight > 0, PERSON_PRICE + price * places.weight, 0)
        met = worth_most(places, first)
        served = met.any(axis=1)
        value = int(places.score[met].astype(np.int64).sum()) + int(first[served].sum())
        best = min(best, value - PERSON_PRICE * people - price * weight)
        low, high = (low, price) if int(places.weight[served].sum()) >= weight else (price + 1, high)
    return best
