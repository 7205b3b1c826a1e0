"""Spreadsheets as offices send them, read as records with a report (contract 6.1)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from matcher.domain.errors import FileRefused
from matcher.domain.moments import parse_moment
from matcher.intake.reading import Intake, Options, read_files

AS_OF = parse_moment("2023-05-01T09:00+08:00")


def options(**changes: Any) -> Options:
    return Options(AS_OF, b"a key for tests", **changes)


def workbook(path: Path, sheets: dict[str, list[list[Any]]]) -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for column, value in enumerate(row):
                    if value is not None:
                        sheet.write(number, column, value)
    return path


def jobs(tmp_path: Path, rows: list[list[Any]], **changes: Any) -> Intake:
    return read_files([workbook(tmp_path / "岗位.xlsx", {"岗位": rows})], "job", options(**changes))


def people(tmp_path: Path, rows: list[list[Any]], **changes: Any) -> Intake:
    return read_files([workbook(tmp_path / "人员.xlsx", {"人员": rows})], "candidate", options(**changes))


def outcomes(intake: Intake) -> list[str]:
    return [row.outcome for row in intake.report.rows]


def test_a_plain_sheet_of_jobs_becomes_records(tmp_path: Path) -> None:
    found = jobs(
        tmp_path,
        [
            ["岗位名称", "单位名称", "招聘人数", "薪资待遇", "工作地点", "学历要求", "联系电话"],
            ["缝纫工", "扬州瑞禾玩具厂（示例）", 3, "4-6K", "邗江区汊河街道", "初中及以上", 13800000000],
        ],
    )
    (job,) = found.records
    assert job["title"] == "缝纫工"
    assert job["employer"] == {"name": "扬州瑞禾玩具厂（示例）"}
    assert job["pay"] == {"min": 4000, "max": 6000, "unit": "month"}
    assert job["headcount"] == 3
    assert job["location"] == {"division": "321003004"}
    assert job["min_education"] == "junior_secondary"
    assert job["contact"] == {"phone": "13800000000"}
    (repair,) = [f for f in found.report.findings if f.field == "pay"]
    assert (repair.severity, repair.value, repair.row, repair.column) == ("repair", "4-6K", 2, "D")


def test_gbk_and_utf8_text_files_read_alike(tmp_path: Path) -> None:
    text = "岗位名称,单位名称,薪资待遇\n保洁员,扬州甲公司,2500-3000元/月\n"
    documents = []
    for name, encoding in (("a.csv", "gbk"), ("b.csv", "utf-8"), ("c.csv", "utf-8-sig"), ("d.csv", "utf-16")):
        (tmp_path / name).write_bytes(text.encode(encoding))
        documents.append(read_files([tmp_path / name], "job", options()).records)
    assert documents[0] == documents[1] == documents[2] == documents[3]


def test_every_row_has_one_outcome(tmp_path: Path) -> None:
    found = people(
        tmp_path,
        [
            ["姓名", "电话", "出生日期", "学历", "求职意向", "同意匹配"],
            ["张三", "13800000000", "1990-05-01", "大专", "会计", "是"],
            ["李四", "1.38E+10", "1991-05-01", "大专", "会计", "是"],
            ["张三", "13800000000", "1990-05-01", "大专", "会计", "是"],
            [None, None, None, "大专", "会计", "是"],
        ],
    )
    assert outcomes(found) == ["accepted", "questioned", "duplicate", "rejected"]
    (sheet,) = found.report.as_json()["files"]
    assert sheet["rows"] == {"read": 4, "accepted": 1, "questioned": 1, "rejected": 1, "duplicate": 1}


def test_the_wrong_verb_is_told_the_right_one(tmp_path: Path) -> None:
    path = workbook(tmp_path / "x.xlsx", {"名单": [["姓名", "身份证号", "求职意向"], ["张三", "", "会计"]]})
    with pytest.raises(FileRefused, match="fairmatch import candidates"):
        read_files([path], "job", options())
