"""Workbooks as rows, through python-calamine, with xlrd as a second opinion on .xls. Runs in the child."""

from __future__ import annotations

import io
from itertools import islice

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from matcher.intake.refusal import Refused

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any


def read_workbook(path: str, kind: str) -> Iterator[dict[str, Any]]:
    """The sheets: name, whether hidden, and for visible ones `first` (row, column, from 1), `rows`, `merged`.

    `rows` can be gone through once, before the next sheet is asked for. Raises Refused.
    """
    with open(path, "rb") as stream:
        try:
            book = CalamineWorkbook.from_filelike(stream)
            sheets = [_opened(book, meta) for meta in book.sheets_metadata if meta.typ == SheetTypeEnum.WorkSheet]
        except CalamineError as error:
            if "assword" in str(error) or "ncrypt" in str(error):
                raise Refused("file_encrypted") from None
            if kind != "xls":
                raise Refused("file_damaged") from None
            yield from _second_opinion(path)
            return
        yield from sheets


def _opened(book: CalamineWorkbook, meta: Any) -> dict[str, Any]:
    if meta.visible != SheetVisibleEnum.Visible:
        return {"name": meta.name, "hidden": True}
    sheet = book.get_sheet_by_name(meta.name)
    top, left = sheet.start or (0, 0)
    merged = [[a[0] + 1, a[1] + 1, b[0] + 1, b[1] + 1] for a, b in sheet.merged_cell_ranges or ()]
    rows = islice(sheet.iter_rows(), top, None)  # each is made as it is sent: half the memory of all at once
    return {"name": meta.name, "first": [top + 1, left + 1], "rows": rows, "merged": merged}


def _second_opinion(path: str) -> list[dict[str, Any]]:
    import xlrd  # noqa: PLC0415 only where calamine fails: it doubles the child's start

    try:
        book = xlrd.open_workbook(path, ragged_rows=True, logfile=io.StringIO())
    except xlrd.XLRDError as error:
        raise Refused("file_encrypted" if "ncrypt" in str(error) else "file_damaged") from None
    return [_xlrd_sheet(book, sheet) for sheet in book.sheets()]


def _xlrd_sheet(book: Any, sheet: Any) -> dict[str, Any]:
    if sheet.visibility:
        return {"name": sheet.name, "hidden": True}
    rows = [[_xlrd_value(book, cell) for cell in sheet.row(index)] for index in range(sheet.nrows)]
    merged = [[top + 1, left + 1, bottom, right] for top, bottom, left, right in sheet.merged_cells]
    return {"name": sheet.name, "first": [1, 1], "rows": rows, "merged": merged}


def _xlrd_value(book: Any, cell: Any) -> Any:
    import xlrd  # noqa: PLC0415 see above

    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            return xlrd.xldate_as_datetime(cell.value, book.datemode)
        except (ValueError, OverflowError):
            return cell.value
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(cell.value)
    return "" if cell.ctype == xlrd.XL_CELL_ERROR else cell.value
