"""Tables of a market: rows that never change, records that do."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.domain.records import Candidate, Job, read_candidate, read_job
from matcher.table import coding
from matcher.table.columns import Growing
from matcher.table.jobs import at_night
from matcher.table.keys import Names, key
from matcher.table.ragged import Ragged, ragged
from matcher.table.table import Candidates, CandidateTable, Jobs, JobTable


def job(id: str = "j", **fields: Any) -> Job:
    return read_job({"id": id, "title": "岗位", **fields})


def person(id: str = "c", **fields: Any) -> Candidate:
    return read_candidate({"id": id, **fields})


def test_what_is_missing_is_marked_and_what_is_given_is_a_number() -> None:
    facts = Jobs.of(
        [job(), job(pay={"min": 20, "unit": "hour"}, min_education="associate", accommodations=["A03", "手语翻译"])]
    ).facts
    assert np.isnan(facts.pay_min).tolist() == [True, False]
    assert facts.min_education.tolist() == [-1, coding.EDUCATIONS.index("associate")]
    assert facts.accommodations_stated.tolist() == [False, True]
    assert coding.unmask(coding.ACCOMMODATIONS, facts.accommodations[1]) == ["A03", "A19"]
    assert facts.expires_day.tolist() == [coding.NO_DAY] * 2
    assert facts.certificates.counts.tolist() == [-1, -1]


def test_an_absent_list_is_not_an_empty_one() -> None:
    facts = Candidates.of(
        [person(), person(certificates=[]), person(certificates=["L06", {"name": "L01", "valid_to": "2023-09-01"}])]
    ).facts
    assert facts.certificates.stated.tolist() == [False, True, True]
    assert facts.certificates.sizes.tolist() == [0, 0, 2]
    assert facts.certificates.row(2)[1].tolist() == [
        key("低压电工作业证"),
        coding.day(person(birth_date="2023-09-01").birth_date),
    ]


def test_windows_that_touch_or_overlap_are_one() -> None:
    windows = [("08:00", "10:00"), ("12:00", "14:00"), ("10:00", "11:00"), ("13:00", "15:00")]
    given_ = [{"start": f"2023-09-01T{a}", "end": f"2023-09-01T{b}"} for a, b in windows]
    row = Candidates.of([person(availability=given_)]).facts.availability.row(0)
    hours = (row - row[0, 0]) / 3600
    assert hours.tolist() == [[0, 3], [4, 7]]


@pytest.mark.parametrize(
    ("start", "end", "night"),
    [
        ("2023-09-01T06:00", "2023-09-01T22:00", False),
        ("2023-09-01T05:59", "2023-09-01T07:00", True),
        ("2023-09-01T21:00", "2023-09-01T22:01", True),
        ("2023-09-01T10:00", "2023-09-02T10:00", True),
        ("2023-09-01T23:00", "2023-09-01T23:30", True),
        ("2023-09-01T22:00+00:00", "2023-09-01T23:00+00:00", False),
    ],
)
def test_night_is_any_minute_from_22_to_6_in_shanghai(start: str, end: str, night: bool) -> None:
    shift = job(shifts=[{"start": start, "end": end}]).shifts[0]
    assert at_night(coding.second(shift.start), coding.second(shift.end)) is night


def test_replacing_a_record_lets_the_old_row_die_and_a_view_stands_still() -> None:
    table = JobTable()
    first = table.upsert([job("a", headcount=1), job("b", headcount=2)])
    before = table.view()
    again = table.upsert([job("a", headcount=9)])
    after = table.view()
    assert (first.tolist(), again.tolist()) == ([0, 1], [2])
    assert before.live.tolist() == [True, True]
    assert before.facts.headcount.tolist() == [1, 2]
    assert after.live.tolist() == [False, True, True]
    assert after.facts.headcount.tolist() == [1, 2, 9]
    assert (len(table), table.dead, table.row("default", "a")) == (3, 1, 2)
    assert before.find([("default", "a")]).tolist() == []
    assert after.find([("default", "b"), ("default", "a"), ("default", "z")]).tolist() == [1, 2]


def test_the_last_of_one_id_in_a_block_holds() -> None:
    table = JobTable()
    rows = table.upsert([job("a", headcount=1), job("a", headcount=2)])
    assert rows.tolist() == [0, 1]
    assert table.view().live.tolist() == [False, True]


def test_tenants_do_not_meet() -> None:
    table = CandidateTable()
    table.upsert([person("c")], "east")
    table.upsert([person("c")], "west")
    assert table.view().live.tolist() == [True, True]
    assert table.remove("east", ["c", "d"]) == [0]
    assert table.row("east", "c") is None
    assert table.row("west", "c") == 1
    assert table.view().live.tolist() == [False, True]


def test_a_block_of_which_some_rows_died_is_taken_without_them() -> None:
    source, table = JobTable(), JobTable()
    source.upsert([job("a"), job("b")])
    source.remove("default", ["a"])
    assert table.append(source.view()).tolist() == [0]
    assert list(table.view().keys) == [("default", "b")]


def test_many_small_blocks_are_one_large_block() -> None:
    jobs = [job(f"j{at}", headcount=at, required_skills=["Excel"] * (at % 3), majors=["会计学"]) for at in range(300)]
    table = JobTable()
    for at in range(0, 300, 7):
        table.upsert(jobs[at : at + 7])
    whole, grown = Jobs.of(jobs).facts, table.view().facts
    assert (whole.headcount == grown.headcount).all()
    for at in (0, 1, 2, 150, 299):
        assert (whole.required_skills.row(at) == grown.required_skills.row(at)).all()


@settings(deadline=None)
@given(st.lists(st.sampled_from(["a", "b", "c", "-a", "-b"]), max_size=30))
def test_the_table_holds_what_a_dictionary_would(steps: list[str]) -> None:
    table, truth = JobTable(), {}
    for number, step in enumerate(steps):
        if step.startswith("-"):
            table.remove("default", [step[1:]])
            truth.pop(step[1:], None)
        else:
            table.upsert([job(step, headcount=number)])
            truth[step] = number
    view = table.view()
    held = {view.keys[at][1]: int(view.facts.headcount[at]) for at in np.flatnonzero(view.live)}
    assert held == truth
    assert {k: table.row("default", k) is not None for k in "abc"} == {k: k in truth for k in "abc"}


LISTS = st.lists(st.none() | st.lists(st.integers(0, 9), max_size=4), max_size=8)


@given(LISTS, st.data())
def test_ragged_rows_come_back_as_they_were(lists: list[list[int] | None], data: st.DataObject) -> None:
    column = ragged(lists, np.int64)
    rows = np.array(
        data.draw(st.lists(st.integers(0, max(len(lists) - 1, 0)), max_size=6) if lists else st.just([])), np.int64
    )
    wanted = data.draw(st.sets(st.integers(0, 9)))
    for some, part in ((column, lists), (column.take(rows), [lists[at] for at in rows])):
        assert [some.row(at).tolist() for at in range(len(part))] == [items or [] for items in part]
        assert some.stated.tolist() == [items is not None for items in part]
        flags = np.isin(some.pool, list(wanted))
        assert some.any(flags).tolist() == [bool(wanted & set(items or [])) for items in part]
        assert some.every(flags).tolist() == [set(items or []) <= wanted for items in part]


def test_some_rows_are_read_as_if_taken() -> None:
    jobs = Jobs.of([job(f"j{at}", headcount=at, majors=["会计学"] * at) for at in range(5)])
    rows = np.array([1, 3, 4])
    some, taken = jobs.some(rows), jobs.take(rows)
    assert some.facts.headcount.tolist() == taken.facts.headcount.tolist() == [1, 3, 4]
    assert some.facts.majors.sizes.tolist() == taken.facts.majors.sizes.tolist()
    assert list(some.keys) == list(taken.keys)
    assert list(some.keys[1:]) == list(taken.keys[1:])
    asked = [("default", "j3"), ("default", "j0"), ("default", "j4")]
    assert some.find(asked).tolist() == [1, 2]
    assert some.find([]).tolist() == []


def test_names_are_keys_whatever_their_width_and_case() -> None:
    assert key("ＥＸＣＥＬ ") == key("excel")
    names = Names()
    assert names[names.note("Excel")] == "Excel"
    assert names.note("ＥＸＣＥＬ") == names.note("Excel")
    assert names[key("excel")] == "Excel"
    assert names.note(None) == 0


def test_areas_lie_in_the_ranges_of_their_prefixes() -> None:
    town, district = coding.area("321002002"), coding.area("广陵区")
    for prefix, inside in (
        ("3210", True),
        ("321000", True),
        ("321002", True),
        ("321002002", True),
        ("321003", False),
        ("32", True),
    ):
        low, high = coding.area_range(prefix)
        assert (low <= town <= high) is inside, prefix
    assert district == 321002000000
    low, high = coding.area_range("3210")
    assert low <= coding.area("ZF01") <= high
    assert coding.area(None) == coding.NO_AREA


def test_growing_columns_leave_earlier_views_alone() -> None:
    growing = Growing(Jobs.of([]).facts)
    for at in range(200):
        growing.append(Jobs.of([job(f"j{at}", headcount=at)]).facts)
        if at == 10:
            early = growing.view()
    assert early.headcount.tolist() == list(range(11))
    assert growing.view().headcount.tolist() == list(range(200))


def test_an_empty_table_answers() -> None:
    empty = Jobs.of([])
    assert len(empty) == 0
    assert len(empty.take([])) == 0
    assert isinstance(empty.facts.shifts, Ragged)
    assert CandidateTable().view().protected.needs.shape == (0,)
