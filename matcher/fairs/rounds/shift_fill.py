"""Open places of a morning given to people who work nothing."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from matcher.fairs.rounds.shift_sets import ShiftProblem
from matcher.fairs.solve.flow import Places, choose
from matcher.fairs.solve.plan import option_weights


def fill(sets: ShiftProblem, opened: NDArray[np.int64], working: set[int]) -> list[tuple[int, int]]:
    """Parties that fit whole, largest first; then single people by a greatest flow."""
    idle = np.array([not working.intersection(unit) for unit in sets.units], dtype=bool)
    fills: list[tuple[int, int]] = []
    left = opened.copy()
    for unit in sorted(np.flatnonzero(idle & (sets.sizes > 1)), key=lambda u: (-int(sets.sizes[u]), int(u))):
        fits = np.flatnonzero(sets.allowed[unit] & (left >= sets.sizes[unit]))
        if len(fits):
            best = max(fits, key=lambda s: (int(sets.score[unit, s]), -int(s)))
            fills.append((int(unit), int(best)))
            left[best] -= sets.sizes[unit]
    usable = sets.allowed & (idle & (sets.sizes == 1))[:, None] & (left > 0)[None, :]
    if usable.any():
        weights = option_weights(sets.problem.options)
        unit_weights = np.array([int(weights[unit[0]]) for unit in sets.units], dtype=np.int64)
        one = np.ones(len(sets.units), dtype=np.int64)
        shifts = np.arange(len(sets.shifts))
        fills += choose(Places(usable, sets.score.astype(np.int32), unit_weights, one, left, shifts, left))
    return fills
