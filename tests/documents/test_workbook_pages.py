"""Workbooks and pages: what a person typed stays text, and the same content is the same bytes."""

from __future__ import annotations

import io

import pytest

from matcher.documents.page import render
from matcher.documents.qr import qr_svg
from matcher.documents.workbook import Sheet, workbook

openpyxl = pytest.importorskip("openpyxl")
DANGEROUS = ["=1+1", "+cmd", "-2", "@SUM(A1)", "http://x.test", "00123", "{=1}", "\x01控制"]


def test_no_text_becomes_a_formula_a_link_or_a_number():
    content = workbook([Sheet("表", ("栏",), [(text,) for text in DANGEROUS])])
    page = openpyxl.load_workbook(io.BytesIO(content))["表"]
    cells = [page.cell(row, 1) for row in range(2, 2 + len(DANGEROUS))]
    assert [cell.value for cell in cells] == [*DANGEROUS[:-1], "控制"]
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.hyperlink is None for cell in cells)


def test_the_same_sheets_are_the_same_bytes():
    sheets = [Sheet("表", ("栏",), [("一", 2)], choices={0: ("是", "否")})]
    assert workbook(sheets) == workbook(sheets)


def test_a_page_escapes_what_people_typed():
    values = {"title": "<script>", "fair": "<b>"} | dict.fromkeys(
        ("font", "day", "hours", "groups", "first", "what"), ""
    )
    page = render("fair_wall.html", **values, version=1, made="")
    assert "<script>" not in page
    assert "&lt;b&gt;" in page


def test_a_qr_code_is_an_inline_svg():
    assert qr_svg("FM1/20230520/A01/1").startswith("<svg")
