"""Signs and blanks that stand between the characters of a word to hide it ("限 男 性", "女*生", "残/疾/人").

A sign is taken out where it stands in a run of single characters set apart by the same sign, or where the two
characters around it belong together; a number is joined to its unit. What lists or separates stays.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

# Not the brackets and full stops of Chinese: they end something.
INTRUDERS = frozenset(" ~*.·-_/|+=^#@`'\"“”‘’•●○★☆、,&$%:\\")
LISTING = ("、", ",", ":")  # they set words apart more often than they hide one
UNITS = "岁周元块名人个月天小时日年级届斤公厘千平"


class Letter(NamedTuple):
    """One folded character and the span of the text as given that it came from."""

    char: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Gap:
    """Signs between two characters, `start` to `end` among the letters.

    sign            what stands there, a blank for blanks alone
    before, after   the characters around it
    lonely_before   whether the character before it stands alone on its other side too; lonely_after alike
    """

    start: int
    end: int
    sign: str
    before: str
    after: str
    lonely_before: bool
    lonely_after: bool

    def holds_pair(self, pairs: Collection[str]) -> bool:
        """Whether the characters around it belong together."""
        return self.before + self.after in pairs


def without_intruders(letters: Sequence[Letter], pairs: Collection[str]) -> Iterator[Letter]:
    """The letters without the signs that hide a word, and with one blank where there were several."""
    gaps = _gaps(letters)
    hidden = _in_runs(gaps, pairs)
    known = {gaps[number].sign for number in hidden}
    place = 0
    for number, gap in enumerate(gaps):
        yield from letters[place : gap.start]
        if number not in hidden and not _hides(gap, pairs, known):
            yield from _one_blank(letters[gap.start : gap.end])
        place = gap.end
    yield from letters[place:]


def _written(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff" or (char.isascii() and char.isalnum())


def _gaps(letters: Sequence[Letter]) -> list[Gap]:
    places = list(_places(letters))
    fences = [(0, 0), *places, (len(letters), len(letters))]
    return [
        Gap(
            start,
            end,
            "".join(letter.char for letter in letters[start:end]).strip() or " ",
            letters[start - 1].char,
            letters[end].char,
            start - previous == 1 or (start > 1 and not _written(letters[start - 2].char)),
            following - end == 1 or (end + 1 < len(letters) and not _written(letters[end + 1].char)),
        )
        for (_, previous), (start, end), (following, _) in zip(fences, places, fences[2:], strict=False)
    ]


def _places(letters: Sequence[Letter]) -> Iterator[tuple[int, int]]:
    """The runs of signs with a character on either side."""
    start = None
    for place, letter in enumerate(letters):
        if letter.char in INTRUDERS:
            start = place if start is None else start
        else:
            if start:
                yield start, place
            start = None


def _in_runs(gaps: Sequence[Gap], pairs: Collection[str]) -> set[int]:
    """The numbers of the gaps in runs of single characters set apart by one sign ("限 男 性")."""
    hidden: set[int] = set()
    first = 0
    while first < len(gaps):
        last = first
        while last + 1 < len(gaps) and _continues(gaps[last], gaps[last + 1]):
            last += 1
        if last > first:
            hidden.update(range(first + 1, last))
            hidden.update(_edges(gaps, first, last, pairs))
        first = last + 1
    return hidden


def _continues(gap: Gap, following: Gap) -> bool:
    """Whether one single character stands between two gaps of one sign."""
    single = following.start - gap.end == 1 and _written(gap.after)
    return single and gap.sign == following.sign and gap.sign not in LISTING


def _edges(gaps: Sequence[Gap], first: int, last: int, pairs: Collection[str]) -> Iterator[int]:
    """The first and the last gap of a run, where the run goes on beyond them."""
    if _written(gaps[first].before) and (gaps[first].lonely_before or gaps[first].holds_pair(pairs)):
        yield first
    if _written(gaps[last].after) and (gaps[last].lonely_after or gaps[last].holds_pair(pairs)):
        yield last


def _hides(gap: Gap, pairs: Collection[str], known: Collection[str]) -> bool:
    """Whether this one gap splits a word, or a number from its unit.

    `known` are the signs of this text's runs: between two lonely characters they do the same.
    """
    lonely = gap.lonely_before and gap.lonely_after
    if gap.sign == " " and gap.before.isdigit() and gap.after in UNITS:
        return True
    if gap.sign in known and lonely and _written(gap.before) and _written(gap.after):
        return True
    if not gap.holds_pair(pairs) or gap.sign == ":":
        return False
    if gap.sign in LISTING:
        return lonely
    return gap.lonely_after or gap.sign != " "


def _one_blank(run: Sequence[Letter]) -> Iterator[Letter]:
    blank = False
    for letter in run:
        if letter.char != " " or not blank:
            yield letter
        blank = letter.char == " "
