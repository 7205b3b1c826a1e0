"""Jobs as columns: what a document says of a post, read subject by subject."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from matcher.domain import codes
from matcher.domain.moments import SHANGHAI
from matcher.domain.records import Abilities, Job
from matcher.domain.units import HOURS_A_DAY, longest_hours, unit_hours, unit_vectors
from matcher.table import coding
from matcher.table.facts import JobFacts
from matcher.table.keys import Names
from matcher.table.majors import class_keys, major_name
from matcher.table.ragged import ragged

NIGHT_FROM, NIGHT_TO = 22 * 3600, 6 * 3600  # contract 4.1
_DAY = 24 * 3600
_OFFSET = 8 * 3600  # of Shanghai
_NO_ABILITIES = Abilities()


def at_night(start: int, end: int) -> bool:
    """Whether [start, end) in seconds has any minute from 22:00 to 06:00 in Shanghai."""
    if end <= start:
        return False
    begin = (start + _OFFSET) % _DAY
    return begin < NIGHT_TO or begin + (end - start) > NIGHT_FROM


def job_facts(jobs: Sequence[Job], names: Names) -> JobFacts:
    """Jobs as columns; what things were called is noted in `names`."""
    return JobFacts(
        **_place(jobs),
        **_pay(jobs),
        **_hours(jobs),
        **_workplace(jobs),
        **_asked(jobs, names),
        **_post(jobs, names),
    )


def _place(jobs: Sequence[Job]) -> dict[str, Any]:
    lat, lon, radius = zip(*(coding.point(job.location) for job in jobs), strict=True) if jobs else ((), (), ())
    return {
        "lat": np.array(lat, np.float64),
        "lon": np.array(lon, np.float64),
        "sphere": unit_vectors(lat, lon),
        "radius_km": np.array(radius, np.float64),
        "area": np.array([coding.area(job.location.division if job.location else None) for job in jobs], np.int64),
        "remote": np.array([bool(job.remote) for job in jobs], bool),
    }


def _pay(jobs: Sequence[Job]) -> dict[str, Any]:
    pays = [job.pay for job in jobs]
    months = [12.0 if pay is None or pay.months is None else pay.months for pay in pays]
    days = [HOURS_A_DAY if job.hours_per_day is None else job.hours_per_day for job in jobs]
    shifts = [longest_hours([(shift.start, shift.end) for shift in job.shifts or ()]) for job in jobs]
    units = [
        coding.NAN if pay is None or pay.unit is None else unit_hours(pay.unit, day, shift, month)
        for pay, day, shift, month in zip(pays, days, shifts, months, strict=True)
    ]
    return {
        "pay_min": np.array([coding.number(pay.min if pay else None) for pay in pays], np.float64),
        "pay_max": np.array([coding.number(pay.max if pay else None) for pay in pays], np.float64),
        "pay_unit": np.array([coding.code(coding.UNITS, pay.unit if pay else None) for pay in pays], np.int8),
        "pay_months": np.array(months, np.float64),
        "unit_hours": np.array(units, np.float64),
        "day_hours": np.array(days, np.float64),
        "shift_hours": np.array([shift or day for shift, day in zip(shifts, days, strict=True)], np.float64),
        "hours_stated": np.array([job.hours_per_day is not None for job in jobs], bool),
    }


def _hours(jobs: Sequence[Job]) -> dict[str, Any]:
    spans = [
        None if job.shifts is None else [(coding.second(s.start), coding.second(s.end)) for s in job.shifts]
        for job in jobs
    ]
    return {
        "shifts": ragged(spans, np.int64, (2,)),
        "first_shift_day": np.array([_first_day(job) for job in jobs], np.int32),
        "night_flag": np.array([coding.flag(job.night_shift) for job in jobs], np.int8),
        "night_by_shift": np.array([any(at_night(*span) for span in row or ()) for row in spans], bool),
        "duration_months": np.array([coding.number(job.duration_months) for job in jobs], np.float64),
    }


def _workplace(jobs: Sequence[Job]) -> dict[str, Any]:
    demands = [job.demands or _NO_ABILITIES for job in jobs]
    return {
        "demands": np.array([coding.levels(d) for d in demands], np.int8).reshape(-1, len(coding.DEMANDS)),
        "lifting_kg": np.array([coding.number(d.lifting_kg) for d in demands], np.float64),
        "standing_hours": np.array([coding.number(d.standing_hours) for d in demands], np.float64),
        "accommodations": np.array([coding.arrangements(job.accommodations) for job in jobs], np.uint64),
        "accommodations_stated": np.array([job.accommodations is not None for job in jobs], bool),
        "arrangements_possible": np.array([coding.flag(job.arrangements_possible) for job in jobs], np.int8),
        "insurance": np.array([coding.mask(coding.INSURANCES, job.insurance) for job in jobs], np.uint8),
        "insurance_stated": np.array([job.insurance is not None for job in jobs], bool),
    }


def _asked(jobs: Sequence[Job], names: Names) -> dict[str, Any]:
    majors = [None if job.majors is None else [names.note(major_name(m)) for m in job.majors] for job in jobs]
    classes = [[class_keys(major) for major in job.majors or ()] for job in jobs]
    levels = [coding.code(coding.EDUCATIONS, job.min_education) for job in jobs]
    return {
        "certificates": ragged((certificate_keys(job.required_certificates, names) for job in jobs), np.int64),
        "licences": np.array([coding.licences(job.required_certificates) for job in jobs], np.uint64),
        "min_education": np.array(levels, np.int8),
        "majors": ragged(majors, np.int64),
        "major_classes": ragged(([key for keys in row for key in keys] for row in classes), np.int64),
        "majors_known": np.array([all(row) for row in classes], bool),
        "min_experience_months": np.array([coding.number(job.min_experience_years) * 12 for job in jobs], np.float64),
        "required_skills": ragged((names.note_all(job.required_skills) for job in jobs), np.int64),
        "preferred_skills": ragged((names.note_all(job.preferred_skills) for job in jobs), np.int64),
    }


def _post(jobs: Sequence[Job], names: Names) -> dict[str, Any]:
    types = [coding.code(coding.EMPLOYMENT_TYPES, job.employment_type) for job in jobs]
    heads = [(job.headcount, job.min_headcount) for job in jobs]
    employers = [(names.note(_employer(job)), names.note(job.employer.id if job.employer else None)) for job in jobs]
    return {
        "headcount": np.array([coding.MISSING if most is None else most for most, _ in heads], np.int32),
        "min_headcount": np.array([coding.MISSING if least is None else least for _, least in heads], np.int32),
        "employment_type": np.array(types, np.int8),
        "channels": ragged((names.note_all(job.channels) for job in jobs), np.int64),
        "occupation": np.array([_occupation(job) for job in jobs], np.int32),
        "employer": np.array([name for name, _ in employers], np.int64),
        "employer_id": np.array([number for _, number in employers], np.int64),
        "settlement": np.array([coding.code(coding.SETTLEMENTS, job.settlement) for job in jobs], np.int8),
        "public": np.array([job.visibility == "public" for job in jobs], bool),
        "posted_day": np.array([coding.day(job.posted_at) for job in jobs], np.int32),
        "opens_day": np.array([coding.day(job.opens_at) for job in jobs], np.int32),
        "expires_day": np.array([coding.day(job.expires_at) for job in jobs], np.int32),
    }


def certificate_keys(texts: Iterable[str] | None, names: Names) -> list[int] | None:
    """The keys of certificates given by code or name; a list's own name stands for its code."""
    return None if texts is None else [names.note(certificate_name(text)) for text in texts]


def certificate_name(text: str) -> str:
    """The list's name of a certificate given by code or name; else the text itself."""
    code = codes.licence(text)
    return codes.LICENCES[code] if code else text


def _first_day(job: Job) -> int:
    if not job.shifts:
        return coding.NO_DAY
    return coding.day(min(shift.start for shift in job.shifts).astimezone(SHANGHAI).date())


def _occupation(job: Job) -> int:
    given = coding.occupation(job.occupation_code)
    return coding.occupation(job.title) if given == coding.MISSING else given


def _employer(job: Job) -> str | None:
    return None if job.employer is None else job.employer.name or job.employer.id
