"""Cells of the workbooks that come back, as whatever program saved them, and where they stand."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime, time, timedelta

from matcher.domain.findings import Finding
from matcher.domain.moments import SHANGHAI, parse_moment
from matcher.fairs.view import clock

YES = frozenset({"是", "√", "✓", "✔", "☑", "对", "锁", "锁定", "已锁定", "yes", "y", "true", "1", "ok"})
NO = frozenset({"", "否", "×", "✗", "✘", "不", "不是", "不锁", "不锁定", "未锁定", "无", "no", "n", "false", "0", "-"})

_CLOCK = re.compile(
    r"(?P<half>上午|下午|晚上|am|pm)?(?P<hour>\d{1,2})(?:[:.点时](?P<minute>\d\d)(?::\d\d(?:\.0+)?)?分?|(?P<sharp>[点时]整?)"
    r"|(?P<thirty>点半))(?P<after>am|pm)?",
    re.ASCII,
)


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
    """A cell of time as 09:10; what is no time comes back as it was written.

    A text, a time, a moment, a span since midnight, or the share of a day that spreadsheets store.
    """
    if isinstance(value, datetime | time):
        return f"{value:%H:%M}"
    if isinstance(value, timedelta):
        return clock(round(value.total_seconds() / 60))
    if isinstance(value, float) and 0 <= value < 1:
        return clock(round(value * 24 * 60))
    text = cell_text(value)
    if found := _CLOCK.fullmatch(folded(text)):
        late = (found["half"] or found["after"]) in ("下午", "晚上", "pm") and int(found["hour"]) < 12
        minute = 30 if found["thirty"] else int(found["minute"] or 0)
        return clock(int(found["hour"]) * 60 + 12 * 60 * late + minute)
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
