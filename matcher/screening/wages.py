"""Pay in an advertisement below the minimum wage of the day.

The floor is the dated value of `domain.law` for class II, which holds wherever a district's class is unconfirmed. Of a
range the lower end counts. A day's pay is a month's divided by 21.75 days, or the hourly floor where the sentence
states fewer than eight hours.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

import re2

from matcher.domain.law import Wage, shipped_law
from matcher.domain.units import DAYS_A_MONTH, HOURS_A_DAY
from matcher.screening.reading import Condition, overlaps, sentences, spans
from matcher.screening.rulebook import Rule, Rulebook

_MANY = r"(?:[-~至到]+\d+(?:\.\d+)?)?"
_YUAN = r" ?(?:元|块钱|块|rmb|yuan)?"
_MONTH = re2.compile(
    r"(?:月薪|月工资|月收入|底薪|保底|基本工资|固定工资|月底薪|每月工资|无责底薪|综合工资|一个月|每个月|每月|工资|薪资|薪酬|到手)"
    r"(?:保底|为|是|约|大概|仅|只有|:| )*(?P<a>\d{3,5})"
    + _MANY
    + _YUAN
    + r"|(?P<b>\d{3,5})"
    + _MANY
    + _YUAN
    + r" ?(?:/|每|一个|一|个)+ ?月|(?P<c>\d{3,5})"
    + _MANY
    + r"(?:元|块)(?:每)?月"
)
_HOUR = re2.compile(
    r"(?:时薪|每小时|一小时|一个小时|小时工资|小时工价|/小时)(?:为|是|约|:| )*(?P<a>\d{1,2}(?:\.\d+)?)"
    + _MANY
    + _YUAN
    + r"|(?P<b>\d{1,2}(?:\.\d+)?)"
    + _MANY
    + r" ?(?:元|块钱|块) ?(?:/|每|一个|一|个)* ?(?:小时|时|h)"
    + r"|(?P<c>\d{1,2}(?:\.\d+)?)"
    + _MANY
    + r" ?/ ?(?:小时|时|h)"
)
_DAY = re2.compile(
    r"(?:日薪|日工资|一天工资|每天工资|工资每天|工钱一天)(?:为|是|约|:| )*(?P<a>\d{2,3})"
    + _MANY
    + _YUAN
    + r"|(?P<b>\d{2,3})"
    + _MANY
    + r" ?(?:元|块钱|块) ?(?:/|每|一)+ ?(?:天|日)"
)
_HOURS = re2.compile(
    r"(?:每天|每日|一天|日均|工作|上班|日)(?:工作|上班|约|仅|:| )*(\d{1,2}(?:\.5)?) ?(?:个)?(?:小时|h)"
)
_AMOUNT_UNITS = ("a", "b", "c")


def wage_conditions(text: str, book: Rulebook, day: date | None) -> Iterator[Condition]:
    """Amounts of a folded text below the floor on `day` (None: by the newest wages known)."""
    law = shipped_law()
    wage = law.steps()[-1] if day is None else law.wage(day)
    if wage is None:
        return
    for start, sentence in sentences(text):
        for unit, pattern in (("month", _MONTH), ("hour", _HOUR), ("day", _DAY)):
            rule = book.rules[f"pay_{unit}"]
            floor = _floor(unit, wage, sentence)
            for a, b, amount in _amounts(pattern, sentence):
                if 0 < amount < floor and not _other(rule, sentence, a, b):
                    yield Condition(rule, start + a, start + b, values=_values(unit, floor, wage))


def _amounts(pattern: re2._Regexp, sentence: str) -> Iterator[tuple[int, int, float]]:
    for found in pattern.finditer(sentence):
        amount = next(found[name] for name in _AMOUNT_UNITS if name in pattern.groupindex and found[name])
        yield found.start(), found.end(), float(amount)


def _floor(unit: str, wage: Wage, sentence: str) -> float:
    if unit == "month":
        return wage.month
    if unit == "hour":
        return wage.hour
    stated = _HOURS.search(sentence)
    hours = float(stated[1]) if stated else HOURS_A_DAY
    return wage.hour * hours if hours < HOURS_A_DAY else round(wage.month / DAYS_A_MONTH, 2)


def _other(rule: Rule, sentence: str, start: int, end: int) -> bool:
    """Whether the amount is something else than the wage: a subsidy, a part-time post's month."""
    if rule.excused is not None and rule.excused.search(sentence):
        return True
    return rule.silenced is not None and overlaps(start, end, spans(rule.silenced, sentence))


def _values(unit: str, floor: float, wage: Wage) -> Mapping[str, object]:
    return {"floor": f"{floor:g}", "unit": unit, "since": wage.start.isoformat()}
