"""Plans that bend: the edited workbook is read back, pins stay, and the fewest people move."""

from __future__ import annotations

import csv
import datetime
import io
import itertools
import random
from dataclasses import replace

import pytest

from matcher.domain.errors import InputError, RecordError
from matcher.domain.fairs import Booth, Fair, Hall, Limits
from matcher.fairs.paper.changes import plan_again
from matcher.fairs.paper.manifest import write_pack
from matcher.fairs.paper.pack import Made, fair_pack
from matcher.fairs.paper.previous import read_earlier, read_plan
from matcher.fairs.problem import Person, Post
from matcher.fairs.run import Before, make_pack
from matcher.fairs.solve.constraints import breaches
from matcher.fairs.solve.fair_plan import plan_fair
from matcher.fairs.solve.hall import hall_arrays
from matcher.fairs.solve.limits import Limits as Effort
from matcher.fairs.solve.plan import Interview
from matcher.fairs.solve.replan import by_person, moved, replan
from matcher.fairs.verify.checker import verify
from matcher.fairs.view import Stamp, View

openpyxl = pytest.importorskip("openpyxl")
ALL = frozenset({"matching", "contact"})
DAY = datetime.date(2023, 5, 20)


def sheets(content: bytes):
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {page.title: [list(row) for row in page.iter_rows(values_only=True)] for page in book}


@pytest.fixture(scope="module")
def problem(problem_of):
    fair = Fair(
        "招聘会",
        "fair",
        "general",
        DAY,
        Hall(540, 660, 10, 2, 0),
        Limits(3, 1, 3),
        booths=(Booth("A1", "甲"), Booth("A2", "乙")),
    )
    draw = random.Random(3)
    posts = [Post(f"j{j}", f"岗位{j}", "甲乙"[j % 2], headcount=2) for j in range(4)]
    people = [Person(f"c{i}", ALL, name=f"王{i}", phone=f"1390000000{i}") for i in range(8)]
    return problem_of([[draw.random() < 0.7 for _ in posts] for _ in people], people=people, posts=posts, fair=fair)


@pytest.fixture(scope="module")
def first(problem, inputs_of):
    return fair_pack(plan_fair(problem), inputs_of(problem), Made())


@pytest.fixture
def again(problem, inputs_of, first, tmp_path):
    """Plan again after an edit of 面试安排; returns the new pack."""
    write_pack(tmp_path / "pack", first)

    def run(edit=lambda rows: None, changed=problem):
        book = sheets(first["plan.xlsx"])
        edit(book["面试安排"])
        return make_pack(inputs_of(changed), before=Before(tmp_path / "pack", book))

    return run


def plan_of(files):
    import json

    return json.loads(files["plan.json"])


def test_an_unchanged_fair_keeps_every_interview(first, again):
    files = again()
    assert plan_of(files)["interviews"] == plan_of(first)["interviews"]
    assert plan_of(files)["version"] == 2
    assert files["changed/calls.csv"] == b"candidate_id,old,new\n"
    assert [path for path in files if path.startswith("changed/")] == ["changed/calls.csv"]


def test_staff_find_people_by_their_names_in_the_workbooks_and_nobody_else_does(problem_of, inputs_of):
    people = [
        Person("c0", ALL, name="王零"),
        Person("c1", frozenset({"matching"}), name="李一"),
        Person("c2", name="赵二"),
    ]
    problem = problem_of([[1], [1], [0]], people=people, posts=[Post("j0", "文员", "甲公司", headcount=2)])
    files = fair_pack(plan_fair(problem), inputs_of(problem), Made())
    book = {name: rows for name, rows in sheets(files["plan.xlsx"]).items() if "求职者编号" in rows[0]}
    assert {name: rows[0][-1] for name, rows in book.items()} == dict.fromkeys(
        ["推荐", "岗位", "面试安排", "未匹配"], "姓名"
    )
    assert {row[-1] for row in book["面试安排"][1:]} == {"王零", "李一"}
    assert [row[-1] for row in book["未匹配"][1:]] == ["赵二"]
    results = sheets(files["results.xlsx"])["结果"]
    assert {row[0]: row[-1] for row in results[1:]} == {"c0": "王零", "c1": None}


def free_slot(rows, booth):
    """A start that no interview of the booth has, as hh:mm, and its end."""
    taken = {row[3] for row in rows[1:] if row[2] == booth}
    clock = [f"{m // 60:02d}:{m % 60:02d}" for m in range(540, 670, 10)]
    return next((at, end) for at, end in itertools.pairwise(clock) if at not in taken)


def test_a_locked_row_stays_and_a_moved_row_becomes_a_pin(first, again, tmp_path):
    def edit(rows):
        rows[1][5] = "是"
        row = next(r for r in rows[2:] if [x[0] for x in rows].count(r[0]) == 1)
        row[3], row[4] = free_slot(rows, row[2])
        edit.moved = (row[0], row[2], row[3])

    files = again(edit)
    times = {(i["candidate_id"], i["booth"], i["start"][11:16]) for i in plan_of(files)["interviews"]}
    assert edit.moved in times
    calls = list(csv.DictReader(io.StringIO(files["changed/calls.csv"].decode())))
    assert [call["candidate_id"] for call in calls] == [edit.moved[0]]
    assert edit.moved[2] in calls[0]["new"]
    (line,) = sheets(files["changed/calls.xlsx"])["电话"][1:]
    assert line[:3] == [edit.moved[0], edit.moved[0].replace("c", "王"), edit.moved[0].replace("c", "1390000000")]
    assert f"{edit.moved[2]} {edit.moved[1]} 岗位" in line[4]
    assert f"changed/booths/{edit.moved[1]}.html" in files
    write_pack(tmp_path / "again", files)
    assert verify(tmp_path / "again").breaches == ()
    assert [row[5] for row in sheets(files["plan.xlsx"])["面试安排"]].count("是") == 2


