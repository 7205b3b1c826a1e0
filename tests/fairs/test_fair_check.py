"""`fair check`: each cure, applied, removes its bottleneck, and one unit less does not."""

from __future__ import annotations

import datetime
import random
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from matcher.domain.fairs import Booth, Fair, Hall, Limits
from matcher.fairs.check import as_answer, check
from matcher.fairs.problem import Opening, Person, Post
from matcher.fairs.solve.concessions import concessions
from matcher.fairs.solve.fair_plan import plan_fair
from matcher.fairs.solve.hall import hall_arrays
from matcher.fairs.solve.limits import Limits as Effort
from matcher.fairs.solve.shortages import waiting_people
from matcher.fairs.solve.solver import plan_interviews
from matcher.fairs.view import Stamp, View

DAY = datetime.date(2023, 5, 20)


def cured(problem, cure, add):
    """The problem with a cure applied as anybody would apply it."""
    fair, posts = problem.fair, problem.posts
    if cure.change == "headcount":
        posts = tuple(replace(p, headcount=p.headcount + add) if p.id == cure.job_id else p for p in posts)
    elif cure.change == "interviews_per_place":
        per_place = fair.limits.interviews_per_place + add
        fair = replace(fair, limits=replace(fair.limits, interviews_per_place=per_place))
    elif cure.change == "closes_minutes":
        fair = replace(fair, hall=replace(fair.hall, closes=fair.hall.closes + add))
    else:
        fair = replace(fair, hall=replace(fair.hall, interpreters=fair.hall.interpreters + add))
    return replace(problem, fair=fair, posts=posts)


def short_of(found, bottleneck):
    """How many people the bottlenecks of the same sort around the same posts leave over."""
    alike = [b for b in found.bottlenecks if b.reason == bottleneck.reason and set(b.posts) & set(bottleneck.posts)]
    return sum(b.people - b.places for b in alike)


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10**6))
@example(seed=107326)  # more interviews a place do for the people alone, not with those who want the same booth
@example(seed=124)  # the least head for all is more than for the people alone
def test_each_cure_removes_its_bottleneck_and_one_unit_less_does_not(small_fair, seed):
    problem = small_fair(seed, people=12, posts=5, slots=3, booths=3)
    for bottleneck in check(problem).bottlenecks:
        for cure in bottleneck.cures:
            assert short_of(check(cured(problem, cure, cure.add)), bottleneck) == 0
            assert short_of(check(cured(problem, cure, cure.add - 1)), bottleneck) > 0


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_a_bottleneck_has_fewer_places_than_people(small_fair, seed):
    problem = small_fair(seed, people=12, posts=5, slots=3, booths=3)
    for bottleneck in check(problem).bottlenecks:
        assert bottleneck.places < bottleneck.people


def test_a_fair_in_which_everybody_can_be_met_is_feasible(problem_of):
    found = check(problem_of([[1, 1], [1, 0]]))
    assert found.feasible
    assert (found.people, found.places, found.minutes_needed, found.minutes_offered) == (2, 6, 20, 180)


def test_the_answer_names_the_short_post_and_its_cures(problem_of):
    problem = problem_of([[1]] * 5)
    (bottleneck,) = as_answer(check(problem), problem, "zh")["bottlenecks"]
    assert (bottleneck["people"], bottleneck["posts"], bottleneck["places"]) == (5, ["j0"], 3)
    assert [(c["change"], c["add"]) for c in bottleneck["cures"]] == [("headcount", 1), ("interviews_per_place", 2)]
    assert "岗位0" in bottleneck["cures"][0]["text"]


