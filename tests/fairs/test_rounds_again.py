"""Rounds and mornings that bend: the edited workbook is read back, pins stay, the fewest people are called."""

from __future__ import annotations

import csv
import datetime
import io
import itertools
import json
import random
from dataclasses import replace

import pytest

from matcher.domain.errors import RecordError
from matcher.domain.fairs import Fair, Limits, Quota
from matcher.domain.moments import SHANGHAI
from matcher.fairs.paper.manifest import write_pack
from matcher.fairs.problem import Person, Post
from matcher.fairs.rounds.placement import plan_placement
from matcher.fairs.run import Before, make_pack
from matcher.fairs.verify.checker import verify
from matcher.fairs.wishes import Wishes

openpyxl = pytest.importorskip("openpyxl")
DAY = datetime.date(2023, 9, 16)
SIX = datetime.datetime(2023, 9, 16, 6, tzinfo=SHANGHAI)
OPEN = frozenset({"matching"})
KINDS = ("referrals", "placement", "shifts")
SHEET = {"referrals": "推荐", "placement": "安置", "shifts": "排班"}
PART = {"referrals": "recommendations", "placement": "placements", "shifts": "assignments"}


def sheets(content: bytes):
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {page.title: [list(row) for row in page.iter_rows(values_only=True)] for page in book}


def drawn(problem_of, kind, seed=1, people=8, posts=4, **fair):
    draw = random.Random(seed)
    hours = [(SIX + datetime.timedelta(hours=h), SIX + datetime.timedelta(hours=h + 1)) for h in (0, 2, 4)]
    return problem_of(
        [[draw.random() < 0.6 for _ in range(posts)] for _ in range(people)],
        score=[[draw.randrange(1_000_001) for _ in range(posts)] for _ in range(people)],
        people=[Person(f"c{i}", OPEN, party="伴" if i in (0, 1) else None) for i in range(people)],
        posts=[
            Post(f"j{j}", f"岗位{j}", f"E{j % 3}", headcount=draw.randint(1, 2), shifts=tuple(draw.sample(hours, 2)))
            for j in range(posts)
        ],
        fair=Fair("x", kind, "internship", DAY, limits=Limits(2, 1, 3), **fair),
    )


@pytest.fixture(params=KINDS)
def kind(request):
    return request.param


@pytest.fixture
def again(inputs_of, tmp_path):
    """Plan, edit the sheet, plan again; returns both plans and the new files."""

    def run(problem, edit=lambda rows: None, changed=None):
        first = make_pack(inputs_of(problem))
        write_pack(tmp_path / "pack", first)
        book = sheets(first["plan.xlsx"])
        edit(book[SHEET[problem.fair.kind]])
        files = make_pack(inputs_of(changed or problem), before=Before(tmp_path / "pack", book))
        write_pack(tmp_path / "again", files)
        reader = lambda file: sheets(file.read_bytes())  # noqa: E731
        assert verify(tmp_path / "again", read=reader).breaches == ()
        return json.loads(first["plan.json"]), json.loads(files["plan.json"]), files

    return run


def called(files):
    return list(csv.DictReader(io.StringIO(files["changed/calls.csv"].decode())))


def test_an_unchanged_round_keeps_everything(problem_of, again, kind):
    before, after, files = again(drawn(problem_of, kind))
    assert after[PART[kind]] == before[PART[kind]]
    assert (after["version"], after["moved"], called(files)) == (2, [], [])
    assert [path for path in files if path.startswith("changed/")] == ["changed/calls.csv"]


def test_somebody_who_withdrew_is_called_and_nobody_else_is_moved(problem_of, again, kind):
    problem = drawn(problem_of, kind)
    gone = 5
    assert problem.pairs.allowed[gone].any()
    allowed = problem.pairs.allowed.copy()
    allowed[gone] = False
    after_ = replace(problem, pairs=replace(problem.pairs, allowed=allowed))
    before, after, files = again(problem, changed=after_)
    had = {e["candidate_id"] for e in before[PART[kind]]}
    assert set(after["moved"]) == {"c5"} & had
    assert {call["candidate_id"] for call in called(files) if call["old"]} == {"c5"} & had


