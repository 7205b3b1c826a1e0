"""Headcounts and years of experience."""

from __future__ import annotations

import re
from functools import lru_cache

from matcher.intake.cells import folded
from matcher.intake.values.reading import (
    NOTHING,
    Reading,
    arabic,
    asked,
    chinese_number,
    is_open,
    plain_value,
    repaired,
)

MANY = 100_000
_OPEN = re.compile(
    r"若干|[数多]名|不限(?:量|人数|名额)?|[招人]满.*|长期.*|按需(?:招聘|招录)?|大量.{0,3}|详见.*|多人|数人|批量|many|several|various|unlimited",
    re.I,
)
_BEFORE = re.compile(
    r"^(?:计划|预计|暂定|目前|现|拟|急|诚|总|共|合|招聘?|招收|招募|聘用?|需求|需要?|缺|计)+[:：]?(?=[\d一二两三四五六七八九十])"
)
_ABOUT = re.compile(
    r"(?:大?约|大概|大致|将近|近|差不多|~|≈|about|around|approx\.?)(\d+)(?:个?人|[名个位])?"
    r"|(\d+)(?:个?人|[名个位])?(?:左右|上下|前后)(?:个?人|[名个位])?|(\d*0)来(?:个?人|[名个位])",
    re.I,
)
_ONE = re.compile(r"(\d+)(?:\.0)?(?:个?人|名|个|位|person|people|persons)?", re.I)
_RANGE = re.compile(r"(\d+)(?:人|名|个)?(?:-|~|—|～|至|到|–)(\d+)(?:个?人|名|个|位)?")
_AT_LEAST = re.compile(
    r"(?:不少于|至少|不低于|≥|>=|atleast)(\d+)(?:人|名|个)?|(\d+)(?:人|名|个)?(?:以上|及以上|\+|左右以上|起|ormore)",
    re.I,
)
_BY_SEX = re.compile(r"(\d*)男(\d*)[,，、+/和]?(\d*)女(\d*)|(\d*)女(\d*)[,，、+/和]?(\d*)男(\d*)")


@lru_cache(maxsize=10_000)
def read_headcount(text: str) -> Reading:
    """A number of places; of a range its lower end (contract 6.1)."""
    if is_open(text) or _OPEN.fullmatch(re.sub(r"[人名]$", "", folded(text))) or _OPEN.fullmatch(folded(text)):
        return NOTHING
    tidy = _BEFORE.sub("", re.sub(r"\([^)]*\)", "", folded(text)).strip("*"))
    whole = re.sub(r"(?:人|名|个|位)$", "", tidy)
    if (number := chinese_number(whole)) is not None and not whole.isdigit():
        return _counted(number, "headcount_read")
    tidy = arabic(tidy)
    if found := _ONE.fullmatch(tidy):
        return _counted(int(found[1]), None if re.fullmatch(r"\d+\s*[人名]?", text.strip()) else "headcount_read")
    if found := _ABOUT.fullmatch(tidy):
        return _counted(int(found[1] or found[2] or found[3]), "headcount_about")
    if found := _RANGE.fullmatch(tidy):
        return _counted(min(int(found[1]), int(found[2])), "headcount_range")
    if found := _AT_LEAST.fullmatch(tidy):
        return _counted(int(found[1] or found[2]), "headcount_range")
    if found := _BY_SEX.fullmatch(tidy):
        numbers = [int(part) for part in found.groups() if part]
        if len(numbers) == 2:
            total = _counted(sum(numbers), "headcount_by_sex")
            return Reading(total.value, total.severity, total.code, note=True)
    return asked("headcount_unclear")


def _counted(number: int, code: str | None) -> Reading:
    if number == 0:
        return asked("headcount_zero")
    if number > MANY:
        return asked("headcount_unclear")
    return repaired(number, code) if code else plain_value(number)


_YEARS = re.compile(r"(\d+(?:\.\d+)?)(?:年|years?|y)?", re.I)
_YEARS_RANGE = re.compile(
    r"(\d+(?:\.\d+)?)年?(?:-|~|—|～|至|到|–)(\d+(?:\.\d+)?)(?:年|years?)?(?:的?.{0,6}(?:经验|经历|年限))?"
)
_YEARS_FROM = re.compile(
    r"(?:不少于|至少|满|≥|>=|具有|有|需|要求)*(\d+(?:\.\d+)?)(?:年|years?)?(?:及?以上|\+|起|以上)?(?:的?(?:相关|同岗位|同行业|以上)?(?:工作)?(?:经验|经历|年限))?(?:以上)?(?:ormore)?"
)
_MONTHS = re.compile(r"(\d+)个?月(?:以上|及以上)?(?:.{0,6}经验)?|(\d+)months?")
_NONE = re.compile(
    r".*(?:无需|不需|不要求|无经验|零基础|应届|可培训|生手|不会可学|学徒|经验不限|不限|新手|小白|无要求|freshgraduate|noexperience).*",
    re.I,
)
_PREFERRED = re.compile(r".*(?:优先|佳|者先|preferred).*", re.I)


@lru_cache(maxsize=10_000)
def read_years(text: str) -> Reading:
    """Years of experience: of a range its lower end; a preference is kept as text."""
    if is_open(text):
        return NOTHING
    tidy = re.sub(r"(\d+)年半", r"\1.5年", arabic(folded(text))).replace("半年", "0.5年")
    tidy = re.sub(r"(?<=\d)\+年", "年+", tidy)
    if found := _YEARS.fullmatch(tidy):
        return _years(float(found[1]), None if found[1] == text.strip() else "years_read")
    if found := _YEARS_RANGE.fullmatch(tidy):
        return _years(min(float(found[1]), float(found[2])), "years_read")
    if found := _MONTHS.fullmatch(tidy):
        return _years(round(int(found[1] or found[2]) / 12, 2), "years_read")
    if _NONE.fullmatch(tidy):
        return NOTHING
    if _PREFERRED.fullmatch(tidy):
        return Reading(None, note=True)
    if found := _YEARS_FROM.fullmatch(tidy):
        return _years(float(found[1]), "years_read")
    if re.fullmatch(r".*(?:有|相关|一定).{0,6}经验.*", tidy):
        return Reading(None, note=True)
    return asked("years_unclear")


def _years(number: float, code: str | None) -> Reading:
    if number > 60:
        return asked("years_unclear")
    short = int(number) if number.is_integer() else number
    return repaired(short, code) if code else plain_value(short)
