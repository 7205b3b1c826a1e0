"""plan.xlsx as spreadsheet programs and hurried people give it back: read all the same, or refused with what to do."""

from __future__ import annotations

import datetime
import re

import pytest

from matcher.domain.errors import InputError, RecordError
from matcher.domain.fairs import Booth, Fair, Hall, Limits
from matcher.fairs.cells import as_clock, as_mark, cell_finding
from matcher.fairs.naming import Ids
from matcher.fairs.paper.plan_book import INTERVIEW_HEADER
from matcher.fairs.paper.previous import read_earlier
from matcher.fairs.problem import Person, Post
from matcher.fairs.solve.hall import hall_arrays
from matcher.fairs.view import Stamp, View
from matcher.fairs.wishes import as_order

DAY = datetime.date(2023, 5, 20)
PLAN = {
    "version": 1,
    "interviews": [
        {"candidate_id": "0012", "job_id": "j0", "booth": "A1", "start": "2023-05-20T09:00", "end": "2023-05-20T09:10"},
        {"candidate_id": "0013", "job_id": "j1", "booth": "B1", "start": "2023-05-20T09:10", "end": "2023-05-20T09:20"},
    ],
    "recommendations": [],
}
HEADER = list(INTERVIEW_HEADER[:6])


@pytest.fixture
def read(problem_of):
    """Reads a sheet against the plan; gives (person, booth, slot) of each pin and of each row that is kept."""
    fair = Fair(
        "会", "fair", "general", DAY, Hall(540, 600, 10), Limits(3, 2, 3),
        booths=(Booth("A1", "甲公司", breaks=((580, 590),)), Booth("B1", "乙公司")),
    )  # fmt: skip
    people = [Person("0012", name="王小明"), Person("0013", name="李小红"), Person("c-7")]
    problem = problem_of(
        [[1, 1], [1, 1], [1, 0]],
        people=people,
        posts=[Post("j0", "文员", "甲公司", headcount=3), Post("j1", "保安", "乙公司", headcount=3)],
        fair=fair,
    )

    def run(book, plan=PLAN):
        earlier = read_earlier(plan, book, View(problem, Stamp(1, datetime.datetime(2023, 5, 1))), hall_arrays(problem))
        return tuple(
            sorted((people[i.person].id, fair.booths[i.booth].code, i.slot) for i in part)
            for part in (earlier.pinned, earlier.reference)
        )

    return run


def rows(*lines):
    return {"面试安排": [HEADER, *lines]}


AS_PRINTED = [("0012", "A1", 0), ("0013", "B1", 1)]


def printed(**changed):
    """The two rows of the plan; `changed` gives the cells of the first one, by column letter."""
    first = ["0012", "j0", "A1", "09:00", "09:10", None]
    for letter, value in changed.items():
        first["ABCDEF".index(letter)] = value
    return first, ["0013", "j1", "B1", "09:10", "09:20", None]


@pytest.mark.parametrize(
    "start",
    [
        datetime.time(9, 0), datetime.datetime(2023, 5, 20, 9), 0.375, 0.37500001, datetime.timedelta(hours=9), "9:00",
        "９：００", " 09:00 ", "9点", "9时00分", "上午9:00", "9.00", "09:00:00", "2023-05-20T09:00",
    ],
)  # fmt: skip
def test_a_time_is_read_however_a_program_or_a_person_writes_it(read, start):
    assert read(rows(*printed(D=start, E=None))) == ([], AS_PRINTED)


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("下午1点半", "13:30"),
        ("1:05 PM", "13:05"),
        ("12:00pm", "12:00"),
        ("9:5", "9:5"),
        ("待定", "待定"),
        (9.3, "9.3"),
    ],
)
def test_a_clock_is_no_guess(text, clock):
    assert as_clock(text) == clock


@pytest.mark.parametrize("person", [12.0, 12, "12", " 0012", "００１２"])
def test_a_number_that_lost_its_zeros_still_names_its_person(read, person):
    assert read(rows(*printed(A=person))) == ([], AS_PRINTED)


def test_two_ids_that_differ_by_their_zeros_are_never_mixed_up():
    ids = Ids({"12": 0, "0012": 1}, (), "person")
    assert [ids.find(text) for text in ("12", "0012", 12.0, "012")] == [0, 1, 0, None]


@pytest.mark.parametrize("mark", ["是", " 是 ", "√", "✓", "TRUE", True, 1.0, "y", "锁定", "是。"])
def test_whatever_says_yes_locks_the_row(read, mark):
    assert read(rows(*printed(F=mark)))[0] == [("0012", "A1", 0)]


