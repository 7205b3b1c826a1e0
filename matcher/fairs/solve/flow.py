"""Who meets which post, leaving time aside: a minimum-cost flow whose optimum is exact at every level.

Which people can be served together is a matroid (flows from people to places), so the most people and, among those
sets, the greatest sum of weights are found at once, and by the order of the weights alone: the weights enter as
ranks, which keeps the scaled costs far from 2^63. A greatest flow serves every such set, so the number of interviews
is the flow's value, and the scores decide last.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.domain.errors import Unavailable
from matcher.fairs.problem import MILLION

PRICES_TRIED, PRICE_STEP = 12, 2_000
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Places:
    """What is left to give. Rows of `usable` are people, columns posts.

    usable        (people, posts) bool
    score         (people, posts) millionths
    weight        (people,) what serving a person counts at the second level; 0 where a pin serves already
    person_most   (people,) further interviews a person can have
    post_places   (posts,) further interviews
    group_of      (posts,) the employer whose booths the post shares, in 0..groups-1
    group_places  (groups,) further slots
    """

    usable: NDArray[np.bool_]
    score: NDArray[np.int32]
    weight: Ints
    person_most: Ints
    post_places: Ints
    group_of: Ints
    group_places: Ints


@dataclass(frozen=True)
class Pool:
    """People all of whose interviews need an interpreter, how many of them can be met, in how many interviews."""

    members: NDArray[np.bool_]
    people: int
    interviews: int


class _Network:
    """Arcs gathered as arrays, then solved once."""

    def __init__(self) -> None:
        self.parts: list[tuple[Ints, Ints, Ints, Ints]] = []
        self.size = 0

    def add(self, tails: Ints, heads: Ints, capacity: Ints | int, cost: Ints | int = 0) -> slice:
        count = len(tails)
        full = np.full(count, 1, dtype=np.int64)
        self.parts.append((np.asarray(tails), np.asarray(heads), full * capacity, full * cost))
        self.size += count
        return slice(self.size - count, self.size)

    def solve(self, source: int, sink: int, greatest: bool) -> Ints:
        """Flow per arc: of all greatest flows the cheapest, or the cheapest of any value."""
        from ortools.graph.python.min_cost_flow import SimpleMinCostFlow  # noqa: PLC0415  takes 0.6 s, so it waits until a plan is wanted

        tails, heads, capacity, cost = (np.concatenate(part) for part in zip(*self.parts, strict=True))
        total = int(capacity[tails == source].sum())
        if not greatest:
            tails, heads = np.append(tails, source), np.append(heads, sink)
            capacity, cost = np.append(capacity, total), np.append(cost, 0)
        solver = SimpleMinCostFlow()
        arcs = solver.add_arcs_with_capacity_and_unit_cost(tails, heads, capacity, cost)
        solver.set_node_supply(source, total)
        solver.set_node_supply(sink, -total)
        status = solver.solve_max_flow_with_min_cost()
        if status != solver.OPTIMAL:
            raise Unavailable("fair_flow_failed", status=str(status))
        return np.asarray(solver.flows(arcs), dtype=np.int64)[: self.size]


def choose(places: Places) -> list[tuple[int, int]]:
    """The optimal pairs (person, post) at the four levels: people, weight, interviews, score."""
    met = _flow(places, _first_interview_prices(places), places.score, greatest=True)
    return [(int(i), int(j)) for i, j in zip(*met.nonzero(), strict=True)]


def worth_most(places: Places, first: Ints) -> NDArray[np.bool_]:
    """(people, posts) bool: the pairs of the flow that is worth most, of whatever size; `first` is paid a person."""
    return _flow(places, first, places.score, greatest=False)


def choose_keeping(places: Places, kept: NDArray[np.bool_], settled: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """The most people with the fewest changes: `kept` pairs stand already, `settled` people would have to be called.

    A kept pair is worth two changes, a new pair of a settled person costs one; serving somebody is worth more than all.
    """
    worth = np.where(kept, 2, np.where(settled[:, None], -1, 0)).astype(np.int32)
    first = np.where(places.weight > 0, 4 * int(kept.sum()) + 4 * len(settled), 0)
    met = _flow(places, first, worth, greatest=False)
    return [(int(i), int(j)) for i, j in zip(*met.nonzero(), strict=True)]


def served_at_best(places: Places, pool: Pool) -> NDArray[np.bool_]:
    """(people,) bool: the most people, then the greatest weight, that fit the places and the pool, walking aside."""
    heavy = int(places.weight.sum()) + 1
    worth = np.where(places.weight > 0, places.weight + heavy, 0)
    met = _flow(places, worth, np.zeros_like(places.score), greatest=False, pool=pool)
    return np.asarray(met.any(axis=1) & (places.weight > 0))


def bounds(places: Places, pool: Pool, reached: tuple[int, int]) -> tuple[int, int, int, int]:
    """What no plan can exceed at each level, interpreters pooled; `reached` are a plan's people and weight.

    The second bound supposes the first only where it is reached; the third stands alone; the fourth is that of plans
    which serve as many people.
    """
    free, none = np.zeros_like(places.score), np.zeros_like(places.weight)
    served = served_at_best(places, pool)
    people, weight = int(served.sum()), int(places.weight[served].sum())
    if reached[0] < people:
        met = _flow(places, places.weight, free, greatest=False, pool=pool)
        weight = int(places.weight[met.any(axis=1)].sum())
    interviews = int(_flow(places, none, free, greatest=True, pool=pool).sum())
    return people, weight, interviews, _best_score(places, pool, reached[0])


def _best_score(places: Places, pool: Pool, people: int) -> int:
    """The greatest score of plans that serve so many people, from above: a price is paid for each person served.

    Whatever the price, (score + price x served) at its best less price x people is a bound (Lagrange); the price is
    halved towards the one at which the best plan serves just as many.
    """
    low, high, best = 0, 4 * MILLION, int(places.score.max(initial=0)) * int(places.person_most.sum())
    price = 0
    for _ in range(PRICES_TRIED):
        met = _flow(places, np.where(places.weight > 0, price, 0), places.score, greatest=False, pool=pool)
        served = int((met.any(axis=1) & (places.weight > 0)).sum())
        best = min(best, int(places.score[met].astype(np.int64).sum()) + price * (served - people))
        low, high = (low, price) if served >= people else (price, high)
        if high - low < PRICE_STEP:
            break
        price = (low + high) // 2
    return best


def _first_interview_prices(places: Places) -> Ints:
    ranks = np.unique(places.weight, return_inverse=True)[1].astype(np.int64)
    ranks += 1 - ranks.min(initial=1)
    ranks[places.weight == 0] = 0
    interviews = int(min(places.person_most.sum(), places.post_places.sum(), places.group_places.sum()))
    return ranks * (interviews * MILLION + 1)


def _flow(
    places: Places, first: Ints, score: NDArray[np.int32], greatest: bool, pool: Pool | None = None
) -> NDArray[np.bool_]:
    """(people, posts) bool: the pairs of the best flow, `first` and `score` being what they are worth."""
    people, posts = (axis.astype(np.int64) for axis in places.usable.nonzero())
    count_people, count_posts = places.usable.shape
    source, sink, appointments, newcomers, person = 0, 1, 2, 3, 4
    post, group = person + count_people, person + count_people + count_posts
    network = _Network()
    rows = np.flatnonzero(places.usable.any(axis=1) & (places.person_most > 0))
    member = pool.members[rows] if pool else np.zeros(len(rows), dtype=bool)
    if pool:
        network.add(np.array([source]), np.array([appointments]), pool.interviews)
        network.add(np.array([appointments]), np.array([newcomers]), pool.people)
    network.add(np.where(member, newcomers, source), person + rows, 1, -first[rows])
    network.add(np.where(member, appointments, source), person + rows, places.person_most[rows] - 1)
    pairs = network.add(person + people, post + posts, 1, -score[people, posts].astype(np.int64))
    columns = np.flatnonzero(places.usable.any(axis=0))
    network.add(post + columns, group + places.group_of[columns], places.post_places[columns])
    groups = np.arange(len(places.group_places))
    network.add(group + groups, np.full(len(groups), sink), places.group_places)
    met = np.zeros(places.usable.shape, dtype=bool)
    flow = network.solve(source, sink, greatest)[pairs] > 0
    met[people[flow], posts[flow]] = True
    return met
