"""What one concession of an employer would do in referrals, rounds and mornings: what planning again finds."""

from __future__ import annotations

import datetime
import io
import json
import random
from dataclasses import replace

import pytest

from matcher.domain.fairs import Fair, Limits, Quota
from matcher.domain.moments import SHANGHAI
from matcher.fairs.paper.manifest import write_pack
from matcher.fairs.problem import Opening, Person, Post
from matcher.fairs.rounds.concessions import placement_concessions, referral_concessions
from matcher.fairs.rounds.placement import plan_placement
from matcher.fairs.rounds.referrals import plan_referrals
from matcher.fairs.rounds.refill import refill
from matcher.fairs.rounds.shift_concessions import morning_concessions
from matcher.fairs.rounds.shifts import plan_shifts
from matcher.fairs.run import make_pack
from matcher.fairs.solve.best_changes import opened
from matcher.fairs.verify.checker import verify
from matcher.fairs.wishes import Wishes

openpyxl = pytest.importorskip("openpyxl")
DAY = datetime.date(2023, 9, 16)
SIX = datetime.datetime(2023, 9, 16, 6, tzinfo=SHANGHAI)
OPEN = frozenset({"matching"})
QUOTAS = (Quota("321000", None, 0, 4), Quota(None, "E0", 0, 3))


def drawn(problem_of, seed, kind, *, people=9, posts=5, least=1, **fair):
    """Posts that let in some more people each if they made a concession."""
    draw = random.Random(seed)
    allowed = [[draw.random() < 0.35 for _ in range(posts)] for _ in range(people)]
    hours = [(SIX + datetime.timedelta(hours=h), SIX + datetime.timedelta(hours=h + 1)) for h in (0, 2, 4)]
    openings = [
        Opening(
            j,
            "min_education",
            "associate",
            f"放宽 {j}",
            tuple(i for i in range(people) if not allowed[i][j] and draw.random() < 0.5),
        )
        for j in range(posts)
    ]
    return problem_of(
        allowed,
        score=[[draw.randrange(1_000_001) for _ in range(posts)] for _ in range(people)],
        people=[Person(f"c{i}", OPEN, party="伴" if kind == "shifts" and i < 2 else None) for i in range(people)],
        posts=[
            Post(
                f"j{j}",
                "岗位",
                f"E{j % 3}",
                headcount=draw.randint(least, 2),
                min_headcount=least,
                division=f"32100{j % 2}",
                shifts=tuple(draw.sample(hours, 2)),
            )
            for j in range(posts)
        ],
        fair=Fair("x", kind, "internship", DAY, limits=Limits(3, 1, 3), **fair),
        openings=lambda people, posts: [
            replace(o, people=tuple(sorted(set(o.people) & set(people)))) for o in openings if o.post in posts
        ],
    )


def conceded(problem, concession):
    """The problem after the change."""
    if concession.change["change"] == "headcount":
        posts = list(problem.posts)
        posts[concession.post] = replace(posts[concession.post], headcount=concession.change["to"])
        return replace(problem, posts=tuple(posts))
    everybody = range(len(problem.people))
    (opening,) = (o for o in problem.openings(everybody, [concession.post]))
    return opened(problem, opening)


def every_change(problem, most):
    """Every opening and every number of further places, each with its employer."""
    for opening in problem.openings(range(len(problem.people)), range(len(problem.posts))):
        yield problem.posts[opening.post].employer, opened(problem, opening)
    for at, post in enumerate(problem.posts):
        for add in range(1, most + 1):
            posts = [*problem.posts[:at], replace(post, headcount=post.headcount + add), *problem.posts[at + 1 :]]
            yield post.employer, replace(problem, posts=tuple(posts))


def best_of_employers(problem, served, most):
    """By planning again with every change there is."""
    before, best = served(problem), {}
    for employer, changed in every_change(problem, most):
        best[employer] = max(best.get(employer, 0), served(changed) - before)
    return {employer: more for employer, more in best.items() if more}


def found(concessions):
    return {concession.employer: concession.more_served for concession in concessions}


def as_large(monkeypatch):
    monkeypatch.setattr("matcher.fairs.rounds.concessions.PLANNED_AGAIN", 0)
    monkeypatch.setattr("matcher.fairs.rounds.shift_concessions.SMALL_COLUMNS", 0)


ROUNDS = {
    "by a flow": {},
    "quotas within quotas": {"quotas": (Quota("3210", None, 0, 6), Quota("321000", None, 0, 3))},
    "quotas that cross": {"quotas": QUOTAS},
    "least headcounts": {"least": 2},
    "stable": {"mode": "stable", "quotas": QUOTAS},
}


@pytest.mark.parametrize("kind", ROUNDS)
@pytest.mark.parametrize("seed", range(3))
def test_the_concession_of_a_round_is_the_best_that_planning_again_finds(problem_of, kind, seed):
    problem = drawn(problem_of, seed, "placement", people=7, posts=4, **ROUNDS[kind])

    def served(changed):
        return len(plan_placement(changed, Wishes()).placed)

    plan = plan_placement(problem, Wishes())
    assert found(placement_concessions(plan)) == best_of_employers(problem, served, 4)


