"""What came of a fair: read back from the pack's own result sheet, impossible and double entries refused."""

from __future__ import annotations

import datetime
import io
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.domain.errors import RecordError
from matcher.domain.fairs import Fair, Limits
from matcher.domain.moments import SHANGHAI
from matcher.fairs.paper.pack import Made, fair_pack
from matcher.fairs.problem import Person, Post
from matcher.fairs.results import Result, events, funnel, funnel_by, read_results
from matcher.fairs.results_report import results_report
from matcher.fairs.run import make_pack
from matcher.fairs.solve.fair_plan import plan_fair

openpyxl = pytest.importorskip("openpyxl")
optimize = pytest.importorskip("scipy.optimize")
HEADER = ["求职者编号", "岗位编号", "展位", "开始", "结果", "原因代码"]


@pytest.fixture
def problem(problem_of):
    posts = [Post("j0", "岗位", "甲公司", headcount=1), Post("j1", "岗位", "甲公司", headcount=2)]
    return problem_of([[1, 1], [1, 1], [1, 0]], posts=posts)


@pytest.fixture(params=["referrals", "placement", "shifts"])
def kind(request):
    return request.param


def read(problem, *rows):
    return read_results([{"结果": [HEADER, *([*row, ""] if len(row) == 5 else row for row in rows)]}], problem)


def test_the_packs_result_sheet_comes_back(problem, inputs_of):
    files = fair_pack(plan_fair(problem), inputs_of(problem), Made())
    page = openpyxl.load_workbook(io.BytesIO(files["results.xlsx"]))["结果"]
    rows = [list(row) for row in page.iter_rows(values_only=True)]
    for row in rows[1:]:
        row[4] = "未到场"
    found = read_results([{"结果": rows}], problem)
    assert len(found) == len(rows) - 1
    assert {e["event"] for e in events(problem, found, "2023-05-20T12:00:00+08:00")} == {"no_show"}


def test_results_may_be_numbers_words_or_codes(problem):
    rows = [("c0", "j0", "", "", 1.0), ("c1", "j1", "", "", "未录用", "R3"), ("c2", "j0", "", "", "no_show")]
    found = read(problem, *rows)
    assert [(r.outcome, r.reason) for r in found] == [("hire", None), ("reject", "pay"), ("no_show", None)]


def test_a_hire_is_three_events_in_their_order(problem):
    found = read(problem, ("c0", "j0", "A1", "09:00", "当场录用"))
    told = events(problem, found, "2023-05-20T12:00:00+08:00")
    assert [event["event"] for event in told] == ["interview", "offer", "hire"]
    assert told[0]["context"] == {"fair": "测试招聘会", "date": "2023-05-20"}


@pytest.mark.parametrize(
    ("rows", "cell"),
    [
        ([("ghost", "j0", "", "", 1)], "结果!A2"),
        ([("c0", "ghost", "", "", 1)], "结果!B2"),
        ([("c0", "j0", "", "", "很好")], "结果!E2"),
        ([("c0", "j0", "", "", "未录用", "")], "结果!F2"),
        ([("c0", "j0", "", "", "未录用", "R99")], "结果!F2"),
        ([("c0", "j0", "", "", 1), ("c0", "j0", "", "", 2)], "结果!A3"),
        ([("c0", "j0", "", "", 1), ("c0", "j1", "", "", 1)], "结果!A3"),
        ([("c0", "j0", "", "", 1), ("c1", "j0", "", "", 1)], "结果!B2"),
        ([("c2", "j1", "", "", 1)], "结果!B2"),
    ],
)
def test_impossible_and_double_entries_are_refused_by_their_cell(problem, rows, cell):
    with pytest.raises(RecordError) as refused:
        read(problem, *rows)
    assert cell in [finding.field for finding in refused.value.findings]


@pytest.mark.parametrize("reason", ["R3", "r3", 3.0, "R3 待遇谈不拢", "R3、待遇谈不拢", "待遇谈不拢", "pay"])
def test_a_reason_may_be_its_number_its_words_or_both(problem, reason):
    assert read(problem, ("c1", "j1", "", "", "5 未录用", reason))[0].reason == "pay"


