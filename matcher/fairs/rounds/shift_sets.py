"""Shifts, parties and travel as arrays: which units can work which shifts, and which shifts exclude each other."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from matcher.fairs.problem import Problem
from matcher.fairs.solve.plan import option_weights

EARTH_KM = 6371.0088


@dataclass(frozen=True, slots=True)
class Shift:
    """One shift of a post: `index` in the job's list."""

    post: int
    index: int
    start: datetime
    end: datetime


@dataclass(frozen=True)
class ShiftProblem:
    """Shifts of a morning.

    units      people who come together (most are alone)
    allowed    (units, shifts) bool: nobody of the unit is excluded from the post
    score      (units, shifts) millionths, summed over the unit
    clash      (shifts, shifts) bool: one person cannot work both, travel included
    headcount  (shifts,)
    most       shifts that one person may work
    """

    problem: Problem
    shifts: tuple[Shift, ...]
    units: tuple[tuple[int, ...], ...]
    allowed: NDArray[np.bool_]
    score: NDArray[np.int64]
    clash: NDArray[np.bool_]
    headcount: NDArray[np.int64]
    most: int

    @cached_property
    def sizes(self) -> NDArray[np.int64]:
        """(units,) people of each unit."""
        return np.array([len(unit) for unit in self.units], dtype=np.int64)

    @cached_property
    def weights(self) -> NDArray[np.int64]:
        """(units,) what serving a unit counts at the second level: 1 / options, summed over its people."""
        weights = option_weights(self.problem.options)
        return np.array([int(weights[list(unit)].sum()) for unit in self.units], dtype=np.int64)


def shift_problem(problem: Problem) -> ShiftProblem:
    """Lay out the shifts; people without a party are a unit of one."""
    shifts = tuple(
        Shift(at, index, start, end)
        for at, post in enumerate(problem.posts)
        for index, (start, end) in enumerate(post.shifts)
    )
    units = _units(problem)
    posts = np.array([shift.post for shift in shifts], dtype=np.int64)
    allowed = np.array([problem.pairs.allowed[list(unit)][:, posts].all(axis=0) for unit in units], dtype=bool)
    score = np.array([problem.pairs.score[list(unit)][:, posts].sum(axis=0) for unit in units], dtype=np.int64)
    shape = (len(units), len(shifts))
    headcount = np.array([problem.posts[shift.post].headcount for shift in shifts], dtype=np.int64)
    allowed = allowed.reshape(shape) & (np.array([len(u) for u in units])[:, None] <= headcount[None, :])
    return ShiftProblem(
        problem=problem,
        shifts=shifts,
        units=units,
        allowed=allowed,
        score=score.reshape(shape),
        clash=clashes(problem, shifts),
        headcount=headcount,
        most=problem.fair.limits.interviews_per_candidate,
    )


def _units(problem: Problem) -> tuple[tuple[int, ...], ...]:
    parties: dict[str, list[int]] = {}
    units: list[list[int]] = []
    for at, person in enumerate(problem.people):
        if person.party is None:
            units.append([at])
        elif person.party in parties:
            parties[person.party].append(at)
        else:
            parties[person.party] = [at]
            units.append(parties[person.party])
    return tuple(tuple(unit) for unit in units)


def clashes(problem: Problem, shifts: Sequence[Shift]) -> NDArray[np.bool_]:
    """(shifts, shifts): they overlap, or the way between their workplaces takes longer than the pause."""
    table = np.zeros((len(shifts), len(shifts)), dtype=bool)
    for a, first in enumerate(shifts):
        for b, second in enumerate(shifts):
            if a != b and first.start <= second.start:
                way = timedelta(hours=_km(problem, first.post, second.post) / problem.fair.travel_kmh)
                table[a, b] = table[b, a] = table[a, b] or second.start < first.end + way
    return table


def _km(problem: Problem, one: int, other: int) -> float:
    """The straight line between two posts; 0 where a place is unknown or they are the same post's."""
    a, b = problem.posts[one], problem.posts[other]
    if one == other or a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        return 0.0
    lat_a, lat_b = math.radians(a.lat), math.radians(b.lat)
    half = math.sin((lat_b - lat_a) / 2) ** 2
    half += math.cos(lat_a) * math.cos(lat_b) * math.sin(math.radians(b.lon - a.lon) / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(min(1.0, half)))
