"""The object of one pair, as the contract writes it."""

from __future__ import annotations

import json
import math
import re
from typing import Any

import pytest

from matcher.domain.moments import parse_moment
from matcher.domain.records import read_candidate, read_job
from matcher.domain.units import EARTH_KM
from matcher.domain.words import named
from matcher.rules.catalogue import RULES
from matcher.rules.context import Context
from matcher.rules.explain import TO_DISCUSS, explain_pair
from matcher.rules.loading import load_scenarios
from matcher.table.table import Candidates, Jobs

SCENARIOS = load_scenarios()
NORTH = math.degrees(18.2 / EARTH_KM)


def explained(person: dict[str, Any], post: dict[str, Any], language: str = "zh", **more: Any) -> dict[str, Any]:
    people = Candidates.of(
        [read_candidate({"id": "c", "consents": ["matching"], "birth_date": "1990-01-01", **person})]
    )
    posts = Jobs.of([read_job({"id": "j", "title": "搬运工", "employment_type": "gig", **post})])
    return explain_pair(SCENARIOS["gig"], people, posts, Context(parse_moment("2023-09-01T10:00")), language, **more)


def rule(answer: dict[str, Any], code: str) -> dict[str, Any]:
    return next(rule for rule in answer["rules"] if rule["code"] == code)


def test_the_example_of_the_contract() -> None:
    person = {"location": {"lat": 32.39, "lon": 119.43}, "max_distance_km": 15}
    post = {"location": {"lat": 32.39 + NORTH, "lon": 119.43}}
    answer = explained(person, post)
    assert answer["scenario"] == "gig"
    assert answer["as_of"] == "2023-09-01T10:00:00+08:00"
    assert answer["verdict"] == "not_eligible"
    assert rule(answer, "too_far") == {
        "code": "too_far",
        "verdict": "fail",
        "effect": "ask",
        "reason": "距离 18.2 公里，超过您设定的 15 公里",
        "changes": [{"side": "candidate", "field": "max_distance_km", "to": 19, "text": "若愿意到 19 公里以内"}],
        "source": {"title": "本人意愿", "article": ""},
    }
    assert json.loads(json.dumps(answer)) == answer


@pytest.mark.parametrize("over", [0.0, 1e-12])
def test_a_limit_that_equals_the_distance_passes_however_it_was_rounded(over: float) -> None:
    person = {"location": {"lat": 32.39, "lon": 119.43}, "max_distance_km": 18.2 - over}
    assert rule(explained(person, {"location": {"lat": 32.39 + NORTH, "lon": 119.43}}), "too_far")["verdict"] == "pass"


def test_figures_that_differ_are_shown_so_that_one_sees_it() -> None:
    person = {"location": {"lat": 32.39, "lon": 119.43}, "max_distance_km": 18.19}
    reason = rule(explained(person, {"location": {"lat": 32.39 + NORTH, "lon": 119.43}}), "too_far")["reason"]
    assert reason == "距离 18.20 公里，超过您设定的 18.19 公里"


def test_the_age_itself_is_never_told() -> None:
    young = {"birth_date": "2009-03-04", "night_shift_ok": True}
    for language in ("zh", "en"):
        told = json.dumps(explained(young, {"night_shift": True}, language), ensure_ascii=False)
        assert "2009" not in told
        assert "14" not in told


def test_without_the_scope_arrangements_are_one_code_without_values() -> None:
    person = {
        "consents": ["matching", "disability_matching"],
        "disability": {"category": "visual", "needs": ["A14"], "limits": {"vision": 0}},
    }
    post = {"demands": {"vision": 3}, "accommodations": [], "arrangements_possible": False}
    seen = explained(person, post, sensitive=False)
    assert rule(seen, "to_discuss")["verdict"] == "fail"
    assert rule(seen, "to_discuss")["changes"] == []
    assert {r["code"] for r in seen["rules"]}.isdisjoint({"accommodation_missing", "limit_exceeded"})
    told = json.dumps(seen, ensure_ascii=False)
    assert "盲文" not in told
    assert "视力" not in told
    assert rule(explained(person, {}, sensitive=False), "to_discuss")["verdict"] == "unknown"
    assert rule(explained({}, post, sensitive=False), "to_discuss")["verdict"] == "pass"


def test_every_rule_has_a_heading_that_takes_no_side() -> None:
    for code in (*RULES, TO_DISCUSS):
        for language in ("zh", "en"):
            heading = named("subject", code, language)
            assert heading != code
            assert not re.search("不|缺|低于|超出|太|已|missing|too|not |below|above", heading)
    assert named("subject", "an_agencys_own") == "an_agencys_own"
