"""Writes the workbooks of clerks: merged titles, formulas, hidden rows and sheets, inline strings, wrong dimensions.

The grid is a plain mapping, so that the same sheet can also be written as text. Same book, same bytes: the date of
creation is fixed and XlsxWriter's archive carries no times.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import xlsxwriter

CREATED = datetime(2023, 9, 1)
_EPOCH = datetime(1980, 1, 1).timetuple()[:6]


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula cell (`=SUM(D3:D8)`) with the value that the spreadsheet shows."""

    text: str
    shown: str | float


Value = str | int | float | date | Formula
Place = tuple[int, int]
"""Row and column of a cell, from 1."""


@dataclass(slots=True)
class Sheet:
    """A sheet as a clerk left it. `merged` holds (first row, first column, last row, last column)."""

    name: str
    cells: dict[Place, Value] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden: bool = False

    def put(self, row: int, column: int, value: Value | None) -> None:
        """Write a cell, unless there is nothing to write."""
        if value is not None and value != "":
            self.cells[row, column] = value

    @property
    def last_row(self) -> int:
        """The last row with a cell, 0 for an empty sheet."""
        return max((row for row, _ in self.cells), default=0)

    @property
    def last_column(self) -> int:
        """The last column with a cell, 0 for an empty sheet."""
        return max((column for _, column in self.cells), default=0)


def write_book(sheets: Sequence[Sheet], *, inline: bool = False, wrong_dimension: bool = False) -> bytes:
    """The bytes of an .xlsx. `inline`: strings in the cells; `wrong_dimension`: sheets claim to end at A1."""
    buffer = io.BytesIO()
    options = {
        "in_memory": not inline,
        "constant_memory": inline,  # the mode that writes strings into their cells
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(buffer, options)
    book.set_properties({"author": "某办公室", "created": CREATED})
    formats = {
        "title": book.add_format({"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"}),
        "text": book.add_format({"text_wrap": True, "border": 1, "valign": "vcenter"}),
        "day": book.add_format({"num_format": "yyyy/m/d", "border": 1}),
    }
    for sheet in sheets:
        _write_sheet(book.add_worksheet(sheet.name), sheet, formats, inline)
    book.close()
    return _with_wrong_dimension(buffer.getvalue()) if wrong_dimension else buffer.getvalue()


def _write_sheet(page: Any, sheet: Sheet, formats: Mapping[str, Any], inline: bool) -> None:
    styles: dict[Place, Any] = {}
    for top, left, bottom, right in sheet.merged if not inline else ():
        styles[top, left] = formats["title"] if right - left >= 3 else formats["text"]
        page.merge_range(top - 1, left - 1, bottom - 1, right - 1, "", styles[top, left])
    for place in sorted(sheet.cells):
        _write_cell(page, place, sheet.cells[place], styles.get(place, formats["text"]), formats["day"])
    for row in sorted(sheet.hidden_rows):
        page.set_row(row - 1, None, None, {"hidden": True})
    if sheet.hidden:
        page.hide()
    page.set_column(0, max(sheet.last_column - 1, 0), 14)


def _write_cell(page: Any, place: Place, value: Value, style: Any, day_style: Any) -> None:
    row, column = place[0] - 1, place[1] - 1
    if isinstance(value, Formula):
        page.write_formula(row, column, value.text, style, value.shown)
    elif isinstance(value, date):
        page.write_datetime(row, column, datetime(value.year, value.month, value.day), day_style)
    elif isinstance(value, str):
        page.write_string(row, column, value, style)
    else:
        page.write_number(row, column, value, style)


def _with_wrong_dimension(data: bytes) -> bytes:
    """The same archive, each sheet claiming to hold A1 alone, as some export programs write it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            content = before.read(name)
            if name.startswith("xl/worksheets/sheet"):
                content = re.sub(rb'<dimension ref="[^"]*"/>', b'<dimension ref="A1"/>', content)
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            after.writestr(info, content)
    return out.getvalue()


def write_text(sheet: Sheet, *, encoding: str, separator: str) -> bytes:
    """The sheet as separated text with CRLF lines, as a spreadsheet program saves it (formulas as their value)."""
    width, lines = sheet.last_column, []
    for row in range(1, sheet.last_row + 1):
        cells = (_as_text(sheet.cells.get((row, column)), separator) for column in range(1, width + 1))
        lines.append(separator.join(cells))
    return ("\r\n".join(lines) + "\r\n").encode(encoding)


def _as_text(value: Value | None, separator: str) -> str:
    if value is None:
        return ""
    if isinstance(value, Formula):
        value = value.shown
    if isinstance(value, date):
        return f"{value.year}/{value.month}/{value.day}"
    text = _number_as_text(value) if isinstance(value, float) else str(value)
    if any(mark in text for mark in (separator, '"', "\n", "\r")):
        return '"' + text.replace('"', '""') + '"'
    return text


def _number_as_text(value: float) -> str:
    """As a spreadsheet program saves what it shows: of long numbers the digits are lost."""
    if abs(value) >= 1e15:
        return f"{value:.5E}"
    return str(int(value)) if value.is_integer() else f"{value:g}"
