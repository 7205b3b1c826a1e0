"""Lists of names in one cell: skills, certificates, majors, occupations, arrangements."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from matcher.domain import codes
from matcher.intake import wordlists
from matcher.intake.cells import folded
from matcher.intake.values.reading import NOTHING, Reading, asked, is_open, plain_value, repaired

_SPLIT = re.compile(r"[、,，;；/|\n\r]+|\s{2,}|(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fffA-Za-z])")
_BRACKETED = re.compile(r"[(（][^()（）]*[)）]")
LONGEST_SKILL = 16  # characters; longer parts are sentences, and the cell is a text
MOST = 40


def width(text: str) -> float:
    """The length of a text as a reader sees it: a Latin letter is half a character."""
    return sum(1.0 if ord(letter) > 0x2E80 else 0.5 for letter in text)


def split(text: str) -> list[str]:
    """The parts of a list; a separator in brackets does not split."""
    held: list[str] = []

    def hold(found: re.Match[str]) -> str:
        held.append(found[0])
        return f"\x01{len(held) - 1}\x02"

    parts = _SPLIT.split(_BRACKETED.sub(hold, text.strip()))
    back = [re.sub(r"\x01(\d+)\x02", lambda found: held[int(found[1])], part) for part in parts]
    tidy = (re.sub(r"^(?:[\d①-⑨]+[.、)）]|[-·•●*]|等)+", "", part.strip()).strip(" 。.等") for part in back)
    return list(dict.fromkeys(part for part in tidy if part and not is_open(part)))


@lru_cache(maxsize=20_000)
def read_list(text: str) -> Reading:
    """Short names as a list; a text in sentences is no list and is kept as text."""
    if is_open(text):
        return NOTHING
    if re.search(r"[。；;！!]|\n", text.strip("。；;！! \n")) and any(
        width(part) > LONGEST_SKILL for part in split(text)
    ):
        return Reading(None, note=True)
    parts = split(text)
    if not parts or len(parts) > MOST or any(width(part) > LONGEST_SKILL * 2 for part in parts):
        return Reading(None, note=True)
    if sum(map(width, parts)) > LONGEST_SKILL * len(parts):
        return Reading(None, note=True)
    return plain_value(parts)


@lru_cache(maxsize=10_000)
def read_majors(text: str) -> Reading:
    """Majors that a post asks for; `等相关专业` and `不限` open the list, so that no limit is set."""
    tidy = folded(text)
    if is_open(text) or re.search(r"专业不限|不限专业|不限$|^不限|均可|anymajor", tidy):
        return NOTHING
    opened = re.search(r"(?:等)?(?:相关|相近|类似)(?:的)?(?:专业|学科)?(?:优先)?$|优先|等$|等专业|相关专业|类$", tidy)
    if opened and not re.fullmatch(r"[^、,，/]*类", tidy):
        return Reading(None, note=True)
    parts = [re.sub(r"(?:等)?专业$", "", part) or part for part in split(text)]
    return plain_value(parts) if parts and all(len(part) <= 30 for part in parts) else Reading(None, note=True)


def _listed(text: str, names: Mapping[str, str]) -> tuple[list[str], str]:
    """The codes of the list's own names in a text, and the rest of it: some names hold a separator themselves."""
    found: list[tuple[int, str]] = []
    for code, name in sorted(names.items(), key=lambda item: -len(item[1])):
        at = text.find(name)
        if at >= 0:
            found.append((at, code))
            text = text.replace(name, "、" + " " * (len(name) - 1), 1)
    return [code for _, code in sorted(found)], text


@lru_cache(maxsize=10_000)
def read_certificates(text: str, of_post: bool) -> Reading:
    """Certificates by name. Of a post a preference is kept as text; of a person `无` is an empty list."""
    if not of_post and folded(text) in ("无", "没有", "无证书", "没有证书", "暂无", "无证"):
        return plain_value([])
    if is_open(text) or re.fullmatch(r"(?:无需|不需要|无要求|不要求).*", folded(text)):
        return NOTHING
    if of_post and re.search(r"优先|者佳", text):
        return Reading(None, note=True)
    listed, rest = _listed(text.strip(), codes.LICENCES)
    parts = [part for part in split(rest) if not re.fullmatch(r"(?:需|须)?持证(?:上岗)?", part)]
    if any(len(part) > 30 for part in parts) or not (listed or parts):
        return Reading(None, note=True)
    cleaned = [re.sub(r"^(?:需|须|有|持有?|具有|具备|提供|办理)+", "", part) or part for part in parts]
    found = list(dict.fromkeys([codes.LICENCES[code] for code in listed] + cleaned))
    return plain_value(found) if cleaned == parts else repaired(found, "list_read")


def arrangement_code(name: str) -> str | None:
    """The code of an arrangement by code, list name or what people call it."""
    found = codes.accommodation(name)
    if found:
        return found
    tidy = folded(name)
    marked = re.match(r"A\d\d", tidy, re.I)
    if marked and codes.accommodation(marked[0].upper()):
        return marked[0].upper()
    return wordlists.first("arrangement", tidy)


@lru_cache(maxsize=10_000)
def read_arrangements(text: str) -> Reading:
    """Arrangements as codes; a part that the list does not know makes the whole a question. `无` is an empty list."""
    if folded(text) in ("无", "没有", "暂无", "无便利"):
        return plain_value([])
    if is_open(text):
        return NOTHING
    listed, rest = _listed(text.strip(), codes.ACCOMMODATIONS)
    parts = [part for part in re.split(r"[、,，;；/|\n\s]+", rest) if part]
    found = [arrangement_code(re.sub(r"^(?:可以?)?(?:提供|安排|需要?|希望有?)", "", part)) for part in parts]
    if not (listed or found) or any(code is None for code in found):
        return asked("arrangement_unclear")
    every = list(dict.fromkeys([*listed, *filter(None, found)]))
    same = all(codes.accommodation(part) for part in parts)
    return plain_value(every) if same else repaired(every, "list_read")
