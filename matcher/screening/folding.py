"""Folding: many spellings to one, with the place of every character kept.

Full-width and compatibility characters, traditional characters, signs such as ♂, invisible characters, blanks and
signs put between the characters of a word, sound-alikes and Latin syllables: each is folded to the plain word, so
that the rules know one spelling alone. The tables stand in `domain/data/screening/folding.toml`. Each step is one pass.
"""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise, product
from typing import Any

import re2

from matcher.screening.joining import Letter, without_intruders

CIRCLED = ("\u2460", "\u249b")  # ① to ⒛: digits in "㊁⑤岁", the mark of a list item elsewhere
KEYCAP = "\u20e3"
SENTENCE_ENDS = "。!?;\n…"


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text; `span` leads from its characters back to those of the text as given."""

    letters: tuple[Letter, ...]
    text: str

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span in the text as given, in Unicode characters, of the folded characters `start` to `end`."""
        return self.letters[start].start, self.letters[end - 1].end


@dataclass(frozen=True, slots=True)
class Tables:
    """The folding tables: signs and simplified characters, joined pairs, and hidden spellings with their words."""

    characters: Mapping[int, int]
    signs: Mapping[str, str]
    joined: frozenset[str]
    spellings: Mapping[str, str]
    spelled: Any


@cache
def tables() -> Tables:
    """The tables of `folding.toml`, read once."""
    raw = tomllib.loads(files("matcher.domain").joinpath("data/screening/folding.toml").read_text("utf-8"))
    spellings = dict(_spellings(raw["spelled"]["words"], raw["alternatives"]))
    pattern = "|".join(re2.escape(spelling) for spelling in sorted(spellings, key=lambda s: (-len(s), s)))
    return Tables(
        characters=str.maketrans(raw["traditional"], raw["simplified"]),
        signs=raw["signs"],
        joined=frozenset(a + b for word in raw["joined"]["words"] for a, b in pairwise(word)),
        spellings=spellings,
        spelled=re2.compile(pattern),
    )


def _spellings(words: list[str], alternatives: Mapping[str, list[str]]) -> Iterator[tuple[str, str]]:
    for word in words:
        for spelling in map("".join, product(*([char, *alternatives.get(char, [])] for char in word))):
            if spelling != word:
                yield spelling, word


def fold(text: str) -> Folded:
    """The folded text. Its length may differ; `Folded.span` leads back."""
    letters = list(_plain(text))
    letters = list(without_intruders(letters, tables().joined))
    letters = list(_respelled(letters))
    return Folded(tuple(letters), "".join(letter.char for letter in letters))


def _plain(text: str) -> Iterator[Letter]:
    for place, char in enumerate(text):
        if CIRCLED[0] <= char <= CIRCLED[1]:
            yield from _circled(text, place)
        else:
            for plain in _compatible(char):
                yield Letter(plain, place, place + 1)


@lru_cache(maxsize=1 << 14)
def _compatible(char: str) -> str:
    """What one character is folded to: nothing of an invisible one."""
    table = tables()
    category = unicodedata.category(char)
    if char in "\n\r\u2028\u2029":
        return "\n"
    if char in table.signs:
        return table.signs[char]
    if char == KEYCAP or (category in ("Cf", "Cc", "Mn", "Me") and char != "\t"):
        return ""
    plain = unicodedata.normalize("NFKC", char).lower().translate(table.characters)
    plain = "".join(table.signs.get(part, part) for part in plain)
    if category == "So":
        return plain if plain.isalnum() else "·"
    return " " if plain.isspace() else plain


def _circled(text: str, place: int) -> Iterator[Letter]:
    near = text[place + 1 : place + 2], text[place - 1 : place] if place else ""
    as_digit = near[0] in tuple("岁周") or any(c and CIRCLED[0] <= c <= CIRCLED[1] for c in near)
    digits = unicodedata.normalize("NFKC", text[place]).strip("().")
    for char in digits if as_digit else ";":
        yield Letter(char, place, place + 1)


def _respelled(letters: list[Letter]) -> Iterator[Letter]:
    """With sound-alikes and Latin syllables put back into the word that they hide."""
    table = tables()
    text = "".join(letter.char for letter in letters)
    place = 0
    for found in table.spelled.finditer(text):
        start, end = found.span()
        if start < place or not _whole_syllables(text, start, end):
            continue
        yield from letters[place:start]
        for char in table.spellings[found.group()]:
            yield Letter(char, letters[start].start, letters[end - 1].end)
        place = end
    yield from letters[place:]


def _whole_syllables(text: str, start: int, end: int) -> bool:
    """Whether a spelling is cut from no Latin word; one in Latin letters alone must touch a Chinese character."""
    before, after = text[start - 1 : start], text[end : end + 1]
    if text[start:end].isascii() and not (_chinese(before) or _chinese(after)):
        return False
    return not ((_latin(before) and _latin(text[start])) or (_latin(text[end - 1]) and _latin(after)))


def _chinese(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff"


def _latin(char: str) -> bool:
    return char.isascii() and char.isalpha()
