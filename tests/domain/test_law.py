"""The law's dated numbers: what is asked for a day is what was in force on it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from matcher.domain.law import Number, Source, shipped_law

LAW = shipped_law()


@pytest.mark.parametrize(
    ("day", "month", "hour"),
    [
        ("2018-08-01", 1830, 16.5),
        ("2021-07-31", 1830, 16.5),
        ("2021-08-01", 2070, 20),
        ("2023-12-31", 2070, 20),
        ("2024-01-01", 2260, 22),
        ("2026-01-01", 2430, 23),
        ("2031-05-01", 2430, 23),
    ],
)
def test_the_minimum_wage_on_a_day(day: str, month: float, hour: float) -> None:
    wage = LAW.wage(date.fromisoformat(day))
    assert wage is not None
    assert (wage.month, wage.hour) == (month, hour)


def test_before_the_table_nothing_is_known() -> None:
    assert LAW.wage(date(2018, 7, 31)) is None


def test_a_district_whose_class_is_unconfirmed_has_class_two() -> None:
    assert LAW.classes == {}
    for district in ("321002", "321023", "321084", None):
        wage = LAW.wage(date(2023, 9, 1), district)
        assert wage is not None
        assert wage.level == "二类"


def test_a_confirmed_class_counts() -> None:
    wage = replace(LAW, classes={"321023": "三类"}).wage(date(2023, 9, 1), "321023")
    assert wage is not None
    assert (wage.month, wage.hour) == (1840, 18)


def test_a_number_that_changes_keeps_its_days() -> None:
    assert LAW.number("retirement_male_most", date(2024, 12, 31)) == 60
    assert LAW.number("retirement_male_most", date(2025, 1, 1)) == 63
    later = Number("minimum_age", 17, "years", Source("某法"), "general_to_confirm", start=date(2030, 1, 1))
    law = replace(LAW, numbers=(*LAW.numbers, later))
    assert law.number("minimum_age", date(2029, 12, 31)) == 16
    assert law.number("minimum_age", date(2030, 1, 1)) == 17


def test_a_number_that_nobody_knows_is_an_error() -> None:
    with pytest.raises(KeyError, match="maximum_age"):
        LAW.number("maximum_age", date(2023, 9, 1))


def test_every_number_says_where_it_comes_from_and_how_sure_it_is() -> None:
    for number in LAW.numbers:
        assert number.source.title
        assert number.status in ("verified_from_material", "general_to_confirm")
    assert len(LAW.lists["adult_licences"]) == 14
