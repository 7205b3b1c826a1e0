"""The caseworker's table: every case of `tests/cases`, and the count that every rule is named in one."""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from matcher.domain.moments import parse_moment
from matcher.domain.records import read_candidate, read_employer, read_job
from matcher.rules.catalogue import RULES
from matcher.rules.context import Context, EmployerFacts, EventFacts
from matcher.rules.explain import explain_pair
from matcher.rules.loading import load_scenarios
from matcher.table.table import Candidates, Jobs

SCENARIOS = load_scenarios()
TABLES = {
    path.stem: tomllib.loads(path.read_text("utf-8")) for path in (Path(__file__).parents[1] / "cases").glob("*.toml")
}
CASES = [(name, at) for name, table in sorted(TABLES.items()) for at in range(len(table["case"]))]


def judged(table: dict[str, Any], case: dict[str, Any], language: str = "zh") -> dict[str, Any]:
    person = {"id": "c", **table["candidate"], **case.get("candidate", {})}
    post = {"id": "j", **table["job"], **case.get("job", {})}
    for path in case.get("without", ()):
        side, field = path.split(".")
        ({"candidate": person, "job": post}[side]).pop(field)
    as_of = parse_moment(table["as_of"])
    events = [
        (("default", e["candidate"]), ("default", e["job"]), e["event"], parse_moment(e["at"]))
        for e in case.get("events", ())
    ]
    employers = [("default", read_employer(case["employer"]))] if "employer" in case else []
    context = Context(
        as_of,
        events=EventFacts.of(events, until=as_of),
        employers=EmployerFacts.of(employers),
        held=frozenset({("default", "j")} if case.get("held") else ()),
    )
    scenario = SCENARIOS[table["scenario"]]
    return explain_pair(scenario, Candidates.of([read_candidate(person)]), Jobs.of([read_job(post)]), context, language)


@pytest.mark.parametrize(("name", "at"), CASES, ids=[f"{n}-{TABLES[n]['case'][a]['title']}" for n, a in CASES])
def test_a_caseworker_would_say_the_same(name: str, at: int) -> None:
    table = TABLES[name]
    case = table["case"][at]
    answer = judged(table, case)
    found = {rule["code"]: rule["verdict"] for rule in answer["rules"]}
    told = "; ".join(f"{r['code']}: {r['reason']}" for r in answer["rules"] if r["verdict"] != "pass")
    expected = case["rules"]
    assert {code: found.get(code, "left out") for code in expected} == expected, told
    assert answer["verdict"] == case["verdict"], told


@pytest.mark.parametrize("name", sorted(SCENARIOS))
def test_every_service_has_at_least_25_cases_of_every_kind(name: str) -> None:
    kinds = Counter(case["kind"] for case in TABLES[name]["case"])
    assert sum(kinds.values()) >= 25
    assert set(kinds) == {"ordinary", "boundary", "unknown", "contradictory"}
    titles = [case["title"] for case in TABLES[name]["case"]]
    assert len(set(titles)) == len(titles)


def test_every_rule_is_named_in_a_case() -> None:
    seen: dict[str, set[str]] = {}
    for table in TABLES.values():
        for case in table["case"]:
            for code, verdict in case["rules"].items():
                seen.setdefault(code, set()).add(verdict)
    assert set(seen) == set(RULES)
    never_fail = {"entitlement_expired", "internship_hours", "internship_term", "internship_allowance"}
    for code, verdicts in seen.items():
        assert verdicts & {"fail", "unknown"}, code
        assert "fail" in verdicts or code in never_fail, code
        assert verdicts & {"pass", "left out"}, code


@pytest.mark.parametrize(("name", "at"), CASES)
def test_every_verdict_is_told_in_both_languages(name: str, at: int) -> None:
    table = TABLES[name]
    chinese, english = (judged(table, table["case"][at], language) for language in ("zh", "en"))
    for one, other in zip(chinese["rules"], english["rules"], strict=True):
        assert one["reason"] != other["reason"]
        assert "{" not in one["reason"] + other["reason"]
        assert one["source"] == other["source"]
        assert one["source"]["title"]
