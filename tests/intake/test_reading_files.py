"""A plain sheet of each kind and of each encoding, read as records (contract 6.1)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from matcher.domain.errors import FileRefused
from matcher.intake.reading import Intake, Options, read_files

Read = Callable[..., Intake]
TEXT = "岗位名称,单位名称,薪资待遇\n保洁员,扬州甲公司,2500-3000元/月\n"


def test_a_plain_sheet_of_jobs_becomes_records(jobs: Read) -> None:
    found = jobs(
        [
            ["岗位名称", "单位名称", "招聘人数", "薪资待遇", "工作地点", "学历要求", "联系电话"],
            ["缝纫工", "扬州瑞禾玩具厂（示例）", 3, "4-6K", "邗江区汊河街道", "初中及以上", 13800000000],
        ]
    )
    (job,) = found.records
    assert job.pop("id").startswith("j-")
    assert job == {
        "title": "缝纫工",
        "employer": {"name": "扬州瑞禾玩具厂（示例）"},
        "pay": {"min": 4000, "max": 6000, "unit": "month"},
        "headcount": 3,
        "location": {"division": "321003004"},
        "description": "工作地点：邗江区汊河街道",
        "min_education": "junior_secondary",
        "contact": {"phone": "13800000000"},
    }
    (repair,) = [finding for finding in found.report.findings if finding.field == "pay"]
    assert (repair.severity, repair.value, repair.row, repair.column) == ("repair", "4-6K", 2, "D")


def test_a_plain_list_of_people_becomes_records(people: Read) -> None:
    head = [
        "编号",
        "姓名",
        "性别",
        "出生日期",
        "手机号码",
        "常住地址",
        "学历",
        "求职意向",
        "期望薪资",
        "最远距离",
        "便利需求",
    ]
    found = people(
        [
            head,
            [
                "P-1",
                "张三",
                "女",
                "1990-05-01",
                "13800000000",
                "江都区",
                "大专",
                "会计、出纳",
                "4500以上",
                "10公里",
                "手语",
            ],
        ]
    )
    assert found.records == (
        {
            "id": "P-1",
            "contact": {"name": "张三", "phone": "13800000000"},
            "gender": "female",
            "birth_date": "1990-05-01",
            "location": {"division": "321012"},
            "education": "associate",
            "desired_occupations": ["会计", "出纳"],
            "desired_pay": {"min": 4500, "unit": "month"},
            "max_distance_km": 10,
            "disability": {"needs": ["A19"]},
            "consents": [],
        },
    )


@pytest.mark.parametrize("encoding", ["gbk", "gb18030", "utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|", "，"])
def test_text_in_every_encoding_and_separator_reads_alike(
    encoding: str, separator: str, tmp_path: Path, choose: Callable[..., Options]
) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(TEXT.replace(",", separator).encode(encoding))
    (record,) = read_files([path], "job", choose()).records
    assert (record["title"], record["employer"]["name"]) == ("保洁员", "扬州甲公司")
    assert record["pay"] == {"min": 2500, "max": 3000, "unit": "month"}


def test_files_of_one_name_are_told_apart(tmp_path: Path, choose: Callable[..., Options]) -> None:
    paths = []
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        paths.append(tmp_path / folder / "x.csv")
        paths[-1].write_text(TEXT, "utf-8")
    found = read_files(paths, "job", choose())
    assert [row.outcome for row in found.report.rows] == ["accepted", "duplicate"]
    assert len({row.file for row in found.report.rows}) == 2


def test_words_in_one_column_are_no_table(tmp_path: Path, choose: Callable[..., Options]) -> None:
    path = tmp_path / "x.csv"
    path.write_text("今天\n明天\n", "utf-8")
    with pytest.raises(FileRefused, match="no header"):
        read_files([path], "candidate", choose())


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ('"5"显示器装配,甲公司,好\n电工,乙公司,"未闭合\n焊工,丙公司,x\n', ["5显示器装配", "电工", "焊工"]),
        ('电工,乙公司,"x\n焊工,丙公司,y\n钳工,丁公司,"好"\n车工,戊公司,z\n', ["电工", "焊工", "钳工", "车工"]),
        ('电工,乙公司,"一,\n二"\n焊工,丙公司,y\n', ["电工", "焊工"]),
        ('电工,乙公司,5"屏\n焊工,"丙公司,y\n', ["电工", "焊工"]),
    ],
)
def test_a_stray_quotation_mark_swallows_no_row(
    tmp_path: Path, choose: Callable[..., Options], text: str, titles: list[str]
) -> None:
    path = tmp_path / "x.csv"
    path.write_text("岗位名称,单位名称,备注\n" + text, "utf-8")
    assert [record["title"] for record in read_files([path], "job", choose()).records] == titles


BAD_FIRST = '{bad\n{"id": "c-1", "headline": "会计"}\n{"id": "c-2", "headlin": "x"}\n'


@pytest.mark.parametrize(
    ("name", "text", "outcomes"),
    [
        ("a.txt", BAD_FIRST, ["rejected", "accepted", "rejected"]),
        ("b.jsonl", "{bad\n[]\n", ["rejected", "rejected"]),
    ],
)
def test_a_bad_first_line_does_not_hide_that_lines_are_json(
    tmp_path: Path, choose: Callable[..., Options], name: str, text: str, outcomes: list[str]
) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    report = read_files([tmp_path / name], "candidate", choose()).report
    assert [row.outcome for row in report.rows] == outcomes
    assert report.findings[0].code == "json_line_syntax"
    assert all(column.field is None for column in report.sheets[0].columns if column.header == "headlin")
    assert "表头" not in report.text()


def test_days_and_times_that_begin_far_down_a_column_arrive(jobs: Read) -> None:
    rows: list[list[object]] = [["岗位名称", "单位名称", "薪资待遇", "截止日期"]]
    rows += [[f"工种{number}", "扬州示例有限公司", "4-6K", "长期"] for number in range(700)]
    rows += [
        ["焊工", "扬州示例有限公司", "4-6K", date(2023, 6, 30)],
        ["电工", "扬州示例有限公司", "4-6K", date(2023, 7, 1)],
    ]
    found = jobs(rows)
    assert [record.get("expires_at") for record in found.records[-2:]] == ["2023-06-30", "2023-07-01"]
