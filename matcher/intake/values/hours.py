"""Working hours and shifts: `早8晚5`, `8:00-17:00`, `两班倒`, `夜班`, and a person's dated windows."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from matcher.domain.moments import SHANGHAI, write_moment
from matcher.intake.cells import folded
from matcher.intake.values.reading import NOTHING, Reading, arabic, asked, is_open, plain_value

NIGHT_FROM, NIGHT_TO = 22 * 60, 6 * 60  # contract 4.1
_CLOCK = r"(?:(凌晨|早上?|上午|中午|下午|晚上?|夜里?)?(?:间)?(\d{1,2})(?:[:：点时](半|\d{1,2})?分?)?)"
_NINE_TO_SIX = {"朝九晚五": (540, 1020), "朝九晚六": (540, 1080), "朝八晚五": (480, 1020), "朝八晚六": (480, 1080)}
_SPAN = re.compile(_CLOCK + r"(?:-|~|—|–|～|至|到|－)(次日|第二天)?" + _CLOCK)
_EARLY_LATE = re.compile(r"早(\d{1,2})(?:[:：点](半|\d{1,2})?)?(?:-|~|—|至|到)?晚(\d{1,2})(?:[:：点](半|\d{1,2})?)?")
_HOURS = re.compile(r"(?:每[天日]|一天|日均|工作)?(\d{1,2}(?:\.\d)?)个?小时")
_NIGHT = re.compile(
    r"夜班|晚班|夜间|通宵|[三3]班|[四4]班[三3]运转|[四4]班[两2]运转|倒夜|大夜|小夜|nightshift|nights?\b", re.I
)
_DAY_ONLY = re.compile(r"长?白班|日班|[不无](?:用|需|必)?上?夜班|无夜班|没有夜班|不倒班|正常班|dayshift|daytime", re.I)
_WEEKLY = re.compile(r"(?:周|星期|礼拜)(?:[一二三四五六日天1-7])(?:-|~|—|至|到)(?:周|星期|礼拜)?[一二三四五六日天1-7]")
_DATE = re.compile(r"((?:20)\d\d)[-/.年](1[0-2]|0?[1-9])[-/.月](3[01]|[12]\d|0?[1-9])日?")


@lru_cache(maxsize=10_000)
def read_hours(text: str) -> Reading:
    """A post's working hours: `{"spans": [(from, to)], "night": bool, "hours": number}` in minutes of the day, as far
    as the text says; the text itself is always kept.
    """
    if is_open(text) or re.fullmatch(r"弹性.*|灵活.*|自由.*|协商.*|flexible", folded(text), re.I):
        return NOTHING
    tidy = _WEEKLY.sub("", arabic(folded(text)))
    spans = _spans(tidy) or [span for words, span in _NINE_TO_SIX.items() if words in folded(text)]
    found: dict[str, Any] = {"spans": spans} if spans else {}
    hours = _HOURS.search(tidy)
    if hours and 0 < float(hours[1]) <= 24:
        number = float(hours[1])
        found["hours"] = int(number) if number.is_integer() else number
    night = _night(tidy, spans)
    if night is not None:
        found["night"] = night
    return Reading(found or None, note=True)


def _night(tidy: str, spans: list[tuple[int, int]]) -> bool | None:
    without = _DAY_ONLY.sub("", tidy)
    if _NIGHT.search(without):
        return True
    if without != tidy:
        return False
    if re.search(r"两班|2班|倒班|轮班|轮岗", tidy):
        return None
    return any(_touches_night(start, end) for start, end in spans) if spans else None


def _touches_night(start: int, end: int) -> bool:
    return start < NIGHT_TO or end > NIGHT_FROM


def _spans(tidy: str) -> list[tuple[int, int]]:
    found = [_span("早", m[1], m[2], "晚", m[3], m[4], "") for m in _EARLY_LATE.finditer(tidy)]
    if not found:
        found = [_span(m[1], m[2], m[3], m[5], m[6], m[7], m[4]) for m in _SPAN.finditer(tidy) if _is_clock(m)]
    return [span for span in found if span]


def _is_clock(found: re.Match[str]) -> bool:
    """Whether a match speaks of the clock and not of ages or days (`18-45`)."""
    return bool(re.search(r"[:：点时]|早|晚|上午|下午|凌晨|夜", found[0]))


def _span(
    part: str | None,
    hour: str,
    minute: str | None,
    part2: str | None,
    hour2: str,
    minute2: str | None,
    next_day: str | None,
) -> tuple[int, int] | None:
    start, end = _minutes(part, hour, minute), _minutes(part2, hour2, minute2)
    if start is None or end is None:
        return None
    if next_day or end <= start:
        end += 1440
    return (start, end) if 0 < end - start <= 1440 else None


def _minutes(part: str | None, hour: str, minute: str | None) -> int | None:
    number = int(hour)
    if part and part[0] in "下晚夜" and number < 12 and not (part[0] in "夜" and number < 6):
        number += 12
    if part and part[0] == "中" and number < 10:
        number += 12
    minutes = number * 60 + (30 if minute == "半" else int(minute or 0))
    return minutes if 0 <= minutes <= 1440 else None


@lru_cache(maxsize=10_000)
def read_windows(text: str) -> Reading:
    """A person's dated windows (`2023-09-01 08:00-18:00`) as `[{"start", "end"}]`; other words about time are kept as
    text: they bind to no date. `more["night_shift_ok"]` where the text says so.
    """
    if is_open(text) or re.search(r"^(?:随时|都可以|全天|均可|anytime)", folded(text), re.I):
        return NOTHING
    more: dict[str, Any] = {}
    tidy = folded(text)
    if re.search(r"(?:不|无法|不能)(?:接受|上|做|能上)?夜班|不倒班", tidy):
        more["night_shift_ok"] = False
    elif re.search(r"(?:可|能|接受|愿意)(?:以|上|做)?(?:上)?夜班|夜班可", tidy):
        more["night_shift_ok"] = True
    windows = []
    for piece in re.split(r"[;；\n]+|[,，、](?=20\d\d)", text):
        window = _window(piece)
        if window:
            windows.append(window)
    if windows:
        return Reading(windows, more=more)
    return Reading(None, more=more, note=True)


def _window(piece: str) -> dict[str, str] | None:
    tidy = arabic(folded(piece))
    days = list(_DATE.finditer(tidy))
    clock = tidy
    for day in days:
        clock = clock.replace(day[0], " ")
    spans = _spans(clock)
    if len(days) != 1 or len(spans) != 1:
        return None
    return window_on(date(int(days[0][1]), int(days[0][2]), int(days[0][3])), spans[0])


def window_on(day: date, span: tuple[int, int]) -> dict[str, str]:
    """A span of minutes on a day as `{"start", "end"}`."""
    midnight = datetime.combine(day, time(), SHANGHAI)
    start, end = (midnight + timedelta(minutes=minutes) for minutes in span)
    return {"start": write_moment(start), "end": write_moment(end)}


_MONTHS = re.compile(r"(\d+(?:\.\d+)?)(?:个?月|months?|m)?", re.I)
_MONTHS_RANGE = re.compile(r"(\d+)(?:个?月)?(?:-|~|至|到|—)(\d+)个?月?")


@lru_cache(maxsize=1_000)
def read_months(text: str) -> Reading:
    """A length in months; a range is asked, because a term of 3 is another than one of 12."""
    if is_open(text):
        return NOTHING
    tidy = arabic(folded(text)).replace("半年", "6个月")
    if found := re.fullmatch(r"(\d+(?:\.\d+)?)(?:年|years?)", tidy):
        return plain_value(_short(float(found[1]) * 12))
    if found := _MONTHS.fullmatch(tidy):
        return plain_value(_short(float(found[1])))
    return asked("months_range" if _MONTHS_RANGE.fullmatch(tidy) else "months_unclear")


@lru_cache(maxsize=1_000)
def read_number(text: str, unit: str) -> Reading:
    """A bare number with or without its unit (a pattern: `公里|km`)."""
    if is_open(text):
        return NOTHING
    found = re.fullmatch(
        rf"(?:约|≤|<=|不超过|最远|每[天日班]|一天|日均)?(\d+(?:\.\d+)?)(?:{unit})?(?:以内|内|之内|以下)?",
        arabic(folded(text)),
        re.I,
    )
    return plain_value(_short(float(found[1]))) if found else asked("number_unclear")


def _short(number: float) -> float | int:
    return int(number) if number.is_integer() else number