def test_a_row_that_staff_changed_is_a_pin(problem_of, again, kind):
    hour = ((SIX, SIX + datetime.timedelta(hours=1)),)
    problem = problem_of(
        [[1, 1], [1, 1]],
        posts=[Post(f"j{j}", "岗位", f"E{j}", headcount=2, shifts=hour) for j in (0, 1)],
        score=[[900_000, 100_000]] * 2,
        fair=Fair("x", kind, "internship", DAY, limits=Limits(1, 1, 3)),
    )

    def edit(rows):
        rows[1][rows[0].index("岗位编号")] = "j1"

    _, after, files = again(problem, edit)
    assert after["moved"] == ["c0"]
    (call,) = called(files)
    assert (call["old"][:2], call["new"][:2]) == ("j0", "j1")
    assert "changed/candidates/c0.html" in files
    if kind != "referrals":
        rows = sheets(files["plan.xlsx"])[SHEET[kind]]
        assert [row[rows[0].index("锁定")] for row in rows[1:]] == ["是", None]


@pytest.mark.parametrize(("column", "value"), [("求职者编号", "ghost"), ("岗位编号", "ghost"), ("班次", 7)])
def test_a_cell_that_cannot_be_read_is_named(problem_of, again, kind, column, value):
    def edit(rows):
        edit.letter = "ABCDEFGH"[rows[0].index(column)]
        rows[1][rows[0].index(column)] = value

    if column == "班次" and kind != "shifts":
        return
    with pytest.raises(RecordError) as refused:
        again(drawn(problem_of, kind), edit)
    assert [f.field for f in refused.value.findings] == [f"{SHEET[kind]}!{edit.letter}2"]


def lock(rows):
    for row in rows[1:]:
        row[rows[0].index("锁定")] = "是"


def codes_of(again, problem, edit):
    with pytest.raises(RecordError) as refused:
        again(problem, edit)
    return {finding.code for finding in refused.value.findings}


def test_conflicts_of_a_placement_are_named(problem_of, again):
    posts = [Post("j0", "见习", "甲", division="321002"), Post("j1", "见习", "乙", headcount=3, division="321003")]
    quota = (Quota("321003", None, 0, 1),)
    fair = Fair("x", "placement", "internship", DAY, quotas=quota)
    problem = problem_of([[1, 1], [1, 1], [1, 0], [0, 0]], posts=posts, fair=fair)
    line = lambda *cells: lambda rows: rows.append([*cells, "", "", "", 1])  # noqa: E731
    assert codes_of(again, problem, line("c3", "j0")) == {"fair_pin_not_allowed"}

    def two(rows):
        rows[1:] = [["c0", "j0", "是"], ["c0", "j1", "是"]]

    assert codes_of(again, problem, two) == {"fair_pin_placed_twice"}

    def full(rows):
        rows[1:] = [["c0", "j0", "是"], ["c1", "j0", "是"]]

    assert codes_of(again, problem, full) == {"fair_pin_heads_full"}

    def above(rows):
        rows[1:] = [["c0", "j1", "是"], ["c1", "j1", "是"]]

    assert codes_of(again, problem, above) == {"fair_pin_quota"}


def test_conflicts_of_a_morning_are_named(problem_of, again):
    one, other = (
        ((SIX, SIX + datetime.timedelta(hours=2)),),
        ((SIX + datetime.timedelta(hours=1), SIX + datetime.timedelta(hours=3)),),
    )
    posts = [Post("j0", "零工", "甲", headcount=1, shifts=one), Post("j1", "零工", "乙", headcount=2, shifts=other)]
    people = [Person("c0", OPEN), Person("c1", OPEN, party="伴"), Person("c2", OPEN, party="伴")]
    fair = Fair("x", "shifts", "gig", DAY, limits=Limits(3, 2, 3))
    problem = problem_of([[1, 1], [1, 1], [1, 1]], people=people, posts=posts, fair=fair)

    def rows_are(*lines):
        return lambda rows: rows.__setitem__(slice(1, None), [[*line, "是"] for line in lines])

    assert codes_of(again, problem, rows_are(("c0", "j0", 0), ("c0", "j1", 0))) == {"fair_pin_shift_clash"}
    assert codes_of(again, problem, rows_are(("c1", "j0", 0))) == {"fair_pin_party"}
    assert codes_of(again, problem, rows_are(("c0", "j1", 0), ("c1", "j1", 0), ("c2", "j1", 0))) == {
        "fair_pin_shift_full"
    }