def test_a_full_booth_of_two_posts_is_one_bottleneck(problem_of):
    """Three people for either post, all six for the three slots of one booth: neither post alone is short."""
    fair = Fair("x", "fair", "general", DAY, Hall(540, 570, 10), booths=(Booth("A1", "甲公司"),))
    found = check(problem_of([[1, 0]] * 3 + [[0, 1]] * 3, fair=fair))
    (bottleneck,) = found.bottlenecks
    assert (bottleneck.people, bottleneck.posts, bottleneck.places) == (6, ("j0", "j1"), 3)
    assert [(c.change, c.booth, c.add) for c in bottleneck.cures] == [("closes_minutes", "A1", 30)]


def test_without_any_booth_nobody_can_be_met(problem_of):
    (bottleneck,) = check(problem_of([[1]] * 2, fair=Fair("x", "fair", "general", DAY))).bottlenecks
    assert (bottleneck.reason, bottleneck.people, bottleneck.cures) == ("fair_no_booth", 2, ())


def test_no_cure_is_offered_where_others_take_what_it_adds(problem_of):
    """Two people share the one interview of j0. A second one finds no slot: two others fill the rest of the booth."""
    fair = Fair("x", "fair", "general", DAY, Hall(540, 570, 10), Limits(3, 3, 1), booths=(Booth("A1", "甲公司"),))
    posts = [Post("j0", "岗位", "甲公司"), Post("j1", "岗位", "甲公司", headcount=2)]
    problem = problem_of([[1, 0]] * 2 + [[0, 1]] * 2, posts=posts, fair=fair)
    (bottleneck,) = check(problem).bottlenecks
    assert (bottleneck.people, bottleneck.posts, bottleneck.places) == (2, ("j0",), 1)
    assert bottleneck.cures == ()


def test_who_needs_a_way_without_steps_is_counted_at_accessible_booths_alone(problem_of):
    """Five people for six slots, but one booth of the two has steps, and its three slots are no use to them."""
    people = [Person(f"c{i}", needs=frozenset({"A01"})) for i in range(5)]
    booths = (Booth("A1", "甲公司", True), Booth("A2", "甲公司"))
    fair = Fair("x", "fair", "general", DAY, Hall(540, 570, 10), Limits(3, 3, 9), booths=booths)
    problem = problem_of([[1]] * 5, people=people, fair=fair)
    (bottleneck,) = check(problem).bottlenecks
    assert (bottleneck.reason, bottleneck.people, bottleneck.places) == ("fair_bottleneck_accessible", 5, 3)
    assert [(c.change, c.booth, c.add) for c in bottleneck.cures] == [("closes_minutes", "A1", 20)]
    assert check(replace(problem, people=tuple(replace(p, needs=frozenset()) for p in people))).feasible


def test_interpreters_are_a_bottleneck_of_their_own(problem_of):
    people = [Person(f"c{i}", needs=frozenset({"A19"})) for i in range(4)]
    hall = Hall(540, 560, 10, 0, 1)
    booths = (Booth("A1", "甲公司"), Booth("A2", "甲公司"))
    fair = Fair("x", "fair", "general", DAY, hall, Limits(3, 3, 9), booths=booths)
    (bottleneck,) = check(problem_of([[1]] * 4, people=people, fair=fair)).bottlenecks
    assert (bottleneck.people, bottleneck.places) == (4, 2)
    assert [(c.change, c.add) for c in bottleneck.cures] == [("interpreters", 1)]


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10**6))
@example(seed=500)  # three who sign, no interpreter, two seats where none is needed
def test_a_fair_is_feasible_exactly_where_its_plan_meets_everybody(small_fair, seed):
    problem = small_fair(seed, people=4, posts=4, slots=3, booths=3)
    met = plan_interviews(problem, hall_arrays(problem)).solution.objective[0]
    assert check(problem).feasible == (met == int((problem.options > 0).sum()))


