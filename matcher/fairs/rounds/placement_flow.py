"""The optimal placement as a minimum-cost flow.

A greatest flow places the most people. Which people can be placed is a matroid and augmenting never takes from a
quota, so tiers of precedence, then minima, then values can be laid on the arcs as prices of different size.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.domain.errors import Unavailable
from matcher.fairs.problem import Problem
from matcher.fairs.rounds.quotas import QuotaTree

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Assignment:
    """Post by person, and what no placement can exceed while every post may stay small."""

    post_of: Mapping[int, int]
    bound_people: int
    bound_value: int


def assign(problem: Problem, value: Ints, closed: frozenset[int], tree: QuotaTree | None = None) -> Assignment:
    """The most people, precedence, minima, then the greatest sum of values; the quotas as a tree (no tree: none)."""
    people, posts = (axis.astype(np.int64) for axis in problem.pairs.allowed.nonzero())
    if closed:
        keep = ~np.isin(posts, sorted(closed))
        people, posts = people[keep], posts[keep]
    tree = tree or QuotaTree((), np.full(len(problem.posts), -1, dtype=np.int64), np.zeros(0, dtype=np.int64))
    met = _flow(problem, people, posts, value[people, posts], tree)
    chosen = np.flatnonzero(met)
    post_of = {int(people[at]): int(posts[at]) for at in chosen}
    return Assignment(post_of, len(post_of), int(value[people[chosen], posts[chosen]].sum()))


def _flow(problem: Problem, people: Ints, posts: Ints, value: Ints, tree: QuotaTree) -> NDArray[np.bool_]:
    from ortools.graph.python.min_cost_flow import SimpleMinCostFlow  # noqa: PLC0415  takes 0.6 s

    count_people, count_posts = problem.pairs.allowed.shape
    source, sink, person = 0, 1, 2
    post, group = person + count_people, person + count_people + count_posts
    rows, columns = np.unique(people), np.unique(posts)
    minimum_price = int(count_people * value.max(initial=0)) + 1
    tiers = np.array([problem.people[int(row)].tier for row in rows], dtype=np.int64)
    tier_price = (minimum_price * (sum(quota.minimum for quota in tree.quotas) + 1)) if tiers.any() else 0
    headcount = np.array([problem.posts[int(column)].headcount for column in columns], dtype=np.int64)
    heads = np.where(tree.of_post[columns] >= 0, group + tree.of_post[columns], sink)
    solver = SimpleMinCostFlow()
    add = solver.add_arcs_with_capacity_and_unit_cost
    ones = np.ones(len(rows), dtype=np.int64)
    add(np.zeros_like(rows) + source, person + rows, ones, (tiers - tiers.max(initial=0)) * tier_price)
    pairs = add(person + people, post + posts, np.ones(len(people), dtype=np.int64), -value)
    add(post + columns, heads, headcount, np.zeros(len(columns), dtype=np.int64))
    for at, quota in enumerate(tree.quotas):
        most = count_people if quota.maximum is None else quota.maximum
        outwards = group + int(tree.parent[at]) if tree.parent[at] >= 0 else sink
        if quota.minimum:
            least = min(quota.minimum, most)
            solver.add_arc_with_capacity_and_unit_cost(group + at, outwards, least, -minimum_price)
        solver.add_arc_with_capacity_and_unit_cost(group + at, outwards, max(most - quota.minimum, 0), 0)
    solver.set_node_supply(source, len(rows))
    solver.set_node_supply(sink, -len(rows))
    status = solver.solve_max_flow_with_min_cost()
    if status != solver.OPTIMAL:
        raise Unavailable("fair_flow_failed", status=str(status))
    return np.asarray(solver.flows(pairs)) > 0