@pytest.mark.parametrize("seed", range(10))
def test_no_placement_of_as_many_people_moves_fewer(problem_of, seed):
    """Against trying every placement, after one or two people lost their posts."""
    problem = drawn(problem_of, "placement", seed, people=5, posts=3)
    first = {p.person: p.post for p in plan_placement(problem, Wishes()).placed}
    allowed = problem.pairs.allowed.copy()
    for person in list(first)[: 1 + seed % 2]:
        allowed[person, first[person]] = False
    changed = replace(problem, pairs=replace(problem.pairs, allowed=allowed))
    plan = {p.person: p.post for p in plan_placement(changed, Wishes(), earlier=first).placed}
    best = (0, 0)
    for chosen in itertools.product(*([None, *row.nonzero()[0].tolist()] for row in allowed)):
        loads = [chosen.count(j) for j in range(3)]
        if all(load <= post.headcount for load, post in zip(loads, problem.posts, strict=True)):
            kept = sum(first.get(i) == j for i, j in enumerate(chosen) if j is not None)
            best = max(best, (sum(loads), kept))
    assert (len(plan), sum(first.get(i) == j for i, j in plan.items())) == best


def test_who_cancelled_stays_out_of_the_next_version(problem_of, inputs_of, tmp_path):
    problem = drawn(problem_of, "shifts")
    first = make_pack(inputs_of(problem))
    write_pack(tmp_path / "one", first)
    gone = json.loads(first["plan.json"])["assignments"][-1]
    rows = {"cancel": [["candidate_id", "job_id"], [gone["candidate_id"], gone["job_id"]]]}
    second = make_pack(inputs_of(problem), before=Before(tmp_path / "one", sheets(first["plan.xlsx"]), rows))
    write_pack(tmp_path / "two", second)
    assert [call["candidate_id"] for call in called(second) if call["old"]] == [gone["candidate_id"]]
    third = make_pack(inputs_of(problem), before=Before(tmp_path / "two", sheets(second["plan.xlsx"])))
    plan = json.loads(third["plan.json"])
    assert gone["candidate_id"] not in {a["candidate_id"] for a in plan["assignments"]}
    assert (plan["moved"], plan["version"]) == ([], 3)


def test_who_cancelled_one_shift_keeps_the_other(problem_of, inputs_of, tmp_path):
    hours = [(SIX + datetime.timedelta(hours=h), SIX + datetime.timedelta(hours=h + 1)) for h in (0, 4)]
    posts = [Post(f"j{j}", "零工", f"E{j}", headcount=1, shifts=(hours[j],)) for j in (0, 1)]
    fair = Fair("x", "shifts", "gig", DAY, limits=Limits(3, 2, 3))
    problem = problem_of([[1, 1]], posts=posts, fair=fair)
    first = make_pack(inputs_of(problem))
    write_pack(tmp_path / "one", first)
    rows = {"cancel": [["candidate_id", "job_id"], ["c0", "j0"]]}
    second = make_pack(inputs_of(problem), before=Before(tmp_path / "one", sheets(first["plan.xlsx"]), rows))
    write_pack(tmp_path / "two", second)
    third = make_pack(inputs_of(problem), before=Before(tmp_path / "two", sheets(second["plan.xlsx"])))
    for files in (second, third):
        assert [a["job_id"] for a in json.loads(files["plan.json"])["assignments"]] == ["j1"]