def test_interpreters_who_walk_keep_fewer_appointments_than_there_are_slots(problem_of):
    """Two people at each of two booths, four slots and one interpreter, who loses a slot on the way."""
    people = [Person(f"c{i}", needs=frozenset({"A19"})) for i in range(4)]
    posts = [Post("j0", "岗位", "甲公司"), Post("j1", "岗位", "乙公司")]
    booths = (Booth("A1", "甲公司"), Booth("A2", "乙公司"))
    fair = Fair("x", "fair", "general", DAY, Hall(540, 580, 10, 2, 1), booths=booths)
    problem = problem_of([[1, 0]] * 2 + [[0, 1]] * 2, people=people, posts=posts, fair=fair)
    (bottleneck,) = check(problem).bottlenecks
    assert (bottleneck.people, bottleneck.places) == (4, 3)
    assert [(c.change, c.add) for c in bottleneck.cures] == [("interpreters", 1)]
    assert check(replace(problem, fair=replace(fair, hall=replace(fair.hall, walk_minutes=0)))).feasible


def test_limits_that_bind_only_together_are_a_bottleneck_with_its_cures(problem_of):
    """Three people sign and there is no interpreter: the two seats of j0, where they need none, are all they have.

    The places of j1 hide it from a count of places, and none of them needs an interpreter wherever they go.
    """
    people = [Person(f"c{i}", needs=frozenset({"A19"})) for i in range(3)]
    posts = [Post("j0", "岗位", "甲公司", accommodations=frozenset({"A19"})), Post("j1", "岗位", "甲公司")]
    fair = Fair("x", "fair", "general", DAY, Hall(540, 600, 10), Limits(3, 3, 2), booths=(Booth("A1", "甲公司"),))
    problem = problem_of([[1, 1]] * 3, people=people, posts=posts, fair=fair)
    (bottleneck,) = check(problem).bottlenecks
    assert (bottleneck.people, bottleneck.posts, bottleneck.places) == (3, ("j0", "j1"), 2)
    changes = [(c.change, c.job_id, c.add) for c in bottleneck.cures]
    assert changes == [("headcount", "j0", 1), ("interpreters", None, 1), ("interviews_per_place", None, 1)]
    for cure in bottleneck.cures:
        assert check(cured(problem, cure, cure.add)).feasible


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_everybody_is_in_exactly_one_list(small_fair, seed):
    problem = small_fair(seed, people=9, posts=5, slots=2, booths=3)
    plan = plan_fair(problem)
    recommended = {i for i, posts in enumerate(plan.recommendations) if posts}
    assert recommended | {u.person for u in plan.unserved} == set(range(9))
    assert not recommended & {u.person for u in plan.unserved}
    met = {i.person for i in plan.interviews}
    assert [w.person for w in plan.waiting] == sorted(recommended - met)
    for interview in plan.interviews:
        assert interview.post in plan.recommendations[interview.person]


def granted(problem, change):
    """The problem after a change and those that it names beside it."""
    fair = problem.fair
    if "and" in change:
        problem = granted(problem, change["and"])
        fair = problem.fair
    if change["change"] == "booth":
        return replace(problem, fair=replace(fair, booths=(*fair.booths, Booth("new", change["employer"], True))))
    if change["change"] == "accessible":
        booths = tuple(replace(b, accessible=b.accessible or b.code == change["booth"]) for b in fair.booths)
        return replace(problem, fair=replace(fair, booths=booths))
    return cured(problem, _Cure(change["change"], change.get("job_id")), change["add"])


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_the_nearest_change_of_who_waits_serves_more_people(small_fair, seed):
    problem = small_fair(seed, people=6, posts=3, slots=2, booths=2)
    hall = hall_arrays(problem)
    found = plan_interviews(problem, hall)
    left = [i for i in range(6) if problem.options[i] and i not in {met.person for met in found.interviews}]
    for wait in waiting_people(problem, hall, found.interviews, left):
        after = granted(problem, wait.nearest_change)
        assert plan_interviews(after, hall_arrays(after)).solution.objective[0] > found.solution.objective[0]


class _Cure:
    def __init__(self, change, job_id):
        self.change, self.job_id = change, job_id


