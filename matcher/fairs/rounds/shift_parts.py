"""A large morning improved part by part: some people are taken out, and what they leave is given anew at best."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from matcher.fairs.rounds.shift_exact import improve
from matcher.fairs.rounds.shift_sets import ShiftProblem
from matcher.fairs.solve.limits import Limits

PARTS = 8
PART_SIZE = 40
PART_WORK = 0.2


def improve_by_parts(sets: ShiftProblem, taken: NDArray[np.bool_], limits: Limits) -> NDArray[np.bool_]:
    """The table after `PARTS` draws; half of each are people who could work more shifts than they do."""
    draw = random.Random(limits.seed)  # noqa: S311  which part is looked at next is no secret
    able = [int(unit) for unit in np.flatnonzero(sets.allowed.any(axis=1))]
    effort = replace(limits, work=min(limits.work, PART_WORK))
    for _ in range(PARTS):
        if limits.over:
            break
        count = taken.sum(axis=1)
        more = [unit for unit in able if 0 < count[unit] < sets.most]
        part = draw.sample(more, min(PART_SIZE // 2, len(more)))
        others = [unit for unit in able if unit not in part]
        part = sorted(part + draw.sample(others, min(PART_SIZE - len(part), len(others))))
        among = _part(sets, taken, part)
        better, _ = improve(among, taken[part], among.weights, effort)
        taken = taken.copy()
        taken[part] = better
    return taken


def _part(sets: ShiftProblem, taken: NDArray[np.bool_], part: list[int]) -> ShiftProblem:
    """These units and the places that nobody else has."""
    others = np.delete(taken * sets.sizes[:, None], part, axis=0).sum(axis=0)
    left = sets.headcount - others
    allowed = sets.allowed[part] & (sets.sizes[part][:, None] <= left[None, :])
    units = tuple(sets.units[unit] for unit in part)
    return replace(sets, units=units, allowed=allowed, score=sets.score[part], headcount=left)
