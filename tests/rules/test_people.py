"""What a scenario's condition may ask about people: every field and operator at its edges."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.domain.moments import age_on, parse_moment
from matcher.domain.records import read_candidate
from matcher.rules.calendar import born_by, months_before
from matcher.rules.context import Context
from matcher.rules.pairs import Pairs
from matcher.rules.people import FIELDS, people_fields
from matcher.rules.verdict import NAMES
from matcher.table.table import Candidates, Jobs


def asked(field: str, op: str, value: Any, when: str = "2023-09-01", **person: Any) -> str:
    people = Candidates.of([read_candidate({"id": "c", **person})])
    pairs = Pairs(people, Jobs.of([]), Context(parse_moment(when)))
    return NAMES[int(people_fields(pairs)[field].test(op, value)[0, 0])]


@pytest.mark.parametrize(
    ("op", "value", "answers"),
    [
        ("ge", "associate", ("fail", "pass", "pass")),
        ("gt", "associate", ("fail", "fail", "pass")),
        ("le", "associate", ("pass", "pass", "fail")),
        ("lt", "associate", ("pass", "fail", "fail")),
        ("eq", "associate", ("fail", "pass", "fail")),
        ("in", ["associate", "bachelor"], ("fail", "pass", "pass")),
        ("not_in", ["associate", "bachelor"], ("pass", "fail", "fail")),
    ],
)
def test_schooling_compares_by_rank(op: str, value: Any, answers: tuple[str, ...]) -> None:
    for level, answer in zip(("senior_secondary", "associate", "bachelor"), answers, strict=True):
        assert asked("education", op, value, education=level) == answer
    assert asked("education", op, value) == "unknown"


def test_general_and_vocational_schooling_rank_alike_and_are_still_told_apart() -> None:
    assert asked("education", "ge", "secondary_vocational", education="senior_secondary") == "pass"
    assert asked("education", "eq", "secondary_vocational", education="senior_secondary") == "fail"


@pytest.mark.parametrize(
    ("op", "value", "answers"),
    [
        ("ge", 25, ("fail", "pass", "pass")),
        ("gt", 25, ("fail", "fail", "pass")),
        ("le", 25, ("pass", "pass", "fail")),
        ("lt", 25, ("pass", "fail", "fail")),
        ("between", [25, 25], ("fail", "pass", "fail")),
        ("between", [16, 24], ("pass", "fail", "fail")),
    ],
)
def test_the_age_turns_on_the_birthday(op: str, value: Any, answers: tuple[str, ...]) -> None:
    for born, answer in zip(("1998-09-02", "1998-09-01", "1997-09-01"), answers, strict=True):
        assert asked("age", op, value, birth_date=born) == answer
    assert asked("age", op, value) == "unknown"


def test_days_within_months_and_days_ahead() -> None:
    assert asked("graduation_date", "within_months", 24, graduation_date="2021-09-01") == "pass"
    assert asked("graduation_date", "within_months", 24, graduation_date="2021-08-31") == "fail"
    assert asked("graduation_date", "ahead", None, graduation_date="2023-09-01") == "fail"
    assert asked("graduation_date", "ahead", None, graduation_date="2023-09-02") == "pass"
    assert asked("unemployed_since", "within_months", 12) == "unknown"


def test_groups_by_word_recognition_or_a_disability_that_may_be_used() -> None:
    assert asked("groups", "eq", "veteran", groups=["veteran"]) == "pass"
    assert asked("groups", "eq", "veteran", groups=[]) == "fail"
    assert asked("groups", "eq", "veteran") == "unknown"
    assert asked("groups", "eq", "veteran", entitlements=[{"code": "veteran"}]) == "pass"
    assert asked("groups", "in", ["veteran", "disabled"], groups=["disabled"]) == "pass"
    told = {"disability": {"category": "visual"}, "groups": []}
    assert asked("groups", "eq", "disabled", consents=["disability_matching"], **told) == "pass"
    assert asked("groups", "eq", "disabled", consents=["matching"], **told) == "fail"
    assert asked("groups", "eq", "veteran", consents=["disability_matching"], **told) == "fail"


def test_an_operator_that_a_field_does_not_have_is_an_error_of_the_program() -> None:
    with pytest.raises(ValueError, match="ge"):
        asked("status", "ge", "student", status="student")
    with pytest.raises(ValueError, match="eq"):
        asked("graduation_date", "eq", 1, graduation_date="2023-09-01")
    assert "ge" not in FIELDS["status"]


DAYS = st.dates(date(1990, 1, 1), date(2030, 12, 31))


@given(DAYS, DAYS, st.integers(1, 70))
def test_who_was_born_by_a_day_has_the_age(birth: date, day: date, age: int) -> None:
    assert (birth <= born_by(day, age)) == (age_on(birth, day) >= age)


def month_on(day: date, months: int) -> date:
    """The same day so many months on, the last of a shorter month."""
    number = day.year * 12 + day.month - 1 + months
    for last in (day.day, 30, 29, 28):
        try:
            return date(number // 12, number % 12 + 1, min(last, day.day))
        except ValueError:
            continue
    raise AssertionError


@given(DAYS, DAYS, st.integers(0, 48))
def test_a_day_is_within_months_when_so_many_months_on_is_not_yet_past(start: date, day: date, months: int) -> None:
    assert (start >= months_before(day, months)) == (day <= month_on(start, months))
