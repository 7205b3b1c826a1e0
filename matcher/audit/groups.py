"""Who belongs to which group, from the protected columns; only people who agreed to be matched are counted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from matcher.domain.moments import age_on
from matcher.table import coding
from matcher.table.ragged import Bools
from matcher.table.table import Candidates

SMALLEST = 10
"""A group of fewer people is hidden: its mean would tell about single ones."""

AGE_BANDS = ((16, 24), (25, 34), (35, 44), (45, 54), (55, 120))


@dataclass(frozen=True)
class Group:
    """Members of one value of one attribute; `rows` are rows of the table of people."""

    attribute: str
    value: str
    rows: Bools


def consented(people: Candidates) -> Bools:
    """(n,) who agreed to be matched: the others have no list by their own will."""
    return np.asarray(people.facts.consents & coding.mask(coding.CONSENTS, ["matching"]) > 0)


def groups(people: Candidates, day: date) -> list[Group]:
    """Every group, members or not; the values of an attribute in a fixed order."""
    among = consented(people)
    return [
        Group(attribute, value, rows & among) for attribute, value, rows in (*_persons(people, day), *_records(people))
    ]


def _persons(people: Candidates, day: date) -> Iterator[tuple[str, str, Bools]]:
    protected = people.protected
    for at, name in enumerate(coding.GENDERS):
        yield "gender", name, protected.gender == at
    yield "gender", "not_told", protected.gender == coding.MISSING
    ages = _ages(protected.birth_day, day)
    for low, high in AGE_BANDS:
        yield "age", f"{low}-{high}", (ages >= low) & (ages <= high)
    yield "age", "not_told", ages < 0


def _records(people: Candidates) -> Iterator[tuple[str, str, Bools]]:
    protected = people.protected
    for at, name in enumerate(coding.GROUPS):
        yield "group", name, (protected.groups >> np.uint8(at) & 1) > 0
    yield "group", "none", protected.groups == 0
    yield "disability", "told", protected.disability
    yield "disability", "none", ~protected.disability
    for at, name in enumerate(coding.CATEGORIES):
        yield "category", name, protected.category == at
    for grade in range(1, 5):
        yield "grade", str(grade), protected.grade == grade


def _ages(
    birth_days: np.ndarray[tuple[int], np.dtype[np.int32]], day: date
) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    told = [-1 if born == coding.NO_DAY else age_on(coding.as_date(born), day) for born in birth_days.tolist()]
    return np.array(told, dtype=np.int64)