def test_who_lacks_a_booth_without_steps_time_and_an_interpreter_is_told_all_of_it(problem_of):
    """The one slot of the one booth is taken, it has steps, and there is no interpreter."""
    people = [Person("c0"), Person("c1", needs=frozenset({"A01", "A19"}))]
    fair = Fair("x", "fair", "general", DAY, Hall(540, 550, 10, 0, 0), booths=(Booth("A1", "甲公司"),))
    (wait,) = plan_fair(problem_of([[1], [1]], people=people, fair=fair)).waiting
    assert wait.shortage == "interpreter"
    change, found = wait.nearest_change, []
    while change:
        found.append(change["change"])
        change = change.get("and", {})
    assert found == ["interpreters", "accessible", "closes_minutes"]


def test_at_the_end_of_the_day_another_booth_is_named_and_no_later_closing(problem_of):
    fair = Fair("x", "fair", "general", DAY, Hall(1430, 1440, 10), booths=(Booth("A1", "甲公司"),))
    (wait,) = plan_fair(problem_of([[1]] * 2, fair=fair)).waiting
    assert (wait.shortage, wait.nearest_change["change"]) == ("booth_time", "booth")


@pytest.mark.parametrize("booths", [(), (Booth("A1", "乙公司"),)])
def test_without_a_booth_and_without_a_slot_the_hall_closes_later_and_no_other_booth_is_named(problem_of, booths):
    fair = Fair("x", "fair", "general", DAY, Hall(540, 545, 10), booths=booths)
    problem = problem_of([[1]], fair=fair)
    (wait,) = plan_fair(problem).waiting
    assert wait.nearest_change["change"] == "booth"
    assert wait.nearest_change["and"] == {"change": "closes_minutes", "add": 5, "by": "office"}
    words = View(problem, Stamp(1, datetime.datetime(2023, 5, 1))).change(wait.nearest_change)
    assert words == "为“甲公司”安排展位；招聘会延长 5 分钟"


def test_of_two_employers_none_recommends_three_posts_of_one(problem_of):
    posts = [Post(f"j{j}", "岗位", "甲公司" if j < 3 else "乙公司") for j in range(4)]
    fair = Fair(
        "x", "fair", "general", DAY, limits=Limits(3, 1, 3), booths=(Booth("A1", "甲公司"), Booth("A2", "乙公司"))
    )
    score = [[900_000, 800_000, 700_000, 100_000]]
    plan = plan_fair(problem_of([[1, 1, 1, 1]], posts=posts, fair=fair, score=score))
    assert {problem.employer for problem in (posts[j] for j in plan.recommendations[0])} == {"甲公司", "乙公司"}


def test_the_concession_of_an_employer_is_the_one_that_serves_most(problem_of):
    """Two posts of one employer are open to nobody; lifting opens one to three people, schooling the other to two."""
    problem = problem_of(
        [[0, 0]] * 5,
        openings=lambda *_: (
            Opening(0, "demands.lifting", 1, "减少搬运", (0, 1, 2)),
            Opening(1, "min_education", "associate", "大专即可", (3, 4)),
        ),
    )
    (concession,) = concessions(problem, hall_arrays(problem))
    assert (concession.post, concession.more_served) == (0, 3)


def test_the_fewest_places_that_serve_the_most_are_proposed(problem_of):
    """Seven people and one post with two interviews a place: three places more serve them all, two leave one over."""
    fair = Fair("x", "fair", "general", DAY, limits=Limits(3, 1, 2), booths=(Booth("A1", "甲公司"),))
    problem = problem_of([[1]] * 7, fair=fair)
    (concession,) = concessions(problem, hall_arrays(problem))
    assert (concession.change["add"], concession.change["to"], concession.more_served) == (3, 4, 5)


