"""Arrangements, pair by pair, and the city's ledger against brute force."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matcher.domain.moments import parse_moment
from matcher.domain.records import read_candidate, read_job
from matcher.rules.arrangements import Subsidy, arrange, cures
from matcher.rules.context import Context
from matcher.rules.ledger import AtPost, ledger
from matcher.rules.loading import load_scenarios
from matcher.rules.pairs import Pairs
from matcher.table import coding
from matcher.table.table import Candidates, Jobs

FAIR = load_scenarios()["disability_fair"]
OFFICE = ("A19", "A33", "A41", "A44")
CONTEXT = Context(parse_moment("2023-05-20T09:00+08:00"))
AGREED = {"consents": ["matching", "disability_matching"], "birth_date": "1990-01-01", "groups": ["disabled"]}


def people(*disabilities: dict[str, Any]) -> Candidates:
    return Candidates.of(
        [read_candidate({"id": f"c{at}", **AGREED, "disability": d}) for at, d in enumerate(disabilities)]
    )


def posts(*jobs: dict[str, Any]) -> Jobs:
    return Jobs.of(
        [
            read_job({"id": f"j{at}", "title": "岗位", "employment_type": "full_time", **job})
            for at, job in enumerate(jobs)
        ]
    )


def pair(disability: dict[str, Any], job: dict[str, Any]) -> Any:
    return arrange(Pairs(people(disability), posts(job), CONTEXT), OFFICE)


def test_what_is_there_fits() -> None:
    found = pair({"category": "physical", "needs": ["A01"]}, {"accommodations": ["A01"]})
    assert found.fit == "fits"
    assert found.items[0].helps == ("A01",)


def test_what_the_office_brings_fits_if_it_does_and_says_who_pays() -> None:
    item = pair(
        {"category": "intellectual", "needs": ["A33"]}, {"accommodations": [], "arrangements_possible": False}
    ).items[0]
    assert (item.state, item.by) == ("fits_if", "office")
    assert item.paid_by == Subsidy("就业辅导员补贴", "general_to_confirm")
    assert item.as_json("zh")["text"] == "需要就业辅导员支持：由就业服务机构提供，可问“就业辅导员补贴”（待核对）"


def test_a_demand_above_a_limit_names_what_helps_and_the_neutral_question() -> None:
    standing = {"category": "physical", "limits": {"standing": 1}}
    possible = pair(standing, {"demands": {"standing": 3}, "accommodations": [], "arrangements_possible": True})
    assert possible.fit == "fits_if"
    assert possible.items[0].helps[0] == "A06"
    assert possible.items[0].question
    assert "残疾" not in possible.items[0].question
    assert pair(standing, {"demands": {"standing": 3}}).fit == "to_ask"
    assert (
        pair(standing, {"demands": {"standing": 3}, "accommodations": [], "arrangements_possible": False}).fit
        == "does_not_fit"
    )
    assert (
        pair(standing, {"demands": {"standing": 3}, "accommodations": ["A06"], "arrangements_possible": False}).fit
        == "fits"
    )
    assert pair(standing, {"demands": {"standing": 1}}).items == ()


@pytest.mark.parametrize(
    ("category", "demand", "question"),
    [
        ("visual", "vision", "岗位信息您更习惯用哪种方式获取（读屏、放大、语音）？"),
        ("physical", "upper_limb", "哪只手活动更方便，需要什么辅具？"),
        ("visual", "standing", "本人是否需要便利？"),
        (None, "standing", "能否站立以及时长，希望坐姿还是交替？"),
        (None, "vision", "本人是否需要便利？"),
    ],
)
def test_the_question_is_the_categorys_own_or_suits_anybody(category: str | None, demand: str, question: str) -> None:
    person = {"limits": {demand: 0}} | ({"category": category} if category else {})
    assert pair(person, {"demands": {demand: 3}}).items[0].question == question


def test_what_cannot_be_compared_is_asked_even_of_those_who_refuse() -> None:
    refusing = {"demands": {"lifting": 2}, "accommodations": [], "arrangements_possible": False}
    assert pair({"category": "physical", "limits": {"lifting_kg": 5}}, refusing).fit == "to_ask"


NEEDS = st.lists(st.sampled_from(["A01", "A06", "A08", "A19", "A20"]), max_size=2, unique=True)
LEVEL = st.integers(0, 3)
DISABILITY = st.fixed_dictionaries(
    {
        "needs": NEEDS,
        "limits": st.fixed_dictionaries({}, optional={"standing": LEVEL, "lifting": LEVEL, "speech": LEVEL}),
    },
    optional={"category": st.sampled_from(["physical", "hearing", "visual"])},
)
JOB = st.fixed_dictionaries(
    {},
    optional={
        "demands": st.fixed_dictionaries(
            {}, optional={"standing": LEVEL, "lifting": LEVEL, "speech": LEVEL, "lifting_kg": st.just(5)}
        ),
        "accommodations": st.lists(st.sampled_from(["A01", "A06", "A08", "A20", "A41"]), max_size=2, unique=True),
        "arrangements_possible": st.booleans(),
        "night_shift": st.booleans(),
        "employment_type": st.sampled_from(["full_time", "gig"]),
        "employer": st.sampled_from([{"name": "甲"}, {"name": "乙"}]),
    },
)


def settled(candidate: Candidates, *jobs: dict[str, Any]) -> list[bool]:
    """Whether neither rule on arrangements asks or excludes, job by job."""
    asked = [rule for rule in FAIR.rules if rule.code in ("accommodation_missing", "limit_exceeded")]
    pairs = Pairs(candidate, posts(*jobs), CONTEXT)
    verdicts = [np.broadcast_to(rule.rule.judge(pairs, rule.params), (1, len(jobs)))[0] for rule in asked]
    return [bool(fits) for fits in (np.array(verdicts) < 2).all(axis=0)]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(DISABILITY, min_size=1, max_size=4), st.lists(JOB, min_size=1, max_size=3))
def test_the_ledger_is_what_brute_force_finds(disabilities: list[Any], jobs: list[Any]) -> None:
    candidates, table = people(*disabilities), posts(*jobs)
    others = [rule for rule in FAIR.rules if rule.code not in ("accommodation_missing", "limit_exceeded")]
    pairs: Counter[tuple[int, str]] = Counter()
    met: dict[tuple[Any, str], set[int]] = defaultdict(set)
    reached: dict[str, set[int]] = defaultdict(set)
    counted: Counter[str] = Counter()
    bits, lacking = cures(Pairs(candidates, table, CONTEXT), OFFICE)
    for c, told in enumerate(disabilities):
        one = candidates.take([c])
        for j, job in enumerate(jobs):
            lawful = all(
                not r.excludes(r.rule.judge(Pairs(one, table.take([j]), CONTEXT), r.params)).any() for r in others
            )
            given = job.get("accommodations", [])
            codes = [code for code in coding.ACCOMMODATIONS if code not in given]
            fitting, *more = settled(one, job, *({**job, "accommodations": [*given, code]} for code in codes))
            assert bool(lacking[c, j]) != fitting
            if lawful and (told["needs"] or told["limits"]):
                counted["allowed"] += 1
                counted["fitting"] += fitting
                counted["opened"] += bool(bits[c, j])
            for code, fits_then in zip(codes, more, strict=True):
                opens = not fitting and fits_then
                assert bool(int(bits[c, j]) >> coding.ACCOMMODATIONS.index(code) & 1) == opens, (code, job)
                if opens and lawful:
                    pairs[j, code] += 1
                    met[job.get("employer", {}).get("name", j), code].add(c)
                    reached[code].add(c)
    found = ledger(FAIR, candidates, table, CONTEXT)
    assert {(e.row, e.code): e.pairs for e in found.by_post()} == pairs
    assert [e.pairs for e in found.by_post()] == sorted(pairs.values(), reverse=True)
    assert {
        (jobs[e.rows[0]].get("employer", {}).get("name", e.rows[0]), e.code): e.people for e in found.by_employer()
    } == {at: len(who) for at, who in met.items()}
    assert sum(e.pairs for e in found.by_employer()) == sum(pairs.values())
    assert {e.code: (e.people, e.pairs) for e in found.by_arrangement()} == {
        code: (len(who), sum(n for (_, at), n in pairs.items() if at == code)) for code, who in reached.items()
    }
    assert (found.allowed, found.fitting) == (counted["allowed"], counted["fitting"])
    assert found.opened == counted["opened"]


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(DISABILITY, JOB)
def test_a_pair_fits_as_the_two_rules_say(disability: dict[str, Any], job: dict[str, Any]) -> None:
    candidate = people(disability)
    verdicts = FAIR.judge(candidate, posts(job), CONTEXT)
    rows = {code: int(v) for code, v in zip(verdicts.codes, verdicts.matrix[:, 0], strict=True)}
    worst = max(rows["accommodation_missing"], rows["limit_exceeded"])
    found = arrange(Pairs(candidate, posts(job), CONTEXT), OFFICE)
    assert (found.fit == "does_not_fit") == (worst == 3)
    if worst < 2:
        assert found.fit == "fits" or all(item.by == "office" for item in found.items if item.state != "fits")


def test_posts_without_an_employer_are_not_one_employer() -> None:
    standing = {"category": "physical", "needs": ["A01"]}
    found = ledger(FAIR, people(standing, standing), posts({"accommodations": []}, {"accommodations": []}), CONTEXT)
    assert found.by_post() == [AtPost(0, "A01", 2), AtPost(1, "A01", 2)]
    assert [(e.code, e.pairs, e.people) for e in found.by_employer()] == [("A01", 2, 2), ("A01", 2, 2)]
    assert [(e.employers, e.posts, e.people) for e in found.by_arrangement()] == [(2, 2, 2)]


def test_where_nothing_is_told_nothing_is_judged() -> None:
    demanding = {"demands": {"standing": 3}}
    assert pair({"limits": {"standing": 3}}, demanding).as_json("zh")["text"] == "没有需要安排的事项"
    silent = Candidates.of([read_candidate({"id": "c", "consents": ["matching"], "disability": {"needs": ["A01"]}})])
    found = arrange(Pairs(silent, posts(demanding), CONTEXT), OFFICE)
    assert (found.fit, found.items) == ("fits", ())
    assert found.as_json("en")["text"].startswith("No needs or limits were told, or their use was not agreed to")


def test_without_the_consent_nobody_stands_in_the_ledger() -> None:
    record = read_candidate(
        {"id": "c", "consents": ["matching"], "groups": ["disabled"], "disability": {"needs": ["A01"]}}
    )
    found = ledger(FAIR, Candidates.of([record]), posts({"accommodations": []}), CONTEXT)
    assert (found.people, found.by_post(), found.by_employer(), found.by_arrangement()) == (0, [], [], [])
    bits, lacking = cures(Pairs(Candidates.of([record]), posts({}), CONTEXT), OFFICE)
    assert not bits.any()
    assert not lacking.any()


def test_an_empty_city_has_an_empty_ledger() -> None:
    assert ledger(FAIR, people(), posts(), CONTEXT).by_arrangement() == []
    assert ledger(FAIR, people({"needs": ["A01"]}), posts(), CONTEXT).people == 1
