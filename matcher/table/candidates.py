"""Candidates as a table: what a score may see, and apart from it what is protected."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from matcher.domain.records import Candidate
from matcher.domain.units import unit_vectors
from matcher.table import coding
from matcher.table.facts import CandidateFacts
from matcher.table.jobs import certificate_name
from matcher.table.keys import NO_KEY, Names
from matcher.table.majors import class_keys, major_name
from matcher.table.protected import Protected
from matcher.table.ragged import ragged

FOR_EVER = int(np.iinfo(np.int64).max)


def candidate_facts(people: Sequence[Candidate], names: Names) -> CandidateFacts:
    """Candidates as columns; what things were called is noted in `names`."""
    return CandidateFacts(**_place(people), **_wishes(people), **_state(people), **_training(people, names))


def _place(people: Sequence[Candidate]) -> dict[str, Any]:
    lat, lon, radius = zip(*(coding.point(p.location) for p in people), strict=True) if people else ((), (), ())
    return {
        "lat": np.array(lat, np.float64),
        "lon": np.array(lon, np.float64),
        "sphere": unit_vectors(lat, lon),
        "radius_km": np.array(radius, np.float64),
        "area": np.array([coding.area(p.location.division if p.location else None) for p in people], np.int64),
    }


def _wishes(people: Sequence[Candidate]) -> dict[str, Any]:
    pays = [person.desired_pay for person in people]
    areas = [None if p.desired_divisions is None else [coding.area(d) for d in p.desired_divisions] for p in people]
    types = [coding.mask(coding.EMPLOYMENT_TYPES, person.employment_types) for person in people]
    return {
        "max_distance_km": np.array([coding.number(person.max_distance_km) for person in people], np.float64),
        "desired_areas": ragged(areas, np.int64),
        "pay_min": np.array([coding.number(pay.min if pay else None) for pay in pays], np.float64),
        "pay_unit": np.array([coding.code(coding.UNITS, pay.unit if pay else None) for pay in pays], np.int8),
        "employment_types": np.array(types, np.uint8),
        "employment_types_stated": np.array([person.employment_types is not None for person in people], bool),
        "availability": ragged((coding.windows(person.availability) for person in people), np.int64, (2,)),
        "night_shift_ok": np.array([coding.flag(person.night_shift_ok) for person in people], np.int8),
        "desired_occupations": ragged((_occupations(person) for person in people), np.int32),
    }


def _state(people: Sequence[Candidate]) -> dict[str, Any]:
    return {
        "status": np.array([coding.code(coding.STATUSES, person.status) for person in people], np.int8),
        "unemployed_since": np.array([coding.day(person.unemployed_since) for person in people], np.int32),
        "consents": np.array([coding.mask(coding.CONSENTS, person.consents) for person in people], np.uint8),
    }


def _training(people: Sequence[Candidate], names: Names) -> dict[str, Any]:
    experience = [_experience(person) for person in people]
    majors = [names.note(major_name(person.major)) if person.major else NO_KEY for person in people]
    return {
        "education": np.array([coding.code(coding.EDUCATIONS, person.education) for person in people], np.int8),
        "major": np.array(majors, np.int64),
        "major_classes": ragged((class_keys(person.major) if person.major else [] for person in people), np.int64),
        "graduation_day": np.array([coding.day(person.graduation_date) for person in people], np.int32),
        "experience_months": np.array([months for months, _ in experience], np.float64),
        "experience_partly": np.array([partly for _, partly in experience], bool),
        "certificates": ragged((_certificates(person, names) for person in people), np.int64, (2,)),
        "skills": ragged((names.note_all(person.skills) for person in people), np.int64),
        "party": np.array([names.note(person.party) for person in people], np.int64),
    }


def protected_of(people: Sequence[Candidate]) -> Protected:
    """The protected traits of candidates as columns."""
    told = [p.disability if "disability_matching" in (p.consents or ()) else None for p in people]
    limits = [None if d is None else d.limits for d in told]
    return Protected(
        birth_day=np.array([coding.day(p.birth_date) for p in people], np.int32),
        gender=np.array([coding.code(coding.GENDERS, p.gender) for p in people], np.int8),
        groups=np.array([coding.mask(coding.GROUPS, p.groups) for p in people], np.uint8),
        groups_stated=np.array([p.groups is not None for p in people], bool),
        entitlements=ragged((_entitlements(p) for p in people), np.float64, (4,)),
        disability=np.array([d is not None for d in told], bool),
        category=np.array([coding.code(coding.CATEGORIES, d.category if d else None) for d in told], np.int8),
        grade=np.array([coding.MISSING if d is None or d.grade is None else d.grade for d in told], np.int8),
        needs=np.array([coding.arrangements(d.needs if d else None) for d in told], np.uint64),
        limits=np.array([coding.levels(item) for item in limits], np.int8).reshape(-1, len(coding.DEMANDS)),
        limit_kg=np.array([coding.number(item.lifting_kg if item else None) for item in limits], np.float64),
        limit_hours=np.array([coding.number(item.standing_hours if item else None) for item in limits], np.float64),
    )


def _experience(person: Candidate) -> tuple[float, bool]:
    if person.experience_years is not None:
        return person.experience_years * 12, False
    if person.experience is None:
        return coding.NAN, False
    months = [entry.months for entry in person.experience]
    return float(sum(m for m in months if m is not None)), any(m is None for m in months)


def _certificates(person: Candidate, names: Names) -> list[tuple[int, int]] | None:
    if person.certificates is None:
        return None
    return [
        (names.note(certificate_name(held.name)), FOR_EVER if held.valid_to is None else coding.day(held.valid_to))
        for held in person.certificates
    ]


def _occupations(person: Candidate) -> list[int] | None:
    if person.desired_occupations is None:
        return None
    found = (coding.occupation(text) for text in person.desired_occupations)
    return [number for number in found if number != coding.MISSING]


def _entitlements(person: Candidate) -> list[tuple[float, float, float, float]] | None:
    if person.entitlements is None:
        return None
    return [
        (
            coding.code(coding.GROUPS, item.code),
            float("-inf") if item.valid_from is None else coding.day(item.valid_from),
            float("inf") if item.valid_to is None else coding.day(item.valid_to),
            coding.number(item.used_months),
        )
        for item in person.entitlements
    ]
