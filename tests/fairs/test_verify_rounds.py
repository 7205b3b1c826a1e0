"""Placements and mornings with one lie each, named by the checker from plan and facts alone."""

from __future__ import annotations

import copy
import datetime
import json

import pytest

from matcher.domain.fairs import Fair, Quota
from matcher.domain.moments import SHANGHAI
from matcher.fairs.paper.pack import Made
from matcher.fairs.problem import Person, Post
from matcher.fairs.rounds.placement import plan_placement
from matcher.fairs.rounds.placement_pack import placement_pack
from matcher.fairs.rounds.shifts import plan_shifts
from matcher.fairs.rounds.shifts_pack import shifts_pack
from matcher.fairs.verify.form import form_breaches
from matcher.fairs.verify.pack import Pack
from matcher.fairs.verify.rounds import placement_breaches
from matcher.fairs.verify.shifts import shift_breaches
from matcher.fairs.wishes import Wishes

DAY = datetime.date(2023, 9, 16)
OPEN = frozenset({"matching"})


def written(files):
    return json.loads(files["plan.json"]), json.loads(files["facts.json"])


@pytest.fixture(scope="module")
def placement(problem_of, inputs_of):
    """Four people, two places, a minimum that is reached."""
    quotas = (Quota("3210", None, 1, None), Quota(None, "Ｅ（一）", 0, 1))
    fair = Fair("安置", "placement", "internship", DAY, quotas=quotas)
    posts = [Post(f"j{j}", "见习", ("E一", "甲")[j], division="321002") for j in range(2)]
    people = [Person(f"c{i}", OPEN) for i in range(4)]
    problem = problem_of([[1, 1]] * 4, people=people, posts=posts, fair=fair)
    return written(placement_pack(plan_placement(problem, Wishes()), inputs_of(problem), Made()))


@pytest.fixture(scope="module")
def morning(problem_of, inputs_of):
    """Three people, one of whom stands by; a shift of two places that lacks one, and another far away."""
    start = datetime.datetime(2023, 9, 16, 6, tzinfo=SHANGHAI)
    hour = datetime.timedelta(hours=1)
    posts = [
        Post("j0", "分拣", "甲", headcount=2, shifts=((start, start + hour),), lat=32.4, lon=119.4),
        Post("j1", "搬运", "乙", shifts=((start + 2 * hour, start + 3 * hour),), lat=33.4, lon=119.4),
    ]
    people = [Person(f"c{i}", OPEN) for i in range(3)]
    problem = problem_of([[1, 0], [0, 1], [0, 1]], people=people, posts=posts, fair=Fair("早市", "shifts", "gig", DAY))
    return written(shifts_pack(plan_shifts(problem), inputs_of(problem), Made()))


def codes(found, breaches, change=lambda plan, facts: None):
    plan, facts = copy.deepcopy(found)
    change(plan, facts)
    pack = Pack(plan, facts)
    return {breach.code for breach in (*form_breaches(pack), *breaches(pack))}


def test_a_sound_round_has_no_breach(placement, morning):
    assert codes(placement, placement_breaches) == codes(morning, shift_breaches) == set()


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("verify_standby_order", lambda plan, _: plan["standby"][0].update(order=7)),
        ("verify_standby_order", lambda plan, _: plan["standby"].append(dict(plan["standby"][0]))),
        ("verify_unknown_person", lambda plan, _: plan["standby"][0].update(candidate_id="ghost")),
        ("verify_unknown_post", lambda plan, _: plan["standby"][0].update(job_id="ghost")),
        ("verify_unknown_post", lambda plan, _: plan["closed"].append({"job_id": "ghost", "reason": "min_headcount"})),
        ("verify_standby", lambda plan, _: plan["standby"][0].update(plan["placements"][0] | {"order": 1})),
        ("verify_head", lambda plan, _: plan.update(mode="stable")),
        ("verify_minimum", lambda plan, _: plan["minima"].clear()),
        ("verify_minimum", lambda plan, _: plan["minima"][0].update(reached=1)),
        ("verify_quota", lambda plan, facts: facts["posts"]["j1"].update(employer="e一")),
        ("verify_form", lambda plan, _: plan["placements"][0].update(round=0)),
        ("verify_form", lambda plan, _: plan.pop("closed")),
    ],
)
def test_a_lie_in_a_placement_is_named(placement, code, change):
    assert code in codes(placement, placement_breaches, change)


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("verify_gaps", lambda plan, _: plan["gaps"].clear()),
        ("verify_gaps", lambda plan, _: plan["gaps"].append({"job_id": "j1", "shift": 0, "open": 1})),
        ("verify_gaps", lambda plan, _: plan["gaps"].append({"job_id": "ghost", "shift": 0, "open": 1})),
        ("verify_standby_order", lambda plan, _: plan["standby"][0].update(order=2)),
        ("verify_cancelled", lambda plan, _: plan["cancelled"].append({"candidate_id": "c0", "job_id": "j0"})),
        ("verify_too_many_shifts", lambda plan, facts: facts["fair"].update(interviews_per_candidate=0)),
        (
            "verify_travel",
            lambda plan, _: plan["assignments"].append({"candidate_id": "c0", "job_id": "j1", "shift": 0}),
        ),
        ("verify_form", lambda plan, _: plan["assignments"][0].update(shift=True)),
    ],
)
def test_a_lie_in_a_morning_is_named(morning, code, change):
    assert code in codes(morning, shift_breaches, change)
