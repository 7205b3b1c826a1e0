"""Text as every vectorizer here sees it.

NFKC, traditional to simplified characters, lower case, blanks folded to single spaces. The pairs of characters come
from OpenCC's TSCharacters (Apache-2.0, see data/NOTICE.md): the first simplified form of each, without OpenCC's table
of phrases, so that a few characters with two readings (乾坤) take the commoner one. Both sides of a comparison pass
here, so that such a character still meets itself.
"""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from models.errors import TextError

NORMALISATION = "nfkc-simplified-lower-1"  # part of every embedder's name: a change here changes all vectors


@cache
def simplified_characters() -> Mapping[int, str]:
    """Code point of a traditional character → its simplified form (about 3,200 pairs)."""
    table = files("models").joinpath("data/traditional_simplified.csv").read_text(encoding="utf-8")
    return {ord(row["traditional"]): row["simplified"] for row in csv.DictReader(table.splitlines())}


def normalise(text: str) -> str:
    """The text in one spelling; "" when nothing but blanks is left. Raises TextError on NUL."""
    if "\0" in text:
        raise TextError("a text holds a NUL character; take it out before vectorizing")
    folded = unicodedata.normalize("NFKC", text).translate(simplified_characters()).lower()
    return " ".join(unicodedata.normalize("NFKC", folded).split())  # a lowered capital may have come apart
