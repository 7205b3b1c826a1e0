"""Pay in an advertisement below the minimum wage of the day.

The floor is the dated value of `domain.law` for class II, which holds wherever a district's class is unconfirmed. Of a
range the lower end counts. A day's pay is a month's divided by 21.75 days, or the hourly floor where the sentence
states fewer than eight hours.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from matcher.domain.law import Wage, shipped_law
from matcher.domain.units import DAYS_A_MONTH, HOURS_A_DAY
from matcher.screening.reading import Condition, overlaps, sentences, spans
from matcher.screening.rulebook import Rule, Rulebook


def wage_conditions(text: str, book: Rulebook, day: date | None) -> Iterator[Condition]:
    """Amounts of a folded text below the floor on `day` (None: by the newest wages known)."""
    law = shipped_law()
    wage = law.steps()[-1] if day is None else law.wage(day)
    if wage is None:
        return
    for start, sentence in sentences(text):
        if not any(char.isdigit() for char in sentence):
            continue
        for unit in ("month", "hour", "day"):
            rule = book.rules[f"pay_{unit}"]
            floor = _floor(unit, wage, sentence, book)
            for a, b, amount in _amounts(book.wages[unit], sentence):
                if 0 < amount < floor and not _other(rule, sentence, a, b):
                    yield Condition(rule, start + a, start + b, values=_values(unit, floor, wage))


def _amounts(patterns: Iterable[Any], sentence: str) -> Iterator[tuple[int, int, float]]:
    for pattern in patterns:
        for found in pattern.finditer(sentence):
            yield found.start(), found.end(), float(found[1].replace(",", ""))


def _floor(unit: str, wage: Wage, sentence: str, book: Rulebook) -> float:
    if unit == "month":
        return wage.month
    if unit == "hour":
        return wage.hour
    hours = next((amount for _, _, amount in _amounts(book.wages["hours_a_day"], sentence)), HOURS_A_DAY)
    return wage.hour * hours if hours < HOURS_A_DAY else round(wage.month / DAYS_A_MONTH, 2)


def _other(rule: Rule, sentence: str, start: int, end: int) -> bool:
    """Whether the amount is something else than the wage: a subsidy, a part-time post's month."""
    if rule.excused is not None and rule.excused.search(sentence):
        return True
    return rule.silenced is not None and overlaps(start, end, spans(rule.silenced, sentence))


def _values(unit: str, floor: float, wage: Wage) -> Mapping[str, object]:
    return {"floor": f"{floor:g}", "unit": unit, "since": wage.start.isoformat()}
