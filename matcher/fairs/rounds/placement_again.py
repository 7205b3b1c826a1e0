"""Which rows of an edited placement cannot stand."""

from __future__ import annotations

from collections.abc import Sequence

from matcher.fairs.naming import PERSON, POST
from matcher.fairs.problem import Problem
from matcher.fairs.rounds.again import Conflict, Row, more_than, pairs_that_cannot_be
from matcher.fairs.rounds.quotas import counts_towards


def placement_conflicts(problem: Problem, rows: Sequence[Row]) -> list[Conflict]:
    """Firm rows that a rule excludes, of one person, beyond a headcount, or beyond a quota."""
    found = pairs_that_cannot_be(problem, rows)
    found += more_than(rows, lambda row: row.person, lambda _: 1, (PERSON, "fair_pin_placed_twice"))
    found += more_than(
        rows, lambda row: row.post, lambda post: problem.posts[post].headcount, (POST, "fair_pin_heads_full")
    )
    for quota in problem.fair.quotas:
        inside = [row for row in rows if counts_towards(quota, problem.posts[row.post])]
        if quota.maximum is not None and len(inside) > quota.maximum:
            found += [(row, POST, "fair_pin_quota") for row in inside]
    return found
