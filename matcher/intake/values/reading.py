"""What reading one cell gives: a value, whether it was mended, or a question."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal

from matcher.intake import wordlists
from matcher.intake.cells import folded


@dataclass(frozen=True, slots=True)
class Reading:
    """`value` None: the field stays absent. `code` names the words of a repair or a question.

    more   values for other fields of the record that the same cell told (`settlement`, `benefits`, ...)
    note   text that the value does not hold and that is kept as text
    """

    value: Any = None
    severity: Literal["repair", "question"] | None = None
    code: str | None = None
    values: Mapping[str, object] = field(default_factory=dict)
    more: Mapping[str, Any] = field(default_factory=dict)
    note: bool = False


NOTHING = Reading()


def plain_value(value: Any) -> Reading:
    """A value that stands in the cell as it is stored."""
    return Reading(value)


def repaired(value: Any, code: str, **values: object) -> Reading:
    """A value that is certain though written otherwise."""
    return Reading(value, "repair", code, values)


def asked(code: str, **values: object) -> Reading:
    """What a person must say; the field stays absent."""
    return Reading(None, "question", code, values)


@lru_cache(maxsize=100_000)
def is_open(text: str) -> bool:
    """Whether a cell says nothing, or that there is no limit."""
    bare = folded(text).casefold().strip("。.!！")
    return not bare or bare in wordlists.words("open") or bool(re.fullmatch(r"[-—_/\\.*]+", bare))


_DIGITS = {char: number for number, char in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "两": 2,
    "俩": 2,
    "壹": 1,
    "贰": 2,
}
_DIGITS |= {"叁": 3, "肆": 4, "伍": 5, "陆": 6, "柒": 7, "捌": 8, "玖": 9}
_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
CHINESE_NUMBER = "[零〇一二两俩三四五六七八九十百千万壹贰叁肆伍陆柒捌玖拾佰仟]+"


def chinese_number(text: str) -> int | None:
    """`五千` → 5000, `二十三` → 23, `一万二` → 12000; None for anything else."""
    if len(text) > 1 and all(char in _DIGITS for char in text):  # 二〇二三 is a year, 三五 is vague
        return int("".join(str(_DIGITS[char]) for char in text)) if len(text) == 4 else None
    total, section, digit, last = 0, 0, None, 1
    for char in text:
        if char in _DIGITS:
            digit = _DIGITS[char]
        elif char in _UNITS:
            last = _UNITS[char]
            section += (1 if digit is None else digit) * last
            digit = None
        elif char == "万":
            total, section, digit, last = (section + (digit or 0)) * 10_000, 0, None, 10_000
        else:
            return None
    if digit is not None:
        section += digit * (last // 10 if last >= 100 and "零" not in text and "〇" not in text else 1)
    return total + section if text else None


def arabic(text: str) -> str:
    """A text with its Chinese numbers (of two figures or with a unit) in Arabic ones."""

    def change(found: re.Match[str]) -> str:
        number = chinese_number(found[0])
        return found[0] if number is None or number == 0 else str(number)

    return re.sub(CHINESE_NUMBER, change, text)
