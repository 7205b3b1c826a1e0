"""Who waits, who falls short, and what a mode leaves aside: said in the plan, the workbook and on the sheets."""

from __future__ import annotations

import datetime
import io
import json

import pytest

from matcher.domain.fairs import Fair, Quota
from matcher.domain.moments import SHANGHAI
from matcher.fairs.paper.manifest import write_pack
from matcher.fairs.paper.pack import Made
from matcher.fairs.problem import Person, Post
from matcher.fairs.rounds.placement import plan_placement
from matcher.fairs.rounds.placement_pack import placement_pack
from matcher.fairs.rounds.referrals import plan_referrals
from matcher.fairs.rounds.shifts import plan_shifts
from matcher.fairs.rounds.shifts_pack import shifts_pack
from matcher.fairs.verify.checker import verify
from matcher.fairs.wishes import Wishes

openpyxl = pytest.importorskip("openpyxl")
DAY = datetime.date(2023, 9, 16)
OPEN = frozenset({"matching"})


def sheets(content: bytes):
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {page.title: [list(row) for row in page.iter_rows(values_only=True)] for page in book}


def written(plan, pack, inputs_of, folder):
    write_pack(folder, pack(plan, inputs_of(plan.problem), Made()))
    assert verify(folder, read=lambda file: sheets(file.read_bytes())).breaches == ()
    return json.loads((folder / "plan.json").read_text("utf-8"))


def test_who_waits_in_a_round_is_told_what_would_make_room_and_where_they_stand_by(problem_of, inputs_of, tmp_path):
    quotas = (Quota(None, "乙", 0, 1),)
    posts = [
        Post("j0", "会计", "甲"),
        Post("j1", "客服", "乙", headcount=5),
        Post("j2", "保洁", "丙", headcount=3, min_headcount=3),
    ]
    fair = Fair("安置", "placement", "internship", DAY, quotas=quotas)
    problem = problem_of(
        [[1, 0, 0], [1, 0, 0], [0, 1, 0], [0, 1, 0], [0, 0, 1]],
        score=[[900_000] * 3, [100_000] * 3, [900_000] * 3, [100_000] * 3, [500_000] * 3],
        posts=posts,
        fair=fair,
    )
    plan = written(plan_placement(problem, Wishes()), placement_pack, inputs_of, tmp_path / "pack")
    changes = {w["candidate_id"]: w["nearest_change"] for w in plan["waiting"]}
    assert changes == {
        "c1": {"change": "headcount", "job_id": "j0", "add": 1, "by": "employer"},
        "c3": {"change": "quota", "quota": "乙", "add": 1, "by": "office"},
        "c4": {"change": "min_headcount", "job_id": "j2", "to": 1, "by": "employer"},
    }
    page = (tmp_path / "pack" / "candidates" / "c1.html").read_text("utf-8")
    assert "会计（j0）第 1 位" in page
    assert "12:00" not in page


def test_who_waits_is_told_every_change_that_it_takes(problem_of, inputs_of, tmp_path):
    """The one post is full, and so are the quotas of its employer and of its district."""
    quotas = (Quota("3210", None, 0, 1), Quota(None, "甲", 0, 1))
    fair = Fair("安置", "placement", "internship", DAY, quotas=quotas)
    problem = problem_of([[1], [1]], posts=[Post("j0", "会计", "甲", division="321002")], fair=fair)
    plan = written(plan_placement(problem, Wishes()), placement_pack, inputs_of, tmp_path / "pack")
    (change,) = (w["nearest_change"] for w in plan["waiting"])
    told = [change["change"], change["and"]["quota"], change["and"]["and"]["quota"]]
    assert told == ["headcount", "3210", "甲"]


def test_who_wished_for_full_posts_alone_is_told_of_one_with_places(problem_of, inputs_of, tmp_path):
    fair = Fair("安置", "placement", "internship", DAY, mode="stable", rounds=1)
    posts = [Post("j0", "会计", "甲"), Post("j1", "客服", "乙")]
    wishes = Wishes({0: {0: 1}, 1: {0: 1}}, {0: {0: 1, 1: 2}})
    plan = plan_placement(problem_of([[1, 1], [1, 1]], posts=posts, fair=fair), wishes)
    (waiting,) = written(plan, placement_pack, inputs_of, tmp_path / "pack")["waiting"]
    assert waiting["nearest_change"] == {"change": "wish", "job_id": "j1", "by": "candidate"}


def test_who_waits_in_a_morning_is_told_what_would_make_room(problem_of, inputs_of, tmp_path):
    start = datetime.datetime(2023, 9, 16, 6, tzinfo=SHANGHAI)
    hour = ((start, start + datetime.timedelta(hours=1)),)
    posts = [Post("j0", "搬运", "甲", shifts=hour), Post("j1", "保洁", "乙"), Post("j2", "分拣", "丙", shifts=hour)]
    party = ["三人"] * 3 + ["两人"] * 2
    people = [Person(f"c{i}", OPEN, party=name) for i, name in enumerate([None, *party, None])]
    problem = problem_of(
        [[1, 0, 0], [1, 0, 0], [1, 0, 0], [1, 0, 0], [1, 0, 0], [0, 0, 1], [0, 1, 0]],
        people=people,
        posts=posts,
        fair=Fair("早市", "shifts", "gig", DAY),
    )
    plan = written(plan_shifts(problem), shifts_pack, inputs_of, tmp_path / "pack")
    changes = {w["candidate_id"]: w["nearest_change"] for w in plan["waiting"]}
    more = {"change": "headcount", "job_id": "j0", "add": 3, "by": "employer"}
    apart = {"change": "party", "by": "candidate"}
    assert changes == {
        **dict.fromkeys(("c1", "c2", "c3"), more),
        **dict.fromkeys(("c4", "c5"), apart),
        "c6": {"change": "shifts", "job_id": "j1", "by": "employer"},
    }


def test_what_a_stable_placement_leaves_aside_is_said(problem_of, inputs_of, tmp_path):
    quotas = (Quota("321002", None, 1, 1), Quota(None, "甲", 2, None), Quota(None, "没有的公司", 0, 1))
    posts = [Post("j0", "见习", "甲", headcount=3, division="321002")]
    fair = Fair("安置", "placement", "internship", DAY, quotas=quotas, mode="stable")
    plan = plan_placement(problem_of([[1]] * 3, posts=posts, fair=fair), Wishes())
    assert len(plan.placed) == 3
    written(plan, placement_pack, inputs_of, tmp_path / "pack")
    said = (tmp_path / "pack" / "summary.html").read_text("utf-8")
    assert "321002 ≥ 1、甲 ≥ 2、321002 ≤ 1" in said
    assert "“没有的公司”没有对应的岗位" in said


def test_who_has_every_post_there_is_falls_short_for_want_of_posts(problem_of):
    fair = Fair("推荐", "referrals", "graduate", DAY)
    posts = [Post("j0", "会计", "甲"), Post("j1", "客服", "乙")]
    plan = plan_referrals(problem_of([[1, 1], [1, 0]], posts=posts, fair=fair))
    assert [short.rule for short in plan.short] == ["no_more_posts", "too_far"]
