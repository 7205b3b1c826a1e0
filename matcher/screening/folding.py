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
from typing import Any, NamedTuple

import re2

CIRCLED = ("\u2460", "\u249b")  # ① to ⒛: digits in "㊁⑤岁", the mark of a list item elsewhere
KEYCAP = "\u20e3"
UNITS = "岁周元块名人个月天小时日年级届斤公厘千平"
SENTENCE_ENDS = "。!?;\n…"
# Signs that stand between the characters of a word only to hide it; not the ideographic comma, which lists.
INTRUDERS = frozenset(" ~*.·-_/|+=^#@`'\"“”‘’•●○★☆、,&$%:\\")
QUOTES = frozenset("'\"“”‘’`")


class Letter(NamedTuple):
    """One folded character and the span of the text as given that it came from."""

    char: str
    start: int
    end: int


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
    letters = list(_joined(letters))
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


def _joined(letters: list[Letter]) -> Iterator[Letter]:
    """Without the signs that hide a word, and with one blank where there were several."""
    gaps = list(_gaps(letters))
    hidden = _hidden_runs(letters, gaps)
    known = {_signs(letters, gap) for gap, is_hidden in zip(gaps, hidden, strict=True) if is_hidden}
    place = 0
    for number, (start, end) in enumerate(gaps):
        yield from letters[place:start]
        if not (hidden[number] or _hides(letters, gaps, number, known)):
            yield from _one_blank(letters[start:end])
        place = end
    yield from letters[place:]


def _one_blank(run: list[Letter]) -> Iterator[Letter]:
    blank = False
    for letter in run:
        if letter.char != " " or not blank:
            yield letter
        blank = letter.char == " "


def _gaps(letters: list[Letter]) -> Iterator[tuple[int, int]]:
    """The runs of signs and blanks that stand between two written characters, as (start, end)."""
    start = None
    for place, letter in enumerate(letters):
        if letter.char in INTRUDERS:
            start = place if start is None else start
        else:
            if start is not None and start > 0:
                yield start, place
            start = None


def _written(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff" or (char.isascii() and char.isalnum())


def _signs(letters: list[Letter], gap: tuple[int, int]) -> str:
    return "".join(letter.char for letter in letters[gap[0] : gap[1]]).strip() or " "


def _hidden_runs(letters: list[Letter], gaps: list[tuple[int, int]]) -> list[bool]:
    """Which gaps lie in a run of three or more single characters set apart by the same sign ("限 男 性")."""
    hidden = [False] * len(gaps)
    first = 0
    while first < len(gaps):
        last = first
        while last + 1 < len(gaps) and _single_between(letters, gaps[last], gaps[last + 1]):
            last += 1
        if last > first:
            for number in range(first, last + 1):
                inner = number > first and number < last
                outer = _single_side(letters, gaps, number, first, last)
                hidden[number] = inner or outer
        first = last + 1
    return hidden


def _single_between(letters: list[Letter], gap: tuple[int, int], following: tuple[int, int]) -> bool:
    alone = following[0] - gap[1] == 1 and _written(letters[gap[1]].char)
    return alone and _signs(letters, gap) == _signs(letters, following) and _signs(letters, gap) not in ("、", ",", ":")


def _single_side(letters: list[Letter], gaps: list[tuple[int, int]], number: int, first: int, last: int) -> bool:
    """Whether the outer side of a run's first or last gap is a single character too, or the run is long."""
    start, end = gaps[number]
    if number == first:
        before = gaps[number - 1][1] if number else 0
        alone = start - before == 1 or not _written(letters[start - 2].char)
        return _written(letters[start - 1].char) and (alone or _pair(letters, start, end))
    after = gaps[number + 1][0] if number + 1 < len(gaps) else len(letters)
    alone = after - end == 1 or (end + 1 < len(letters) and not _written(letters[end + 1].char))
    return last - first >= 1 and _written(letters[end].char) and (alone or _pair(letters, start, end))


def _pair(letters: list[Letter], start: int, end: int) -> bool:
    return letters[start - 1].char + letters[end].char in tables().joined


def _hides(letters: list[Letter], gaps: list[tuple[int, int]], number: int, known: set[str]) -> bool:
    """Whether this one gap splits a word that belongs together, or a number from its unit.

    `known` are the signs that stand between the characters of longer runs of this text: between two lonely
    characters they do the same.
    """
    start, end = gaps[number]
    before, after = letters[start - 1].char, letters[end].char if end < len(letters) else ""
    signs = _signs(letters, gaps[number])
    if signs == " " and before.isdigit() and after in UNITS:
        return True
    if end == len(letters):
        return False
    left = gaps[number - 1][1] if number else 0
    right = gaps[number + 1][0] if number + 1 < len(gaps) else len(letters)
    left_alone = start - left == 1 or (start > 1 and not _written(letters[start - 2].char))
    right_alone = right - end == 1 or (end + 1 < len(letters) and not _written(letters[end + 1].char))
    if signs in known and left_alone and right_alone and _written(before) and _written(after):
        return True
    if not _pair(letters, start, end) or signs == ":":
        return False
    if signs in ("、", ","):
        return left_alone and right_alone
    return right_alone if signs == " " else True


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
    def latin(char: str) -> bool:
        return char.isascii() and char.isalpha()

    def written(char: str) -> bool:
        return "\u4e00" <= char <= "\u9fff"

    if text[start:end].isascii() and not (
        written(text[start - 1 : start] or " ") or written(text[end : end + 1] or " ")
    ):
        return False
    cut_before = start > 0 and latin(text[start]) and latin(text[start - 1])
    cut_after = end < len(text) and latin(text[end - 1]) and latin(text[end])
    return not (cut_before or cut_after)
