"""Terms of the lexical parts: no dictionary, no word list, any spelling.

Chinese is written without blanks and its titles are short: single characters and pairs carry them, and a word cutter
is worse on every set that was measured. Words of other scripts give grams of 1 to 4 characters, with the word's two
edges marked, as scikit-learn's `char_wb` does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from models.normalise import normalise

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
HAN_TEXT = re.compile(f"[{HAN}]")
RUNS = re.compile(f"([{HAN}]+)|([^\\W{HAN}_]+)")
SHORTEST, LONGEST = 1, 4


def grams(text: str) -> list[str]:
    """The terms of a text, repeated as often as they occur, in the order of their places."""
    return [gram for run in RUNS.finditer(normalise(text)) for gram in _grams_of(run)]


def _grams_of(run: re.Match[str]) -> Iterator[str]:
    han, word = run.groups()
    if han:
        yield from han
        yield from (han[i : i + 2] for i in range(len(han) - 1))
    else:
        edged = f" {word} "
        for width in range(SHORTEST, LONGEST + 1):
            yield from (g for i in range(len(edged) - width + 1) if (g := edged[i : i + width]) != " ")


def pairs_and_words(text: str) -> list[str]:
    """The terms of the usual baselines: Chinese characters and pairs, whole words of other scripts."""
    return [term for run in RUNS.finditer(normalise(text)) for term in ([run[2]] if run[2] else _grams_of(run))]
