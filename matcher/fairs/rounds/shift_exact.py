"""The morning as one constraint program, from the plan that stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.fairs.rounds.shift_sets import ShiftProblem
from matcher.fairs.solve.exact import solver_within
from matcher.fairs.solve.limits import Limits


def improve(
    sets: ShiftProblem,
    taken: NDArray[np.bool_],
    weights: NDArray[np.int64],
    limits: Limits,
    proven: Sequence[int] = (),
    earlier: NDArray[np.bool_] | None = None,
    pinned: NDArray[np.bool_] | None = None,
) -> tuple[NDArray[np.bool_], list[int]]:
    """The best table found, and an upper bound for each level that was reached.

    The first levels, which `taken` is `proven` to reach at their best, are held and not solved again.
    With an `earlier` table the fewest people change from it, before anything but the number of people counts; what
    is `pinned` stands.
    """
    from ortools.sat.python import cp_model  # noqa: PLC0415  takes 0.6 s

    model = cp_model.CpModel()
    works = {(int(u), int(s)): model.new_bool_var("") for u, s in zip(*sets.allowed.nonzero(), strict=True)}
    levels, there = _constrain(model, sets, works, weights)
    if pinned is not None:
        for unit, shift in zip(*pinned.nonzero(), strict=True):
            model.add(works[int(unit), int(shift)] == 1)
    if earlier is not None:
        levels.insert(1, _unchanged(model, sets, works, earlier))
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
        best = np.zeros_like(taken)
        for (unit, shift), variable in works.items():
            best[unit, shift] = solver.boolean_value(variable)
        bounds.append(round(solver.best_objective_bound))
        model.add(level >= round(solver.objective_value))
    return best, bounds


def _unchanged(model: Any, sets: ShiftProblem, works: dict[tuple[int, int], Any], earlier: NDArray[np.bool_]) -> Any:
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
    for unit, mine in of_unit.items():
        there[unit] = model.new_bool_var("")
        count = sum(variable for _, variable in mine)
        model.add(count >= there[unit])
        model.add(count <= sets.most)
        for shift, variable in mine:
            for other, second in mine:
                if shift < other and sets.clash[shift, other]:
                    model.add_at_most_one([variable, second])
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
