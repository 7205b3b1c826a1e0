"""Pay against the minimum wage of the day (class II)."""

from __future__ import annotations

from datetime import date

import pytest

from matcher.screening.screen import screen


def pays(text: str, day: date | None) -> bool:
    return "PAY" in {found.ground for found in screen(text, as_of=day).findings}


@pytest.mark.parametrize(
    ("text", "below_in_2023", "below_in_2026"),
    [
        ("月薪1800元", True, True),
        ("月薪2069元", True, True),
        ("月薪2070元", False, True),
        ("底薪2300元/月", False, True),
        ("工资2430-3000元/月", False, False),
        ("工资1,500元/月", True, True),
        ("工资6,500元/月", False, False),
        ("时薪19元", True, True),
        ("20元/小时", False, True),
        ("22.5元/小时", False, True),
        ("23元/小时", False, False),
        ("日薪90元", True, True),
        ("100元/天", False, True),
        ("日薪130元", False, False),
        ("每天工作4小时，日薪82元", False, True),
    ],
)
def test_the_floor_is_that_of_the_day(text: str, below_in_2023: bool, below_in_2026: bool) -> None:
    assert pays(text, date(2023, 9, 1)) is below_in_2023
    assert pays(text, date(2026, 3, 1)) is below_in_2026
    assert pays(text, None) is below_in_2026, "without a day the newest wages count"


@pytest.mark.parametrize(
    "text",
    [
        "餐补300元/月",
        "见习补贴1500元/月",
        "半天兼职，每月1500元",
        "夜班补贴20元/天",
        "工龄奖每月100元",
        "住宿费100元/月",
        "月薪4-6K",
        "每天8小时",
        "RM 8/hour",
        "工资150-200元/天",
        "保底200一天",
        "工资150000/年",
        "10000元/月",
        "0.8万元/月",
    ],
)
def test_amounts_that_are_no_wage(text: str) -> None:
    assert not pays(text, date(2023, 9, 1))


def test_the_note_tells_the_floor_and_its_date() -> None:
    (found,) = screen("月薪1800元", as_of=date(2023, 9, 1)).findings
    assert "2070" in found.note
    assert "2021-08-01" in found.note


def test_before_the_table_nothing_is_judged() -> None:
    assert not pays("月薪100元", date(2000, 1, 1))
