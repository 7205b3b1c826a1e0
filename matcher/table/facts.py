"""All that a score may see of a job and of a candidate. Protected traits are another type, in another module."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.table.columns import Columns
from matcher.table.ragged import Bools, Ragged

I8 = NDArray[np.int8]
I32 = NDArray[np.int32]
I64 = NDArray[np.int64]
U8 = NDArray[np.uint8]
U64 = NDArray[np.uint64]
F64 = NDArray[np.float64]


@dataclass(frozen=True)
class JobFacts(Columns):
    """Jobs, one row each. Codes index the tuples of `table.coding`; -1, NaN and `NO_DAY` are missing.

    Days count from 1970-01-01, moments are seconds since then, keys are `table.keys`.

    sphere         (n, 3) the place on the unit sphere; `radius_km`: how far off the true place may lie (0 of a point)
    unit_hours     hours that one payment covers, NaN of piece work; `shift_hours`: of the longest shift, else of a day
    night_flag     what the post says of itself; `night_by_shift`: whether a shift has a minute at night
    """

    lat: F64
    lon: F64
    sphere: F64
    radius_km: F64
    area: I64
    remote: Bools
    pay_min: F64
    pay_max: F64
    pay_unit: I8
    pay_months: F64
    unit_hours: F64
    day_hours: F64
    shift_hours: F64
    hours_stated: Bools
    headcount: I32
    min_headcount: I32
    employment_type: I8
    channels: Ragged
    duration_months: F64
    shifts: Ragged
    first_shift_day: I32
    night_flag: I8
    night_by_shift: Bools
    demands: I8
    lifting_kg: F64
    standing_hours: F64
    accommodations: U64
    accommodations_stated: Bools
    arrangements_possible: I8
    insurance: U8
    insurance_stated: Bools
    certificates: Ragged
    licences: U64
    min_education: I8
    majors: Ragged
    major_classes: Ragged
    majors_known: Bools
    min_experience_months: F64
    required_skills: Ragged
    preferred_skills: Ragged
    occupation: I32
    employer: I64
    employer_id: I64
    settlement: I8
    public: Bools
    posted_day: I32
    opens_day: I32
    expires_day: I32


@dataclass(frozen=True)
class CandidateFacts(Columns):
    """Candidates, one row each, by the conventions of `JobFacts`.

    certificates  pool (m, 2): key, last day of validity (the greatest int64 where open)
    availability  pool (m, 2): seconds, windows in order, those that touch made one
    experience_months  `experience_years` or the sum of `experience`; `experience_partly` where an entry gives no months
    """

    lat: F64
    lon: F64
    sphere: F64
    radius_km: F64
    area: I64
    max_distance_km: F64
    desired_areas: Ragged
    pay_min: F64
    pay_unit: I8
    employment_types: U8
    employment_types_stated: Bools
    availability: Ragged
    night_shift_ok: I8
    status: I8
    unemployed_since: I32
    consents: U8
    education: I8
    major: I64
    major_classes: Ragged
    graduation_day: I32
    experience_months: F64
    experience_partly: Bools
    certificates: Ragged
    skills: Ragged
    desired_occupations: Ragged
    party: I64
