"""The optimal placement as a constraint program: where posts have a least headcount, or quotas cross."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.fairs.problem import Problem
from matcher.fairs.rounds.quotas import counts_towards
from matcher.fairs.solve.exact import solver_within
from matcher.fairs.solve.limits import Limits


@dataclass(frozen=True, slots=True)
class Placements:
    """Post by person, and an upper bound on people and on values (of plans that reach every earlier level)."""

    post_of: Mapping[int, int]
    bound_people: int
    bound_value: int


def place_exactly(
    problem: Problem, value: NDArray[np.int64], hint: Mapping[int, int], limits: Limits
) -> Placements | None:
    """The most people, precedence, minima, then values; None if the work did not suffice for any plan."""
    from ortools.sat.python import cp_model  # noqa: PLC0415  takes 0.6 s

    model = cp_model.CpModel()
    placed = {(int(i), int(j)): model.new_bool_var("") for i, j in zip(*problem.pairs.allowed.nonzero(), strict=True)}
    _people_and_posts(model, problem, placed)
    levels = [sum(placed.values()), *_precedence(problem, placed), *_quotas(model, problem, placed)]
    levels.append(sum(int(value[pair]) * variable for pair, variable in placed.items()))
    bounds: list[int] = []
    best: dict[int, int] = {}
    for at, level in enumerate(levels):
        model.clear_hints()  # type: ignore[no-untyped-call]
        for (i, j), variable in placed.items():
            model.add_hint(variable, (best or hint).get(i) == j)
        model.maximize(level)
        solver = solver_within(limits, len(levels) - at)
        if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return Placements(best, bounds[0], int(value.sum())) if bounds else None
        best = {i: j for (i, j), variable in placed.items() if solver.boolean_value(variable)}
        bounds.append(round(solver.best_objective_bound))
        model.add(level >= round(solver.objective_value))
    return Placements(best, bounds[0], bounds[-1])


def _people_and_posts(model: Any, problem: Problem, placed: Mapping[tuple[int, int], Any]) -> None:
    people: dict[int, list[Any]] = defaultdict(list)
    posts: dict[int, list[Any]] = defaultdict(list)
    for (i, j), variable in placed.items():
        people[i].append(variable)
        posts[j].append(variable)
    for group in people.values():
        model.add_at_most_one(group)
    for j, group in posts.items():
        post = problem.posts[j]
        if post.min_headcount > 1:
            opened = model.new_bool_var("")
            model.add(sum(group) <= post.headcount * opened)
            model.add(sum(group) >= post.min_headcount * opened)
        else:
            model.add(sum(group) <= post.headcount)


def _precedence(problem: Problem, placed: Mapping[tuple[int, int], Any]) -> list[Any]:
    """People of each tier before the next."""
    tiers = sorted({person.tier for person in problem.people})
    return [sum(v for (i, _), v in placed.items() if problem.people[i].tier == tier) for tier in tiers[:-1]]


def _quotas(model: Any, problem: Problem, placed: Mapping[tuple[int, int], Any]) -> list[Any]:
    """Maxima as limits; minima as far as they can be filled."""
    filled = []
    for quota in problem.fair.quotas:
        inside = sum(v for (_, j), v in placed.items() if counts_towards(quota, problem.posts[j]))
        if isinstance(inside, int):
            continue
        if quota.maximum is not None:
            model.add(inside <= quota.maximum)
        if quota.minimum:
            reached = model.new_int_var(0, quota.minimum, "")
            model.add(reached <= inside)
            filled.append(reached)
    return [sum(filled)] if filled else []