def conceded(problem, concession):
    """The fair after the change."""
    if concession.change["change"] == "headcount":
        posts = list(problem.posts)
        posts[concession.post] = replace(posts[concession.post], headcount=concession.change["to"])
        return replace(problem, posts=tuple(posts))
    allowed = problem.pairs.allowed.copy()
    opening = next(o for o in problem.openings([], []) if o.text == concession.change["text"])
    allowed[list(opening.people), opening.post] = True
    return replace(problem, pairs=replace(problem.pairs, allowed=allowed))


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_a_concession_serves_as_many_more_as_it_says_when_the_fair_is_planned_again(small_fair, seed):
    draw = random.Random(seed)
    problem = small_fair(seed, people=8, posts=4, slots=3, booths=3)
    shut = [(int(i), int(j)) for i, j in zip(*(~problem.pairs.allowed).nonzero(), strict=True)]
    openings = tuple(
        Opening(
            j, "min_education", "associate", f"放宽 {j}", tuple(i for i, k in shut if k == j and draw.random() < 0.7)
        )
        for j in range(4)
    )
    problem = replace(problem, openings=lambda *_: openings)
    before = plan_fair(problem)
    for concession in before.concessions:
        after = plan_fair(conceded(problem, concession))
        assert after.solution.objective[0] - before.solution.objective[0] == concession.more_served > 0


@pytest.mark.parametrize("seed", range(12))
def test_in_a_large_fair_the_flow_counts_what_the_plan_reaches(problem_of, monkeypatch, seed):
    monkeypatch.setattr("matcher.fairs.solve.concessions.PLANNED_AGAIN", 0)
    draw = random.Random(seed)
    posts = [Post(f"j{j}", "岗位", f"E{j % 5}", headcount=draw.randint(1, 2)) for j in range(20)]
    fair = Fair(
        "x",
        "fair",
        "general",
        DAY,
        Hall(540, 660, 10, 2),
        Limits(3, 2, 1),
        booths=tuple(Booth(f"A{e}", f"E{e}") for e in range(5)),
    )
    problem = problem_of([[draw.random() < 0.1 for _ in posts] for _ in range(60)], posts=posts, fair=fair)
    before = plan_fair(problem)
    for concession in before.concessions:
        after = plan_fair(conceded(problem, concession))
        assert after.solution.objective[0] - before.solution.objective[0] == concession.more_served


@pytest.mark.parametrize("seed", range(6))
def test_in_a_large_fair_with_interpreters_a_new_plan_serves_no_fewer_than_is_said(problem_of, monkeypatch, seed):
    """Interviews with the one interpreter, who walks, are counted as they stand."""
    monkeypatch.setattr("matcher.fairs.solve.concessions.PLANNED_AGAIN", 0)
    draw = random.Random(seed)
    posts = [Post(f"j{j}", "岗位", f"E{j % 4}", headcount=draw.randint(1, 2)) for j in range(8)]
    people = [Person(f"c{i}", needs=frozenset(["A19"] if draw.random() < 0.5 else [])) for i in range(20)]
    booths = tuple(Booth(f"A{e}", f"E{e}", e % 2 == 0) for e in range(4))
    fair = Fair("x", "fair", "general", DAY, Hall(540, 590, 10, 2, 1), Limits(3, 1, 1), booths=booths)
    allowed = [[draw.random() < 0.25 for _ in posts] for _ in people]
    shut = [(j, tuple(i for i in range(j, 20, 5) if not allowed[i][j])) for j in range(8)]
    openings = tuple(Opening(j, "min_education", "associate", f"放宽 {j}", them) for j, them in shut)
    problem = problem_of(allowed, posts=posts, people=people, fair=fair, openings=lambda *_: openings)
    effort = Effort(work=0.2)
    before = plan_fair(problem, effort)
    for concession in before.concessions:
        changed = conceded(problem, concession)
        after = plan_interviews(changed, hall_arrays(changed), limits=effort).solution.objective[0]
        assert after - before.solution.objective[0] >= concession.more_served > 0
