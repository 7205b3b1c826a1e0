"""An import looked at later: cells and columns corrected, pairs answered, everything taken back and forgotten."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from matcher.domain.errors import Conflict, UnknownId
from matcher.domain.moments import parse_moment
from matcher.intake.mailing import write_workbook
from matcher.intake.mapping import column_keys
from matcher.office import Office
from matcher.office.corrections import ImportRow
from matcher.settings import Settings
from matcher.store import Event

HEAD = ["姓名", "身份证号", "出生日期", "联系电话", "求职意向", "民族", "残疾证号"]
ID = "990000199005010014"  # right check digit, an unassigned region
POSTS = ["单位名称", "岗位名称", "工作地点", "薪资待遇", "招聘人数"]
Bring = Callable[..., int]


def now() -> datetime:
    return parse_moment("2023-05-01T09:00+08:00")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    opened = Office.open(Settings(data=tmp_path / "data", key_file=tmp_path / "key"), clock=now, index=False)
    yield opened
    opened.close()


@pytest.fixture
def bring(office: Office, tmp_path: Path) -> Bring:
    """Imports rows as a .csv and gives the import's number."""

    def call(kind: Any, *rows: Sequence[Any], name: str = "表.csv", **more: Any) -> int:
        lines = (",".join("" if cell is None else str(cell) for cell in row) for row in rows)
        (tmp_path / name).write_text("\n".join(lines), "utf-8")
        number = office.import_files("default", kind, [tmp_path / name], **more).report.import_id
        assert number is not None
        return number

    return call


def rows_of(office: Office, no: int, *, doubtful: bool = True) -> list[ImportRow]:
    desk = office.corrections
    return desk.rows("default", no, desk.sheet("default", no, 0), doubtful=doubtful)


def outcomes(office: Office, no: int) -> list[str]:
    return [row.result.outcome for row in rows_of(office, no, doubtful=False)]


def people(office: Office) -> dict[str, Any]:
    return {one.id: one.document for one in office.store.page("default", "candidate")}


def test_a_corrected_cell_updates_the_same_record_in_the_same_import(office: Office, bring: Bring) -> None:
    no = bring("candidate", HEAD, ["张三", None, None, "1.38E+10", "会计"], consents=("matching",))
    (row,) = rows_of(office, no)
    assert [finding.code for finding in row.findings] == ["phone_ruined"]
    done = office.corrections.correct("default", no, 0, {2: {3: "13800000000"}})
    assert (done.rows, done.settled, done.refused) == (1, 1, ())
    assert people(office) == {
        row.result.id: {
            "id": row.result.id,
            "contact": {"name": "张三", "phone": "13800000000"},
            "desired_occupations": ["会计"],
            "consents": ["matching"],
        }
    }
    assert outcomes(office, no) == ["accepted"]
    assert office.store.find_import("default", no).note["rows"] == {"accepted": 1}
    assert office.undo_import("default", no).removed == 1
    assert people(office) == {}


def test_a_cell_that_is_still_doubtful_is_asked_again_with_its_new_value(office: Office, bring: Bring) -> None:
    no = bring("candidate", HEAD, ["张三", None, None, "1.38E+10", "会计"])
    assert office.corrections.correct("default", no, 0, {2: {3: "138"}}).settled == 0
    (row,) = rows_of(office, no)
    assert [(finding.code, finding.value) for finding in row.findings] == [("phone_unclear", "138")]
    assert row.result.cells[3] == "138"


def test_a_rejected_row_is_completed_and_stored(office: Office, bring: Bring) -> None:
    no = bring(
        "job", POSTS, ["扬州示例有限公司", None, "邗江区", "4-6K", 3], ["扬州示例有限公司", "会计", None, None, 1]
    )
    assert outcomes(office, no) == ["rejected", "accepted"]
    assert office.corrections.correct("default", no, 0, {2: {1: "缝纫工"}}).settled == 1
    assert outcomes(office, no) == ["accepted", "accepted"]
    assert {one.document["title"] for one in office.store.page("default", "job")} == {"缝纫工", "会计"}
    assert office.undo_import("default", no).removed == 2


def test_a_correction_that_would_lose_the_record_is_refused(office: Office, bring: Bring) -> None:
    no = bring("job", POSTS, ["扬州示例有限公司", "缝纫工", "邗江区", "4-6K", "几个"])
    assert office.corrections.correct("default", no, 0, {2: {1: ""}}).refused == (2,)
    assert outcomes(office, no) == ["questioned"]
    assert office.store.count("default", "job") == 1


