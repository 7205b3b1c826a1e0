"""The workbook that goes back to its sender: every row in its old place, the doubtful cells coloured and commented.

It can be imported again: a hidden column carries each row's record, so that a corrected row updates that record.
Texts never become formulas or links (XlsxWriter's own habits are switched off).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError, OverlappingRange

from matcher.documents.workbook import CREATED

KEY_HEADER = "职配记录号（请勿修改）"
COLOURS = {"repair": "#E2F0D9", "question": "#FFE699", "reject": "#F4B084", "duplicate": "#D9D9D9"}
SAFE = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": True,
}
RANK = ("repair", "duplicate", "question", "reject")  # the colour of a cell is that of its gravest mark
MAX_COLUMN_WIDTH = 40
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_SHEET_NAME_LENGTH = 31  # Excel's own limit


@dataclass(frozen=True, slots=True)
class Mark:
    """Something about one cell; `column` from 1, None for the row as a whole."""

    row: int
    column: int | None
    severity: str
    text: str


@dataclass(frozen=True, slots=True)
class ReturnSheet:
    """One sheet as it came: `rows` from `first` (row and column, from 1), its marks, and the record of each row."""

    name: str
    rows: Sequence[Sequence[Any]]
    first: tuple[int, int] = (1, 1)
    header_row: int | None = None
    merged: Sequence[tuple[int, int, int, int]] = ()
    marks: Sequence[Mark] = ()
    records: Mapping[int, str] = field(default_factory=dict)


def write_return_workbook(path: Path, sheets: Sequence[ReturnSheet]) -> None:
    """Write the sheets into one workbook. Raises OSError."""
    book = xlsxwriter.Workbook(str(path), SAFE)
    try:
        # the same input gives the same bytes: no clock in the file
        book.set_properties({"created": CREATED})
        styles = _styles(book)
        taken: set[str] = set()
        for sheet in sheets:
            _write(book.add_worksheet(_sheet_name(sheet.name, taken)), sheet, styles)
        if not sheets:
            book.add_worksheet()
    finally:
        try:
            book.close()
        except FileCreateError as error:
            raise OSError(str(error)) from None


def _sheet_name(name: str, taken: set[str]) -> str:
    """A name that Excel takes and no other sheet has."""
    base = _FORBIDDEN.sub("_", name).strip("'")[:_SHEET_NAME_LENGTH] or "Sheet"
    found, number = base, 2
    while found.casefold() in taken:
        tail = f"~{number}"
        found, number = base[: _SHEET_NAME_LENGTH - len(tail)] + tail, number + 1
    taken.add(found.casefold())
    return found


def _styles(book: Any) -> dict[tuple[str, str], Any]:
    formats: dict[str, dict[str, Any]] = {
        "": {},
        "day": {"num_format": "yyyy-mm-dd"},
        "moment": {"num_format": "yyyy-mm-dd hh:mm"},
        "clock": {"num_format": "hh:mm"},
        "whole": {"num_format": "0"},
        "header": {"bold": True, "text_wrap": True},
    }
    made = {}
    for severity, colour in {"": "", **COLOURS}.items():
        for kind, form in formats.items():
            look = {**form, **({"bg_color": colour, "border": 1} if colour else {})}
            made[severity, kind] = book.add_format(look) if look else None
    return made


def _write(page: Any, sheet: ReturnSheet, styles: Mapping[tuple[str, str], Any]) -> None:
    marks = _by_cell(sheet)
    for top, left, bottom, right in sheet.merged:
        with suppress(OverlappingRange):  # a damaged workbook's merged cells overlap
            page.merge_range(top - 1, left - 1, bottom - 1, right - 1, "")
    widths: dict[int, int] = {}
    for offset, row in enumerate(sheet.rows):
        number = sheet.first[0] + offset
        for column, value in enumerate(row, sheet.first[1]):
            told = marks.pop((number, column), ())
            _write_cell(page, number, column, value, told, styles, header=number == sheet.header_row)
            if isinstance(value, str) and (sheet.header_row is None or number >= sheet.header_row):
                widths[column] = max(widths.get(column, 8), min(_width(value), MAX_COLUMN_WIDTH))
    for (number, column), told in marks.items():  # marks on cells beyond the row's end
        _write_cell(page, number, column, "", told, styles, header=False)
    for column, width in widths.items():
        page.set_column(column - 1, column - 1, width + 2)
    _write_keys(page, sheet)
    if sheet.header_row:
        page.freeze_panes(sheet.header_row, 0)


def _width(text: str) -> int:
    return max((sum(2 if ord(letter) > 0x2E80 else 1 for letter in line) for line in text.splitlines()), default=0)


def _by_cell(sheet: ReturnSheet) -> dict[tuple[int, int], list[Mark]]:
    """The marks by cell; a row's own stand on its first filled cell."""
    found: dict[tuple[int, int], list[Mark]] = {}
    for mark in sheet.marks:
        found.setdefault((mark.row, mark.column or _first_filled(sheet, mark.row)), []).append(mark)
    return found


def _first_filled(sheet: ReturnSheet, number: int) -> int:
    row = sheet.rows[number - sheet.first[0]] if 0 <= number - sheet.first[0] < len(sheet.rows) else ()
    return next((column for column, value in enumerate(row, sheet.first[1]) if value not in ("", None)), sheet.first[1])


def _write_cell(
    page: Any,
    number: int,
    column: int,
    value: Any,
    marks: Sequence[Mark],
    styles: Mapping[tuple[str, str], Any],
    header: bool,
) -> None:
    gravest = max((mark.severity for mark in marks), key=RANK.index, default="")
    row, col = number - 1, column - 1
    if isinstance(value, bool):
        page.write_boolean(row, col, value, styles[gravest, ""])
    elif isinstance(value, datetime):
        page.write_datetime(row, col, value, styles[gravest, "day" if value.time() == time() else "moment"])
    elif isinstance(value, date):
        page.write_datetime(row, col, datetime(value.year, value.month, value.day), styles[gravest, "day"])
    elif isinstance(value, time | timedelta):
        page.write_datetime(row, col, value, styles[gravest, "clock"])
    elif isinstance(value, int | float):
        page.write_number(row, col, value, styles[gravest, "whole" if abs(value) >= 1e9 else ""])
    elif value not in ("", None):
        page.write_string(row, col, str(value)[:32_767], styles[gravest, "header" if header else ""])
    elif gravest:
        page.write_blank(row, col, None, styles[gravest, ""])
    if marks:
        texts = list(dict.fromkeys(mark.text for mark in marks))
        page.write_comment(row, col, "\n".join(texts), {"x_scale": 2, "y_scale": 0.4 + 0.4 * len(texts)})


def _write_keys(page: Any, sheet: ReturnSheet) -> None:
    """The hidden column of records, right of everything."""
    if sheet.header_row is None:
        return
    width = max((len(row) for row in sheet.rows), default=0)
    column = sheet.first[1] - 1 + width
    page.write_string(sheet.header_row - 1, column, KEY_HEADER)
    for number, record in sheet.records.items():
        page.write_string(number - 1, column, record)
    page.set_column(column, column, 12, None, {"hidden": True})
