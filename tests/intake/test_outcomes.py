"""What becomes of each row: accepted, questioned, rejected or duplicate; keys, consents and the return sheet."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from matcher.domain.moments import parse_moment
from matcher.intake.mailing import write_mailing, write_workbook
from matcher.intake.reading import Intake, Options, read_files

Read = Callable[..., Intake]
POSTS = ["单位名称", "岗位名称", "工作地点", "薪资待遇", "招聘人数"]
PERSONS = ["姓名", "身份证号", "出生日期", "联系电话", "学历", "求职意向"]
ID = "990000199005010014"  # right check digit, an unassigned region
WRONG = ID[:-1] + "5"


def outcomes(found: Intake) -> list[str]:
    return [row.outcome for row in found.report.rows]


def codes(found: Intake, severity: str = "question") -> list[str]:
    return [finding.code for finding in found.report.findings if finding.severity == severity]


def stored(found: Intake) -> dict[str, Any]:
    documents = {document["id"]: document for document in found.records}
    return {"existing": documents.get, "stored": list(documents.values())}


def test_every_row_has_one_outcome_and_they_sum_to_read(people: Read) -> None:
    found = people(
        [
            PERSONS,
            ["张三", ID, "1990-05-01", "13800000000", "大专", "会计"],
            ["张三", ID, "1990-05-01", "138 0000 0000", "大专", "会计"],
            ["李四", None, "1991-05-01", "1.38E+10", "大专", "会计"],
            [None, None, None, None, "大专", "会计"],
        ]
    )
    assert outcomes(found) == ["accepted", "duplicate", "questioned", "rejected"]
    (sheet,) = found.report.as_json()["files"]
    assert sheet["rows"] == {"read": 4, "accepted": 1, "questioned": 1, "rejected": 1, "duplicate": 1}
    assert [row.id is None for row in found.report.rows] == [False, False, False, True]
    assert found.report.rows[0].id == found.report.rows[1].id


def test_the_same_post_written_otherwise_is_a_duplicate(jobs: Read) -> None:
    found = jobs(
        [
            POSTS,
            ["扬州示例（集团）有限公司", "缝纫工", "邗江区", "4-6K", 3],
            ["扬州示例(集团)有限公司", "缝纫工", "扬州市邗江区", "4000-6000元/月", "3人"],
        ]
    )
    assert outcomes(found) == ["accepted", "duplicate"]


def test_the_same_key_with_other_cells_is_a_question_within_a_call_and_an_update_later(jobs: Read) -> None:
    first = ["扬州示例有限公司", "缝纫工", "邗江区", "4-6K", 3]
    other = ["扬州示例有限公司", "缝纫工", "邗江区", "4-6K", 5]
    within = jobs([POSTS, first, other])
    assert outcomes(within) == ["accepted", "questioned"]
    assert codes(within) == ["same_key_other_cells"]
    assert len(within.records) == 1
    assert within.report.rows[0].id == within.report.rows[1].id
    later = jobs([POSTS, other], **stored(within))
    assert outcomes(later) == ["accepted"]
    assert later.records[0] == {**within.records[0], "headcount": 5}


def test_less_than_a_key_is_a_question_and_never_a_merge(jobs: Read, people: Read) -> None:
    posts = jobs(
        [
            POSTS,
            ["扬州示例有限公司", "缝纫工", "邗江区", "4-6K", 3],
            ["扬州示例有限公司", "缝纫工", "广陵区", "4-6K", 3],
        ]
    )
    persons = people(
        [
            PERSONS,
            ["张三", None, "1990-05-01", "13800000000", "大专", "会计"],
            ["张三", None, None, "13800000000", "大专", "会计"],
        ]
    )
    for found in (posts, persons):
        assert outcomes(found) == ["accepted", "questioned"]
        assert codes(found) == ["maybe_same_row"]
        assert len(found.records) == 2


def test_nearly_the_same_employer_is_shown_as_a_pair(jobs: Read) -> None:
    found = jobs(
        [
            POSTS,
            ["扬州瑞禾玩具用品有限公司", "缝纫工", "邗江区", "4-6K", 3],
            ["瑞禾玩具用品有限责任公司", "缝纫工", "邗江区", "4-6K", 3],
        ]
    )
    assert codes(found) == ["maybe_same_row"]
    assert len(found.records) == 2


def test_an_equal_row_of_an_earlier_import_changes_nothing(jobs: Read) -> None:
    rows = [POSTS, ["扬州示例有限公司", "缝纫工", "邗江区", "4-6K", 3]]
    first = jobs(rows)
    again = jobs(rows, **stored(first))
    assert outcomes(again) == ["duplicate"]
    assert again.records == ()
    assert again.report.rows[0].id == first.records[0]["id"]


def test_what_a_sheet_has_no_column_for_stays_as_stored(people: Read) -> None:
    first = people([[*PERSONS, "同意匹配"], ["张三", ID, "1990-05-01", "13800000000", "大专", "会计", "是"]])
    later = people([["姓名", "身份证号", "求职意向"], ["张三", ID, "出纳"]], **stored(first))
    (record,) = later.records
    assert record["consents"] == ["matching"]
    assert record["contact"]["phone"] == "13800000000"
    assert record["desired_occupations"] == ["出纳"]


def test_the_lists_own_number_is_the_id_unless_it_counts(jobs: Read) -> None:
    own = jobs([["编号", "岗位名称", "招聘人数"], ["YZ-7", "缝纫工", 1], ["YZ-9", "装配工", 1]])
    assert [record["id"] for record in own.records] == ["YZ-7", "YZ-9"]
    counting = jobs([["编号", "岗位名称", "招聘人数"], [1, "缝纫工", 1], [2, "装配工", 1]])
    assert all(record["id"].startswith("j-") for record in counting.records)
    assert counting.report.as_json()["files"][0]["columns"][0]["field"] is None


def test_a_number_that_cannot_be_an_id_is_replaced(people: Read) -> None:
    found = people([["编号", "姓名"], ["13800000000", "张三"], ["A 1", "李四"], ["A-3", "王五"]])
    ids = [record["id"] for record in found.records]
    assert [id.startswith("c-") for id in ids] == [True, True, False]
    assert codes(found, "repair") == ["id_unusable", "id_unusable"]


def test_made_ids_depend_on_the_key(people: Read, book: Any) -> None:
    rows = [PERSONS, ["张三", ID, "1990-05-01", "13800000000", "大专", "会计"]]
    path = book("x.xlsx", {"人员": rows})
    at = parse_moment("2023-05-01")
    ids = {read_files([path], "candidate", Options(at, key)).records[0]["id"] for key in (b"one", b"two")}
    assert len(ids) == 2
    assert not any(ID in id or "13800000000" in id for id in ids)


@pytest.mark.parametrize(
    ("cell", "given"),
    [(yes, True) for yes in ("是", "同意", "√", "已签", " 是 ")]
    + [(no, False) for no in (None, "否", "不同意", "口头同意", "Y", "1", "家属同意", "✓")],
)
def test_four_words_give_a_consent_and_nothing_else_does(people: Read, cell: str | None, given: bool) -> None:
    found = people([["姓名", "联系电话", "同意匹配"], ["张三", "13800000000", cell]])
    assert found.records[0].get("consents", []) == (["matching"] if given else [])


def test_a_general_agreement_never_gives_the_use_of_disability_data(people: Read) -> None:
    found = people([["姓名", "联系电话", "是否同意"], ["张三", "13800000000", "是"]])
    assert found.records[0]["consents"] == ["matching"]


def test_the_office_vouches_and_a_written_no_goes_before_it(people: Read) -> None:
    rows = [["姓名", "联系电话", "同意提供联系方式"], ["张三", "13800000000", None], ["李四", "13800000001", "否"]]
    found = people(rows, consents=("matching", "contact"))
    assert [record["consents"] for record in found.records] == [["matching", "contact"], ["matching"]]


def test_a_failed_check_digit_is_not_stored_and_the_row_is_questioned(people: Read) -> None:
    found = people([PERSONS, ["张三", WRONG, "1990-05-01", "13800000000", "大专", "会计"]])
    assert codes(found) == ["id_check_digit"]
    assert "id_number" not in found.records[0]["contact"]


def test_the_number_of_a_disability_certificate_is_read_and_never_stored(people: Read) -> None:
    found = people([["姓名", "残疾证号"], ["张三", ID + "43"]])
    assert found.records[0]["disability"] == {"category": "physical", "grade": 3}
    assert ID not in json.dumps(found.records[0], ensure_ascii=False)


def test_the_text_masks_what_is_sensitive(people: Read) -> None:
    found = people(
        [
            [*PERSONS, "残疾类别"],
            ["张三", WRONG, "1990-05-01", "138****0000", "大专", "会计", "腿不好"],
        ]
    )
    for language in ("zh", "en"):
        text = found.report.text(language)
        assert WRONG not in text
        assert "138****" not in text
        assert "腿不好" not in text


def test_conditions_are_kept_word_for_word_and_feed_no_rule(jobs: Read) -> None:
    found = jobs(
        [["岗位名称", "性别要求", "年龄要求", "其他要求"], ["缝纫工", "限女性", "18-45岁", "形象好。能吃苦。"]]
    )
    (record,) = found.records
    assert all(words in record["advert"] for words in ("限女性", "18-45岁", "形象好。"))
    assert "能吃苦" not in record["advert"]
    assert set(record) == {"id", "title", "advert", "description"}


def test_open_values_are_accepted_with_the_field_absent(jobs: Read) -> None:
    head = ["岗位名称", "薪资待遇", "招聘人数", "学历要求", "截止时间", "专业要求"]
    found = jobs([head, ["缝纫工", "面议", "若干", "不限", "长期", "不限"]])
    assert outcomes(found) == ["accepted"]
    assert set(found.records[0]) == {"id", "title"}


def test_shifts_of_a_gig(jobs: Read) -> None:
    head = ["岗位名称", "用工形式", "开始时间", "结束时间", "工作时间"]
    found = jobs([head, ["打包员", "零工", "2023-05-10", "2023-05-11", "8:00-12:00"]])
    assert found.records[0]["shifts"] == [
        {"start": "2023-05-10T08:00:00+08:00", "end": "2023-05-10T12:00:00+08:00"},
        {"start": "2023-05-11T08:00:00+08:00", "end": "2023-05-11T12:00:00+08:00"},
    ]


def test_a_corrected_return_sheet_updates_the_same_records(people: Read, tmp_path: Path) -> None:
    rows = [
        ["求职人员登记表"],
        ["姓名", "联系电话", "学历", "求职意向"],
        ["张三", "1.38E+10", "大专", "会计"],
        ["李四", "13800000001", "本科", "=1+1"],
    ]
    first = people(rows, consents=("matching",))
    write_workbook(first.report, tmp_path / "回执.xlsx")
    sent = openpyxl.load_workbook(tmp_path / "回执.xlsx")
    page = sent["人员"]
    assert page["B3"].fill.start_color.rgb == "FFFFE699"
    assert "Excel" in page["B3"].comment.text
    assert page["D4"].value == "=1+1"
    assert page["D4"].data_type == "s"
    assert page.column_dimensions["E"].hidden
    page["B3"] = "13800000000"
    sent.save(tmp_path / "改好.xlsx")
    again = read_files(
        [tmp_path / "改好.xlsx"], "candidate", Options(parse_moment("2023-05-02"), b"a key for tests", **stored(first))
    )
    assert outcomes(again) == ["accepted", "duplicate"]
    (record,) = again.records
    assert record == {**first.records[0], "contact": {"name": "张三", "phone": "13800000000"}}


def test_one_workbook_a_sender_and_a_list_of_questions(people: Read, tmp_path: Path) -> None:
    found = people([["姓名", "联系电话", "学历"], ["张三", "13800000000", "看不清"]])
    written = write_mailing(found.report, tmp_path / "out", found.records)
    assert [path.name for path in written] == ["人员-回执.xlsx", "待问清单.xlsx"]
    page = openpyxl.load_workbook(written[1]).active
    assert [cell.value for cell in page[2]][:2] == ["13800000000", "张三"]


def test_the_same_call_gives_the_same_bytes(people: Read, tmp_path: Path) -> None:
    found = people([["姓名", "联系电话", "学历"], ["张三", "13800000000", "看不清"]])
    for name in ("a.xlsx", "b.xlsx"):
        write_workbook(found.report, tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_lines_of_json(tmp_path: Path, choose: Callable[..., Options]) -> None:
    path = tmp_path / "x.jsonl"
    lines = [
        '{"id": "j-1", "title": "缝纫工", "pay": {"min": 4000, "unit": "month"}}',
        '{"title": "装配工", "tittle": "x"}',
        "not json",
        '{"title": "x", "pay": {"min": 9, "max": 1}}',
        '{"岗位名称": "质检员", "薪资待遇": "4-6K", "编号": "Q-7"}',
        '{"id": "j-1", "title": "缝纫工", "pay": {"min": 4000, "unit": "month"}}',
    ]
    path.write_text("\n".join(lines), "utf-8")
    found = read_files([path], "job", choose())
    assert outcomes(found) == ["accepted", "rejected", "rejected", "rejected", "accepted", "duplicate"]
    assert [record["id"] for record in found.records] == ["j-1", "Q-7"]
    assert found.records[1]["pay"] == {"min": 4000, "max": 6000, "unit": "month"}
    (sheet,) = found.report.as_json()["files"]
    assert (sheet["sheet"], sheet["rows"]["read"]) == (None, 6)
    near = next(f for f in found.report.findings if f.row == 2)
    assert near.values["near"] == "title"


def test_the_json_has_the_contracts_keys(jobs: Read) -> None:
    found = jobs([POSTS, ["扬州示例有限公司", "缝纫工", "邗江区", "4-6K", 3]])
    made = dataclasses.replace(found.report, import_id=12).as_json()
    assert set(made) == {"files", "records", "import", "issues"}
    assert made["import"] == 12
    assert set(made["files"][0]) == {"file", "sheet", "header_row", "kind", "skipped", "columns", "rows"}
    assert set(made["records"][0]) == {"file", "sheet", "row", "outcome", "id"}
    issue = {"file", "sheet", "row", "column", "field", "value", "severity", "code", "reason", "repair"}
    assert all(set(entry) == issue for entry in made["issues"])
    (pay,) = [entry for entry in made["issues"] if entry["field"] == "pay"]
    assert (pay["value"], pay["repair"]) == ("4-6K", {"min": 4000, "max": 6000, "unit": "month"})


def test_a_checkbox_is_no_consent_and_a_certificate_never_leaves_whole(people: Read) -> None:
    found = people([["姓名", "残疾证号", "同意匹配"], ["张三", ID + "43", True]])
    assert found.records[0]["consents"] == []
    assert codes(found) == ["consent_unclear"]
    assert ID not in json.dumps(found.report.as_json(), ensure_ascii=False)


def test_a_range_that_excel_made_a_date_is_asked(jobs: Read) -> None:
    found = jobs([["岗位名称", "薪资待遇", "招聘人数"], ["缝纫工", datetime(2023, 4, 6), datetime(2023, 3, 5)]])
    assert codes(found) == ["pay_ruined", "headcount_unclear"]
    assert set(found.records[0]) == {"id", "title"}


def test_name_birth_date_and_phone_make_one_person_with_or_without_an_id_number(people: Read) -> None:
    with_id = ["张三", ID, "1990-05-01", "13800000000", "大专", "会计"]
    without = ["张三", None, "1990-05-01", "13800000000", "大专", "会计"]
    found = people([PERSONS, with_id, without])
    assert codes(found) == ["same_key_other_cells"]
    assert len(found.records) == 1
    later = people(
        [["姓名", "出生日期", "联系电话", "求职意向"], ["张三", "1990-05-01", "13800000000", "出纳"]], **stored(found)
    )
    assert [record["id"] for record in later.records] == [found.records[0]["id"]]
    assert later.records[0]["contact"]["id_number"] == ID


def test_two_id_numbers_are_two_persons_and_a_question(people: Read) -> None:
    other = "990000199005010030"
    rows = [["张三", number, "1990-05-01", "13800000000", "大专", "会计"] for number in (ID, other)]
    found = people([PERSONS, *rows])
    assert codes(found) == ["maybe_same_row"]
    assert len(found.records) == 2


def test_the_farthest_distance_is_read_in_kilometres_alone(people: Read) -> None:
    rows = [["K-11", "张三", "5千米"], ["K-12", "李四", "8公里以内"], ["K-13", "王五", "5里路"]]
    found = people([["编号", "姓名", "最远距离"], *rows])
    assert [record.get("max_distance_km") for record in found.records] == [5, 8, None]
    assert codes(found) == ["number_unclear"]


def test_an_update_is_not_asked_again_about_what_was_asked_when_it_was_new(jobs: Read) -> None:
    first = jobs([POSTS, ["甲公司", "缝纫工", "邗江区", "4-6K", 3], ["甲公司", "缝纫工", "广陵区", "4-6K", 3]])
    assert outcomes(first) == ["accepted", "questioned"]
    later = jobs(
        [POSTS, ["甲公司", "缝纫工", "邗江区", "4-6K", 9], ["甲公司", "缝纫工", "仪征市", "4-6K", 1]], **stored(first)
    )
    assert outcomes(later) == ["accepted", "questioned"]
    assert codes(later) == ["maybe_same_row", "maybe_same_stored"]


def test_nearly_the_same_employer_in_the_store_is_shown_as_a_pair(jobs: Read) -> None:
    first = jobs([POSTS, ["扬州瑞禾玩具用品有限公司", "缝纫工", "邗江区", "4-6K", 3]])
    later = jobs([POSTS, ["瑞禾玩具用品有限责任公司", "缝纫工", "邗江区", "4-6K", 3]], **stored(first))
    assert codes(later) == ["maybe_same_stored"]
    pair = (first.records[0]["id"], later.records[0]["id"])
    apart = jobs(
        [POSTS, ["瑞禾玩具用品有限责任公司", "缝纫工", "邗江区", "4-6K", 3]],
        **stored(first),
        apart={(min(pair), max(pair))},
    )
    assert outcomes(apart) == ["accepted"]


def test_a_list_that_is_read_again_with_consents_vouched_for_updates_the_same_people(people: Read) -> None:
    rows = [["姓名", "联系电话", "求职意向"], ["张三", "13800000000", "会计"]]
    first = people(rows)
    later = people(rows, consents=("matching",), **stored(first))
    assert outcomes(later) == ["accepted"]
    assert later.records[0] == {**first.records[0], "consents": ["matching"]}


def test_a_number_of_the_list_with_nothing_beside_it_is_no_data(people: Read) -> None:
    found = people([["编号", "姓名", "求职意向"], ["P-1", "张三", "会计"], ["P-2", None, None]])
    assert found.report.sheets[0].skipped == ((3, "serial_only"),)


def test_several_places_are_all_kept(people: Read) -> None:
    rows = [["K-1", "邗江区、广陵区"], ["K-2", "邗江区汊河街道"], ["K-3", "邗江区，某处"], ["K-4", "江都"]]
    found = people([["编号", "期望地点"], *rows])
    places = [record.get("desired_divisions") for record in found.records]
    assert places == [["321003", "321002"], ["321003004"], ["321003"], ["321012"]]


def test_insurance_under_a_header_of_benefits_is_insurance_too(jobs: Read) -> None:
    found = jobs([["岗位名称", "单位名称", "保险"], ["缝纫工", "甲公司", "意外险"], ["电工", "甲公司", "商业险一份"]])
    assert [(post.get("insurance"), post["benefits"]) for post in found.records] == [
        (["accident"], ["意外险"]),
        (None, ["商业险一份"]),
    ]


def test_a_day_whose_last_zero_excel_dropped_is_asked(jobs: Read) -> None:
    found = jobs(
        [["岗位名称", "截止日期"], ["缝纫工", 6.30], ["电工", "6.3"], ["焊工", 6.25], ["钳工", "6.30"], ["车工", 6.4]]
    )
    days = [record.get("expires_at") for record in found.records]
    assert days == [None, "2023-06-03", "2023-06-25", "2023-06-30", "2023-06-04"]
    assert codes(found) == ["day_zero_lost"]


def test_what_is_too_long_for_a_field_is_said_and_kept(jobs: Read) -> None:
    title, firm = "缝纫工" * 200, "扬州示例" * 150 + "有限公司"
    found = jobs([["岗位名称", "单位名称", "薪资待遇"], [title, firm, "4-6K"]])
    assert outcomes(found) == ["accepted"]
    (record,) = found.records
    assert (record["title"], record["employer"]["name"]) == (title[:500], firm[:500])
    assert title in record["description"]
    assert firm in record["description"]
    cut = [finding for finding in found.report.findings if finding.code == "text_cut"]
    assert [(finding.column, finding.field, finding.value) for finding in cut] == [
        ("A", "title", title),
        ("B", "employer.name", firm),
    ]


def test_two_columns_for_one_field_lose_nothing(jobs: Read, people: Read) -> None:
    found = jobs(
        [
            ["岗位名称", "单位名称", "薪资待遇", "薪资下限", "招聘人数", "需求人数", "联系电话", "手机号"],
            ["缝纫工", "扬州示例有限公司", "4000-6000元/月", 3500, 3, 5, "0514-87000000", "13800000000"],
            ["会计", "扬州示例有限公司", "4000-6000元/月", 4000, 2, 2, "13800000001", "13800000001"],
        ]
    )
    assert outcomes(found) == ["accepted", "accepted"]
    record = found.records[0]
    assert (record["headcount"], record["pay"]["min"]) == (3, 4000)
    assert record["contact"]["phone"] == "0514-87000000/13800000000"
    assert "招聘人数：5" in record["description"]
    seconds = [(finding.column, finding.value) for finding in found.report.findings if finding.code == "second_column"]
    assert sorted(seconds) == [("D", "3500"), ("F", "5")]
    person = people([["姓名", "手机", "联系电话", "性别", "性别"], ["张三", "13800000000", "13800000001", "男", "女"]])
    assert person.records[0]["contact"]["phone"] == "13800000000/13800000001"
    assert "remark" not in person.records[0]
    assert [finding.code for finding in person.report.findings] == ["second_column"]


def test_the_return_workbook_has_every_sheet_that_was_seen(
    book: Callable[..., Path], choose: Callable[..., Options], tmp_path: Path
) -> None:
    post = ["扬州示例有限公司", "缝纫工", "邗江区", "4-6K", 3]
    path = book("岗位.xlsx", {"说明": [["请如实填写"]], "岗位": [POSTS, post], "旧表": [POSTS, post]}, hidden=["旧表"])
    found = read_files([path], "job", choose())
    write_workbook(found.report, tmp_path / "回执.xlsx")
    made = openpyxl.load_workbook(tmp_path / "回执.xlsx")
    assert made.sheetnames == ["说明", "岗位"]
    assert made["说明"]["A1"].value == "请如实填写"
    again = read_files([tmp_path / "回执.xlsx"], "job", choose(**stored(found)))
    assert outcomes(again) == ["duplicate"]


@pytest.mark.parametrize(
    ("as_of", "text", "want"),
    [
        ("2023-05-01", "12月31日", "2023-12-31"),
        ("2023-05-01", "1月5日", "2023-01-05"),
        ("2023-12-20", "1月5日", None),
    ],
)
def test_a_closing_day_later_in_the_year_is_no_doubt(jobs: Read, as_of: str, text: str, want: str | None) -> None:
    found = jobs(
        [["岗位名称", "薪资待遇", "截止日期"], ["缝纫工", "4-6K", text]], as_of=parse_moment(f"{as_of}T09:00+08:00")
    )
    assert found.records[0].get("expires_at") == want