@pytest.mark.parametrize("kind", ["by a flow", "quotas within quotas", "quotas that cross", "least headcounts"])
@pytest.mark.parametrize("seed", range(4))
def test_a_large_round_can_be_placed_as_its_concessions_say(problem_of, monkeypatch, kind, seed):
    as_large(monkeypatch)
    problem = drawn(problem_of, seed, "placement", **ROUNDS[kind])
    plan = plan_placement(problem, Wishes())
    for concession in placement_concessions(plan):
        after = plan_placement(conceded(problem, concession), Wishes())
        assert len(after.placed) - len(plan.placed) >= concession.more_served > 0


def test_pinned_people_stay_when_concessions_are_counted(problem_of):
    """The pin keeps c0 at the post that c1 alone could have; another place there serves one more."""
    posts = [Post("j0", "岗位", "甲"), Post("j1", "岗位", "乙")]
    fair = Fair("x", "placement", "internship", DAY)
    problem = problem_of([[1, 1], [1, 0]], posts=posts, fair=fair)
    plan = plan_placement(problem, Wishes(), pinned={0: 0})
    (concession,) = placement_concessions(plan, pinned={0: 0})
    assert (concession.employer, concession.change["to"], concession.more_served) == ("甲", 2, 1)


@pytest.mark.parametrize("seed", range(5))
def test_the_concession_of_a_small_morning_is_the_best_that_planning_again_finds(problem_of, seed):
    problem = drawn(problem_of, seed, "shifts", people=7, posts=3)

    def served(changed):
        return plan_shifts(changed).solution.objective[0]

    assert found(morning_concessions(plan_shifts(problem))) == best_of_employers(problem, served, 4)


@pytest.mark.parametrize("seed", range(8))
def test_a_large_morning_can_be_planned_as_its_concessions_say(problem_of, monkeypatch, seed):
    as_large(monkeypatch)
    problem = drawn(problem_of, seed, "shifts")
    plan = plan_shifts(problem)
    for concession in morning_concessions(plan):
        after = plan_shifts(conceded(problem, concession))
        assert after.solution.objective[0] - plan.solution.objective[0] >= concession.more_served > 0


def test_after_a_cancellation_a_concession_brings_in_who_stands_by_and_moves_nobody(problem_of):
    hour = ((SIX, SIX + datetime.timedelta(hours=1)),)
    posts = [Post("j0", "零工", "甲", shifts=hour), Post("j1", "零工", "乙", shifts=hour)]
    problem = problem_of([[1, 0], [1, 0], [0, 1], [0, 1]], posts=posts, fair=Fair("x", "shifts", "gig", DAY))
    first = plan_shifts(problem)
    gone = next(work for work in first.works if work.post == 0)
    after = refill(problem, first.works, {gone}, 2)
    (concession,) = morning_concessions(after)
    assert (concession.employer, concession.more_served) == ("乙", 1)


@pytest.mark.parametrize("seed", range(5))
def test_the_concession_of_referrals_is_the_best_that_planning_again_finds(problem_of, seed):
    problem = drawn(problem_of, seed, "referrals")

    def served(changed):
        return len(changed.people) - len(plan_referrals(changed).short)

    assert found(referral_concessions(plan_referrals(problem))) == best_of_employers(problem, served, 0)


@pytest.mark.parametrize("kind", ["referrals", "placement", "shifts"])
def test_a_pack_shows_the_concessions_in_plan_workbook_and_summary(problem_of, inputs_of, tmp_path, kind):
    """Three people want one place: two places more, and one person whom lower schooling would let in besides."""
    hour = ((SIX, SIX + datetime.timedelta(hours=1)),)
    posts = [Post("j0", "文员", "甲", shifts=hour), Post("j1", "保洁", "乙", employer_id="e-2", shifts=hour)]
    lower = Opening(1, "min_education", "associate", "学历放宽到大专", (0,))
    fair = Fair("x", kind, "internship", DAY, limits=Limits(2, 1, 3))
    problem = problem_of([[1, 0], [1, 0], [1, 0]], posts=posts, fair=fair, openings=lambda *_: [lower])
    files = make_pack(inputs_of(problem))
    told = json.loads(files["plan.json"])["concessions"]
    wanted = {"employer_id": "e-2", "job_id": "j1", "change": "学历放宽到大专", "more_served": 1}
    places = {"employer_id": "甲", "job_id": "j0", "change": "岗位“文员”（j0）增加 2 个招聘名额", "more_served": 2}
    assert told == ([wanted] if kind == "referrals" else [places, wanted])
    rows = openpyxl.load_workbook(io.BytesIO(files["plan.xlsx"]))["单位让步"].iter_rows(values_only=True)
    assert [(row[1], row[3], row[4]) for row in rows][1:] == [
        (c["job_id"], c["change"], c["more_served"]) for c in told
    ]
    assert all(c["change"] in files["summary.html"].decode() for c in told)
    write_pack(tmp_path / "pack", files)
    assert verify(tmp_path / "pack").breaches == ()
