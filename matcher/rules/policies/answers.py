"""What a person's or an employer's record answers of the questions that policies ask."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from matcher.domain.codes import EDUCATION_RANK
from matcher.domain.law import Law
from matcher.domain.moments import age_on
from matcher.domain.records import Candidate, Employer, Entitlement
from matcher.rules.calendar import months_before
from matcher.rules.condition import Field
from matcher.rules.verdict import FAIL, PASS, UNKNOWN, Verdict, any_of


@dataclass(frozen=True)
class Value:
    """One answer, None where it is not given."""

    value: Any

    def test(self, op: str, value: Any) -> Verdict:
        """Compares where both are of one kind; else unknown."""
        own = self.value
        if own is None or (op in ("ge", "gt", "le", "lt", "between") and isinstance(own, str | bool)):
            return np.array([UNKNOWN])
        comparisons: dict[str, Callable[[], bool]] = {
            "eq": lambda: own == value,
            "in": lambda: own in value,
            "not_in": lambda: own not in value,
            "ge": lambda: own >= value,
            "gt": lambda: own > value,
            "le": lambda: own <= value,
            "lt": lambda: own < value,
            "between": lambda: value[0] <= own <= value[1],
        }
        return np.array([PASS if comparisons[op]() else FAIL])


@dataclass(frozen=True)
class Verified:
    """A yes or no that is itself a verdict."""

    verdict: np.int8

    def test(self, op: str, value: Any) -> Verdict:
        """`eq` true or false."""
        found = self.verdict if value is True else np.int8(4 - self.verdict)
        return np.array([found])


@dataclass(frozen=True)
class Labels:
    """Groups by the names that policies use; one that a record cannot answer is unknown."""

    verdicts: Mapping[str, np.int8]

    def test(self, op: str, value: Any) -> Verdict:
        """`eq` one, `in` any of several."""
        names = [value] if op == "eq" else value
        return any_of([np.array([self.verdicts.get(name, UNKNOWN)]) for name in names])


def person_answers(person: Candidate, day: date, law: Law) -> dict[str, Field]:
    """The answers of a candidate's record. A disability is used with the consent `disability_matching` alone."""
    age = None if person.birth_date is None else age_on(person.birth_date, day)
    hard = recognised(person, "hard_to_place", day)
    disabled = _disabled(person)
    registered = recognised(person, "registered_unemployed", day, word_counts=True)
    flexible = None if person.status is None else "灵活就业" if person.status == "flexible" else "其他"
    return {
        "age": Value(age),
        "retirement": Value(_before_retirement(person, age, day, law)),
        "person_group": Labels(
            {
                "登记失业": registered,
                "就业困难人员": hard,
                "残疾人": disabled,
                "退役军人": recognised(person, "veteran", day, word_counts=True),
                "高校毕业生": _graduate(person, day),
            }
        ),
        "is_difficult_person": Verified(hard),
        "is_disabled": Verified(disabled),
        "registered_unemployed": Verified(registered),
        "seeking_job": Verified(PASS if person.status == "unemployed" else UNKNOWN),
        "employment_form": Value(flexible),
        "grad_status": Value(_graduation_year(person, day)),
    }


def recognised(person: Candidate, group: str, day: date, *, word_counts: bool = False) -> np.int8:
    """Whether an office recognised a person on a day; their own word is a question unless `word_counts`."""
    entries = [item for item in person.entitlements or () if item.code == group]
    if any(_valid(item, day) for item in entries):
        return PASS
    if group in (person.groups or ()):
        return PASS if word_counts else UNKNOWN
    if entries or person.groups is None or (person.entitlements is None and not word_counts):
        return UNKNOWN
    return FAIL


def _valid(item: Entitlement, day: date) -> bool:
    return (item.valid_from is None or item.valid_from <= day) and (item.valid_to is None or day <= item.valid_to)


def _disabled(person: Candidate) -> np.int8:
    if person.disability is not None and "disability_matching" in (person.consents or ()):
        return PASS
    named = "disabled" in (person.groups or ()) or any(e.code == "disabled" for e in person.entitlements or ())
    return PASS if named else UNKNOWN if person.groups is None else FAIL


def _graduate(person: Candidate, day: date) -> np.int8:
    if person.education is None:
        return UNKNOWN
    if EDUCATION_RANK[person.education] < EDUCATION_RANK["associate"]:
        return FAIL
    if person.graduation_date is None:
        return UNKNOWN
    return PASS if person.graduation_date >= months_before(day, 24) else FAIL


def _graduation_year(person: Candidate, day: date) -> str | None:
    """The school year (September to August) in which a person graduates, as policies name it."""
    if person.graduation_date is None:
        return None
    start = date(day.year if day.month >= 9 else day.year - 1, 9, 1)
    end = date(start.year + 1, 8, 31)
    return "毕业学年" if start <= person.graduation_date <= end else "其他"


def _before_retirement(person: Candidate, age: int | None, day: date, law: Law) -> str | None:
    """`before`, `after`, or None where the age at which a person may retire cannot be told."""
    if age is None:
        return None
    sexes: Sequence[str] = [person.gender] if person.gender else ["male", "female"]
    least = min(law.number(f"retirement_{sex}_least", day) for sex in sexes)
    most = max(law.number(f"retirement_{sex}_most", day) for sex in sexes)
    return "before" if age < least else "after" if age >= most else None


_ALIASES = {"unemployment_insurance_paid_months": "unemployment_insurance_months"}


def employer_answers(employer: Employer, names: Sequence[str]) -> dict[str, Field]:
    """The answers of an employer's record: its own fields, and `facts` by the names that policies use."""
    facts = employer.facts or {}
    count, staff = employer.disabled_employees, employer.employees
    own: dict[str, Any] = {
        "enterprise_scale": employer.scale,
        "employer_type": employer.type,
        "employees": staff,
        "disabled_count": count,
        "disabled_ratio": count / staff if count is not None and staff else None,
    }
    found: dict[str, Field] = {}
    for name in names:
        value = facts.get(name, facts.get(_ALIASES.get(name, ""), own.get(name)))
        if value is not None:
            found[name] = Value(_scale(value) if name == "enterprise_scale" else value)
    return found


def _scale(text: Any) -> Any:
    """An enterprise's size as the policies name it: 小型, whether the clerk wrote 小, 小型 or 小型企业."""
    if not isinstance(text, str):
        return text
    return next((size + "型" for size in ("大", "中", "小", "微") if text.strip().startswith(size)), text)
