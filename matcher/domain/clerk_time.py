"""Times and days as clerks write them in a cell: 9:00, 9：00, 上午9点, 14时30分, 2023年5月20日."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta

from matcher.domain.moments import parse_day

_TIME = re.compile(
    r"(?P<half>凌晨|早上|早晨|上午|中午|下午|晚上|am|pm)?(?P<hour>\d{1,2})"
    r"(?:[:.](?P<minute>\d\d)(?::\d\d(?:\.0+)?)?|[点时](?:(?P<past>\d{1,2})分?|(?P<thirty>半)|整)?)(?P<after>am|pm)?"
)
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:\(?(?:周|星期)[一二三四五六日天]\)?)?")
_LATE = frozenset({"下午", "晚上", "pm"})
_NOON = "中午"


def minute_of(value: object) -> int | None:
    """Minutes after midnight of a time, a moment, a span since midnight, a share of a day or a text; 24:00 is 1440.

    None for anything else.
    """
    if isinstance(value, datetime | time):
        return value.hour * 60 + value.minute
    if isinstance(value, timedelta):
        minutes = round(value / timedelta(minutes=1))
        return minutes if 0 <= minutes <= 24 * 60 else None
    if isinstance(value, float) and 0 < value < 1:
        return round(value * 24 * 60)
    return _minute_in(value) if isinstance(value, str) else None


def _minute_in(text: str) -> int | None:
    found = _TIME.fullmatch("".join(unicodedata.normalize("NFKC", text).casefold().split()))
    if not found or (found["half"] and found["after"]):
        return None
    half = found["half"] or found["after"]
    hour, minute = int(found["hour"]), 30 if found["thirty"] else int(found["minute"] or found["past"] or 0)
    if hour < 12 and (half in _LATE or (half == _NOON and hour < 3)):
        hour += 12
    return hour * 60 + minute if minute < 60 and (hour, minute) <= (24, 0) else None


def day_of(text: str) -> date | None:
    """The day that a text names by year, month and day; None for anything else."""
    found = _DAY.fullmatch("".join(unicodedata.normalize("NFKC", text).split()))
    if not found:
        return None
    try:
        return parse_day(f"{found[1]}-{found[2]:0>2}-{found[3]:0>2}")
    except ValueError:
        return None
