"""The name of the job inside the title of an advertisement.

"淄博某饮品店高薪招聘咖啡师（包吃住）5-8k" holds a place, an employer, a promise, a figure and 咖啡师. A
vectorizer mixes them all; so a title is read twice, as it stands and as its core.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

from models.normalise import normalise

BRACKETS = re.compile(r"[(\[【{<《][^()\[\]【】{}<>《》]*[)\]】}>》]")
FIGURES = re.compile(r"\d[\d.,]*(?:\s*[-~至到]\s*\d[\d.,]*)?\s*[kw万千百元块]*(?:/[月天日时年周h])?\+?")
BREAKS = re.compile(
    r"[/、,，|;；—–~·:：!！。?？\u2026]+|\.{2,}|(?<![c+])\+|(?<![a-z0-9])-|-(?![a-z0-9])"
)  # not C++, not part-time
CHINESE = re.compile("[\u4e00-\u9fff]")
LETTERS = re.compile(r"[^\W\d_]")
SHORTEST = 2  # letters of a part that may be a job's name


@cache
def _words() -> dict[str, list[str]]:
    text = files("models").joinpath("data/advert_titles.toml").read_text(encoding="utf-8")
    return {key: sorted(map(normalise, words), key=len, reverse=True) for key, words in tomllib.loads(text).items()}


@cache
def _pattern(key: str) -> re.Pattern[str]:
    return re.compile("|".join(rf"\b{re.escape(w)}\b" if w.isascii() else re.escape(w) for w in _words()[key]))


def core_parts(title: str) -> list[str]:
    """The parts of a title that may name a job, normalised; the whole title where nothing else is left.

    "会计/出纳" has two parts, "某某公司招聘电工（包住）" one: 电工. A blank title has none.
    """
    whole = normalise(title)
    if not whole:
        return []
    named = _pattern("noise").sub("/", _after_hiring(BRACKETS.sub("/", whole)))
    if CHINESE.search(named):  # in English figures belong to names: 3D animator, 4-H educator
        named = FIGURES.sub("/", named)
    parts = [part.strip() for piece in BREAKS.split(named) for part in _split(piece)]
    return [part for part in parts if len(LETTERS.findall(part)) >= SHORTEST] or [whole]


def _split(piece: str) -> list[str]:
    # blanks part Chinese phrases, but hold English ones together
    return piece.split() if CHINESE.search(piece) else [piece]


def _after_hiring(title: str) -> str:
    last = None
    for last in _pattern("hiring").finditer(title):  # noqa: B007  (the last one counts)
        pass
    if last is None:
        return title
    tail = title[last.end() :].strip(" :：/")
    rank_alone = any(tail.startswith(rank) for rank in _words()["ranks"])
    return title if rank_alone or len(LETTERS.findall(tail)) < SHORTEST else tail
