"""Legal floors by district and day, once an agency has confirmed a district's class."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from matcher.domain.law import shipped_law
from matcher.domain.moments import parse_moment
from matcher.domain.records import read_candidate, read_job
from matcher.rules.context import Context
from matcher.rules.explain import explain_pair
from matcher.rules.loading import load_scenarios
from matcher.table.table import Candidates, Jobs

GENERAL = load_scenarios()["general"]
CONFIRMED = replace(shipped_law(), classes={"321023": "三类", "321003": "一类"})


def floor(division: str, least: float, law: Any = CONFIRMED, when: str = "2023-09-01", **fields: Any) -> dict[str, Any]:
    post = {
        "id": "j",
        "title": "岗位",
        "employment_type": "full_time",
        "pay": {"min": least, "unit": "month"},
        **fields,
    }
    job = Jobs.of([read_job({**post, "location": {"division": division}})])
    person = Candidates.of([read_candidate({"id": "c", "consents": ["matching"]})])
    answer = explain_pair(GENERAL, person, job, Context(parse_moment(when), law=law))
    return next((rule for rule in answer["rules"] if rule["code"] == "below_minimum_wage"), {"verdict": "left out"})


@pytest.mark.parametrize(
    ("division", "least", "verdict"),
    [
        ("宝应县", 1840, "pass"),
        ("宝应县", 1839, "fail"),
        ("321003", 2280, "pass"),
        ("321003", 2279, "fail"),
        ("321002", 2070, "pass"),
        ("321002", 2069, "fail"),
    ],
)
def test_a_confirmed_class_sets_the_floor_of_its_district_alone(division: str, least: float, verdict: str) -> None:
    assert floor(division, least)["verdict"] == verdict


def test_unconfirmed_every_district_counts_as_class_two() -> None:
    assert floor("宝应县", 1840, shipped_law())["verdict"] == "fail"
    assert floor("宝应县", 2070, shipped_law())["verdict"] == "pass"


def test_posts_of_one_side_may_fall_into_several_periods() -> None:
    shift = [{"start": "2024-01-02T08:00", "end": "2024-01-02T12:00"}]
    assert floor("321002", 2259, when="2023-09-01", shifts=shift)["verdict"] == "fail"
    assert floor("321002", 2260, when="2023-09-01", shifts=shift)["verdict"] == "pass"
    jobs = [
        {"id": "a", "title": "岗位", "pay": {"min": 2100, "unit": "month"}},
        {"id": "b", "title": "岗位", "pay": {"min": 2100, "unit": "month"}, "shifts": shift},
    ]
    table = Jobs.of([read_job(job) for job in jobs])
    verdicts = GENERAL.judge(Candidates.of([read_candidate({"id": "c"})]), table, Context(parse_moment("2023-09-01")))
    row = list(verdicts.codes).index("below_minimum_wage")
    assert verdicts.matrix[row].tolist() == [1, 3]


def test_before_the_table_there_is_no_floor_to_hold_anybody_to() -> None:
    assert floor("321002", 100, when="2018-07-31")["verdict"] == "left out"


def test_the_raise_keeps_what_the_post_pays_at_most() -> None:
    assert floor("321002", 1500)["changes"][0]["to"] == 2070
    assert floor("321002", 1500, pay={"min": 1500, "max": 1600, "unit": "month", "months": 13})["changes"][0] == {
        "side": "job",
        "field": "pay",
        "to": {"min": 2070, "max": 2070, "unit": "month", "months": 13},
        "text": "若最低薪酬提到 2070 元/月",
    }
