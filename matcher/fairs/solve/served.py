"""How many people can have an interview at all: a greatest flow from people to places, and where it is cut."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.domain.errors import Unavailable

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Served:
    """A greatest set of people with one interview each, and the side of the least cut that cannot grow.

    post_of      (people,) the post that serves each person, -1 for nobody
    cut_people, cut_posts, cut_groups   bool: reached from an unserved person by rearranging
    open_posts   (posts,) bool: one more person there could be served by rearranging; at others nobody could
    """

    post_of: Ints
    cut_people: NDArray[np.bool_]
    cut_posts: NDArray[np.bool_]
    cut_groups: NDArray[np.bool_]
    open_posts: NDArray[np.bool_]

    @property
    def count(self) -> int:
        """People served."""
        return int((self.post_of >= 0).sum())


def most_served(
    usable: NDArray[np.bool_], post_places: Ints, group_of: Ints, group_places: Ints, parent: Ints | None = None
) -> Served:
    """Solve for one interview each. `group_of` may be -1 where no pair of the post is usable.

    `parent`: (groups,) the group whose places each group shares as well, -1 for none.
    """
    people, posts = (axis.astype(np.int64) for axis in usable.nonzero())
    count_people, count_posts = usable.shape
    person, post = 2, 2 + count_people
    group = post + count_posts
    rows = np.flatnonzero(usable.any(axis=1))
    columns = np.flatnonzero(usable.any(axis=0))
    groups = np.arange(len(group_places))
    tails = np.concatenate([np.zeros(len(rows), dtype=np.int64), person + people, post + columns, group + groups])
    outwards = np.ones(len(groups), np.int64) if parent is None else np.where(parent >= 0, group + parent, 1)
    heads = np.concatenate([person + rows, post + posts, group + group_of[columns], outwards])
    one = np.ones(len(rows) + len(people), dtype=np.int64)
    capacity = np.concatenate([one, post_places[columns], group_places])
    flow = _greatest_flow(tails, heads, capacity)
    post_of = np.full(count_people, -1, dtype=np.int64)
    pair_flow = flow[len(rows) : len(rows) + len(people)] > 0
    post_of[people[pair_flow]] = posts[pair_flow]
    nodes = 2 + count_people + count_posts + len(groups)
    reached = _reach(tails, heads, flow, capacity, nodes, start=0)
    reaching = _reach(heads, tails, flow, capacity, nodes, start=1)
    into_group = np.append(reaching[group:], False)[group_of]  # -1 reads the last
    unused = ~usable.any(axis=0) & (post_places > 0) & into_group
    return Served(post_of, reached[person:post], reached[post:group], reached[group:], reaching[post:group] | unused)


def _greatest_flow(tails: Ints, heads: Ints, capacity: Ints) -> Ints:
    from ortools.graph.python.max_flow import SimpleMaxFlow  # noqa: PLC0415  takes 0.6 s

    solver = SimpleMaxFlow()
    arcs = solver.add_arcs_with_capacity(tails, heads, np.maximum(capacity, 0))
    if len(tails) and solver.solve(0, 1) != solver.OPTIMAL:
        raise Unavailable("fair_flow_failed", status="max flow")
    return np.asarray(solver.flows(arcs), dtype=np.int64) if len(tails) else np.zeros(0, dtype=np.int64)


def _reach(tails: Ints, heads: Ints, flow: Ints, capacity: Ints, nodes: int, start: int) -> NDArray[np.bool_]:
    """Nodes reached from one over arcs that take more or give back; with tails and heads exchanged: that reach it."""
    reached = np.zeros(nodes, dtype=bool)
    reached[start] = True
    forward, back = flow < capacity, flow > 0
    while True:
        grown = reached.copy()
        grown[heads[forward & reached[tails]]] = True
        grown[tails[back & reached[heads]]] = True
        if (grown == reached).all():
            return reached
        reached = grown