def test_what_is_never_stored_is_not_kept_for_corrections_either(office: Office, bring: Bring) -> None:
    wrong = ID[:-1] + "5"
    no = bring("candidate", HEAD, ["张三", wrong, None, "138", "会计", "回族", ID + "43"])
    (row,) = rows_of(office, no)
    kept = json.dumps([dict(row.result.cells), [finding.value for finding in row.findings]], ensure_ascii=False)
    assert wrong not in kept
    assert ID not in kept
    assert "回族" not in kept
    office.corrections.correct("default", no, 0, {2: {3: "13800000000"}})
    (person,) = people(office).values()
    assert person["disability"] == {"category": "physical", "grade": 3}
    assert [finding.code for finding in rows_of(office, no)[0].findings if finding.severity == "question"] == [
        "id_masked"
    ]


def test_a_sheet_is_read_again_by_other_columns_which_are_remembered(office: Office, bring: Bring) -> None:
    head = ["岗位名称", "单位名称", "工价", "内部说法"]
    rows = [["缝纫工", "扬州示例有限公司", 3, "4-6K"], ["会计", "扬州示例有限公司", 2, "5000-6000元/月"]]
    no = bring("job", head, *rows)
    done = office.corrections.remap("default", no, 0, {"工价": "job.headcount", "内部说法": "job.salary"})
    assert done.rows == 2
    posts = {one.document["title"]: one.document for one in office.store.page("default", "job")}
    assert {title: post["headcount"] for title, post in posts.items()} == {"缝纫工": 3, "会计": 2}
    assert all(post["pay"]["unit"] == "month" and "description" not in post for post in posts.values())
    assert len(office.store.ids("default", "job")) == 2
    assert [c.basis for c in office.corrections.sheet("default", no, 0).result.columns][2:] == ["mapping"] * 2
    later = bring("job", head, ["电工", "扬州示例有限公司", 4, "6-8K"], name="又一张.csv")
    assert rows_of(office, later, doubtful=False)[0].result.outcome == "accepted"
    post = next(one.document for one in office.store.page("default", "job") if one.document["title"] == "电工")
    assert (post["headcount"], post["pay"]["min"]) == (4, 6000)
    office.undo_import("default", later)
    assert office.undo_import("default", no).removed == 2


def test_two_columns_of_one_header_are_told_apart_and_remembered(office: Office, bring: Bring) -> None:
    head = ["岗位名称", "单位名称", "金额", "金额"]
    no = bring("job", head, ["缝纫工", "扬州示例有限公司", 4000, 6000])
    columns = office.corrections.sheet("default", no, 0).result.columns
    keys = column_keys((column.index, column.header) for column in columns)
    office.corrections.remap("default", no, 0, {keys[2]: "job.salary_min", keys[3]: "job.salary_max"})
    bring("job", head, ["电工", "扬州示例有限公司", 5000, 7000], name="又一张.csv")
    pays = {one.document["title"]: one.document["pay"] for one in office.store.page("default", "job")}
    assert (pays["缝纫工"]["max"], pays["电工"]["min"], pays["电工"]["max"]) == (6000, 5000, 7000)


def test_what_a_wrong_column_wrote_goes_when_the_column_is_put_right(office: Office, bring: Bring) -> None:
    no = bring("job", ["岗位名称", "单位名称", "人数"], ["缝纫工", "扬州示例有限公司", 5000])
    assert office.store.page("default", "job")[0].document["headcount"] == 5000
    office.corrections.remap("default", no, 0, {"人数": "job.salary"})
    assert set(office.store.page("default", "job")[0].document) == {"id", "title", "employer", "pay"}


TWO = (["张三", None, None, "13800000000", "会计"], ["张三", None, None, "13800000000", "出纳"])


def test_two_that_are_kept_apart_are_not_asked_about_again(office: Office, bring: Bring) -> None:
    no = bring("candidate", HEAD, *TWO)
    (row,) = rows_of(office, no)
    (pair,) = row.pairs
    office.pairs.answer("default", no, 0, 3, str(pair.values["id"]), "apart")
    assert outcomes(office, no) == ["accepted", "accepted"]
    again = bring("candidate", HEAD, *TWO)
    assert outcomes(office, again) == ["duplicate", "duplicate"]
    changed = bring("candidate", HEAD, [*TWO[0][:4], "会计主管"], TWO[1])
    assert outcomes(office, changed)[1] == "duplicate"
    with pytest.raises(UnknownId):
        office.pairs.answer("default", no, 0, 3, str(pair.values["id"]), "apart")


