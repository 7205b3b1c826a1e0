"""`fair check` where there is no hall: referrals, placements, gig mornings."""

from __future__ import annotations

import datetime
import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.domain.fairs import Fair, Limits, Quota
from matcher.domain.moments import SHANGHAI
from matcher.fairs.check import as_answer, check
from matcher.fairs.problem import Person, Post
from matcher.fairs.rounds.placement import plan_placement
from matcher.fairs.wishes import Wishes

DAY = datetime.date(2023, 9, 16)
SIX = datetime.datetime(2023, 9, 16, 6, tzinfo=SHANGHAI)
ALL = frozenset({"matching"})


def drawn(problem_of, seed, kind, *, people=10, posts=4):
    """A round in which posts are few: least headcounts, quotas, parties and shifts in some of them."""
    draw = random.Random(seed)
    hours = [(SIX + datetime.timedelta(hours=h), SIX + datetime.timedelta(hours=h + 1)) for h in range(4)]
    quotas = (Quota("321000", None, draw.randint(0, 4), draw.choice([None, 4, 5])),) if draw.random() < 0.5 else ()
    return problem_of(
        [[draw.random() < 0.5 for _ in range(posts)] for _ in range(people)],
        people=[Person(f"c{i}", ALL, party=draw.choice(["甲", None, None, None])) for i in range(people)],
        posts=[
            Post(
                f"j{j}",
                f"岗位{j}",
                f"E{j % 2}",
                headcount=draw.randint(1, 3),
                min_headcount=draw.choice([1, 1, 2, 6]),
                division=f"32100{j % 2}",
                shifts=tuple(draw.sample(hours, draw.randint(0, 2))),
            )
            for j in range(posts)
        ],
        fair=Fair("x", kind, "internship", DAY, limits=Limits(3, 2, 1), quotas=quotas),
    )


def with_more(problem, cure, add):
    posts = tuple(replace(p, headcount=p.headcount + add) if p.id == cure.job_id else p for p in problem.posts)
    return replace(problem, posts=posts)


def short_of(found, bottleneck):
    """How many people bottlenecks of the same sort around the same posts leave over."""
    alike = [b for b in found.bottlenecks if (b.reason, b.name) == (bottleneck.reason, bottleneck.name)]
    return sum(max(b.people, b.least) - b.places for b in alike if set(b.posts) & set(bottleneck.posts))


@settings(max_examples=120, deadline=None)
@given(seed=st.integers(0, 10**6), kind=st.sampled_from(["placement", "shifts"]))
def test_each_cure_removes_its_bottleneck_and_one_unit_less_does_not(problem_of, seed, kind):
    problem = drawn(problem_of, seed, kind)
    for bottleneck in check(problem).bottlenecks:
        for cure in bottleneck.cures:
            assert cure.change == "headcount"
            assert short_of(check(with_more(problem, cure, cure.add)), bottleneck) <= 0
            assert short_of(check(with_more(problem, cure, cure.add - 1)), bottleneck) > 0


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_a_round_that_is_not_feasible_leaves_somebody_over_or_closes_a_post(problem_of, seed):
    problem = drawn(problem_of, seed, "placement")
    plan = plan_placement(problem, Wishes())
    everybody = len(plan.placed) == int((problem.options > 0).sum())
    kept = all(wanted <= reached for _, wanted, reached in plan.minima)
    if not check(problem).feasible:
        assert not everybody or not kept or plan.closed


def answer(problem):
    return as_answer(check(problem), problem, "zh")


def test_a_short_post_of_a_round_is_named_with_its_cure(problem_of):
    fair = Fair("x", "placement", "internship", DAY)
    found = answer(problem_of([[1]] * 3 + [[0]], fair=fair))
    assert (found["feasible"], found["people"], found["without_posts"], found["places"]) == (False, 3, 1, 1)
    assert found["minutes"] == {"needed": 0, "offered": 0}
    (bottleneck,) = found["bottlenecks"]
    assert (bottleneck["people"], bottleneck["posts"], bottleneck["places"]) == (3, ["j0"], 1)
    assert [(c["change"], c["job_id"], c["add"]) for c in bottleneck["cures"]] == [("headcount", "j0", 2)]


def test_a_post_that_too_few_people_may_have_is_named_before_it_closes(problem_of):
    posts = [Post("j0", "见习", "甲", headcount=5, min_headcount=3), Post("j1", "见习", "乙", headcount=5)]
    fair = Fair("x", "placement", "internship", DAY)
    (bottleneck,) = answer(problem_of([[1, 1]] * 2, posts=posts, fair=fair))["bottlenecks"]
    assert (bottleneck["posts"], bottleneck["people"], bottleneck["places"]) == (["j0"], 2, 3)
    assert "最低人数" in bottleneck["text"]


def test_a_minimum_out_of_reach_is_named(problem_of):
    posts = [Post("j0", "见习", "甲", headcount=1, division="321002")]
    fair = Fair("x", "placement", "internship", DAY, quotas=(Quota("321002", None, 2, None),))
    found = answer(problem_of([[1]], posts=posts, fair=fair))["bottlenecks"]
    assert [(b["people"], b["places"], b["cures"]) for b in found] == [(1, 1, [])]
    assert "321002" in found[0]["text"]


def test_referrals_say_how_many_fall_short_of_the_promise(problem_of):
    posts = [Post("j0", "a", "甲"), Post("j1", "b", "甲"), Post("j2", "c", "甲"), Post("j3", "d", "乙")]
    fair = Fair("x", "referrals", "graduate", DAY)
    found = answer(problem_of([[1, 0, 0, 1]] * 2 + [[1, 1, 1, 0], [1, 1, 1, 1]], posts=posts, fair=fair))
    assert not found["feasible"]
    assert [(b["people"], b["posts"]) for b in found["bottlenecks"]] == [(2, ["j0", "j3"]), (1, ["j0", "j1", "j2"])]


def test_parties_that_fit_no_shift_and_posts_without_shifts_are_named(problem_of):
    people = [Person(f"c{i}", ALL, party="三人" if i < 3 else None) for i in range(4)]
    hours = tuple((SIX + datetime.timedelta(hours=h), SIX + datetime.timedelta(hours=h + 1)) for h in (0, 2))
    posts = [Post("j0", "搬运", "甲", headcount=2, shifts=hours), Post("j1", "保洁", "乙")]
    fair = Fair("x", "shifts", "gig", DAY)
    found = answer(problem_of([[1, 0]] * 3 + [[0, 1]], people=people, posts=posts, fair=fair))["bottlenecks"]
    assert [(b["people"], b["posts"], [c["add"] for c in b["cures"]]) for b in found] == [
        (1, ["j1"], []),
        (3, ["j0"], [1]),
    ]


@pytest.mark.parametrize("kind", ["referrals", "placement", "shifts"])
def test_a_round_with_enough_of_everything_is_feasible(problem_of, kind):
    hours = ((SIX, SIX + datetime.timedelta(hours=1)),)
    posts = [Post(f"j{j}", "岗位", f"E{j}", headcount=2, shifts=hours) for j in range(3)]
    found = answer(problem_of([[1, 1, 1]] * 2, posts=posts, fair=Fair("x", kind, "general", DAY)))
    assert (found["feasible"], found["bottlenecks"]) == (True, [])
