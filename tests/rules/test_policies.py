"""Policies for people and employers: a hit is "may apply", what is missing is asked, unverified amounts stay unsaid."""

from __future__ import annotations

import json
from typing import Any

import pytest

from matcher.domain.moments import parse_moment
from matcher.domain.records import read_candidate, read_employer
from matcher.rules.condition import questions
from matcher.rules.policies import policies_for_candidate, policies_for_employer
from matcher.rules.policies.instruments import instruments

DAY = parse_moment("2023-09-01")


def person(when: str = "2023-09-01", language: str = "zh", **fields: Any) -> dict[str, dict[str, Any]]:
    found = policies_for_candidate(read_candidate({"id": "c", **fields}), parse_moment(when), language)
    return {policy["id"]: policy for policy in found}


def employer(when: str = "2023-09-01", **fields: Any) -> dict[str, dict[str, Any]]:
    found = policies_for_employer(read_employer({"id": "e", **fields}), parse_moment(when))
    return {policy["id"]: policy for policy in found}


def asked(policy: dict[str, Any]) -> set[str]:
    return {question["field"] for question in policy["ask"]}


def test_all_36_instruments_are_there_with_words_and_sources() -> None:
    both = instruments("person") + instruments("employer")
    assert len(both) == 36
    assert len({instrument.id for instrument in both}) == 36
    for language in ("zh", "en"):
        for policy in person(language=language).values():
            assert policy["source"]["title"]
            assert policy["text"]
            assert policy["gives"]


def test_what_is_missing_is_asked_and_never_refused() -> None:
    for policy in (*person().values(), *employer().values()):
        assert policy["verdict"] == "to_confirm"
        assert policy["ask"]


def test_an_amount_is_shown_only_where_it_is_verified() -> None:
    shown = {i.id for i in instruments("person") + instruments("employer") if i.amount is not None}
    assert shown == {"PL12", "PL25", "PL28", "PL32", "PL33", "PL34"}
    everything = {**person(), **employer()}
    assert {policy_id for policy_id, policy in everything.items() if "amount" in policy} == shown
    assert "1500" not in json.dumps(everything, ensure_ascii=False)
    assert "1000" not in json.dumps(everything, ensure_ascii=False)


@pytest.mark.parametrize(
    ("fields", "verdict"),
    [
        ({"status": "flexible"}, "may_apply"),
        ({"status": "employed"}, "not_entitled"),
        ({}, "to_confirm"),
    ],
)
def test_insurance_where_one_works(fields: dict[str, Any], verdict: str) -> None:
    assert person(**fields)["PL32"]["verdict"] == verdict


@pytest.mark.parametrize(
    ("fields", "verdict", "ask"),
    [
        (
            {"entitlements": [{"code": "hard_to_place", "valid_to": "2023-12-31"}]},
            "to_confirm",
            {"paid_social_insurance"},
        ),
        ({"groups": ["hard_to_place"]}, "to_confirm", {"is_difficult_person", "paid_social_insurance"}),
        (
            {"entitlements": [{"code": "hard_to_place", "valid_to": "2023-08-31"}]},
            "to_confirm",
            {"is_difficult_person", "paid_social_insurance"},
        ),
        ({"groups": [], "entitlements": []}, "not_entitled", set()),
    ],
)
def test_an_own_word_is_a_question_where_proof_is_needed(fields: dict[str, Any], verdict: str, ask: set[str]) -> None:
    policy = person(status="flexible", **fields)["PL09"]
    assert (policy["verdict"], asked(policy)) == (verdict, ask)


def test_a_disability_serves_policies_with_its_own_consent_alone() -> None:
    told = {"category": "visual"}
    assert person(disability=told, consents=["matching"])["PL23"]["verdict"] == "to_confirm"
    assert person(disability=told, consents=["disability_matching"])["PL23"]["verdict"] == "may_apply"
    assert person(groups=["veteran"])["PL23"]["verdict"] == "not_entitled"