@pytest.mark.parametrize(("answer", "first"), [("keep_other", "会计"), ("keep_row", "出纳")])
def test_two_that_are_one_are_merged_with_their_events(office: Office, bring: Bring, answer: Any, first: str) -> None:
    no = bring("candidate", HEAD, *TWO)
    (row,) = rows_of(office, no)
    other = str(row.pairs[0].values["id"])
    office.store.add_event("default", Event(str(row.result.id), "j-1", "apply", now()))
    office.pairs.answer("default", no, 0, 3, other, answer)
    assert list(people(office)) == [other]
    assert people(office)[other]["desired_occupations"][0] == first
    assert sorted(people(office)[other]["desired_occupations"]) == ["会计", "出纳"]
    assert [event.event.candidate_id for event in office.store.events("default")] == [other]
    assert outcomes(office, no) == ["accepted", "duplicate"]
    assert [entry.action for entry in office.store.audit_log("default")] == ["merged"]
    assert office.undo_import("default", no).removed == 1
    assert people(office) == {}


def test_merging_with_a_stored_record_is_taken_back_to_what_was_stored(office: Office, bring: Bring) -> None:
    first = bring("candidate", HEAD, TWO[0])
    stored = people(office)
    second = bring("candidate", HEAD, TWO[1])
    (row,) = rows_of(office, second)
    assert [pair.code for pair in row.pairs] == ["maybe_same_stored"]
    office.pairs.answer("default", second, 0, 2, str(row.pairs[0].values["id"]), "keep_other")
    assert len(people(office)) == 1
    office.undo_import("default", second)
    assert people(office) == stored
    assert office.undo_import("default", first).removed == 1


@pytest.mark.parametrize(("answer", "headcount", "outcome"), [("use_row", 5, "accepted"), ("drop_row", 3, "duplicate")])
def test_of_two_rows_of_one_key_a_person_says_which_holds(
    office: Office, bring: Bring, answer: Any, headcount: int, outcome: str
) -> None:
    post = ["扬州示例有限公司", "缝纫工", "邗江区", "4-6K"]
    no = bring("job", POSTS, [*post, 3], [*post, 5])
    (row,) = rows_of(office, no)
    assert not row.is_stored
    office.pairs.answer("default", no, 0, 3, str(row.result.id), answer)
    (stored,) = office.store.page("default", "job")
    assert stored.document["headcount"] == headcount
    assert outcomes(office, no) == ["accepted", outcome]


def test_a_row_of_the_same_key_becomes_a_record_of_its_own_by_a_correction(office: Office, bring: Bring) -> None:
    post = ["扬州示例有限公司", "缝纫工", "邗江区", "4-6K"]
    no = bring("job", POSTS, [*post, 3], [*post, 5])
    office.corrections.correct("default", no, 0, {3: {1: "装配工"}})
    assert {one.document["title"] for one in office.store.page("default", "job")} == {"缝纫工", "装配工"}


def test_nothing_is_corrected_in_an_import_that_was_taken_back(office: Office, bring: Bring) -> None:
    no = bring("candidate", HEAD, ["张三", None, None, "1.38E+10", "会计"])
    office.undo_import("default", no)
    assert office.corrections.sheets("default", no) == []
    with pytest.raises(UnknownId):
        office.corrections.correct("default", no, 0, {2: {3: "13800000000"}})
    with pytest.raises(Conflict):
        office.corrections.open_import("default", no)


def test_an_erased_person_leaves_no_row(office: Office, bring: Bring) -> None:
    no = bring("candidate", HEAD, *TWO)
    first, second = (str(row.result.id) for row in rows_of(office, no, doubtful=False))
    office.delete("default", "candidate", first)
    (left,) = rows_of(office, no, doubtful=False)
    assert left.result.id == second
    assert first not in json.dumps([dict(finding.values) for finding in left.findings])


def test_lines_of_json_are_corrected_as_lines(office: Office, tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_text('{"id": "c-1", "headline": "会计", "birth_date": "1990"}\n', "utf-8")
    no = office.import_files("default", "candidate", [tmp_path / "x.jsonl"]).report.import_id or 0
    assert outcomes(office, no) == ["rejected"]
    line = '{"id": "c-1", "headline": "会计", "birth_date": "1990-05-01"}'
    assert office.corrections.correct("default", no, 0, {1: {0: line}}).settled == 1
    assert people(office)["c-1"]["birth_date"] == "1990-05-01"


def test_the_return_sheet_can_be_written_later_and_imported_again(office: Office, bring: Bring, tmp_path: Path) -> None:
    no = bring("candidate", ["求职人员登记表"], HEAD, ["张三", None, None, "1.38E+10", "会计"], ["李四", ID])
    write_workbook(office.corrections.report("default", no), tmp_path / "回执.xlsx")
    again = office.import_files("default", "candidate", [tmp_path / "回执.xlsx"])
    assert [row.outcome for row in again.report.rows] == ["duplicate", "duplicate"]
    assert [row.row for row in again.report.rows] == [3, 4]
