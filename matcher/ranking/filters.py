"""What narrows a result by the asker's own word, apart from the rules. A record that does not tell is narrowed away."""

from __future__ import annotations

import numpy as np

from matcher.domain.requests import Filters
from matcher.domain.units import DAYS_A_MONTH, distance_km
from matcher.table import coding
from matcher.table.facts import CandidateFacts, JobFacts
from matcher.table.ragged import Bools


def kept(filters: Filters | None, person: CandidateFacts, job: JobFacts) -> Bools:
    """(n,) which rows stay; one side has one row."""
    count = max(len(person), len(job))
    stays = np.ones(count, dtype=bool)
    if filters is None:
        return stays
    if filters.employment_type is not None:
        stays &= _employment(filters.employment_type.in_, person, job)
    if filters.pay_month_min is not None:
        stays &= _month(job) >= filters.pay_month_min.gte
    if filters.distance_km is not None:
        km = distance_km(person.lat, person.lon, job.lat, job.lon)
        stays &= job.remote | (km <= filters.distance_km.lte)
    if filters.division is not None:
        low, high = coding.area_range(filters.division.under)
        areas = job.area if len(job) == count else person.area
        stays &= (areas >= low) & (areas <= high)
    return stays


def _employment(wanted: tuple[str, ...], person: CandidateFacts, job: JobFacts) -> Bools:
    numbers = [coding.code(coding.EMPLOYMENT_TYPES, name) for name in wanted]
    if len(job) >= len(person):
        found: Bools = np.isin(job.employment_type, numbers)
        return found
    mask = np.uint8(coding.mask(coding.EMPLOYMENT_TYPES, wanted))
    return (person.employment_types & mask) > 0


def _month(job: JobFacts) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """(n,) the least that a month pays; NaN compares as less than anything asked."""
    with np.errstate(divide="ignore", invalid="ignore"):
        monthly = job.pay_min / job.unit_hours * (DAYS_A_MONTH * job.day_hours)
    return np.nan_to_num(np.round(monthly, 6), nan=-1.0)
