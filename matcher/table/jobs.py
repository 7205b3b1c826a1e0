"""Jobs as a table: read from documents column by column, grown by blocks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from matcher.domain import codes
from matcher.domain.moments import SHANGHAI
from matcher.domain.records import Job
from matcher.domain.units import HOURS_A_DAY, longest_hours, unit_hours, unit_vectors
from matcher.table import coding
from matcher.table.facts import JobFacts
from matcher.table.keys import Names
from matcher.table.majors import class_keys, major_name
from matcher.table.ragged import ragged

NIGHT_FROM, NIGHT_TO = 22 * 3600, 6 * 3600
_DAY = 24 * 3600
_OFFSET = 8 * 3600


def at_night(start: int, end: int) -> bool:
    """Whether [start, end) in seconds has any minute from 22:00 to 06:00 in Shanghai."""
    if end <= start:
        return False
    begin = (start + _OFFSET) % _DAY
    length = end - start
    return begin < NIGHT_TO or begin + length > NIGHT_FROM


def job_facts(jobs: Sequence[Job], names: Names) -> JobFacts:
    """Jobs as columns; what things were called is noted in `names`."""
    pays = [job.pay for job in jobs]
    hours = [HOURS_A_DAY if job.hours_per_day is None else job.hours_per_day for job in jobs]
    places = [coding.point(job.location) for job in jobs]
    shifts = [
        None if job.shifts is None else [(coding.second(s.start), coding.second(s.end)) for s in job.shifts]
        for job in jobs
    ]
    spans = [[(s.start, s.end) for s in job.shifts or ()] for job in jobs]
    skills = [(names.note_all(job.required_skills), names.note_all(job.preferred_skills)) for job in jobs]

    def each(value: Callable[[Job], Any], dtype: Any) -> Any:
        return np.array([value(job) for job in jobs], dtype)

    def pay(value: Callable[[Any], Any], missing: Any, dtype: Any) -> Any:
        return np.array([missing if item is None else value(item) for item in pays], dtype)

    return JobFacts(
        lat=np.array([p[0] for p in places], np.float64),
        lon=np.array([p[1] for p in places], np.float64),
        sphere=unit_vectors([p[0] for p in places], [p[1] for p in places]),
        radius_km=np.array([p[2] for p in places], np.float64),
        area=each(lambda j: coding.area(j.location.division) if j.location else coding.NO_AREA, np.int64),
        remote=each(lambda j: bool(j.remote), bool),
        pay_min=pay(lambda p: coding.number(p.min), coding.NAN, np.float64),
        pay_max=pay(lambda p: coding.number(p.max), coding.NAN, np.float64),
        pay_unit=pay(lambda p: coding.code(coding.UNITS, p.unit), coding.MISSING, np.int8),
        pay_months=pay(lambda p: 12.0 if p.months is None else p.months, 12.0, np.float64),
        unit_hours=np.array(
            [_unit_hours(p, h, span) for p, h, span in zip(pays, hours, spans, strict=True)], np.float64
        ),
        day_hours=np.array(hours, np.float64),
        shift_hours=np.array([longest_hours(s) or h for s, h in zip(spans, hours, strict=True)], np.float64),
        hours_stated=each(lambda j: j.hours_per_day is not None, bool),
        headcount=each(lambda j: coding.MISSING if j.headcount is None else j.headcount, np.int32),
        min_headcount=each(lambda j: coding.MISSING if j.min_headcount is None else j.min_headcount, np.int32),
        employment_type=each(lambda j: coding.code(coding.EMPLOYMENT_TYPES, j.employment_type), np.int8),
        channels=ragged((names.note_all(job.channels) for job in jobs), np.int64),
        duration_months=each(lambda j: coding.number(j.duration_months), np.float64),
        shifts=ragged(shifts, np.int64, (2,)),
        first_shift_day=np.array([_first_day(span) for span in spans], np.int32),
        night_flag=each(lambda j: coding.flag(j.night_shift), np.int8),
        night_by_shift=np.array([any(at_night(*span) for span in row or ()) for row in shifts], bool),
        demands=np.array([coding.levels(job.demands) for job in jobs], np.int8).reshape(-1, len(coding.DEMANDS)),
        lifting_kg=each(lambda j: coding.number(j.demands.lifting_kg if j.demands else None), np.float64),
        standing_hours=each(lambda j: coding.number(j.demands.standing_hours if j.demands else None), np.float64),
        accommodations=each(lambda j: coding.arrangements(j.accommodations), np.uint64),
        accommodations_stated=each(lambda j: j.accommodations is not None, bool),
        arrangements_possible=each(lambda j: coding.flag(j.arrangements_possible), np.int8),
        insurance=each(lambda j: coding.mask(coding.INSURANCES, j.insurance), np.uint8),
        insurance_stated=each(lambda j: j.insurance is not None, bool),
        certificates=ragged((certificate_keys(job.required_certificates, names) for job in jobs), np.int64),
        licences=each(lambda j: coding.licences(j.required_certificates), np.uint64),
        min_education=each(lambda j: coding.code(coding.EDUCATIONS, j.min_education), np.int8),
        majors=ragged(
            (None if j.majors is None else [names.note(major_name(m)) for m in j.majors] for j in jobs), np.int64
        ),
        major_classes=ragged(([k for m in j.majors or () for k in class_keys(m)] for j in jobs), np.int64),
        majors_known=each(lambda j: all(class_keys(m) for m in j.majors or ()), bool),
        min_experience_months=each(lambda j: coding.number(j.min_experience_years) * 12, np.float64),
        required_skills=ragged((row[0] for row in skills), np.int64),
        preferred_skills=ragged((row[1] for row in skills), np.int64),
        occupation=each(_occupation, np.int32),
        employer=each(lambda j: names.note(_employer(j)), np.int64),
        employer_id=each(lambda j: names.note(j.employer.id if j.employer else None), np.int64),
        settlement=each(lambda j: coding.code(coding.SETTLEMENTS, j.settlement), np.int8),
        public=each(lambda j: j.visibility == "public", bool),
        posted_day=each(lambda j: coding.day(j.posted_at), np.int32),
        opens_day=each(lambda j: coding.day(j.opens_at), np.int32),
        expires_day=each(lambda j: coding.day(j.expires_at), np.int32),
    )


def certificate_keys(texts: Iterable[str] | None, names: Names) -> list[int] | None:
    """The keys of certificates given by code or name; a list's own name stands for its code."""
    if texts is None:
        return None
    return [names.note(certificate_name(text)) for text in texts]


def certificate_name(text: str) -> str:
    """The list's name of a certificate given by code or name; else the text itself."""
    code = codes.licence(text)
    return codes.LICENCES[code] if code else text


def _unit_hours(pay: Any, hours: float, spans: Sequence[Any]) -> float:
    if pay is None or pay.unit is None:
        return coding.NAN
    return unit_hours(pay.unit, hours, longest_hours(spans), 12.0 if pay.months is None else pay.months)


def _first_day(spans: Sequence[Any]) -> int:
    return coding.day(min(start for start, _ in spans).astimezone(SHANGHAI).date()) if spans else coding.NO_DAY


def _occupation(job: Job) -> int:
    given = coding.occupation(job.occupation_code)
    return coding.occupation(job.title) if given == coding.MISSING else given


def _employer(job: Job) -> str | None:
    return None if job.employer is None else job.employer.name or job.employer.id
