"""What holds of every pair, however it was made: one pair is a whole side's column, and every change flips its rule."""

from __future__ import annotations

import copy
import json
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matcher.domain.moments import parse_moment
from matcher.domain.records import read_candidate, read_employer, read_job
from matcher.rules.context import Context, EmployerFacts, EventFacts
from matcher.rules.explain import explain_pair, to_confirm
from matcher.rules.loading import load_scenarios
from matcher.rules.sift import sift
from matcher.table.table import Candidates, Jobs

SCENARIOS = load_scenarios()
AS_OF = parse_moment("2023-09-01T10:00+08:00")


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(st.none(), strategy)


def lists(*items: Any, most: int = 3) -> st.SearchStrategy[Any]:
    return maybe(st.lists(st.sampled_from(items), max_size=most, unique_by=str))


def record(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    made = st.fixed_dictionaries(fields)
    return made.map(lambda d: {k: v for k, v in d.items() if v is not None})


EDUCATION = st.sampled_from(
    ["none", "junior_secondary", "senior_secondary", "secondary_vocational", "associate", "master"]
)
TYPES = ("full_time", "part_time", "gig", "internship", "public_welfare")
UNITS = st.sampled_from(["hour", "day", "shift", "week", "month", "year", "piece"])
MONEY = st.one_of(st.integers(0, 200), st.integers(1000, 9000), st.floats(0, 9000, allow_nan=False))
LEVELS = {
    n: maybe(st.integers(0, 3))
    for n in ("vision", "hearing", "mobility", "standing", "lifting", "stress", "night_work")
}
ABILITIES = record(
    **LEVELS, lifting_kg=maybe(st.sampled_from([0, 5, 10.5, 25, 30])), standing_hours=maybe(st.integers(0, 8))
)
PLACES = st.one_of(
    st.builds(
        lambda d: {"division": d},
        st.sampled_from(["321002", "321003", "321012", "321071", "321002001", "320000", "320102"]),
    ),
    st.builds(lambda a, b: {"lat": 32 + a / 50, "lon": 119 + b / 50}, st.integers(0, 60), st.integers(0, 60)),
    st.just({}),
)
DAYS = st.sampled_from(
    ["2020-09-01", "2021-08-31", "2021-09-01", "2023-08-31", "2023-09-01", "2023-09-02", "2024-01-01"]
)
CERTIFICATES = ("L01", "L06", "焊工证书甲", "初级会计", "叉车N1证")
MAJORS = ("会计学", "土木工程", "护理", "文物鉴赏", "财经商贸大类", "机械类")


@st.composite
def span(draw: st.DrawFn) -> dict[str, str]:
    start = parse_moment("2023-09-01T00:00+08:00") + timedelta(hours=draw(st.integers(0, 72)))
    end = start + timedelta(minutes=30 * draw(st.integers(1, 20)))
    return {"start": start.isoformat(), "end": end.isoformat()}


HELD = st.one_of(
    st.sampled_from(CERTIFICATES),
    st.builds(lambda n, d: {"name": n, "valid_to": d}, st.sampled_from(CERTIFICATES), DAYS),
)
ENTITLEMENT = record(
    code=st.sampled_from(["hard_to_place", "disabled", "veteran"]),
    valid_from=maybe(st.sampled_from(["2022-01-01", "2023-09-01", "2023-09-02"])),
    valid_to=maybe(st.sampled_from(["2023-09-02", "2023-12-31"])),
    used_months=maybe(st.sampled_from([0, 35, 36, 40])),
) | record(code=st.just("hard_to_place"), valid_to=st.just("2023-08-31"), used_months=maybe(st.just(36)))
GROUPS = ("hard_to_place", "disabled", "veteran", "unemployed_graduate")
DISABILITY = record(
    category=maybe(st.sampled_from(["visual", "physical", "multiple", "psychiatric"])),
    needs=lists("A01", "A03", "A14", "A19", "A33", "A41"),
    limits=maybe(ABILITIES),
)
CANDIDATES = record(
    education=maybe(EDUCATION),
    major=maybe(st.sampled_from(MAJORS)),
    graduation_date=maybe(DAYS),
    experience_years=maybe(st.sampled_from([0, 0.5, 5 / 12, 1, 3])),
    experience=maybe(st.lists(record(months=maybe(st.integers(0, 30))), max_size=2)),
    certificates=maybe(st.lists(HELD, max_size=3)),
    location=maybe(PLACES),
    max_distance_km=maybe(st.sampled_from([0, 5, 12.5, 30])),
    desired_pay=maybe(record(min=maybe(MONEY), unit=maybe(UNITS))),
    employment_types=lists(*TYPES),
    availability=maybe(st.lists(span(), max_size=3)),
    night_shift_ok=maybe(st.booleans()),
    status=maybe(st.sampled_from(["student", "unemployed", "employed", "flexible", "retired"])),
    birth_date=maybe(
        st.sampled_from(["1990-01-01", "1998-09-01", "1998-09-02", "2005-09-01", "2005-09-02", "2007-09-02"])
    ),
    groups=lists(*GROUPS),
    entitlements=maybe(st.lists(ENTITLEMENT, max_size=2)),
    disability=maybe(DISABILITY),
    consents=lists("matching", "disability_matching"),
).map(lambda d: {"id": "c", **d})


def ordered(pay: dict[str, Any]) -> dict[str, Any]:
    if "min" in pay and "max" in pay and pay["min"] > pay["max"]:
        pay["min"], pay["max"] = pay["max"], pay["min"]
    return pay


JOBS = record(
    employer=maybe(st.sampled_from([{"id": "e1", "name": "甲"}, {"name": "乙"}, {"id": "e2"}])),
    required_certificates=lists(*CERTIFICATES),
    min_education=maybe(EDUCATION),
    majors=lists(*MAJORS),
    min_experience_years=maybe(st.sampled_from([0, 0.5, 1, 2])),
    location=maybe(PLACES),
    remote=maybe(st.booleans()),
    pay=maybe(
        record(
            min=maybe(MONEY), max=maybe(MONEY), unit=maybe(UNITS), months=maybe(st.sampled_from([12, 13, 14.5]))
        ).map(ordered)
    ),
    headcount=maybe(st.integers(0, 3)),
    employment_type=maybe(st.sampled_from(TYPES)),
    channels=lists("gig", "internship", "general", "graduate", "disability_fair"),
    duration_months=maybe(st.sampled_from([1, 2.5, 3, 12, 13])),
    shifts=maybe(st.lists(span(), max_size=3)),
    hours_per_day=maybe(st.sampled_from([4, 7.5, 8, 10])),
    night_shift=maybe(st.booleans()),
    demands=maybe(ABILITIES),
    accommodations=lists("A01", "A06", "A08", "A14", "A19", "A41", "A29"),
    arrangements_possible=maybe(st.booleans()),
    insurance=lists("work_injury", "accident", "occupational_injury", "social"),
    opens_at=maybe(st.sampled_from(["2023-08-31", "2023-09-01", "2023-09-02"])),
    expires_at=maybe(st.sampled_from(["2023-09-02", "2023-09-03"])),
).map(lambda d: {"id": "j", "title": "岗位", **d})
NAMES = st.sampled_from(sorted(SCENARIOS))
LANGUAGES = st.sampled_from(["zh", "en"])
QUICK = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def context() -> Context:
    employer = read_employer(
        {
            "id": "e1",
            "name": "甲",
            "status": [{"code": "wage_arrears", "from": "2023-05-01", "to": None, "source": "名单"}],
        }
    )
    past = parse_moment("2023-08-01T00:00+08:00")
    events = [
        (("default", "x"), ("default", "j1"), "hire", past),
        (("default", "c"), ("default", "j2"), "apply", past),
        (("default", "c3"), ("default", "j0"), "hire", past),
    ]
    return Context(
        AS_OF,
        events=EventFacts.of(events),
        employers=EmployerFacts.of([("default", employer)]),
        held=frozenset({("default", "j3")}),
    )


def numbered(documents: list[dict[str, Any]], letter: str) -> list[dict[str, Any]]:
    return [{**document, "id": f"{letter}{at}"} for at, document in enumerate(documents)]


@settings(QUICK, max_examples=80)
@given(st.lists(CANDIDATES, min_size=1, max_size=5), st.lists(JOBS, min_size=1, max_size=6), NAMES)
def test_one_pair_is_the_column_of_a_whole_side(people: list[Any], posts: list[Any], name: str) -> None:
    scenario, ctx = SCENARIOS[name], context()
    persons, offers = [read_candidate(d) for d in numbered(people, "c")], [read_job(d) for d in numbered(posts, "j")]
    candidates, jobs = Candidates.of(persons), Jobs.of(offers)
    alone, apart = [Candidates.of([person]) for person in persons], [Jobs.of([offer]) for offer in offers]
    first, asks = scenario.judge_all(candidates, jobs, ctx)
    for c in range(len(candidates)):
        side = scenario.judge(candidates.take([c]), jobs, ctx)
        assert (side.first_failing() == first[c]).all()
        sifted = sift(scenario, candidates.take([c]), jobs, ctx)
        assert (sifted.first == first[c]).all()
        assert sifted.counts() == side.counts()
        assert (side.to_confirm() == asks[c]).all()
        for j in range(len(jobs)):
            assert (scenario.judge(alone[c], apart[j], ctx).matrix[:, 0] == side.matrix[:, j]).all()
    for j in range(len(jobs)):
        other = scenario.judge(candidates, jobs.take([j]), ctx)
        among = np.arange(len(candidates)) % 2 == 0
        sifted = sift(scenario, candidates, jobs.take([j]), ctx, among)
        assert (sifted.first == np.where(among, first[:, j], -2)).all()
        assert sifted.counts() == other.counts(among)
        assert (other.first_failing() == first[:, j]).all()


def changed(document: dict[str, Any], path: str, to: Any) -> dict[str, Any]:
    made = copy.deepcopy(document)
    *parents, last = path.split(".")
    place = made
    for parent in parents:
        place = place.setdefault(parent, {})
    place[last] = to
    return made


def verdict_of(answer: dict[str, Any], code: str) -> str:
    return next((rule["verdict"] for rule in answer["rules"] if rule["code"] == code), "left out")


def explained(person: dict[str, Any], post: dict[str, Any], name: str, language: str = "zh") -> dict[str, Any]:
    return explain_pair(
        SCENARIOS[name], Candidates.of([read_candidate(person)]), Jobs.of([read_job(post)]), context(), language
    )


STEPS = {"max_distance_km": -1, "desired_pay.min": 1, "pay.max": -1, "pay.min": -1, "headcount": -1}


@settings(QUICK, max_examples=300)
@given(CANDIDATES, JOBS, NAMES, LANGUAGES)
def test_a_change_applied_flips_its_rule(person: Any, post: Any, name: str, language: str) -> None:
    answer = explained(person, post, name, language)
    assert json.loads(json.dumps(answer)) == answer
    for rule in answer["rules"]:
        assert rule["reason"]
        if rule["verdict"] == "pass":
            assert rule["changes"] == []
        for change in rule["changes"]:
            assert change["text"]
            sides = {"candidate": person, "job": post}
            sides[change["side"]] = changed(sides[change["side"]], change["field"], change["to"])
            after = explained(sides["candidate"], sides["job"], name)
            assert verdict_of(after, rule["code"]) in ("pass", "left out"), (rule, change)
            if step := STEPS.get(change["field"]):
                near = change["to"] + step
                if near < 0:
                    continue
                sides[change["side"]] = changed(sides[change["side"]], change["field"], near)
                nearly = explained(sides["candidate"], sides["job"], name)
                assert verdict_of(nearly, rule["code"]) != "pass", (rule, change, near)


@QUICK
@given(CANDIDATES, JOBS, NAMES)
def test_what_is_asked_is_what_is_unknown(person: Any, post: Any, name: str) -> None:
    candidate, job = Candidates.of([read_candidate(person)]), Jobs.of([read_job(post)])
    scenario, ctx = SCENARIOS[name], context()
    verdicts = scenario.judge(candidate, job, ctx)
    asked = to_confirm(scenario, candidate, job, ctx, column=verdicts.matrix[:, 0])
    full = explain_pair(scenario, candidate, job, ctx)
    assert [a["code"] for a in asked] == [r["code"] for r in full["rules"] if r["verdict"] == "unknown"]
    assert [a["text"] for a in asked] == [r["reason"] for r in full["rules"] if r["verdict"] == "unknown"]
    counts = verdicts.counts()
    assert counts["total"] == sum(counts["by_rule"].values()) == int(full["verdict"] == "not_eligible")


@QUICK
@given(CANDIDATES, JOBS, NAMES)
def test_without_the_scope_sensitive_rules_are_one_code_without_values(person: Any, post: Any, name: str) -> None:
    candidate, job = Candidates.of([read_candidate(person)]), Jobs.of([read_job(post)])
    scenario, ctx = SCENARIOS[name], context()
    seen = explain_pair(scenario, candidate, job, ctx, sensitive=False)
    full = explain_pair(scenario, candidate, job, ctx)
    assert seen["verdict"] == full["verdict"]
    hidden = {"not_entitled", "entitlement_expired", "accommodation_missing", "limit_exceeded"}
    codes = [rule["code"] for rule in seen["rules"]]
    assert not hidden & set(codes)
    assert codes.count("to_discuss") == 1
    assert [c for c in codes if c != "to_discuss"] == [r["code"] for r in full["rules"] if r["code"] not in hidden]
    sifted = sift(scenario, candidate, job, ctx)
    merged, plain = sifted.counts(merged=hidden, name="to_discuss"), sifted.counts()
    assert merged["total"] == plain["total"] == (full["verdict"] == "not_eligible")
    assert set(merged["by_rule"]) == {"to_discuss" if code in hidden else code for code in plain["by_rule"]}


@pytest.mark.parametrize("name", sorted(SCENARIOS))
def test_without_the_consent_the_disability_is_not_used_at_all(name: str) -> None:
    told = {"category": "visual", "needs": ["A14"], "limits": {"vision": 0}}
    post = {"id": "j", "title": "岗位", "demands": {"vision": 3}, "accommodations": [], "arrangements_possible": False}
    bare = {"id": "c", "consents": ["matching"], "groups": ["veteran"]}
    assert explained({**bare, "disability": told}, post, name) == explained(bare, post, name)
    table = Candidates.of([read_candidate({**bare, "disability": told})])
    assert not table.protected.disability.any()
    assert not table.protected.needs.any()
    assert (table.protected.limits == -1).all()
    assert np.isnan(table.protected.limit_kg).all()