@pytest.mark.parametrize(
    ("column", "value", "word"),
    [(0, "ghost", "A2"), (1, "ghost", "B2"), (2, "Z9", "C2"), (3, "09:05", "D2"), (4, "09:55", "E2")],
)
def test_a_pin_that_cannot_be_read_is_named_by_its_cell(again, column, value, word):
    def edit(rows):
        rows[1][5] = "是"
        rows[1][column] = value

    with pytest.raises(RecordError, match=word):
        again(edit)


def test_two_pins_at_one_booth_and_time_are_both_named(again):
    def edit(rows):
        here = next(row for row in rows[2:] if row[2] == rows[1][2])
        here[3], here[4] = rows[1][3], rows[1][4]
        rows[1][5] = "是"

    with pytest.raises(RecordError, match=r"面试安排!D2.*面试安排!D\d"):
        again(edit)


def test_somebody_who_withdrew_frees_the_place_and_nobody_moves_for_it(problem, first, again):
    gone = plan_of(first)["interviews"][0]["candidate_id"]
    at = problem.person_index[gone]
    allowed = problem.pairs.allowed.copy()
    allowed[at] = False
    after = replace(problem, pairs=replace(problem.pairs, allowed=allowed))
    plan = plan_of(again(changed=after))
    assert gone not in {i["candidate_id"] for i in plan["interviews"]}
    assert plan["moved"] == [gone]


def test_a_folder_without_a_plan_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"plan\.json"):
        read_plan(tmp_path)


def test_the_start_may_come_back_as_a_time_or_as_a_share_of_the_day(problem, first, again):
    def edit(rows):
        for row in rows[1:]:
            hour, minute = map(int, row[3].split(":"))
            row[3] = datetime.time(hour, minute)
            row[4] = (hour * 60 + minute + 10) / 1440

    assert plan_of(again(edit))["interviews"] == plan_of(first)["interviews"]


def fewest_moves(problem, hall, reference, most):
    """The fewest people moved by any plan that serves `most`: by leaving ever more people free, smallest sets first."""
    previous = by_person(reference)
    for count in range(len(previous) + 1):
        for free in itertools.combinations(sorted(previous), count):
            kept = frozenset(i for i in reference if i.person not in free)
            if breaches(hall, sorted(kept)):
                continue
            found = _with_kept(problem, hall, kept)
            if found == most:
                return count
    return len(previous)


def _with_kept(problem, hall, kept):
    from matcher.fairs.solve.exact import TimetableModel, columns
    from matcher.fairs.solve.plan import option_weights

    model = TimetableModel(problem, hall, columns(hall, 10**6))
    model.keep(kept)
    settled = {i.person for i in kept}
    for choice, variable in zip(model.choices, model.taken, strict=True):
        if choice.person in settled and choice not in kept:
            model.model.add(variable == 0)
    answer = model.solve(model.levels(option_weights(problem.options).tolist())[:1], sorted(kept), Effort())
    return len({i.person for i in answer.interviews})


@pytest.mark.parametrize("seed", range(12))
def test_no_plan_that_serves_as_many_moves_fewer(small_fair, seed):
    problem = small_fair(seed, people=5, posts=4, slots=3, booths=2)
    hall = hall_arrays(problem)
    reference = frozenset(plan_fair(problem).interviews)
    draw = random.Random(seed)
    allowed = problem.pairs.allowed.copy()
    for interview in sorted(reference)[: draw.randint(1, 2)]:
        allowed[interview.person, interview.post] = False
    changed = replace(problem, pairs=replace(problem.pairs, allowed=allowed))
    hall = hall_arrays(changed)
    found = replan(changed, hall, reference, frozenset())
    most = plan_fair(changed).solution.objective[0]
    assert found.solution.objective[0] == most
    assert breaches(hall, found.interviews) == []
    possible = frozenset(i for i in reference if hall.usable[i.person, i.post])
    touched = {i.person for i in reference - possible}
    least = fewest_moves(changed, hall, frozenset(i for i in possible if i.person not in touched), most)
    assert len(moved(by_person(reference), found.interviews)) <= least + len(touched)


def test_pins_are_kept_whatever_they_cost(problem):
    hall = hall_arrays(problem)
    person = next(i for i in range(8) if hall.usable[i].any())
    post = int(hall.usable[person].nonzero()[0][0])
    booth = hall.booths_for(person, post)[0]
    pin = Interview(person, post, booth, 3)
    plan = plan_fair(problem, pinned=frozenset({pin}))
    assert pin in plan.interviews
    assert breaches(hall, plan.interviews) == []


def test_people_who_stay_keep_their_recommendations(problem, first, inputs_of, tmp_path):
    write_pack(tmp_path / "pack", first)
    plan = read_plan(tmp_path / "pack")
    view = View(problem, Stamp(1, inputs_of(problem).as_of))
    earlier = read_earlier(plan, sheets(first["plan.xlsx"]), view, hall_arrays(problem))
    again = plan_again(problem, earlier, Effort())
    assert again.recommendations == plan_fair(problem).recommendations
