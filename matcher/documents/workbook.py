"""Plain workbooks: tables with a header, safe against formulas, the same bytes for the same content.

Every text is written as text: nothing that begins with = + - @ becomes a formula, no address becomes a link, no
digits become a number (XlsxWriter does all three unless told not to).
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import xlsxwriter

from matcher.domain.moments import SHANGHAI

CREATED = datetime(2023, 1, 1, tzinfo=SHANGHAI).replace(tzinfo=None)
WIDEST, NARROWEST = 50, 8
LONGEST_TEXT = 32_767


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: `header`, then rows of texts, numbers or None; `choices` offers values in a column (by its number).

    `cell_choices` offers values in one cell (row and column from 0); `wide` turns the paper on its side.
    """

    name: str
    header: Sequence[str]
    rows: Sequence[Sequence[object]] = ()
    choices: Mapping[int, Sequence[str]] = field(default_factory=dict)
    cell_choices: Mapping[tuple[int, int], Sequence[str]] = field(default_factory=dict)
    wide: bool = True


def workbook(sheets: Sequence[Sheet]) -> bytes:
    """An .xlsx as bytes."""
    out = io.BytesIO()
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "in_memory": True,
    }
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"created": CREATED})
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "border": 1})
        body = book.add_format({"text_wrap": True, "valign": "top", "border": 1})
        for sheet in sheets:
            _write(book.add_worksheet(sheet.name), sheet, head, body)
    return out.getvalue()


def _write(page: xlsxwriter.worksheet.Worksheet, sheet: Sheet, head: object, body: object) -> None:
    for column, title in enumerate(sheet.header):
        page.write_string(0, column, title, head)
    for at, row in enumerate(sheet.rows, 1):
        for column, value in enumerate(row):
            _cell(page, at, column, value, body)
    for column in range(len(sheet.header)):
        page.set_column(column, column, _width(sheet, column))
    for column, choices in sheet.choices.items():
        last = max(len(sheet.rows) + 200, 200)
        page.data_validation(1, column, last, column, {"validate": "list", "source": list(choices)})
    for (line, column), choices in sheet.cell_choices.items():
        page.data_validation(line, column, line, column, {"validate": "list", "source": list(choices)})
    page.freeze_panes(1, 0)
    page.repeat_rows(0)
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.set_footer("&C&P / &N")
    if sheet.wide:
        page.set_landscape()


def _cell(page: xlsxwriter.worksheet.Worksheet, row: int, column: int, value: object, style: object) -> None:
    if value is None or value == "":
        page.write_blank(row, column, None, style)
    elif isinstance(value, bool):
        page.write_string(row, column, "是" if value else "否", style)
    elif isinstance(value, int | float):
        page.write_number(row, column, value, style)
    else:
        page.write_string(row, column, _plain(str(value)), style)


def _plain(text: str) -> str:
    """Without the control characters that XML refuses."""
    kept = "".join(letter for letter in text if letter >= " " or letter in "\n\t")
    return kept[:LONGEST_TEXT]


def _width(sheet: Sheet, column: int) -> int:
    texts = [sheet.header[column], *(str(row[column]) for row in sheet.rows[:200] if column < len(row))]
    longest = max(sum(2 if ord(letter) > 0x2E7F else 1 for letter in text) for text in texts)
    return min(max(longest + 2, NARROWEST), WIDEST)
