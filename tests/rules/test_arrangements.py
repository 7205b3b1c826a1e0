"""Arrangements, pair by pair, and the city's ledger against brute force."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matcher.domain.moments import parse_moment
from matcher.domain.records import read_candidate, read_job
from matcher.rules.arrangements import arrange, cures
from matcher.rules.context import Context
from matcher.rules.ledger import by_employer, ledger
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
    assert (item.state, item.by, item.paid_by) == ("fits_if", "office", "就业辅导员补贴")


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


def settled(candidate: Candidates, job: dict[str, Any]) -> bool:
    verdicts = FAIR.judge(candidate, posts(job), CONTEXT)
    rows = {code: int(v) for code, v in zip(verdicts.codes, verdicts.matrix[:, 0], strict=True)}
    return rows["accommodation_missing"] < 2 and rows["limit_exceeded"] < 2


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(DISABILITY, min_size=1, max_size=4), st.lists(JOB, min_size=1, max_size=3))
def test_the_ledger_is_what_brute_force_finds(disabilities: list[Any], jobs: list[Any]) -> None:
    candidates, table = people(*disabilities), posts(*jobs)
    others = [rule for rule in FAIR.rules if rule.code not in ("accommodation_missing", "limit_exceeded")]
    brute: dict[tuple[int, str], int] = {}
    bits = cures(Pairs(candidates, table, CONTEXT), OFFICE)
    for c in range(len(candidates)):
        one = candidates.take([c])
        for j, job in enumerate(jobs):
            lawful = all(
                not r.excludes(r.rule.judge(Pairs(one, table.take([j]), CONTEXT), r.params)).any() for r in others
            )
            for code in coding.ACCOMMODATIONS:
                if code in job.get("accommodations", []):
                    continue
                more = {**job, "accommodations": [*job.get("accommodations", []), code]}
                opens = not settled(one, job) and settled(one, more)
                assert bool(int(bits[c, j]) >> coding.ACCOMMODATIONS.index(code) & 1) == opens, (code, job)
                if opens and lawful:
                    brute[(j, code)] = brute.get((j, code), 0) + 1
    entries = ledger(FAIR, candidates, table, CONTEXT)
    assert {(e.row, e.code): e.pairs for e in entries} == brute
    assert sum(by_employer(entries, table).values()) == sum(brute.values())
    assert [e.pairs for e in entries] == sorted((e.pairs for e in entries), reverse=True)


def test_without_the_consent_nobody_stands_in_the_ledger() -> None:
    record = read_candidate(
        {"id": "c", "consents": ["matching"], "groups": ["disabled"], "disability": {"needs": ["A01"]}}
    )
    assert ledger(FAIR, Candidates.of([record]), posts({"accommodations": []}), CONTEXT) == []
    assert np.all(cures(Pairs(Candidates.of([record]), posts({}), CONTEXT), OFFICE) == 0)
