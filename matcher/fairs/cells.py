"""Cells of the workbooks that come back, and where they stand."""

from __future__ import annotations

from datetime import datetime, time

from matcher.domain.findings import Finding
from matcher.domain.moments import SHANGHAI, parse_moment
from matcher.fairs.view import clock


def cell_text(value: object) -> str:
    """A cell as text; whole numbers without a point."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def as_clock(value: object) -> str:
    """A cell of time as 09:10: a text, a time, a moment, or the share of a day that spreadsheets store."""
    if isinstance(value, datetime | time):
        return f"{value:%H:%M}"
    if isinstance(value, float) and 0 <= value < 1:
        return clock(round(value * 24 * 60))
    text = cell_text(value).replace("：", ":")
    hour, colon, rest = text.partition(":")
    if colon and hour.isdecimal() and rest[:2].isdecimal():
        return f"{int(hour):02d}:{rest[:2]}"
    try:
        return f"{parse_moment(text).astimezone(SHANGHAI):%H:%M}"
    except ValueError:
        return text


def cell_finding(code: str, sheet: str, row: int, column: int, **values: object) -> Finding:
    """A finding about one cell, named as a spreadsheet names it: 面试安排!C7."""
    letter = chr(ord("A") + column) if column < 26 else "?"
    return Finding(code, sheet=sheet, row=row, column=letter, field=f"{sheet}!{letter}{row}", values=values)