@pytest.mark.parametrize(
    ("row", "cell", "words"),
    [
        (("c0", "j0", "", "", "当场录用", "R3"), "结果!F2", "删去原因"),
        (("c0", "j0", "", "", "", "R3"), "结果!E2", "没有填结果"),
        (("c0", "j0", "", "", "录了"), "结果!E2", "1 当场录用"),
    ],
)
def test_a_half_filled_row_is_not_passed_over(problem, row, cell, words):
    with pytest.raises(RecordError) as refused:
        read(problem, row)
    (finding,) = refused.value.findings
    assert finding.field == cell
    assert words in finding.text("zh")


def test_of_several_files_the_cell_names_its_own_and_the_other_one(problem):
    filled = {"结果": [HEADER, ["c0", "j0", "", "", 1, ""]]}
    with pytest.raises(RecordError) as refused:
        read_results([filled, filled], problem, ["甲.xlsx", "乙.xlsx"])
    (twice,) = refused.value.findings
    assert twice.field == "乙.xlsx 结果!A2"
    assert "甲.xlsx 结果!A2" in twice.text("zh")


def test_columns_in_another_order_titles_above_and_sheets_beside_are_no_matter(problem):
    order = ["备注", "结果", "岗位编号", "求职者编号"]
    book = {
        "填表说明": [["请填写结果"]],
        "结果（甲公司）": [["甲公司"], [], order, ["", 1, "j0", "c0"], ["", 1, "j0", "c1"]],
    }
    with pytest.raises(RecordError) as refused:
        read_results([book], problem)
    assert {finding.field for finding in refused.value.findings} == {"结果（甲公司）!C4", "结果（甲公司）!C5"}
    assert [r.outcome for r in read_results([{**book, "结果（甲公司）": book["结果（甲公司）"][:4]}], problem)] == [
        "hire"
    ]


def test_a_sheet_without_the_columns_is_refused(problem):
    with pytest.raises(RecordError, match="求职者编号"):
        read_results([{"结果": [["姓名", "结果"], ["某人", "录用"]]}], problem)


def test_the_funnel_counts_each_person_once_and_hides_small_groups(problem_of):
    people = [Person(f"c{i}") for i in range(8)]
    posts = [Post("j0", "岗位", "甲公司", headcount=9), Post("j1", "岗位", "乙公司", headcount=9)]
    problem = problem_of([[1, 1]] * 8, people=people, posts=posts)
    rows = [(f"c{i}", "j0", "", "", 1 if i < 3 else 6) for i in range(8)]
    found = read(problem, *rows, ("c0", "j1", "", "", 3))
    assert funnel(found) == {"invited": 8, "came": 3, "interviewed": 3, "offered": 3, "hired": 3, "insured": 0}
    by_employer = funnel_by(found, lambda r: posts[r.post].employer)
    assert by_employer["甲公司"]["invited"] is None
    assert by_employer["甲公司"]["hired"] is None
    assert by_employer["乙公司"] == {
        "invited": None, "came": None, "interviewed": None, "offered": None, "hired": None, "insured": 0,
    }  # fmt: skip


def test_one_hidden_cell_is_not_given_away_by_the_total(problem_of):
    people = [Person(f"c{i}") for i in range(20)]
    posts = [Post(f"j{j}", "岗位", f"{name}公司", headcount=9) for j, name in enumerate("甲乙丙")]
    problem = problem_of([[1, 1, 1]] * 20, people=people, posts=posts)
    found = read(problem, *[(f"c{i}", f"j{0 if i < 9 else 1 if i < 17 else 2}", "", "", 6) for i in range(20)])
    invited = {name: row["invited"] for name, row in funnel_by(found, lambda r: posts[r.post].employer).items()}
    assert invited == {"甲公司": 9, "乙公司": None, "丙公司": None}


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_no_hidden_cell_follows_from_what_is_shown(seed):
    """Against two linear programs a cell: columns add up to their totals, rows only fall."""
    draw = random.Random(seed)
    groups = draw.randint(2, 5)
    found = [
        Result(person, post, draw.choice(["", "no_show", "pending", "offer", "hire", "insured"]), None, "结果", 2)
        for person in range(draw.randint(4, 60))
        for post in [draw.randrange(groups)]
    ]
    total = list(funnel(found).values())
    shown = [list(row.values()) for row in funnel_by(found, lambda r: str(r.post)).values()]
    count, steps = len(shown), len(total)
    equal = [[float(c % steps == step) for c in range(count * steps)] for step in range(steps)]
    falls = [
        [float(c == g * steps + s + 1) - float(c == g * steps + s) for c in range(count * steps)]
        for g in range(count)
        for s in range(steps - 1)
    ]
    limits = [(0, None) if n is None else (n, n) for row in shown for n in row]
    for at, n in enumerate(n for row in shown for n in row):
        if n is None and count > 1:
            aim = np.eye(count * steps)[at]
            ends = [
                optimize.linprog(side * aim, falls, np.zeros(len(falls)), equal, total, limits).fun for side in (1, -1)
            ]
            assert -ends[1] - ends[0] >= 1


