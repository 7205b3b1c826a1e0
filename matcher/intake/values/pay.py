"""Pay as offices write it: `4-6K·13薪`, `150元/天`, `底薪3000+提成，综合5000-8000`, `面议`."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from matcher.intake import wordlists
from matcher.intake.cells import folded
from matcher.intake.values.reading import (
    CHINESE_NUMBER,
    NOTHING,
    Reading,
    asked,
    chinese_number,
    is_open,
)

MONTHLY_FROM = 1000  # a bare number from here on is yuan a month (DOMAIN.md section 11)
MONTHLY_TO = 50_000  # ... and up to here; a bare number above it may be a year's
ABSURD = {
    "hour": 1000,
    "day": 5000,
    "shift": 5000,
    "week": 30_000,
    "month": 200_000,
    "year": 3_000_000,
    "piece": 100_000,
}

TOO_LITTLE = {"hour": 2, "day": 20, "shift": 10, "week": 100, "month": 300, "year": 3000}  # 月薪 4-6 are thousands
_NUMBER = r"(\d+(?:\.\d+)?)(k|w|千|仟|万|百)?"
_JOIN = r"(?:元|块|块钱|rmb|￥|¥)?(?:/?(?:每)?个?(?:月|天|日|小时|时|年|h))?(?:-|~|至|到|—|–|―|－|/|to|、)(?:￥|¥|rmb)?"
_RANGE = re.compile(_NUMBER + _JOIN + _NUMBER, re.I)
_SINGLE = re.compile(_NUMBER, re.I)
_MONTHS = re.compile(r"[*·x×,，]?\s*(1[2-9]|2[0-4])\s*(?:个?月)?薪|年?(1[2-9]|2[0-4])薪", re.I)
_AT_LEAST = re.compile(
    r"以上|起|不低于|不少于|不小于|至少|最低|保底|≥|>=|>|\+$|\+(?:提成|计件|奖金|绩效)|起薪|from|atleast|min", re.I
)
_AT_MOST = re.compile(r"以内|以下|最高|不超过|不高于|封顶|至多|≤|<=|<|upto|max", re.I)
_OPEN = re.compile(
    r"保密|面议|面谈|电议|从优|优厚|协商|详谈|另议|多劳多得|negotiable|详见|按.*标准|不低于.*\d+%|按.*规定|(?:看|按|凭|视).{1,8}定$|[谈议聊]$|商量|competitive|tbd|open",
    re.I,
)
_BOAST = re.compile(r"过万|上万|轻松|[月年]入[几数]|高薪|[几数][千万百]")
_VAGUE = re.compile(r"\d(?:k|千|万|百)?(?:元|块)?(?:[多余几]|不[到足满])|不[到足满]\d|另[算计]")
_RUINED = re.compile(r"\d+(?:\.\d+)?e[+-]?\d+|#+|#(?:value|ref|n/a|name|div/0)!?", re.I)
_ASIDE = re.compile(
    r"(?:全勤奖?|餐补|房补|车补|补贴|补助|奖金|加班费|加班|交通补贴|住房补贴|试用期|见习期|实习期|底薪|基本工资|无责底薪|bonus|probation)[^,，;；。+]*?\d[\d.\-~至]*(?:元|k|千)?(?:/?[月天日])?",
    re.I,
)
_TOTAL = re.compile(r"(?:综合|合计|总收入|到手|月均|平均|转正后?|转正工资|total|average)[^\d]{0,6}(\d[^,，;；。]*)")
_HOURS = re.compile(r"(?:每天|每日|一天|日均)?(\d{1,2}(?:\.5)?)小时(?!工资|薪)")


@lru_cache(maxsize=50_000)
def read_pay(text: str, hint: str = "") -> Reading:
    """A cell of pay as `{"min", "max", "unit", "months"}`.

    `hint`: the header or the unit column beside it (`日薪`, `元/小时`, `月薪（千元）`). Open values are absent;
    what may mean several things is asked.
    """
    if is_open(text):
        return NOTHING
    tidy = _tidy(text)
    if _RUINED.search(tidy) or re.fullmatch(r"(?:19|20)\d\d-\d\d-\d\d.*", tidy):  # 4-6 became a date
        return asked("pay_ruined")
    if tidy in ("0", "0.0", "0元"):
        return asked("pay_zero")
    if _BOAST.search(tidy) and not re.search(r"\d{3,}", tidy):
        return Reading(None, "question", "pay_boast", note=True)
    core, aside = _core(tidy)
    if _states_two(core) or _VAGUE.search(core):
        return asked("pay_two")
    span = _span(core, _hinted_scale(hint))
    if span is None:
        return NOTHING if _OPEN.search(tidy) else asked("pay_unclear")
    low, high, swapped = span
    return _judge(text, tidy, core, hint, low, high, swapped, aside)


def _tidy(text: str) -> str:
    tidy = folded(text).casefold()
    tidy = re.sub(r"(?<=\d)[,，](?=\d{3}(?!\d))", "", tidy)
    tidy = re.sub(r"[~〜∼～]|—+|–|―|－|‐|﹣|−|--+", "-", tidy)
    tidy = re.sub("人民币|rmb|cny|yuan|￥|¥", "", tidy)
    tidy = _HALF_SAID.sub(lambda found: f"{found[1]}.{found[3]}{found[2]}", tidy)
    tidy = _ONE_OF_UNIT.sub("每", tidy)
    tidy = _NEIGHBOURS.sub(_as_range, tidy)
    tidy = re.sub(CHINESE_NUMBER, _chinese, tidy)
    return tidy


_HALF_SAID = re.compile(r"(?<![\d.])(\d)([千万k])(\d)(?![\d.%天小月时])", re.I)  # 3千5 is 3,500
_ONE_OF_UNIT = re.compile("(?<!十)一(?=个?(?:月|天|日|小时|钟头|周|星期|礼拜|年|班|单|件|次|趟|台))")  # 一万二一个月
_NEIGHBOURS = re.compile("(?<![十百千万])([一二三四五六七八])、?([二三四五六七八九])(?=[百千万])")
_FIGURES = "零一二三四五六七八九"


def _as_range(found: re.Match[str]) -> str:
    """`五六千` is five to six thousand; figures that do not follow each other stay."""
    low, high = _FIGURES.index(found[1]), _FIGURES.index(found[2])
    return f"{low}-{high}" if high == low + 1 else found[0]


_KEEP_CHINESE = re.compile("[一两]|[千万百仟佰]|[十百千万]+")


def _chinese(found: re.Match[str]) -> str:
    """Chinese numbers in figures; a lone 千 or 万 behind a figure, and the 一 of 一天, stay."""
    if _KEEP_CHINESE.fullmatch(found[0]) or found.string[found.start() - 1 : found.start()].isdigit():
        return found[0]
    number = chinese_number(found[0])
    return found[0] if number is None else str(number)


def _core(tidy: str) -> tuple[str, bool]:
    """The part of the text that states the pay, and whether something was left aside."""
    total = _TOTAL.search(tidy)
    if total and re.search(r"\d", tidy[: total.start()] + tidy[total.end() :]):
        return total[1], True
    left = re.sub(
        r"\([^)]*\)",
        lambda found: (
            found[0] if re.search(r"\d", found[0]) and not re.search(r"\d", tidy.replace(found[0], "")) else ""
        ),
        tidy,
    )
    stripped = _ASIDE.sub("", left)
    aside = stripped != left
    if not re.search(r"\d", stripped):
        return left, aside
    return stripped, aside


def _states_two(core: str) -> bool:
    """Whether a text states two pays apart (`夜班260/班，白班220/班`), neither of them the whole."""
    bounded = _without_other_numbers(core)
    found = _RANGE.search(bounded) or _SINGLE.search(bounded)
    rest = bounded[found.end() :] if found else ""
    return bool(re.search(r"[,，;；、].*\d+(?:\.\d+)?(?:元|块|k|/|每)|/[^\d/]{1,6}\d{3,}", rest))


def _hinted_scale(hint: str) -> float:
    bare = folded(hint).casefold()
    if re.search(r"千元|\(k\)|k/|/k", bare):
        return 1000.0
    return 10_000.0 if re.search(r"万元|\((?:w|万)\)|^万|万/|/万", bare) else 1.0


_SCALE = {"k": 1000.0, "千": 1000.0, "仟": 1000.0, "w": 10_000.0, "万": 10_000.0, "百": 100.0}


def _span(core: str, scale: float) -> tuple[float | None, float | None, bool] | None:
    """Least and most in yuan, and whether they stood the wrong way round."""
    bounded = _without_other_numbers(core)
    found = _RANGE.search(bounded)
    if found:
        low, high = _range(found, scale)
        return (high, low, True) if low > high else (low, high, False)
    single = _SINGLE.search(bounded)
    if not single:
        return None
    number = float(single[1]) * (_SCALE[single[2]] if single[2] else scale)
    if _AT_MOST.search(bounded) and not _AT_LEAST.search(bounded):
        return None, number, False
    if _AT_LEAST.search(bounded):
        return number, None, False
    return number, number, False


def _without_other_numbers(core: str) -> str:
    """Without the number of months a year, hours a day and the like."""
    bounded = _MONTHS.sub("", core)
    bounded = re.sub(r"/\d{1,2}(?:\.5)?(?:个)?小时", "", bounded)
    if re.search(r"\d.*(?:小时|天).*\d", bounded):
        bounded = re.sub(r"(?:每天|每日|一天|日均)?\d{1,2}(?:\.5)?(?:个)?小时(?=\d|[,，、;；/]|工作|制)", "", bounded)
    bounded = re.sub(r"\d+天/?(?:周|月)|月?休\d天?|单休|双休", "", bounded)
    return re.sub(r"\d{1,3}%", "", bounded)


def _range(found: re.Match[str], scale: float) -> tuple[float, float]:
    low, low_unit, high, high_unit = float(found[1]), found[2], float(found[3]), found[4]
    if high_unit and not low_unit:
        low_scale = _SCALE[high_unit] if low < 100 or low <= high else 1.0
        return low * low_scale, high * _SCALE[high_unit]
    if low_unit and not high_unit:
        high_scale = _SCALE[low_unit] if high < 100 else 1.0
        return low * _SCALE[low_unit], high * high_scale
    if low_unit and high_unit:
        return low * _SCALE[low_unit], high * _SCALE[high_unit]
    return low * scale, high * scale


def unit_of(text: str) -> str | None:
    """The unit that a text names, None where it names none."""
    bare = folded(text).casefold()
    return wordlists.first("pay_unit", bare) or wordlists.whole("pay_unit_alone", bare)


def _judge(
    text: str, tidy: str, core: str, hint: str, low: float | None, high: float | None, swapped: bool, aside: bool
) -> Reading:
    more = _more(tidy)
    unit = _unit(core, tidy, hint, low, high, more)
    if unit is None:
        return asked("pay_unit_unclear")
    largest = max(value for value in (low, high) if value is not None)
    if largest > ABSURD[unit] or largest <= 0 or largest < TOO_LITTLE.get(unit, 0):
        return asked("pay_absurd")
    pay: dict[str, Any] = {"min": _short(low), "max": _short(high), "unit": unit}
    pay = {key: value for key, value in pay.items() if value is not None}
    months = _MONTHS.search(tidy)
    if months:
        pay["months"] = int(months[1] or months[2])
    note = aside or bool(re.search(r"提成|绩效|税|左右|约|综合|计件.*\d|试用|转正|最低工资", tidy))
    if swapped:
        return Reading(pay, "repair", "pay_swapped", more=more, note=note)
    if _is_plain(text):
        return Reading(pay, more=more)
    return Reading(pay, "repair", "pay_read", more=more, note=note)


def _unit(core: str, tidy: str, hint: str, low: float | None, high: float | None, more: dict[str, Any]) -> str | None:
    least = low if low is not None else high or 0
    named = unit_of(core) or unit_of(tidy)
    if named == "piece" and least >= MONTHLY_FROM and not re.search(r"/|每|一口价", core):
        named = "month"  # piece work with a monthly total
    if named == "hour" and re.search(r"\d+小时\d+元?$", tidy):
        named = "day"
    if named:
        return named
    if "hours_per_day" in more and least < MONTHLY_FROM:
        return "day"
    if more.get("settlement") == "day" and 50 <= least < MONTHLY_FROM:
        return "day"
    hinted = unit_of(hint)
    if hinted and (hinted in ("month", "year") or least < MONTHLY_FROM * 3):
        return hinted
    if MONTHLY_FROM <= least <= MONTHLY_TO:
        return "month"
    return None


def _more(tidy: str) -> dict[str, Any]:
    more: dict[str, Any] = {}
    settlement = wordlists.first("pay_settlement", tidy)
    if settlement:
        more["settlement"] = settlement
    hours = _HOURS.search(tidy)
    if hours and 1 <= float(hours[1]) <= 14:
        more["hours_per_day"] = _short(float(hours[1]))
    benefits = sorted(word for word in wordlists.words("pay_benefits") if word in tidy)
    if benefits:
        more["benefits"] = [word for word in benefits if not any(word != other and word in other for other in benefits)]
    return more


_PLAIN = re.compile(
    r"\s*\d+(?:\.\d+)?(?:\s*[-—–~～至]{1,2}\s*\d+(?:\.\d+)?)?\s*(?:元)?(?:/(?:月|天|日|小时|年|周|班|件))?\s*"
)


def _is_plain(text: str) -> bool:
    return bool(_PLAIN.fullmatch(text))


def _short(number: float | None) -> float | int | None:
    if number is None:
        return None
    number = round(number, 4)
    return int(number) if number == int(number) else number
