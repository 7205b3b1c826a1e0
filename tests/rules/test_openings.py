"""What would open more: each change, applied to the asker's record and judged anew, opens as many as it says."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matcher.domain.moments import parse_moment
from matcher.domain.records import Candidate, Job, read_candidate, read_job
from matcher.rules.context import Context
from matcher.rules.loading import load_scenarios
from matcher.rules.openings import changed, nearest_openings
from matcher.table.table import Candidates, Jobs

SCENARIOS = load_scenarios()
CONTEXT = Context(parse_moment("2023-09-01T10:00+08:00"))
AGREED = {"id": "c", "consents": ["matching", "disability_matching"], "birth_date": "1990-01-01"}
QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def for_candidate(person: dict[str, Any], posts: list[dict[str, Any]], name: str = "general") -> list[dict[str, Any]]:
    record = read_candidate({**AGREED, **person})
    jobs = Jobs.of([read_job({"title": "岗位", "id": f"j{at}", **post}) for at, post in enumerate(posts)])
    verdicts = SCENARIOS[name].judge(Candidates.of([record]), jobs, CONTEXT)
    found = nearest_openings(SCENARIOS[name], record, jobs, CONTEXT, verdicts)
    check(record, jobs, name, found)
    return found


def for_job(post: dict[str, Any], people: list[dict[str, Any]], name: str = "general") -> list[dict[str, Any]]:
    record = read_job({"title": "岗位", "id": "j", **post})
    candidates = Candidates.of([read_candidate({**AGREED, "id": f"c{at}", **who}) for at, who in enumerate(people)])
    verdicts = SCENARIOS[name].judge(candidates, Jobs.of([record]), CONTEXT)
    found = nearest_openings(SCENARIOS[name], record, candidates, CONTEXT, verdicts)
    check(record, candidates, name, found)
    return found


def allowed(asker: Candidate | Job, others: Jobs | Candidates, name: str) -> int:
    if isinstance(asker, Candidate):
        assert isinstance(others, Jobs)
        return int(SCENARIOS[name].judge(Candidates.of([asker]), others, CONTEXT).allowed().sum())
    assert isinstance(others, Candidates)
    return int(SCENARIOS[name].judge(others, Jobs.of([asker]), CONTEXT).allowed().sum())


def check(asker: Candidate | Job, others: Jobs | Candidates, name: str, found: list[dict[str, Any]]) -> None:
    """Every opening, applied, opens exactly `more`; one step less opens nothing."""
    before = allowed(asker, others, name)
    for opening in found:
        after = changed(asker, opening["field"], opening["to"])
        assert after is not None
        assert allowed(after, others, name) == before + opening["more"], opening
        assert opening["more"] > 0
        step = {"max_distance_km": -1, "desired_pay.min": 1, "pay.max": -1}.get(opening["field"])
        if step:
            less = changed(asker, opening["field"], opening["to"] + step)
            if less is not None:
                assert allowed(less, others, name) == before, opening


def one(found: list[dict[str, Any]], field: str) -> dict[str, Any]:
    return next(opening for opening in found if opening["field"] == field)


def test_the_nearest_kilometre_that_opens_anything() -> None:
    posts = [{"location": {"lat": 32.39 + step, "lon": 119.43}} for step in (0.05, 0.1, 0.1005, 0.3)]
    opening = one(
        for_candidate({"location": {"lat": 32.39, "lon": 119.43}, "max_distance_km": 8}, posts), "max_distance_km"
    )
    assert (opening["to"], opening["more"], opening["text"]) == (12, 2, "放宽到 12 公里，可多 2 个岗位")


def test_a_post_shut_by_two_rules_is_not_opened_by_one_change() -> None:
    posts = [{"location": {"lat": 33.0, "lon": 119.43}, "night_shift": True}]
    person = {"location": {"lat": 32.39, "lon": 119.43}, "max_distance_km": 8, "night_shift_ok": False}
    assert for_candidate(person, posts) == []


def test_pay_night_form_of_work_and_certificates() -> None:
    posts = [
        {"pay": {"min": 3000, "max": 3999.5, "unit": "month"}, "employment_type": "full_time"},
        {"employment_type": "part_time", "pay": {"min": 40, "unit": "hour"}},
        {"employment_type": "part_time", "pay": {"min": 41, "unit": "hour"}},
        {"employment_type": "full_time", "pay": {"min": 9000, "unit": "month"}, "night_shift": True},
        {"employment_type": "full_time", "pay": {"min": 9000, "unit": "month"}, "required_certificates": ["健康证"]},
    ]
    person = {
        "desired_pay": {"min": 4000, "unit": "month"},
        "employment_types": ["full_time"],
        "night_shift_ok": False,
        "certificates": ["L03"],
    }
    found = for_candidate(person, posts)
    assert one(found, "desired_pay.min")["to"] == 3999
    assert one(found, "employment_types")["to"] == ["full_time", "part_time"]
    assert one(found, "employment_types")["more"] == 2
    assert one(found, "night_shift_ok")["to"] is True
    assert one(found, "certificates")["more"] == 1


def test_the_shift_that_takes_the_fewest_more_minutes() -> None:
    day = "2023-09-04T{}:00+08:00"
    posts = [
        {"shifts": [{"start": day.format("08"), "end": day.format("13")}]},
        {"shifts": [{"start": day.format("18"), "end": day.format("23")}]},
    ]
    found = for_candidate({"availability": [{"start": day.format("08"), "end": day.format("12")}]}, posts)
    opening = one(found, "availability")
    assert opening["more"] == 1
    assert len(opening["to"]) == 2


def test_what_an_employer_could_give_way_in() -> None:
    people = [
        {"education": "associate", "desired_pay": {"min": 5000, "unit": "month"}},
        {"education": "bachelor", "desired_pay": {"min": 5200.5, "unit": "month"}},
        {"education": "junior_secondary"},
    ]
    found = for_job({"min_education": "bachelor", "pay": {"min": 4000, "max": 4500, "unit": "month"}}, people)
    assert one(found, "pay.max")["to"] == 5201
    assert one(found, "min_education")["to"] == "junior_secondary"


def test_pay_below_the_floor_is_raised_to_it_at_least() -> None:
    people = [{}, {"desired_pay": {"min": 2500, "unit": "month"}}]
    opening = one(
        for_job({"pay": {"min": 1500, "max": 1800, "unit": "month"}, "employment_type": "full_time"}, people), "pay"
    )
    assert opening["to"] == {"min": 2070, "max": 2070, "unit": "month"}
    assert opening["more"] == 1


def test_no_proposal_drops_a_certificate_that_the_law_asks_for() -> None:
    people = [{"certificates": []}, {"certificates": ["L01"]}]
    assert for_job({"required_certificates": ["L01"]}, people) == []
    opening = one(for_job({"required_certificates": ["L01", "L20"]}, people), "required_certificates")
    assert opening["to"] == ["低压电工作业证"]
    assert opening["more"] == 1


def test_arrangements_that_open() -> None:
    people = [
        {"disability": {"category": "physical", "needs": ["A01"]}},
        {"disability": {"category": "physical", "limits": {"standing": 1}}},
        {"disability": {"category": "physical", "limits": {"standing": 1}}},
    ]
    post = {"accommodations": [], "arrangements_possible": False, "demands": {"standing": 3}}
    found = for_job(post, people)
    assert one(found, "arrangements_possible")["more"] == 3
    assert one(found, "accommodations")["to"] == ["A06"]
    assert one(found, "accommodations")["more"] == 2


@QUICK
@given(st.data())
def test_openings_of_random_markets_are_exact(data: st.DataObject) -> None:
    places = st.builds(lambda a: {"lat": 32.39 + a / 40, "lon": 119.43}, st.integers(0, 20)) | st.just(
        {"division": "321003"}
    )
    post = st.fixed_dictionaries(
        {},
        optional={
            "location": places,
            "pay": st.builds(lambda a: {"min": a, "unit": "month"}, st.integers(2000, 9000)),
            "employment_type": st.sampled_from(["full_time", "gig", "part_time"]),
            "night_shift": st.booleans(),
            "required_certificates": st.lists(st.sampled_from(["L06", "L03", "甲证"]), max_size=2, unique=True),
            "min_education": st.sampled_from(["associate", "bachelor"]),
        },
    )
    person = st.fixed_dictionaries(
        {},
        optional={
            "location": places,
            "max_distance_km": st.integers(0, 40),
            "desired_pay": st.builds(lambda a: {"min": a, "unit": "month"}, st.integers(2000, 9000)),
            "employment_types": st.lists(st.sampled_from(["full_time", "gig"]), max_size=2, unique=True),
            "night_shift_ok": st.booleans(),
            "certificates": st.lists(st.sampled_from(["L06", "L03"]), max_size=2, unique=True),
            "education": st.sampled_from(["associate", "junior_secondary", "master"]),
        },
    )
    for_candidate(data.draw(person), data.draw(st.lists(post, min_size=1, max_size=8)))
    for_job(data.draw(post), data.draw(st.lists(person, min_size=1, max_size=8)))


def test_rows_that_do_not_count_open_nothing() -> None:
    record = read_candidate({**AGREED, "night_shift_ok": False})
    jobs = Jobs.of([read_job({"id": f"j{at}", "title": "岗位", "night_shift": True}) for at in range(3)])
    verdicts = SCENARIOS["general"].judge(Candidates.of([record]), jobs, CONTEXT)
    among = np.array([True, False, True])
    found = nearest_openings(SCENARIOS["general"], record, jobs, CONTEXT, verdicts, among=among)
    assert [opening["more"] for opening in found] == [2]


def test_without_the_scope_nothing_is_said_of_arrangements() -> None:
    record = read_job(
        {"id": "j", "title": "岗位", "accommodations": [], "arrangements_possible": False, "night_shift": True}
    )
    told = {"disability": {"category": "physical", "needs": ["A01"]}, "night_shift_ok": True}
    people = Candidates.of(
        [read_candidate({**AGREED, "id": "a", **told}), read_candidate({**AGREED, "id": "b", "night_shift_ok": False})]
    )
    verdicts = SCENARIOS["general"].judge(people, Jobs.of([record]), CONTEXT)
    shown = [
        {o["field"] for o in nearest_openings(SCENARIOS["general"], record, people, CONTEXT, verdicts, sensitive=scope)}
        for scope in (True, False)
    ]
    assert shown == [{"accommodations", "arrangements_possible", "night_shift"}, {"night_shift"}]