@pytest.mark.parametrize(
    ("born", "gender", "when", "field_open"),
    [
        ("1963-09-02", "male", "2023-09-01", False),
        ("1970-01-01", "female", "2023-09-01", True),
        ("1964-01-01", "male", "2025-06-01", True),
    ],
)
def test_between_the_retirement_ages_the_office_asks(born: str, gender: str, when: str, field_open: bool) -> None:
    policy = person(when, birth_date=born, gender=gender, groups=["veteran"])["PL01"]
    assert policy["verdict"] == "to_confirm"
    assert ("retirement" in asked(policy)) == field_open


def test_who_is_past_retirement_is_not_entitled_to_a_start_up_loan() -> None:
    policy = person(birth_date="1963-09-01", gender="male")["PL01"]
    assert policy["verdict"] == "not_entitled"
    assert policy["text"] == "不符合条件：是否未到法定退休年龄"


def test_the_year_of_graduation_is_a_school_year() -> None:
    def graduates(day: str, when: str) -> str:
        policy = person(when, graduation_date=day, status="student")["PL06"]
        return "open" if "grad_status" in asked(policy) else policy["verdict"]

    assert graduates("2024-06-30", "2023-09-01") == "to_confirm"
    assert graduates("2024-06-30", "2023-08-31") == "not_entitled"
    assert graduates("2023-06-30", "2023-09-01") == "not_entitled"


def test_the_levy_is_dated_and_counts_employees() -> None:
    assert employer(employees=30)["PL25"]["verdict"] == "may_apply"
    assert employer(employees=31)["PL25"]["verdict"] == "not_entitled"
    assert employer("2022-12-31", employees=30)["PL25"]["text"] == "不在政策有效期内"
    assert employer("2027-12-31", employees=30)["PL25"]["verdict"] == "may_apply"
    assert employer("2028-01-01", employees=30)["PL25"]["verdict"] == "not_entitled"


def test_facts_answer_by_the_names_that_policies_use() -> None:
    found = employer(
        employees=200,
        disabled_employees=1,
        scale="小型企业",
        facts={"new_hire_ratio_key_groups": 0.15, "retention_rate": 0.4, "unemployment_insurance_months": 12},
    )
    assert found["PL02"]["verdict"] == "may_apply"
    assert found["PL08"]["verdict"] == "not_entitled"
    assert found["PL21"]["verdict"] == "not_entitled"
    assert "unemployment_insurance_paid_months" not in asked(found["PL15"])


def test_a_share_that_the_province_sets_stays_a_question() -> None:
    found = employer(employees=100, disabled_employees=2)["PL21"]
    assert (found["verdict"], asked(found)) == ("to_confirm", {"disabled_ratio"})


def test_a_fact_of_the_wrong_kind_is_a_question() -> None:
    assert employer(facts={"retention_rate": "高"})["PL08"]["verdict"] == "to_confirm"


def test_those_that_may_apply_come_first() -> None:
    order = [p["verdict"] for p in policies_for_employer(read_employer({"id": "e", "employees": 20}), DAY)]
    assert order == sorted(order, key=["may_apply", "to_confirm", "not_entitled"].index)


def test_every_field_that_is_asked_about_has_words() -> None:
    from matcher.domain.words import codes

    fields = {q.field for whom in ("person", "employer") for i in instruments(whom) for q in questions(i.condition)}  # type: ignore[arg-type]
    assert {f"policy_field_{field}" for field in fields} <= codes()


def test_without_the_scope_the_answer_gives_nothing_away() -> None:
    plain = {"id": "c", "status": "flexible", "education": "bachelor"}
    told = {
        **plain,
        "consents": ["disability_matching"],
        "disability": {"category": "visual"},
        "groups": ["veteran", "disabled"],
        "birth_date": "1970-01-01",
        "gender": "female",
        "entitlements": [{"code": "hard_to_place"}],
    }
    hidden = policies_for_candidate(read_candidate(told), DAY, sensitive=False)
    assert hidden == policies_for_candidate(read_candidate(plain), DAY)
    assert hidden != policies_for_candidate(read_candidate(told), DAY)