@pytest.mark.parametrize("mark", [None, "", "否", "×", False, 0.0, "不锁定"])
def test_whatever_says_no_does_not(read, mark):
    assert read(rows(*printed(F=mark)))[0] == []


@pytest.mark.parametrize("mark", ["?", "x", "王主任", 3.0])
def test_a_mark_that_could_be_either_is_asked_about(read, mark):
    assert as_mark(mark) is None
    with pytest.raises(RecordError, match="面试安排!F2") as refused:
        read(rows(*printed(F=mark)))
    assert "是" in refused.value.message("zh")


def test_a_sheet_may_be_sorted_renamed_and_stand_below_a_title_with_its_columns_in_another_order(read):
    first, second = printed()
    order = [3, 0, 5, 2, 1]
    book = {
        "说明": [["请勿删除"]],
        "面试安排（终稿）": [
            ["2023年5月20日 面试安排"],
            [],
            ["序号", *(f" {HEADER[at]}\n" for at in order), "备注"],
            [1, *(second[at] for at in order)],
            [],
            [None] * 7,
            [2, *(first[at] for at in order), "已电话确认"],
        ],
    }
    assert read(book) == ([], AS_PRINTED)


@pytest.mark.parametrize(
    ("book", "words"),
    [
        ({"推荐": [["求职者编号"]]}, "面试安排.*推荐"),
        ({"面试安排": []}, "隐藏"),
        ({"面试安排": [HEADER]}, "没有一行"),
        ({"面试安排": [["编号", *HEADER[1:]], ["0012", "j0", "A1", "09:00"]]}, "求职者编号"),
        ({"面试安排": [HEADER[:5], ["0012", "j0", "A1", "09:00"]]}, "锁定"),
    ],
)
def test_a_sheet_that_is_not_there_or_lacks_a_column_says_so(read, book, words):
    with pytest.raises(InputError) as refused:
        read(book)
    assert re.search(words, refused.value.message("zh"))


def test_a_moved_start_takes_its_printed_end_along(read):
    assert read(rows(*printed(D="09:30")))[0] == [("0012", "A1", 3)]


@pytest.mark.parametrize(
    ("cell", "value", "words"),
    [
        ("A", None, "A2.*没有求职者编号"),
        ("A", "王小明", "A2.*是姓名.*0012"),
        ("A", "c-77", "A2.*c-7”"),
        ("B", "文员", "B2.*j0"),
        ("C", "Z9", "C2.*Z9.*A1"),
        ("C", "B1", "C2.*不是甲公司的.*A1"),
        ("D", "09:05", "D2.*09:00 起每 10 分钟.*09:50"),
        ("D", "9:5", "D2.*9:5"),
        ("D", "09:40", "D2.*休息（09:40–09:50）"),
        ("E", "09:30", "E2.*09:10"),
    ],
)
def test_what_cannot_stand_says_where_why_and_what_to_do(read, cell, value, words):
    with pytest.raises(RecordError) as refused:
        read(rows(*printed(**{cell: value})))
    assert re.search(words, refused.value.message("zh"))


def test_rows_of_people_posts_and_booths_that_are_gone_are_left_out_unless_they_are_locked(read):
    gone = {**PLAN["interviews"][0], "candidate_id": "c-gone"}
    left = rows(["c-gone", "j0", "A1", "09:00", "09:10", None], printed()[1])
    assert read(left, {**PLAN, "interviews": [gone, PLAN["interviews"][1]]}) == ([], AS_PRINTED[1:])
    left["面试安排"][1][5] = "是"
    with pytest.raises(RecordError, match="A2"):
        read(left, {**PLAN, "interviews": [gone, PLAN["interviews"][1]]})


def test_a_booth_may_be_written_in_small_letters(read):
    assert read(rows(*printed(C="a1 "))) == ([], AS_PRINTED)


def test_columns_beyond_z_are_named_as_the_spreadsheet_does():
    assert [cell_finding("fair_row_twice", "表", 3, at).column for at in (0, 25, 26, 701, 702)] == [
        "A", "Z", "AA", "ZZ", "AAA",
    ]  # fmt: skip


@pytest.mark.parametrize("order", [1, 1.0, "1", "第一志愿", "第1", "一", "①"])
def test_a_wish_may_be_ranked_in_words(order):
    assert as_order(order) == 1


@pytest.mark.parametrize("order", [None, 0, 1.5, "首选", "1.5", -1])
def test_what_is_no_rank_is_not_guessed(order):
    assert as_order(order) is None