def test_a_row_whose_result_is_empty_was_invited_and_is_no_event(problem):
    found = read(problem, ("c0", "j0", "", "", 1), ("c1", "j0", "", "", None))
    assert funnel(found) | {"insured": 0} == {
        "invited": 2, "came": 1, "interviewed": 1, "offered": 1, "hired": 1, "insured": 0,
    }  # fmt: skip
    assert {event["candidate_id"] for event in events(problem, found, "2023-05-20T12:00:00+08:00")} == {"c0"}


def test_the_result_sheet_of_each_round_comes_back(problem_of, inputs_of, kind):
    start = datetime.datetime(2023, 5, 20, 6, tzinfo=SHANGHAI)
    hours = tuple((start + datetime.timedelta(hours=h), start + datetime.timedelta(hours=h + 1)) for h in (0, 2))
    posts = [Post(f"j{j}", "岗位", f"E{j}", headcount=2, shifts=hours) for j in (0, 1)]
    fair = Fair("x", kind, "general", datetime.date(2023, 5, 20), limits=Limits(2, 2, 3))
    problem = problem_of([[1, 1], [1, 1]], posts=posts, fair=fair)
    page = openpyxl.load_workbook(io.BytesIO(make_pack(inputs_of(problem))["results.xlsx"]))["结果"]
    rows = [list(row) for row in page.iter_rows(values_only=True)]
    assert len(rows) > 2
    for row in rows[1:]:
        row[rows[0].index("结果")] = "待定"
    assert len(read_results([{"结果": rows}], problem)) == len(rows) - 1


def test_somebody_may_work_two_shifts_but_no_shift_twice(problem_of):
    start = datetime.datetime(2023, 5, 20, 6, tzinfo=SHANGHAI)
    hours = tuple((start + datetime.timedelta(hours=h), start + datetime.timedelta(hours=h + 1)) for h in (0, 2))
    posts = [Post(f"j{j}", "零工", f"E{j}", headcount=1, shifts=hours) for j in (0, 1)]
    problem = problem_of([[1, 1]] * 2, posts=posts, fair=Fair("早市", "shifts", "gig", datetime.date(2023, 5, 20)))
    header = ["求职者编号", "岗位编号", "班次", "结果"]

    def read_shifts(*rows):
        return read_results([{"结果": [header, *rows]}], problem)

    found = read_shifts(["c0", "j0", 0, 1], ["c0", "j0", 1, 1], ["c0", "j1", 0, 1])
    assert [event["context"]["shift"] for event in events(problem, found, "x") if event["event"] == "hire"] == [0, 1, 0]
    for rows, cell in (
        ([["c0", "j0", 0, 1], ["c0", "j0", 0, 1]], "结果!A3"),
        ([["c0", "j0", 0, 1], ["c1", "j0", 0, 1]], "结果!B2"),
        ([["c0", "j0", 2, 1]], "结果!C2"),
    ):
        with pytest.raises(RecordError) as refused:
            read_shifts(*rows)
        assert cell in [finding.field for finding in refused.value.findings]


def test_the_report_is_one_page_that_works_off_line(problem):
    found = read(problem, ("c0", "j0", "A1", "09:00", 1))
    page = results_report(problem, found, datetime.datetime(2023, 5, 21, 8)).decode()
    assert "data:font/woff" in page
    assert 'src="http' not in page
    assert "url(http" not in page


def test_the_report_names_the_largest_groups_and_the_rest_as_one(problem_of):
    people = [Person(f"c{i}") for i in range(60)]
    posts = [Post(f"j{j}", "岗位", f"第{j:02}公司", headcount=9) for j in range(20)]
    problem = problem_of([[1] * 20] * 60, people=people, posts=posts)
    found = read(problem, *[(f"c{i}", f"j{min(i, 59 - i) % 20}", "", "", 6) for i in range(60)])
    page = results_report(problem, found, datetime.datetime(2023, 5, 21, 8)).decode()
    assert "其余 9 个" in page
    assert page.count("公司</th>") == 11
    assert page.count('class="sheet"') == 2
