"""Education, of a person and as a post's requirement, and fields of study."""

from __future__ import annotations

import re
from functools import lru_cache

from matcher.domain.codes import EDUCATION_RANK
from matcher.intake import wordlists
from matcher.intake.cells import folded
from matcher.intake.values.reading import NOTHING, Reading, asked, is_open, plain_value, repaired

_PLAIN = re.compile(r"(?:博士|硕士|研究生|本科|大专|专科|中专|高中|初中|小学)(?:及以上)?")
_STUDYING = re.compile(r"在读|在校|就读")
_BELOW = re.compile(r"以下|及下|orbelow|orless")


def _levels(tidy: str) -> list[str]:
    """The levels that a text names, without those whose word is part of another's (`大学专科` is no `大学`)."""
    found = []
    for level, pattern in wordlists.choices("education"):
        if pattern.search(tidy):
            found.append(level)
            tidy = pattern.sub(" ", tidy)
    return found


@lru_cache(maxsize=20_000)
def read_education(text: str, of_post: bool) -> Reading:
    """A level of education. Of a post the lowest that is named (`中专/高中` asks for either); of a person the one that
    is named (`more["status"]`: still studying), and asked where the text names two of different rank.
    """
    if is_open(text) or re.fullmatch(r"(?:学历)?(?:不限|无要求|无限制).*", folded(text)):
        return NOTHING
    tidy = re.sub(r"^\d\+\d(?=大专|专科|高职|本科)", "", folded(text).casefold())  # 3+2大专: what it leads to
    if tidy in EDUCATION_RANK:
        return plain_value(tidy)
    if code := wordlists.whole("education_code", tidy):
        return repaired(code, "education_code")
    levels = _levels(tidy)
    if not levels:
        return asked("education_unclear")
    return _of_post(text, tidy, levels) if of_post else _of_person(text, tidy, levels)


def _of_post(text: str, tidy: str, levels: list[str]) -> Reading:
    if _BELOW.search(tidy):
        return NOTHING  # "junior secondary or below" sets no least level
    lowest = min(levels, key=lambda level: EDUCATION_RANK[level])
    if "优先" in tidy and not re.search("以上|及", tidy):
        return Reading(None, note=True)  # a preference, no requirement
    return plain_value(lowest) if _PLAIN.fullmatch(folded(text)) else repaired(lowest, "education_read")


def _of_person(text: str, tidy: str, levels: list[str]) -> Reading:
    if _STUDYING.search(tidy):
        highest = max(levels, key=lambda level: EDUCATION_RANK[level])
        return Reading(highest, "repair", "education_studying", more={"status": "student"})
    if _BELOW.search(tidy) or "以上" in tidy:
        return asked("education_open")
    if re.search(r"肄业|结业|未毕业|没毕业", tidy):
        return asked("education_unfinished")
    if len({EDUCATION_RANK[level] for level in levels}) > 1:
        return asked("education_two")
    if re.search(r"\d\+\d", tidy):
        return asked("education_unclear")
    highest = max(levels, key=lambda level: EDUCATION_RANK[level])
    return plain_value(highest) if _PLAIN.fullmatch(folded(text)) else repaired(highest, "education_read")
