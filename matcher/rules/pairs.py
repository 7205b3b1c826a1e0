"""Pairs of candidates and jobs, side against side: columns that broadcast to (candidates, jobs)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.domain.units import distance_km
from matcher.rules.context import Context
from matcher.table.columns import seen
from matcher.table.facts import CandidateFacts, JobFacts
from matcher.table.protected import Protected
from matcher.table.ragged import Bools, Ragged
from matcher.table.table import Candidates, Jobs


def _upright(column: Any) -> Any:
    return column if isinstance(column, Ragged) else column[:, None]


def _flat(column: Any) -> Any:
    return column if isinstance(column, Ragged) else column[None]


@dataclass(frozen=True)
class Pairs:
    """Every candidate with every job. `person` and `protected` have columns (m, 1), `job` has (1, n)."""

    candidates: Candidates
    jobs: Jobs
    context: Context

    @property
    def shape(self) -> tuple[int, int]:
        """(candidates, jobs)."""
        return len(self.candidates), len(self.jobs)

    @cached_property
    def person(self) -> CandidateFacts:
        """What is known of the candidates, as columns (m, 1)."""
        return seen(self.candidates.facts, len(self.candidates), _upright)

    @cached_property
    def protected(self) -> Protected:
        """The candidates' protected traits, as columns (m, 1)."""
        return seen(self.candidates.protected, len(self.candidates), _upright)

    @cached_property
    def job(self) -> JobFacts:
        """What is known of the jobs, as columns (1, n)."""
        return seen(self.jobs.facts, len(self.jobs), _flat)

    @cached_property
    def chords(self) -> NDArray[np.float64]:
        """(m, n) squares of the chords between the points on the unit sphere; NaN where one is unknown."""
        person, job = self.candidates.facts.sphere, self.jobs.facts.sphere
        total = np.zeros(self.shape)
        for axis in range(3):
            apart = person[:, axis, None] - job[None, :, axis]
            apart *= apart
            total += apart
        return total

    @cached_property
    def distance(self) -> NDArray[np.float64]:
        """(m, n) km between the points; NaN where one is unknown."""
        person, job = self.person, self.job
        found: NDArray[np.float64] = distance_km(person.lat, person.lon, job.lat, job.lon)
        return found

    def compare(
        self,
        held: Ragged,
        wanted: Ragged,
        of_one_person: Callable[[NDArray[Any], Ragged], Bools],
        of_one_job: Callable[[Ragged, NDArray[Any]], Bools],
    ) -> Bools:
        """(m, n) a comparison of lists, told for one row of the shorter side against all of the other."""
        m, n = self.shape
        if m <= n:
            return np.array([of_one_person(held.row(at), wanted) for at in range(m)], bool).reshape(m, n)
        return np.array([of_one_job(held, wanted.row(at)) for at in range(n)], bool).reshape(n, m).T
