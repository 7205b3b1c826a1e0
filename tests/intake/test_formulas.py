"""Formulas whose result the file does not hold are asked about; those that have one are read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from matcher.intake.formulas import Uncalculated
from matcher.intake.mailing import write_workbook
from matcher.intake.reading import Intake, Options, read_files

HEAD = ["序号", "岗位名称", "招聘人数", "薪资待遇", "备注"]
Read = Callable[..., Intake]


@pytest.fixture
def read(tmp_path: Path, choose: Callable[..., Options]) -> Read:
    """Reads rows that openpyxl writes: it calculates nothing."""

    def call(*rows: list[Any], sheet: str = '岗位 <1> & "二"') -> Intake:
        book = openpyxl.Workbook()
        page = book.active
        assert page is not None
        page.title = sheet
        for row in (HEAD, *rows):
            page.append(row)
        book.save(tmp_path / "x.xlsx")
        return read_files([tmp_path / "x.xlsx"], "job", choose())

    return call


def asked(found: Intake) -> list[tuple[int | None, str | None]]:
    return [(one.row, one.column) for one in found.report.findings if one.code == "formula_uncalculated"]


def outcomes(found: Intake) -> list[str]:
    return [row.outcome for row in found.report.rows]


def test_a_formula_without_a_result_is_asked_and_its_row_stored_without_it(read: Read) -> None:
    found = read([1, "缝纫工", "=1+2", "4-6K", None], [2, "会计", 3, "=C3*1000", None])
    assert outcomes(found) == ["questioned", "questioned"]
    assert asked(found) == [(2, "C"), (3, "D")]
    assert "headcount" not in found.records[0]
    assert "保存后再导入" in found.report.text()


def test_a_serial_number_by_formula_is_nothing_to_ask(read: Read) -> None:
    found = read(["=ROW()-1", "缝纫工", 3, "4-6K", None], ["=ROW()-1", None, None, None, None])
    assert outcomes(found) == ["accepted"]
    assert asked(found) == []
    assert found.report.sheets[0].skipped == ((3, "serial_only"),)


def test_a_row_of_formulas_alone_does_not_vanish(read: Read) -> None:
    found = read([1, "缝纫工", 3, "4-6K", None], *([f"=旧!{c}{n}" for c in "ABCDE"] for n in range(2, 5)))
    assert outcomes(found) == ["accepted", "rejected", "rejected", "rejected"]
    assert [row.row for row in found.report.rows] == [2, 3, 4, 5]


def test_a_total_by_formula_is_a_total(read: Read) -> None:
    found = read([1, "缝纫工", 3, "4-6K", None], ["合计", None, "=SUM(C2:C2)", None, None])
    assert found.report.sheets[0].skipped == ((3, "total"),)
    assert outcomes(found) == ["accepted"]


def test_a_formula_with_its_result_is_read_as_that(tmp_path: Path, choose: Callable[..., Options]) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "x.xlsx")) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, HEAD)
        page.write_row(1, 0, [1, "缝纫工"])
        page.write_formula(1, 2, "=1+2", None, 3)
        page.write_formula(1, 3, '="4-"&"6K"', None, "4-6K")
    found = read_files([tmp_path / "x.xlsx"], "job", choose())
    assert outcomes(found) == ["accepted"]
    assert found.records[0]["headcount"] == 3


def test_the_return_sheet_has_a_coloured_empty_cell(read: Read, tmp_path: Path) -> None:
    found = read([1, "缝纫工", "=1+2", "4-6K", None])
    write_workbook(found.report, tmp_path / "back.xlsx")
    page = openpyxl.load_workbook(tmp_path / "back.xlsx").worksheets[0]
    assert page["C2"].value is None
    assert "公式" in page["C2"].comment.text


@pytest.mark.parametrize("size", [1, 7, 40, 10_000])
def test_cells_are_found_wherever_the_pieces_are_cut(size: int) -> None:
    cells = [
        b'<c r="A1"><f>1+1</f><v/></c>',
        b'<c r="B1" t="str"><f>""</f><v></v></c>',
        b'<c r="C1"><f>1</f><v>1</v></c>',
        b'<c r="D1" s="3"><f t="shared" si="0"/></c>',
        b'<c r="E2"><v>5</v></c><c r="F2"/>',
        b'<c r="G3"><f>' + b"A" * 8000 + b"</f></c>",
    ]
    data = b"<row>" + b"".join(cells) + b"</row>"
    found = Uncalculated()
    for start in range(0, len(data), size):
        found.feed(data[start : start + size])
    assert found.cells == [(1, 1), (1, 4), (3, 7)]


def test_a_sheet_whose_elements_have_a_prefix_is_looked_at_too() -> None:
    found = Uncalculated()
    found.feed(
        b'<x:worksheet><x:row><x:c r="AA2"><x:f>A1</x:f><x:v></x:v></x:c><x:c r="AB2"><x:v>1</x:v></x:c></x:row>'
    )
    found.feed(b'<x:c r="B3"><x:f>A1</x:f></x:c>')
    assert found.cells == [(2, 27), (3, 2)]
