"""What the office knows besides: events in order, employers on record, advertisements that wait."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from matcher.domain.moments import parse_moment
from matcher.domain.records import read_candidate, read_employer, read_job
from matcher.rules.context import Context, EmployerFacts, EventFacts, in_force
from matcher.rules.loading import load_scenarios
from matcher.table.table import Candidates, Jobs, JobTable

GENERAL = load_scenarios()["general"]
NOW = parse_moment("2023-09-01T10:00+08:00")
ME, YOU = ("default", "me"), ("default", "you")
A, B = ("default", "a"), ("default", "b")


def at(day: str) -> Any:
    return parse_moment(day)


def test_a_hire_holds_until_the_person_left() -> None:
    events = [(ME, A, "left", at("2023-08-20")), (ME, A, "hire", at("2023-08-01")), (YOU, A, "hire", at("2023-08-02"))]
    facts = EventFacts.of(events)
    assert facts.hires == {A: 1}
    assert facts.employed == {YOU}
    assert facts.referred == {ME: {A}, YOU: {A}}


def test_who_left_one_employer_and_was_hired_by_another_is_employed() -> None:
    events = [(ME, A, "hire", at("2023-07-01")), (ME, B, "hire", at("2023-08-10")), (ME, A, "left", at("2023-08-20"))]
    facts = EventFacts.of(events)
    assert facts.employed == {ME}
    assert facts.hires == {B: 1}


def test_a_hire_told_twice_is_one_place() -> None:
    assert EventFacts.of([(ME, A, "hire", at("2023-08-01")), (ME, A, "hire", at("2023-08-02"))]).hires == {A: 1}


def test_what_lies_ahead_has_not_happened() -> None:
    events = [(ME, A, "hire", at("2023-09-01T10:00+08:00")), (ME, B, "apply", at("2023-09-01T10:01+08:00"))]
    facts = EventFacts.of(events, until=NOW)
    assert facts.hires == {A: 1}
    assert facts.referred == {ME: {A}}


def test_a_look_is_no_referral() -> None:
    assert EventFacts.of([(ME, A, "view", at("2023-08-01"))]) == EventFacts()


@pytest.mark.parametrize(
    ("status", "day", "holds"),
    [
        ({"code": "wage_arrears"}, "2023-09-01", True),
        ({"code": "wage_arrears", "from": "2023-09-01"}, "2023-09-01", True),
        ({"code": "wage_arrears", "from": "2023-09-02"}, "2023-09-01", False),
        ({"code": "wage_arrears", "to": "2023-09-01"}, "2023-09-01", True),
        ({"code": "wage_arrears", "to": "2023-08-31"}, "2023-09-01", False),
    ],
)
def test_a_status_lasts_to_the_end_of_its_day(status: dict[str, Any], day: str, holds: bool) -> None:
    employer = read_employer({"id": "e", "status": [status]})
    assert bool(in_force(employer, date.fromisoformat(day))) is holds
    assert in_force(employer, date.fromisoformat(day), ignored=["wage_arrears"]) == []


def verdicts(code: str, jobs: Jobs, context: Context) -> list[int]:
    judged = GENERAL.judge(Candidates.of([read_candidate({"id": "me", "consents": ["matching"]})]), jobs, context)
    return [int(v) for v in judged.matrix[list(judged.codes).index(code)]]


def job(id: str, **fields: Any) -> Any:
    return read_job({"id": id, "title": "岗位", **fields})


def test_a_listed_employer_is_found_by_id_else_by_name_and_in_its_tenant_alone() -> None:
    listed = read_employer({"id": "e1", "name": "甲 厂", "status": [{"code": "wage_arrears"}]})
    past = read_employer({"id": "e2", "name": "乙厂", "status": [{"code": "wage_arrears", "to": "2023-01-01"}]})
    clean = read_employer({"id": "e3", "name": "丙厂"})
    facts = EmployerFacts.of([("default", listed), ("default", past), ("default", clean)])
    names = [{"id": "e1"}, {"name": "甲厂"}, {"id": "e9", "name": "甲厂"}, {"id": "e2"}, {"id": "e3"}, {"name": "丁厂"}]
    jobs = Jobs.of([job(f"j{n}", employer=named) for n, named in enumerate(names)] + [job("j9")])
    context = Context(NOW, employers=facts)
    assert verdicts("employer_listed", jobs, context) == [3, 3, 0, 1, 0, 0, 0]
    assert verdicts("employer_listed", Jobs.of([job("j", employer={"id": "e1"})], "other"), context) == [0]
    assert verdicts("employer_listed", jobs, Context(NOW)) == [0] * 7


def test_held_and_referred_rows_are_found_whether_few_or_many() -> None:
    table = JobTable()
    table.upsert([job(id) for id in "abc"])
    table.upsert([job("b")])
    few, many = frozenset({B}), frozenset({B, *(("default", f"x{n}") for n in range(9))})
    events = EventFacts.of([(ME, A, "apply", at("2023-08-01"))])
    for held in (few, many):
        context = Context(NOW, held=held, events=events)
        assert verdicts("advert_held", table.view(), context)[3] == 3
        assert verdicts("advert_held", table.view(), context)[0] == 1
        assert verdicts("already_referred", table.view(), context) == [3, 1, 1, 1]
