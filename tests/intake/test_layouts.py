"""Sheets as offices lay them out: where the table is, what is data, and what stands beside it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from matcher.domain.errors import FileRefused, SettingError
from matcher.intake.mapping import Placed, SenderMapping, added
from matcher.intake.reading import Intake, Options, read_files

Read = Callable[..., Intake]
HEAD = ["岗位名称", "招聘人数", "薪资待遇", "工作地点"]


def sheet(intake: Intake) -> dict[str, Any]:
    return intake.report.as_json()["files"][0]


def test_a_header_under_titles_and_notes(jobs: Read) -> None:
    found = jobs(
        [["扬州市招聘会岗位表"], ["填表说明：带*为必填"], [], HEAD, ["缝纫工", 3, "4-6K", "邗江区"]], ["A1:D1", "A2:D2"]
    )
    assert sheet(found)["header_row"] == 4
    assert [row.row for row in found.report.rows] == [5]


def test_a_table_that_starts_at_c6(jobs: Read) -> None:
    rows = [[] for _ in range(5)] + [[None, None, *HEAD], [None, None, "缝纫工", 3, "4-6K", "邗江区"]]
    found = jobs(rows)
    assert sheet(found)["header_row"] == 6
    assert [column["column"] for column in sheet(found)["columns"]] == ["C", "D", "E", "F"]


def test_two_header_rows_are_joined_and_the_last_counts(jobs: Read) -> None:
    found = jobs(
        [
            ["岗位\n名称*", "薪酬", None, "联系方式", None],
            [None, "下限", "上限", "姓名", "电话"],
            ["缝纫工", 4000, 6000, "张三", "13800000000"],
        ],
        ["A1:A2", "B1:C1", "D1:E1"],
    )
    columns = {column["header"]: column["field"] for column in sheet(found)["columns"]}
    assert sheet(found)["header_row"] == 2
    assert columns["薪酬/下限"] == "pay.min"
    assert columns["薪酬/上限"] == "pay.max"
    assert columns["联系方式/姓名"] == "contact.name"
    assert columns["联系方式/电话"] == "contact.phone"
    assert found.records[0]["pay"] == {"min": 4000, "max": 6000, "unit": "month"}


def test_a_header_of_two_rows_in_a_text_file(tmp_path: Path, choose: Callable[..., Options]) -> None:
    path = tmp_path / "x.csv"
    path.write_text("岗位名称,薪酬,,工作地点\n,下限,上限,\n缝纫工,4000,6000,邗江区\n", "utf-8")
    found = read_files([path], "job", choose())
    assert sheet(found)["header_row"] == 2
    assert found.records[0]["pay"] == {"min": 4000, "max": 6000, "unit": "month"}


def test_header_cells_merged_over_two_rows_count_with_the_lower(jobs: Read) -> None:
    found = jobs([HEAD, [], ["缝纫工", 3, "4-6K", "邗江区"]], ["A1:A2", "B1:B2", "C1:C2", "D1:D2"])
    assert sheet(found)["header_row"] == 2


def test_rows_that_are_no_data_are_listed_with_their_reason(jobs: Read) -> None:
    head = ["序号", *HEAD]
    found = jobs(
        [
            head,
            [1, "缝纫工", 3, "4-6K", "邗江区"],
            head,
            ["一、扬州示例玩具有限公司（2个岗位）"],
            [2, "装配工", 5, "5-6K", "邗江区"],
            [3],
            ["第 1 页 共 2 页"],
            ["合计", None, 8],
            ["备注：以上薪资为税前"],
            ["填报单位（盖章）：    日期：2023年8月13日"],
        ],
        ["A4:E4", "A9:E9"],
    )
    skipped = {entry["row"]: entry["reason"] for entry in sheet(found)["skipped"]}
    assert skipped == {
        3: "repeated_header",
        4: "section",
        6: "serial_only",
        7: "page",
        8: "total",
        9: "note",
        10: "note",
    }
    assert [row.row for row in found.report.rows] == [2, 5]
    assert found.records[1]["employer"] == {"name": "扬州示例玩具有限公司"}


def test_a_counting_number_alone_is_no_section(jobs: Read) -> None:
    found = jobs([["编号", *HEAD], [1, "缝纫工", 3, "4-6K", "邗江区"], [2], [3]])
    assert sheet(found)["skipped"] == [{"row": 3, "reason": "serial_only"}, {"row": 4, "reason": "serial_only"}]


def test_a_title_alone_is_data_and_no_section(jobs: Read) -> None:
    found = jobs([["岗位名称", "招聘人数"], ["缝纫工", None], ["装配工", 2]])
    assert [record["title"] for record in found.records] == ["缝纫工", "装配工"]


@pytest.mark.parametrize(
    "above",
    [
        ["单位名称：扬州示例玩具有限公司（盖章）      联系电话：13800000000"],
        ["单位名称", "扬州示例玩具有限公司", "联系电话", "13800000000"],
        ["用人单位:扬州示例玩具有限公司", None, "电话:13800000000"],
    ],
)
def test_the_employer_above_the_table_is_that_of_every_row(jobs: Read, above: list[Any]) -> None:
    found = jobs([["岗位征集表"], above, HEAD, ["缝纫工", 3, "4-6K", "邗江区"]])
    assert found.records[0]["employer"] == {"name": "扬州示例玩具有限公司"}
    assert found.records[0]["contact"] == {"phone": "13800000000"}


def test_the_employer_in_the_title(jobs: Read) -> None:
    found = jobs([["扬州示例玩具有限公司2023年招聘岗位表"], HEAD, ["缝纫工", 3, "4-6K", "邗江区"]], ["A1:D1"])
    assert found.records[0]["employer"] == {"name": "扬州示例玩具有限公司"}


def test_cells_merged_downwards_and_ditto_marks(jobs: Read) -> None:
    found = jobs(
        [
            ["单位名称", "岗位名称", "工作地点"],
            ["扬州示例玩具有限公司", "缝纫工", "邗江区"],
            [None, "装配工", "同上"],
            ["〃", "质检员", "〃"],
        ],
        ["A2:A3"],
    )
    assert {record["employer"]["name"] for record in found.records} == {"扬州示例玩具有限公司"}
    assert {record["location"]["division"] for record in found.records} == {"321003"}


def test_hidden_rows_are_data_and_hidden_sheets_are_not(
    book: Callable[..., Path], choose: Callable[..., Options]
) -> None:
    rows = [HEAD, ["缝纫工", 3, "4-6K", "邗江区"], ["装配工", 2, "5-6K", "邗江区"]]
    path = book("x.xlsx", {"岗位": rows, "旧表": rows, "说明": [["填表说明"]]}, hidden=["旧表"], hidden_rows=[2])
    files = read_files([path], "job", choose()).report.as_json()["files"]
    assert files[0]["rows"]["read"] == 2
    assert [(entry["sheet"], entry["skipped"]) for entry in files[1:]] == [("旧表", "hidden"), ("说明", "no_table")]
    assert all(entry["rows"]["read"] == 0 for entry in files[1:])


def test_a_sheet_of_the_other_kind_is_listed(book: Callable[..., Path], choose: Callable[..., Options]) -> None:
    sheets = {
        "岗位": [HEAD, ["缝纫工", 3, "4-6K", "邗江区"]],
        "求职者": [["姓名", "身份证号", "求职意向"], ["张三", "", "会计"]],
    }
    path = book("招聘会.xlsx", sheets)
    as_jobs = read_files([path], "job", choose()).report.as_json()["files"]
    assert (as_jobs[1]["skipped"], as_jobs[1]["kind"]) == ("other_kind", "candidates")
    as_people = read_files([path], "candidate", choose())
    assert [record["contact"]["name"] for record in as_people.records] == ["张三"]


def test_the_wrong_verb_names_the_right_one(book: Callable[..., Path], choose: Callable[..., Options]) -> None:
    path = book("x.xlsx", {"1": [["姓名", "身份证号", "求职意向"], ["张三", "", "会计"]]})
    with pytest.raises(FileRefused, match="import candidates"):
        read_files([path], "job", choose())


def test_an_unknown_header_is_named_and_kept_as_text(jobs: Read) -> None:
    found = jobs([[*HEAD, "备注2", "内部代号"], ["缝纫工", 3, "4-6K", "邗江区", "可带徒弟", "N7"]])
    columns = {column["header"]: column["field"] for column in sheet(found)["columns"]}
    assert columns["备注2"] is None
    assert columns["内部代号"] is None
    assert "可带徒弟" in found.records[0]["description"]


def test_headers_that_name_nothing_are_told_by_their_cells(jobs: Read) -> None:
    found = jobs(
        [["甲", "乙", "丙", "丁"]]
        + [
            [f"扬州示例{n}有限公司", title, "大专", f"1380000000{n}"]
            for n, title in enumerate(["会计", "文员", "电工"])
        ]
    )
    fields = [column["field"] for column in sheet(found)["columns"]]
    assert fields == ["employer.name", "title", "min_education", "contact.phone"]


def test_english_headers_and_the_contracts_own_names(jobs: Read) -> None:
    english = jobs(
        [
            ["Job title", "Employer", "Openings", "Pay", "Location"],
            ["Welder", "Example Ltd", 3, "5000-6000", "Hanjiang"],
        ]
    )
    own = jobs(
        [
            ["title", "employer.name", "headcount", "pay.min", "pay.max", "pay.unit"],
            ["Welder", "Example Ltd", 3, 5000, 6000, "month"],
        ]
    )
    for found in (english, own):
        (record,) = found.records
        assert (record["title"], record["employer"], record["headcount"]) == ("Welder", {"name": "Example Ltd"}, 3)
        assert record["pay"] == {"min": 5000, "max": 6000, "unit": "month"}


def test_the_senders_mapping_goes_before_everything(jobs: Read) -> None:
    rows = [["名目", "人手", "薪资待遇"], ["缝纫工", 3, "4-6K"]]
    found = jobs(rows, mapping=SenderMapping({"名目": "job.title", "人手": "job.headcount"}))
    assert (found.records[0]["title"], found.records[0]["headcount"]) == ("缝纫工", 3)
    again = jobs(rows, remembered=found.learned.get)
    assert (again.records[0]["title"], again.records[0]["headcount"]) == ("缝纫工", 3)


def test_columns_of_one_header_or_none_are_told_apart_by_their_letters(jobs: Read) -> None:
    rows = [
        ["岗位名称", "单位名称", "金额", "金额", "", "备注"],
        ["缝纫工", "扬州示例有限公司", 4000, 6000, "月", "甲"],
        ["钳工", "扬州示例有限公司", 5000, 7000, "月", "乙"],
    ]
    places = [Placed("C", "job.salary_min"), Placed("D", "job.salary_max", "岗位.xlsx"), Placed("E", "job.pay_unit")]
    found = jobs(rows, mapping=SenderMapping(placed=places))
    assert [record["pay"] for record in found.records] == [
        {"min": 4000, "max": 6000, "unit": "month"},
        {"min": 5000, "max": 7000, "unit": "month"},
    ]
    later = [["附件", "", "", "", "", ""], *rows[:1], *([*row[:4], None, row[5]] for row in rows[1:])]
    again = jobs(later, remembered=found.learned.get)  # a month on, another row, and the unit left out
    assert [column.field for column in again.report.sheets[0].columns][2:4] == ["job.salary_min", "job.salary_max"]
    assert again.report.sheets[0].columns[2].basis == "mapping"


def test_a_letter_goes_before_a_header_and_must_be_there(jobs: Read) -> None:
    rows = [["岗位名称", "说明甲", "说明甲", "薪资待遇"], ["缝纫工", "一", "二", "4-6K"]]
    mapping = SenderMapping({"说明甲": "job.requirement"}, [Placed("C", "job.advert", sheet="岗位")])
    columns = jobs(rows, mapping=mapping).report.sheets[0].columns
    assert [column.field for column in columns] == ["job.title", "job.requirement", "job.advert", "job.salary"]
    for place in (Placed("Z", "job.tags"), Placed("C", "job.tags", "别的.xlsx"), Placed("C", "job.tags", None, "二")):
        with pytest.raises(SettingError) as error:
            jobs(rows, mapping=SenderMapping(placed=[place], source="m.toml"))
        assert error.value.code == "mapping_column_absent"


def test_what_is_said_later_of_a_header_goes_before_its_single_columns() -> None:
    known = {"金额\t1": "job.salary_min", "金额\t2": "job.salary_max", "备注\t1": "job.remark"}
    assert added(known, {"金额": "job.salary"}) == {"金额": "job.salary", "备注\t1": "job.remark"}
    assert added({"金额": "job.salary"}, {"金额\t2": ""}) == {"金额": "job.salary", "金额\t2": ""}


def test_the_fair_workbook_gives_its_posts_and_its_people(
    book: Callable[..., Path], choose: Callable[..., Options]
) -> None:
    path = book(
        "招聘会.xlsx",
        {
            "招聘会": [["项目", "内容", "说明"], ["名称", "春季招聘会", "必填"], ["开始", "09:00", "必填"]],
            "展位": [["展位", "单位名称", "无障碍", "休息"], ["A01", "扬州示例有限公司", "是", None]],
            "岗位": [["编号", "岗位名称", "单位名称", "招聘人数"], ["J-1", "缝纫工", "扬州示例有限公司", 3]],
            "求职者": [["编号", "姓名", "求职意向", "同意匹配"], ["C-1", "张三", "缝纫工", "是"]],
        },
    )
    posts, people = (read_files([path], kind, choose()) for kind in ("job", "candidate"))
    assert [record["id"] for record in posts.records] == ["J-1"]
    assert [record["id"] for record in people.records] == ["C-1"]
    assert [row.row for row in posts.report.rows] == [2]


FIRMS = pytest.mark.parametrize(
    ("line", "contact"),
    [
        (["单位名称：扬州乙有限公司", None, None], None),
        (
            ["单位名称：扬州乙有限公司", "联系人：王经理", "电话：051487654321"],
            {"name": "王经理", "phone": "0514-87654321"},
        ),
        (["单位名称", "扬州乙有限公司", None], None),
        (["扬州乙有限公司2023年招聘岗位表"], None),
        (["二、扬州乙有限公司（2个岗位）"], None),
        (["用人单位：扬州乙有限公司  地址：邗江区"], None),
    ],
)


@FIRMS
def test_a_second_firm_in_one_sheet_is_not_taken_for_the_first(jobs: Read, line: list[Any], contact: Any) -> None:
    above = ["单位名称：扬州甲有限公司", "联系人：李经理", "电话：13800000000"]
    head = ["岗位", "人数", "月薪"]
    found = jobs([above, head, ["缝纫工", 3, 4000], [], line, head, ["保洁", 1, 2600]])
    assert [(post["title"], post["employer"]["name"]) for post in found.records] == [
        ("缝纫工", "扬州甲有限公司"),
        ("保洁", "扬州乙有限公司"),
    ]
    assert found.records[0]["contact"] == {"name": "李经理", "phone": "13800000000"}
    assert found.records[1].get("contact") == contact
    assert [reason for _, reason in found.report.sheets[0].skipped] == ["section", "repeated_header"]


def test_who_made_the_sheet_is_a_note(jobs: Read) -> None:
    found = jobs([["单位名称", "岗位名称"], ["甲公司", "缝纫工"], ["制表人：张三", "审核人：李四"]])
    assert found.report.sheets[0].skipped == ((3, "note"),)


def test_a_form_written_downwards_is_named_and_not_read_as_a_table(
    book: Callable[..., Path], choose: Callable[..., Options]
) -> None:
    form = [
        ["招聘登记表"],
        ["单位名称", "甲公司"],
        ["岗位名称", "缝纫工"],
        ["招聘人数", 3],
        ["薪资待遇", "4-6K"],
        ["联系电话", 1],
    ]
    with pytest.raises(FileRefused) as refused:
        read_files([book("form.xlsx", {"表": form})], "job", choose())
    assert refused.value.code == "file_form"
    both = book("both.xlsx", {"表": form, "岗位": [HEAD, ["缝纫工", 3, "4-6K", "邗江区"]]})
    found = read_files([both], "job", choose())
    assert [one.skipped for one in found.report.sheets] == ["form", ()]


def test_units_under_the_header_are_no_data(jobs: Read) -> None:
    found = jobs([HEAD, ["（工种）", "（人）", "（元/月）", None], ["缝纫工", 3, "4-6K", "邗江区"]])
    assert found.report.sheets[0].skipped == ((2, "repeated_header"),)
    assert [post["title"] for post in found.records] == ["缝纫工"]


def test_people_under_two_header_rows_with_a_wish_in_parts(people: Read) -> None:
    found = people(
        [
            ["姓名", "身份信息", "", "联系方式", "求职意向", "", ""],
            ["", "性别", "出生日期", "手机", "岗位", "薪资", "地区"],
            ["张三", "男", "1990-05-01", "13800000001", "会计", "5000", "邗江区"],
        ],
        ["A1:A2", "B1:C1", "E1:G1"],
    )
    assert sheet(found)["kind"] == "candidates"
    (record,) = found.records
    assert (record["desired_occupations"], record["desired_divisions"]) == (["会计"], ["321003"])


def test_a_section_line_gives_the_firm_and_whom_to_call(jobs: Read) -> None:
    found = jobs(
        [HEAD, ["一、扬州示例有限公司（联系人：王经理 13800000001）"], ["缝纫工", 3, "4-6K", "邗江区"]], ["A2:D2"]
    )
    assert found.records[0]["employer"] == {"name": "扬州示例有限公司"}
    assert found.records[0]["contact"] == {"name": "王经理", "phone": "13800000001"}


def test_one_known_header_among_repeated_unknown_ones_is_enough(jobs: Read) -> None:
    found = jobs([["岗位名称", "甲", "甲"], ["缝纫工", "一", "二"], ["会计", "一", "二"]])
    assert [record["title"] for record in found.records] == ["缝纫工", "会计"]
    assert "二" in found.records[0]["description"]


def test_posts_that_begin_like_totals_and_notes_are_data(jobs: Read) -> None:
    titles = ["注塑工", "注册会计师", "说明书翻译员", "备注录入员", "总计量员", "小计调员", "★急招焊工", "提示牌安装工"]
    found = jobs(
        [HEAD[:2], *([title, 2] for title in titles), ["总计", 16], ["备注：以上岗位均缴纳五险", None], ["*为必填"]]
    )
    assert [record["title"] for record in found.records] == titles
    assert [row["reason"] for row in sheet(found)["skipped"]] == ["total", "note", "note"]


def test_the_header_of_another_table_below_is_no_post(jobs: Read) -> None:
    found = jobs([HEAD, ["缝纫工", 3, "4-6K", "邗江区"], [], ["工种", "人数", None, None]])
    assert sheet(found)["skipped"] == [{"row": 4, "reason": "repeated_header"}]


def test_a_file_that_is_given_twice_is_read_twice(book: Callable[..., Path], choose: Callable[..., Options]) -> None:
    path = book("岗位.xlsx", {"岗位": [HEAD, ["缝纫工", 3, "4-6K", "邗江区"]]})
    rows = read_files([path, path], "job", choose()).report.rows
    assert len({row.file for row in rows}) == 2
    assert [row.outcome for row in rows] == ["accepted", "duplicate"]


def test_a_section_line_in_a_column_of_numbers_is_no_number(jobs: Read) -> None:
    rows = [["编号", *HEAD], ["扬州示例有限公司"], ["A-1", "缝纫工", 3, "4-6K", "邗江区"], ["A-2"], ["岗位003"]]
    found = jobs(rows)
    assert found.records[0]["employer"]["name"] == "扬州示例有限公司"
    assert [row["reason"] for row in sheet(found)["skipped"]] == ["section", "serial_only", "serial_only"]
