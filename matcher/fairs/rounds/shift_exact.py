"""The morning as one constraint program, from the plan that stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.fairs.rounds.shift_sets import ShiftProblem
from matcher.fairs.solve.exact import solver_within
from matcher.fairs.solve.limits import Limits

Table = NDArray[np.bool_]
Measure = Callable[[Table], int]


def improve(
    sets: ShiftProblem,
    taken: Table,
    weights: NDArray[np.int64],
    limits: Limits,
    proven: Sequence[int] = (),
    earlier: Table | None = None,
    pinned: Table | None = None,
) -> tuple[Table, list[int]]:
    """The best table found, and an upper bound for each level that was reached.

    The first levels, which `taken` is `proven` to reach at their best, are held and not solved again.
    With an `earlier` table the fewest people change from it, before anything but the number of people counts; what
    is `pinned` stands.
    """
    from ortools.sat.python import cp_model  # noqa: PLC0415  takes 0.6 s

    model = cp_model.CpModel()
    works = {(int(u), int(s)): model.new_bool_var("") for u, s in zip(*sets.allowed.nonzero(), strict=True)}
    levels, there = _constrain(model, sets, works, weights)
    measures: list[Measure] = [partial(_level, sets, weights, at) for at in range(len(levels))]
    if pinned is not None:
        for unit, shift in zip(*pinned.nonzero(), strict=True):
            model.add(works[int(unit), int(shift)] == 1)
    if earlier is not None:
        levels.insert(1, _unchanged(model, sets, works, earlier))
        measures.insert(1, partial(_unchanged_people, sets, earlier))
    best, bounds = taken, list[int]()
    for at, level in enumerate(levels):
        if at < len(proven):
            model.add(level >= proven[at])
            bounds.append(proven[at])
            continue
        model.clear_hints()  # type: ignore[no-untyped-call]
        for (unit, shift), variable in works.items():
            model.add_hint(variable, bool(best[unit, shift]))
        for unit, variable in there.items():
            model.add_hint(variable, bool(best[unit].any()))
        model.maximize(level)
        solver = solver_within(limits, len(levels) - at)
        if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return best, bounds
        found = np.zeros_like(taken)
        for (unit, shift), variable in works.items():
            found[unit, shift] = solver.boolean_value(variable)
        # as good at this level is no reason to lose what stands at the next ones
        best = found if measures[at](found) > measures[at](best) else best
        bounds.append(round(solver.best_objective_bound))
        model.add(level >= measures[at](best))
    return best, bounds


def _level(sets: ShiftProblem, weights: NDArray[np.int64], level: int, taken: Table) -> int:
    """People, their weights, shifts worked, scores."""
    there = np.asarray(taken.any(axis=1))
    if level < 2:
        return int((sets.sizes if level == 0 else weights)[there].sum())
    return int((taken * sets.sizes[:, None]).sum() if level == 2 else sets.score[taken].sum())


def _unchanged_people(sets: ShiftProblem, earlier: Table, taken: Table) -> int:
    had = (earlier & sets.allowed).any(axis=1)
    same = ((taken == earlier) | ~sets.allowed).all(axis=1)
    return int(sets.sizes[had & same].sum())


def _unchanged(model: Any, sets: ShiftProblem, works: dict[tuple[int, int], Any], earlier: Table) -> Any:
    """How many people who had shifts work these and no others."""
    same = []
    for unit in np.flatnonzero((earlier & sets.allowed).any(axis=1)):
        stays = model.new_bool_var("")
        for shift in np.flatnonzero(sets.allowed[unit]):
            model.add(works[int(unit), int(shift)] == int(earlier[unit, shift])).only_enforce_if(stays)
        same.append(int(sets.sizes[unit]) * stays)
    return sum(same)


def _constrain(
    model: Any, sets: ShiftProblem, works: dict[tuple[int, int], Any], weights: NDArray[np.int64]
) -> tuple[list[Any], dict[int, Any]]:
    of_unit: dict[int, list[tuple[int, Any]]] = defaultdict(list)
    of_shift: dict[int, list[Any]] = defaultdict(list)
    for (unit, shift), variable in works.items():
        of_unit[unit].append((shift, variable))
        of_shift[shift].append(variable * int(sets.sizes[unit]))
    there = {}
    later = [[int(other) for other in np.flatnonzero(row) if other > shift] for shift, row in enumerate(sets.clash)]
    for unit, mine in of_unit.items():
        there[unit] = model.new_bool_var("")
        count = sum(variable for _, variable in mine)
        model.add(count >= there[unit])
        model.add(count <= sets.most)
        variables = dict(mine)
        for shift, variable in mine:
            for other in later[shift]:
                if other in variables:
                    model.add_at_most_one([variable, variables[other]])
    for shift, loads in of_shift.items():
        model.add(sum(loads) <= int(sets.headcount[shift]))
    sizes = sets.sizes
    levels = [
        sum(int(sizes[unit]) * variable for unit, variable in there.items()),
        sum(int(weights[unit]) * variable for unit, variable in there.items()),
        sum(int(sizes[unit]) * variable for (unit, _), variable in works.items()),
        sum(int(sets.score[unit, shift]) * variable for (unit, shift), variable in works.items()),
    ]
    return levels, there
