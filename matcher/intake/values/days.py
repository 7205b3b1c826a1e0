"""Days as offices write them: `2023.7.1`, `7月1日`, `45108`, `2023届`, `长期`."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

from matcher.intake.cells import folded
from matcher.intake.values.reading import NOTHING, Reading, arabic, asked, is_open, plain_value, repaired

Purpose = Literal["opens", "closes", "birth", "graduation", "since"]
EXCEL_EPOCH = date(1899, 12, 30)
SERIALS = (3_000, 73_050)  # 1908 to 2099
DOUBTFUL_DAYS = 183  # a day without a year that lies further than this from the clock may belong to another year, but
# for one that closes later in the year of the clock
GRADUATION_DAY = (6, 30)  # a class of a year (2023届) leaves school at the end of June

_FULL = re.compile(
    r"((?:19|20)\d\d)[-/.年]?(1[0-2]|0?[1-9])[-/.月]?(3[01]|[12]\d|0?[1-9])[日号]?"
    r"(?:[T ]?\d{1,2}:\d\d(?::\d\d)?(?:\.0+)?)?"
)
_SHORT_YEAR = re.compile(r"(\d\d)[-/.年](1[0-2]|0?[1-9])[-/.月](3[01]|[12]\d|0?[1-9])[日号]?")
_MONTH = re.compile(r"((?:19|20)\d\d)[-/.年]?(1[0-2]|0?[1-9])月?(?:份|底|末)?")
_YEAR = re.compile(r"((?:19|20)\d\d)年?")
_CLASS = re.compile(r"((?:19|20)?\d\d)(?:届|级毕业|年毕业|届毕业|年应届)(?:毕业)?(?:生|毕业生)?")
_NO_YEAR = re.compile(r"(1[0-2]|0?[1-9])[-/.月](3[01]|[12]\d|0?[1-9])[日号]?")
_RANGE_OF_YEAR = re.compile(r"^(20\d\d[-/.年])(\d{1,2}[-/.月]\d{1,2}[日号]?)[-~—至到]+(\d{1,2}[-/.月]\d{1,2}[日号]?)$")
_WEEKDAY = re.compile(r"^(?:星期|周|礼拜)[一二三四五六日天][,，]?\(?(.{3,}?)\)?$")
_RANGE_NO_YEAR = re.compile(
    r"(?P<opens>(?:即日|今日|今天)起?|(?P<month>1[0-2]|0?[1-9])[.月](?:3[01]|[12]\d|0?[1-9])[日号]?)(?:-|~|—|–|至|到)+"
    r"(?:(?P<closes>(?:1[0-2]|0?[1-9])[.月](?:3[01]|[12]\d|0?[1-9])[日号]?)|(?P<day>3[01]|[12]\d|0?[1-9])[日号])"
)
_MONTH_END = re.compile(r"(1[0-2]|0?[1-9])月份?[底末]")
_LUNAR = re.compile(r"农历|阴历|旧历")
_NTH = r"(\d{1,2})(?:st|nd|rd|th)?[-,. ]"
_ENGLISH = re.compile(
    rf"(?:{_NTH}*)?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[-,. ]*(?:{_NTH}+)?((?:19|20)\d\d)", re.I
)
_DAY_FIRST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.]((?:19|20)\d\d)")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_OPEN = re.compile(
    r"长期.*|[招人额]满.*|招到.*|招完.*|常年.*|随时.*|不限.*|面议|面谈|永久.*|无截止|longterm|untilfilled|ongoing|anytime|asap|立即.*|尽快.*|到岗即可",
    re.I,
)
_NOW = re.compile(r"即日起?|今天|当天|today|现在|now", re.I)
_TAIL = re.compile(r"(?:出?生|毕业|起|止|截止|前|之前|以前|到期|离校|开始|结束|左右|\(.*\))+$")
_HEAD = re.compile(r"^(?:[阳公新]历|出?生于|自|从|截至|截止到?|至|到|于|约|预计)+[:：]?")


@lru_cache(maxsize=50_000)
def read_day(text: str, purpose: Purpose, as_of: date) -> Reading:
    """A cell as `YYYY-MM-DD`. A month alone becomes its last day where it closes or ends a schooling, its first where
    it opens; of a birth it is asked. A missing year is that of `as_of`, and asked where another is as likely.
    """
    if is_open(text):
        return NOTHING
    tidy = folded(text)
    if _OPEN.fullmatch(tidy):
        return NOTHING
    tidy = _WEEKDAY.sub(r"\1", re.sub(r"(?<=\d)。(?=\d)", ".", tidy))
    if _NOW.fullmatch(tidy):
        return repaired(as_of.isoformat(), "day_now")
    if tidy.startswith("1900") or re.fullmatch(r"0(?:\.0)?", tidy):
        return asked("day_empty_excel")
    if re.fullmatch(r"\d{1,2}\.[123]\?", tidy):
        return asked("day_zero_lost", day=tidy.rstrip("?"))
    if _LUNAR.search(tidy):
        return asked("day_lunar")
    if "#" in tidy or re.fullmatch(r"\d\.\d+e\+?\d+", tidy, re.I):
        return asked("day_ruined")
    if purpose in ("opens", "closes"):
        if span := _RANGE_NO_YEAR.fullmatch(tidy):
            tidy = span["opens"] if purpose == "opens" else span["closes"] or f"{span['month']}月{span['day']}日"
            return read_day(tidy, purpose, as_of)
        tidy = _RANGE_OF_YEAR.sub(r"\1\2至\1\3", tidy)
        if re.search(r"(?:-|~|—|至|到)(?:19|20)\d\d", tidy):
            tidy = _end_of_range(tidy, purpose)
    tidy = _HEAD.sub("", _TAIL.sub("", arabic(tidy) if re.search("[一二三四五六七八九十〇]", tidy) else tidy))
    return _numeric(tidy, purpose, as_of) or _written(text, tidy, purpose, as_of)


def _end_of_range(tidy: str, purpose: Purpose) -> str:
    parts = [part for part in re.split(r"(?:~|—|至|到)+|-(?=(?:19|20)\d\d)", tidy) if part]
    return parts[0] if purpose == "opens" else parts[-1]


def _numeric(tidy: str, purpose: Purpose, as_of: date) -> Reading | None:
    if not re.fullmatch(r"\d+(?:\.0)?", tidy):
        return None
    digits = tidy.partition(".")[0]
    if len(digits) == 8:
        return _made(int(digits[:4]), int(digits[4:6]), int(digits[6:]), "day_read")
    if len(digits) == 6 and digits[:2] in ("19", "20") and 1 <= int(digits[4:]) <= 12:
        return _month(int(digits[:4]), int(digits[4:]), purpose)
    if len(digits) == 4 and 1900 < int(digits) < 2100:
        return _year(int(digits), purpose)
    if SERIALS[0] <= int(digits) <= SERIALS[1]:
        return repaired((EXCEL_EPOCH + timedelta(days=int(digits))).isoformat(), "day_serial")
    return asked("day_unclear")


def _written(text: str, tidy: str, purpose: Purpose, as_of: date) -> Reading:
    if found := _FULL.fullmatch(tidy):
        code = None if re.fullmatch(r"\s*\d{4}-\d\d-\d\d\s*", text) else "day_read"
        return _made(int(found[1]), int(found[2]), int(found[3]), code)
    if found := _SHORT_YEAR.fullmatch(tidy):
        return _made(_century(int(found[1]), purpose, as_of), int(found[2]), int(found[3]), "day_read")
    if found := _MONTH.fullmatch(tidy):
        return _month(int(found[1]), int(found[2]), purpose)
    if found := _CLASS.fullmatch(tidy):
        year = int(found[1]) if len(found[1]) == 4 else 2000 + int(found[1])
        return _year(year, purpose)
    if found := _YEAR.fullmatch(tidy):
        return _year(int(found[1]), purpose)
    if found := _NO_YEAR.fullmatch(tidy):
        return _without_year(int(found[1]), int(found[2]), purpose, as_of)
    if purpose == "closes" and (found := _MONTH_END.fullmatch(tidy)):
        return _without_year(int(found[1]), monthrange(as_of.year, int(found[1]))[1], purpose, as_of)
    return _english(text, purpose) or asked("day_unclear")


def _english(text: str, purpose: Purpose) -> Reading | None:
    tidy = text.strip()
    if found := _ENGLISH.fullmatch(tidy):
        day = found[1] or found[3]
        month = _MONTHS.index(found[2].casefold()) + 1
        return _made(int(found[4]), month, int(day), "day_read") if day else _month(int(found[4]), month, purpose)
    if found := _DAY_FIRST.fullmatch(tidy):
        first, second = int(found[1]), int(found[2])
        if first > 12 >= second:
            return _made(int(found[3]), second, first, "day_read")
        if second > 12 >= first or first == second:
            return _made(int(found[3]), first, second, "day_read")
        return asked("day_order_unclear")
    return None


def _made(year: int, month: int, day: int, code: str | None) -> Reading:
    try:
        made = date(year, month, day).isoformat()
    except ValueError:
        return asked("day_impossible")
    return repaired(made, code) if code else plain_value(made)


def _month(year: int, month: int, purpose: Purpose) -> Reading:
    if purpose == "birth":
        return asked("birth_day_missing")
    last = purpose in ("closes", "graduation")
    return repaired(date(year, month, monthrange(year, month)[1] if last else 1).isoformat(), "day_of_month")


def _year(year: int, purpose: Purpose) -> Reading:
    if purpose == "graduation":
        return repaired(date(year, *GRADUATION_DAY).isoformat(), "day_of_class")
    return asked("day_year_alone")


def _century(year: int, purpose: Purpose, as_of: date) -> int:
    full = 2000 + year
    return full - 100 if purpose in ("birth", "graduation", "since") and full > as_of.year else full


def _without_year(month: int, day: int, purpose: Purpose, as_of: date) -> Reading:
    if purpose in ("birth", "graduation"):
        return asked("day_year_missing")
    try:
        made = date(as_of.year, month, day)
    except ValueError:
        return asked("day_impossible")
    ahead = (made - as_of).days
    if ahead < -DOUBTFUL_DAYS or (ahead > DOUBTFUL_DAYS and purpose != "closes"):
        return asked("day_year_missing")
    return repaired(made.isoformat(), "day_year_added", year=as_of.year)
