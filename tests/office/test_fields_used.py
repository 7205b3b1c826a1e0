"""A person's sheet names the fields that took part in the match, and no others."""

from __future__ import annotations

from datetime import datetime

import pytest

from matcher.domain.moments import SHANGHAI
from matcher.domain.records import read_candidate, read_job
from matcher.domain.words import codes
from matcher.office.fair_openings import JobOpenings
from matcher.office.fields_used import OF_FEATURES, OF_QUESTIONS, OF_RULES, fields_used
from matcher.ranking.features import FEATURES
from matcher.rules.catalogue import RULES
from matcher.rules.context import Context
from matcher.rules.loading import load_scenarios, read_scenario
from matcher.rules.people import FIELDS
from matcher.table.table import Candidates, Jobs

NOW = datetime(2023, 5, 1, 8, tzinfo=SHANGHAI)
PERSON = {
    "id": "c1",
    "headline": "文员",
    "remark": "请打电话",
    "gender": "female",
    "birth_date": "1990-05-01",
    "status": "unemployed",
    "disability": {"category": "hearing", "needs": ["A19"]},
    "consents": ["matching", "disability_matching"],
}
PLAIN = """
name = "plain"
title = { zh = "简", en = "plain" }
summary = { zh = "简", en = "plain" }
[weights]
title = 1.0
near = 0.0
[[rules]]
code = "no_consent"
"""


def used(text: str, **changes: object) -> list[str]:
    person = read_candidate({**PERSON, "location": {"division": "321002"}, **changes})
    return fields_used(read_scenario(text, "plain.toml", FEATURES), person)


def test_a_field_takes_part_where_a_feature_weighs_it_or_a_rule_reads_it() -> None:
    assert used(PLAIN) == ["headline"]
    assert used(PLAIN.replace("near = 0.0", "near = 0.5")) == ["headline", "location"]
    assert used(PLAIN + '[[rules]]\ncode = "under_age"\n') == ["headline", "birth_date"]


def test_disability_takes_part_with_its_consent_alone() -> None:
    rules = PLAIN + '[[rules]]\ncode = "limit_exceeded"\n'
    assert used(rules) == ["headline", "disability"]
    assert used(rules, consents=["matching"]) == ["headline"]


def test_a_condition_of_the_scenario_names_its_own_fields() -> None:
    rule = 'code = "not_entitled"\nwhom = { zh = "失业人员", en = "people out of work" }\n'
    asked = 'condition = { any = [{ field = "status", op = "eq", value = "unemployed" }, '
    asked += '{ field = "age", op = "le", value = 24 }] }\n'
    assert used(f"{PLAIN}[[rules]]\n{rule}{asked}") == ["headline", "status", "birth_date"]


@pytest.mark.parametrize("name", sorted(load_scenarios()))
def test_sex_and_remarks_take_no_part_in_any_service(name: str) -> None:
    told = fields_used(load_scenarios()[name], read_candidate(PERSON))
    assert not {"gender", "remark"} & set(told)
    assert {f"field_{field}" for field in told} <= set(codes())


def test_every_feature_rule_and_question_says_what_it_reads() -> None:
    assert set(OF_FEATURES) == set(FEATURES)
    assert set(OF_RULES) == {code for code, rule in RULES.items() if rule.of != "job"}
    assert set(OF_QUESTIONS) == set(FIELDS)


@pytest.mark.parametrize(("language", "text"), [("zh", "学历放宽到大专"), ("en", "asking for associate degree alone")])
def test_an_opening_tells_the_change_without_a_count(language: str, text: str) -> None:
    person = read_candidate({"id": "c1", "education": "associate", "consents": ["matching"]})
    job = read_job({"id": "j1", "title": "文员", "employer": {"name": "甲公司"}, "min_education": "bachelor"})
    scenario = read_scenario(PLAIN + '[[rules]]\ncode = "education_too_low"\n', "plain.toml", FEATURES)
    people = Candidates.of([person])
    failing, _ = scenario.judge_all(people, Jobs.of([job]), Context(NOW))
    (opening,) = JobOpenings(scenario, people, [job], Context(NOW), language, failing)([0], [0])
    assert (opening.field, opening.to, opening.text, opening.people) == ("min_education", "associate", text, (0,))
