"""Phones, id numbers and the numbers of disability certificates."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from matcher.domain.codes import rows
from matcher.intake.cells import folded
from matcher.intake.values.reading import NOTHING, Reading, asked, is_open, repaired

_RUINED = re.compile(r"\d(?:\.\d+)?e\+?\d+", re.I)
_MASKED = re.compile(r"[*xX×＊]{2,}")
_MOBILE = re.compile(r"(?<!\d)(?:\+?86|0086)?-?(1[3-9]\d)-?(\d{4})-?(\d{4})(?!\d)")
_LANDLINE = re.compile(r"(?<!\d)\(?(010|02\d|0[3-9]\d\d)\)?-?([2-9]\d{6,7})(?:(?:转|-|ext\.?|#)(\d{1,5}))?(?!\d)", re.I)
_LOCAL = re.compile(r"(?<!\d)([2-9]\d{7})(?:转(\d{1,5}))?(?!\d)")
_SERVICE = re.compile(r"(?<!\d)(?:12345|12333|12385|400-?\d{3}-?\d{4}|800-?\d{3}-?\d{4})(?!\d)")
AREA = "0514"  # Yangzhou


@lru_cache(maxsize=50_000)
def read_phone(text: str, hotline: bool = True) -> Reading:
    """One phone or several (joined by `/`); a landline with its area code. `more["name"]`: a name beside it.

    `hotline`: whether a public number (12345, 400-…) may stand here; of a person it does not.
    """
    if is_open(text):
        return NOTHING
    tidy = folded(text).lstrip("'")
    if _RUINED.fullmatch(tidy):
        return asked("phone_ruined")
    if _MASKED.search(tidy):
        return asked("phone_masked")
    if re.fullmatch(r"\d+\.0", tidy):
        tidy = tidy[:-2]
    found, rest = _numbers(tidy, hotline)
    if not found:
        return asked("phone_unclear")
    more = {"name": name} if (name := _name_beside(rest)) else {}
    numbers = "/".join(dict.fromkeys(found))
    plain = text.strip() == numbers
    return Reading(numbers, None if plain else "repair", None if plain else "phone_read", more=more)


def _numbers(tidy: str, hotline: bool) -> tuple[list[str], str]:
    found: list[tuple[int, str]] = []

    def take(pattern: re.Pattern[str], write: object, left: str) -> str:
        for match in pattern.finditer(left):
            found.append((match.start(), write(match)))  # type: ignore[operator]
        return pattern.sub(lambda match: " " * len(match[0]), left)

    left = take(_MOBILE, lambda m: m[1] + m[2] + m[3], tidy)
    left = take(_LANDLINE, lambda m: f"{m[1]}-{m[2]}" + (f"-{m[3]}" if m[3] else ""), left)
    left = take(_LOCAL, lambda m: f"{AREA}-{m[1]}" + (f"-{m[2]}" if m[2] else ""), left)
    if not found and hotline:
        left = take(_SERVICE, lambda m: m[0], left)
    if re.search(r"\d{5,}", left) or (re.search("qq|微信号?[:：]?[a-z]", left, re.I) and not found):
        return [], left
    return [number for _, number in sorted(found)], left


def _name_beside(rest: str) -> str | None:
    bare = re.sub(r"联系人|电话|手机|微信同号|同微信|微信|\(.*?\)|[:：/,，、;；\s()]", "", rest)
    return (
        bare
        if re.fullmatch(
            r"[\u4e00-\u9fff·]{2,4}(?:先生|女士|经理|主任|老师)?|[\u4e00-\u9fff](?:先生|女士|经理|主任|老师|总|工)",
            bare,
        )
        else None
    )


class IdNumber(NamedTuple):
    """A citizen's number that passed its check digit."""

    number: str
    birth: date


_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"


def check_id_number(number: str) -> IdNumber | None:
    """The number with its birth date, None unless the date exists and the check digit is right (GB 11643-1999)."""
    if not re.fullmatch(r"\d{17}[\dX]", number):
        return None
    if _CHECK[sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False)) % 11] != number[17]:
        return None
    try:
        return IdNumber(number, date(int(number[6:10]), int(number[10:12]), int(number[12:14])))
    except ValueError:
        return None


@lru_cache(maxsize=50_000)
def read_id_number(text: str) -> Reading:
    """An id number; `more["birth"]` its birth date. What fails the check digit is asked and not stored."""
    if is_open(text):
        return NOTHING
    tidy = re.sub(r"\(.*?\)", "", folded(text)).strip("'’`").replace("-", "").upper()
    if _RUINED.fullmatch(tidy) or re.fullmatch(r"\d{16,18}\.0", tidy):
        return asked("id_ruined")
    if "*" in tidy or re.search(r"X{2,}", tidy):
        return asked("id_masked")
    found = check_id_number(tidy)
    if found:
        more = {"birth": found.birth.isoformat()}
        return Reading(
            found.number,
            None if text.strip() == tidy else "repair",
            None if text.strip() == tidy else "id_read",
            more=more,
        )
    if re.fullmatch(r"\d{15}", tidy):
        return asked("id_old")
    if re.fullmatch(r"\d{17}[\dX]", tidy):
        return asked("id_check_digit")
    if re.fullmatch(r"[A-Z]{1,2}\d{7,9}(?:\(\w\))?", tidy):
        return asked("id_other_document")
    return asked("id_length")


CATEGORY_DIGITS = {
    "1": "visual",
    "2": "hearing",
    "3": "speech",
    "4": "physical",
    "5": "intellectual",
    "6": "psychiatric",
    "7": "multiple",
}


@lru_cache(maxsize=50_000)
def read_certificate_number(text: str) -> Reading:
    """A 20-digit disability certificate as `{"category", "grade"}`; the number itself is never stored."""
    if is_open(text):
        return NOTHING
    tidy = re.sub(r"\(.*?\)", "", folded(text)).strip("'’`").replace("-", "").upper()
    if _RUINED.fullmatch(tidy) or re.fullmatch(r"\d{16,20}\.0", tidy):
        return asked("id_ruined")
    if "*" in tidy:
        return asked("id_masked")
    found = re.fullmatch(r"(\d{17}[\dX])([1-7])([1-4])(?:B\d?)?", tidy)
    if not found:
        return (
            asked("disability_certificate_unclear")
            if re.search(r"\d{6}", tidy)
            else Reading(None, note=False, more={"text": text})
        )
    if check_id_number(found[1]) is None:
        return asked("disability_certificate_check")
    value = {"category": CATEGORY_DIGITS[found[2]], "grade": int(found[3])}
    return repaired(value, "disability_certificate_read")


def certificate_words(value: Mapping[str, Any]) -> str:
    """What a certificate's number says, in the words that a cell may hold in its place (`肢体残疾3级`)."""
    names = {CATEGORY_DIGITS[row["code_cert"]]: row["name"] for row in rows("disability_categories")}
    return f"{names[value['category']]}{value['grade']}级"
