"""Days and moments as the contract writes them.

Moments go out as RFC 3339 with seconds and offset; on the way in seconds and offset may be missing, which means
Asia/Shanghai. That zone has had the fixed offset +08:00 since 1991, so no zone database is needed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
Clock = Callable[[], datetime]
CLOCK_YEARS = range(1900, 2200)

_MOMENT = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d)(?::(\d\d)(?:\.\d{1,9})?)?([Zz]|[+-]\d\d:?\d\d)?", re.ASCII
)
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)", re.ASCII)


def wall_clock() -> datetime:
    """The real time, for the doors alone: every other room is given a clock."""
    return datetime.now(UTC).astimezone(SHANGHAI)


def parse_day(text: str) -> date:
    """`YYYY-MM-DD` as a date. Raises ValueError for anything else."""
    found = _DAY.fullmatch(text)
    if not found:
        raise ValueError("not a date YYYY-MM-DD")
    return date(*(int(part) for part in found.groups()))


def parse_moment(text: str) -> datetime:
    """An RFC 3339 moment; seconds and offset may be missing (Asia/Shanghai). Raises ValueError.

    A bare date is its midnight in Shanghai, so that `--as-of 2023-09-01` means what it says.
    """
    if _DAY.fullmatch(text):
        return start_of(parse_day(text))
    found = _MOMENT.fullmatch(text)
    if not found:
        raise ValueError("not a time such as 2023-09-01T08:00:00+08:00")
    year, month, day, hour, minute, second, offset = found.groups()
    zone: timezone = SHANGHAI
    if offset in ("Z", "z"):
        zone = UTC
    elif offset:
        sign = -1 if offset[0] == "-" else 1
        hours, minutes = int(offset[1:3]), int(offset[-2:])
        if hours > 23 or minutes > 59:
            raise ValueError("not an offset such as +08:00")
        zone = timezone(sign * timedelta(hours=hours, minutes=minutes))
    moment = datetime(int(year), int(month), int(day), int(hour), int(minute), int(second or 0), tzinfo=zone)
    return moment.astimezone(SHANGHAI)


def parse_clock(text: str) -> datetime:
    """A moment that a clock may be set to: rules count decades from it in both directions. Raises ValueError."""
    moment = parse_moment(text)
    if moment.year not in CLOCK_YEARS:
        raise ValueError("not a time between 1900 and 2199")
    return moment


def write_moment(moment: datetime) -> str:
    """RFC 3339 with seconds and the offset of Shanghai."""
    return moment.astimezone(SHANGHAI).isoformat(timespec="seconds")


def start_of(day: date) -> datetime:
    """The first moment of a day in Shanghai: where a date that opens begins."""
    return datetime.combine(day, time(), SHANGHAI)


def today(moment: datetime) -> date:
    """The calendar day in Shanghai at a moment."""
    return moment.astimezone(SHANGHAI).date()


def age_on(birth: date, day: date) -> int:
    """Completed years on `day`; the birthday counts."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))
