"""What the last place at each post and booth is worth: the prices at which everybody would choose the best plan alone.

They are the duals of the flow: shortest ways through what it leaves open (Bellman and Ford, over arrays). Whatever the
prices, the plan that is worth most at them, plus what all places cost, is a bound on every plan (Lagrange).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.fairs.solve.flow import Ints, Places

FAR = 10**13
"""Farther than any way: a way's length is at most a few thousand scores and prices."""
Arcs = tuple[Ints, Ints, Ints]


@dataclass(frozen=True)
class Prices:
    """Millionths that one place more would add: `posts` (posts,) at a post, `groups` (groups,) at an employer."""

    posts: Ints
    groups: Ints

    def gains(self, places: Places) -> Ints:
        """(people, posts) a pair's score less the price of its place."""
        price = self.groups[places.group_of] + self.posts
        return np.asarray(places.score.astype(np.int64) - price[None, :])

    def market(self, places: Places, first: Ints) -> int:
        """What all people gain who choose for themselves, `first` being paid to whoever is served."""
        gains = np.where(places.usable, self.gains(places), -FAR)
        best = -np.sort(-gains, axis=1)[:, : int(places.person_most.max(initial=1))]
        able = np.arange(best.shape[1])[None, :] < places.person_most[:, None]
        further = np.where(able, np.maximum(best, 0), 0)[:, 1:].sum(axis=1)
        return int(np.maximum(0, np.where(able[:, 0], first + best[:, 0] + further, 0)).sum())

    def rent(self, places: Places) -> int:
        """What all places cost together."""
        return int((self.posts * places.post_places).sum() + (self.groups * places.group_places).sum())


def prices(places: Places, met: NDArray[np.bool_], first: Ints) -> Prices:
    """The prices that belong to a flow `met` which is worth most, `first` being paid for each person served."""
    people, posts = places.usable.shape
    size = 2 + people + posts + len(places.group_places)
    tails, heads, costs = (np.concatenate(part) for part in zip(*_open_arcs(places, met, first), strict=True))
    order = np.argsort(heads, kind="stable")
    tails, heads, costs = tails[order], heads[order], costs[order]
    distance = np.full(size, FAR, dtype=np.int64)
    distance[0] = 0
    for _ in range(size):
        shorter = distance.copy()
        np.minimum.at(shorter, heads, distance[tails] + costs)
        if (shorter == distance).all():
            break
        distance = shorter
    post, group = distance[2 + people : 2 + people + posts], distance[2 + people + posts :]
    return Prices(np.maximum(0, group[places.group_of] - post), np.maximum(0, distance[1] - group))


def _open_arcs(places: Places, met: NDArray[np.bool_], first: Ints) -> Iterator[Arcs]:
    """What the flow leaves open, and what it could give back; nodes: source, sink, people, posts, groups."""
    people, posts = places.usable.shape
    rows, columns = (axis.astype(np.int64) for axis in places.usable.nonzero())
    held, score = met[rows, columns], places.score[rows, columns].astype(np.int64)
    person, post = 2 + np.arange(people), 2 + people + np.arange(posts)
    group = 2 + people + posts + np.arange(len(places.group_places))
    yield person[rows[~held]], post[columns[~held]], -score[~held]
    yield post[columns[held]], person[rows[held]], score[held]
    count = met.sum(axis=1)
    yield from _between(0 * person, person, count == 0, count == 1, -first)
    yield from _between(0 * person, person, (count > 0) & (count < places.person_most), count > 1, 0 * first)
    used = met.sum(axis=0)
    yield from _between(post, group[places.group_of], used < places.post_places, used > 0, 0 * post)
    load = np.bincount(places.group_of, weights=used, minlength=len(group))
    yield from _between(group, 0 * group + 1, load < places.group_places, load > 0, 0 * group)
    yield np.array([0, 1]), np.array([1, 0]), np.array([0, 0])


def _between(tails: Ints, heads: Ints, more: NDArray[np.bool_], back: NDArray[np.bool_], cost: Ints) -> Iterator[Arcs]:
    """Arcs that can take more, and arcs that can give back."""
    yield tails[more], heads[more], cost[more]
    yield heads[back], tails[back], -cost[back]
