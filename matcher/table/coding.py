"""How a document's values become numbers: codes, masks, days, moments, places. -1, NaN and `NO_DAY` mean missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

from matcher.domain import codes, places
from matcher.domain.records import (
    Abilities,
    Consent,
    DisabilityCategory,
    Education,
    EmploymentType,
    Gender,
    Group,
    Insurance,
    Location,
    Settlement,
    Status,
)
from matcher.domain.units import PAY_UNITS

MISSING = -1
NO_DAY = int(np.iinfo(np.int32).min)
NAN = float("nan")

EDUCATIONS: tuple[str, ...] = get_args(Education)
EMPLOYMENT_TYPES: tuple[str, ...] = get_args(EmploymentType)
STATUSES: tuple[str, ...] = get_args(Status)
GENDERS: tuple[str, ...] = get_args(Gender)
GROUPS: tuple[str, ...] = get_args(Group)
INSURANCES: tuple[str, ...] = get_args(Insurance)
SETTLEMENTS: tuple[str, ...] = get_args(Settlement)
CONSENTS: tuple[str, ...] = get_args(Consent)
CATEGORIES: tuple[str, ...] = get_args(DisabilityCategory)
ACCOMMODATIONS: tuple[str, ...] = tuple(codes.ACCOMMODATIONS)
LICENCES: tuple[str, ...] = tuple(codes.LICENCES)
UNITS: tuple[str, ...] = PAY_UNITS
DEMANDS: tuple[str, ...] = tuple(
    name for name in Abilities.model_fields if name not in ("lifting_kg", "standing_hours")
)
RANKS: NDArray[np.int8] = np.array([codes.EDUCATION_RANK[name] for name in EDUCATIONS], np.int8)

_INDEX: Mapping[tuple[str, ...], Mapping[str, int]] = {
    names: {name: at for at, name in enumerate(names)}
    for names in (
        EDUCATIONS,
        EMPLOYMENT_TYPES,
        STATUSES,
        GENDERS,
        GROUPS,
        INSURANCES,
        SETTLEMENTS,
        CONSENTS,
        CATEGORIES,
        ACCOMMODATIONS,
        LICENCES,
        UNITS,
    )
}


def code(names: tuple[str, ...], value: str | None) -> int:
    """The place of a value in its list, -1 where missing."""
    return MISSING if value is None else _INDEX[names][value]


def mask(names: tuple[str, ...], values: Iterable[str] | None) -> int:
    """A list of values as bits, 0 of an absent list."""
    index = _INDEX[names]
    bits = 0
    for value in values or ():
        bits |= 1 << index[value]
    return bits


def unmask(names: tuple[str, ...], bits: int) -> list[str]:
    """The values of a mask in the order of their list."""
    return [name for at, name in enumerate(names) if int(bits) >> at & 1]


def flag(value: bool | None) -> int:
    """Yes 1, no 0, missing -1."""
    return MISSING if value is None else int(value)


def number(value: float | None) -> float:
    """A number, NaN where missing."""
    return NAN if value is None else float(value)


_EPOCH = date(1970, 1, 1).toordinal()


def day(value: date | None) -> int:
    """Days since 1970-01-01, `NO_DAY` where missing."""
    return NO_DAY if value is None else value.toordinal() - _EPOCH


def as_date(days: int) -> date:
    """The date of a day number."""
    return date.fromordinal(int(days) + _EPOCH)


def second(value: datetime) -> int:
    """Seconds since 1970-01-01T00:00Z."""
    return int(value.timestamp())


def levels(abilities: Abilities | None) -> list[int]:
    """The eleven levels in the order of `DEMANDS`, -1 where missing."""
    if abilities is None:
        return [MISSING] * len(DEMANDS)
    return [MISSING if (level := getattr(abilities, name)) is None else level for name in DEMANDS]


def arrangements(values: Iterable[str] | None) -> int:
    """Arrangements given by code or name, as bits."""
    return mask(ACCOMMODATIONS, (found for value in values or () if (found := codes.accommodation(value))))


def licences(values: Iterable[str] | None) -> int:
    """Those of some certificates that are in the list of licences, as bits."""
    return mask(LICENCES, (found for value in values or () if (found := codes.licence(value))))


def point(location: Location | None) -> tuple[float, float, float]:
    """Latitude, longitude and how far off they may be (km); a point goes before a division; NaN where unknown."""
    if location is None:
        return NAN, NAN, NAN
    if location.lat is not None and location.lon is not None:
        return location.lat, location.lon, 0.0
    place = places.find(location.division) if location.division else None
    return (NAN, NAN, NAN) if place is None else (place.lat, place.lon, place.radius_km)


NO_AREA = -1
_ZONE = 900_000


def area(division: str | None) -> int:
    """A division as a number of twelve digits, so that what lies under a prefix is a range; -1 where missing."""
    if not division:
        return NO_AREA
    place = places.find(division)
    code = place.code if place else division
    if code.startswith("ZF"):
        return int("321000") * 10**6 + _ZONE + int(code[2:])
    return int(code.ljust(12, "0")) if code.isascii() and code.isdecimal() else NO_AREA


def area_range(prefix: str) -> tuple[int, int]:
    """First and last area number under a division's code, or under the beginning of one ("3210")."""
    if prefix.startswith("ZF"):
        return area(prefix), area(prefix)
    short = places.stem(prefix)
    return int(short.ljust(12, "0")), int(short.ljust(12, "9"))


def occupation(text: str | None) -> int:
    """An occupation's code as a number (2-06-03-00 is 2060300), -1 where unknown."""
    found = codes.occupation(text) if text else None
    return MISSING if found is None else int(found.code.replace("-", ""))


def windows(spans: Sequence[Any] | None) -> list[tuple[int, int]] | None:
    """Spans in seconds, in order, those that touch or overlap made one; None of an absent list."""
    if spans is None:
        return None
    merged: list[tuple[int, int]] = []
    for start, end in sorted((second(span.start), second(span.end)) for span in spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
