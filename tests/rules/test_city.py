"""A whole city under every service: crowd, side and sieve tell the same, and traits move nothing but their rules."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest

from matcher.city import City, default_moment, generate_city
from matcher.domain.records import read_candidate, read_job
from matcher.rules.context import Context
from matcher.rules.loading import load_scenarios
from matcher.rules.sift import sift
from matcher.table.table import Candidates, Jobs

SCENARIOS = load_scenarios()
CONTEXT = Context(default_moment())
LAWFUL = {"under_age", "minor_work", "not_entitled", "entitlement_expired", "accommodation_missing", "limit_exceeded"}


@pytest.fixture(scope="module")
def city() -> City:
    return generate_city(120, 150, 5, default_moment())


@pytest.fixture(scope="module")
def jobs(city: City) -> Jobs:
    return Jobs.of([read_job(document) for document in city.jobs])


def candidates(documents: list[dict[str, Any]]) -> Candidates:
    return Candidates.of([read_candidate(document) for document in documents])


@pytest.mark.parametrize("name", sorted(SCENARIOS))
def test_a_crowd_a_side_and_a_sieve_tell_the_same(name: str, city: City, jobs: Jobs) -> None:
    scenario, people = SCENARIOS[name], candidates(city.candidates)
    first, asks = scenario.judge_all(people, jobs, CONTEXT)
    for at in range(0, len(people), 7):
        side = scenario.judge(people.take([at]), jobs, CONTEXT)
        assert (side.first_failing() == first[at]).all()
        assert (side.to_confirm() == asks[at]).all()
        assert (sift(scenario, people.take([at]), jobs, CONTEXT).first == first[at]).all()
    for at in range(0, len(jobs), 11):
        side = scenario.judge(people, jobs.take([at]), CONTEXT)
        assert (side.first_failing() == first[:, at]).all()
        assert (sift(scenario, people, jobs.take([at]), CONTEXT).first == first[:, at]).all()


@pytest.mark.parametrize("name", sorted(SCENARIOS))
def test_traits_given_to_other_people_change_no_rule_but_the_lawful_ones(name: str, city: City, jobs: Jobs) -> None:
    scenario = SCENARIOS[name]
    traits = ("gender", "birth_date", "groups", "entitlements", "disability")
    order = list(range(len(city.candidates)))
    random.Random(1).shuffle(order)
    moved = []
    for document, other in zip(city.candidates, order, strict=True):
        kept = {key: value for key, value in document.items() if key not in traits}
        lent = city.candidates[other]
        moved.append({**kept, **{key: lent[key] for key in traits if key in lent}})
    before, after = candidates(city.candidates), candidates(moved)
    neutral = [at for at, rule in enumerate(scenario.rules) if rule.code not in LAWFUL]
    for at in range(0, len(jobs), 5):
        one = jobs.take([at])
        told = [scenario.judge(people, one, CONTEXT).matrix[neutral] for people in (before, after)]
        assert np.array_equal(*told)
