"""Cells of the workbooks that come back, as whatever program saved them, and where they stand."""

from __future__ import annotations

import unicodedata

from matcher.domain.clerk_time import minute_of
from matcher.domain.findings import Finding
from matcher.domain.moments import SHANGHAI, parse_moment
from matcher.fairs.view import clock

YES = frozenset({"是", "√", "✓", "✔", "☑", "对", "锁", "锁定", "已锁定", "yes", "y", "true", "1", "ok"})
NO = frozenset({"", "否", "×", "✗", "✘", "不", "不是", "不锁", "不锁定", "未锁定", "无", "no", "n", "false", "0", "-"})


def cell_text(value: object) -> str:
    """A cell as text; whole numbers without a point."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def folded(value: object) -> str:
    """A cell's text without width, case and blanks: how titles, codes and marks are compared."""
    return "".join(unicodedata.normalize("NFKC", cell_text(value)).casefold().split())


def as_clock(value: object) -> str:
    """A cell of time as 09:10, whatever a spreadsheet program made of it; all else comes back as it was written."""
    minute = minute_of(value)
    if minute is not None:
        return clock(minute)
    text = cell_text(value)
    try:
        return f"{parse_moment(text).astimezone(SHANGHAI):%H:%M}"
    except ValueError:
        return text


def as_mark(value: object) -> bool | None:
    """A yes, a no (also an empty cell), or None for what could be either."""
    mark = folded(value).strip("。.!")
    return True if mark in YES else False if mark in NO else None


def cell_finding(code: str, sheet: str, row: int, column: int, **values: object) -> Finding:
    """A finding about one cell, named as a spreadsheet names it: 面试安排!C7."""
    letter = ""
    at = column + 1
    while at:
        at, rest = divmod(at - 1, 26)
        letter = chr(ord("A") + rest) + letter
    return Finding(code, sheet=sheet, row=row, column=letter, field=f"{sheet}!{letter}{row}", values=values)
