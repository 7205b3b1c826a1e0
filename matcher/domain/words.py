"""Every word that a user reads, by code and language.

The texts stand in `data/words/*.toml`, one file a subject, each entry `code = {zh = "...", en = "..."}` with
`str.format` fields. Code that judges or explains gives a code and values; the words are put in here, once.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Literal

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")


@cache
def _table() -> dict[str, dict[str, str]]:
    table: dict[str, dict[str, str]] = {}
    for file in sorted(files("matcher.domain").joinpath("data/words").iterdir(), key=lambda f: f.name):
        if not file.name.endswith(".toml"):
            continue
        for code, texts in tomllib.loads(file.read_text("utf-8")).items():
            if code in table:
                raise ValueError(f"{file.name}: the code {code!r} has words in another file too")
            table[code] = texts
    return table


def codes() -> frozenset[str]:
    """All codes that have words."""
    return frozenset(_table())


def named(kind: str, code: str, language: str = "zh") -> str:
    """The words of `KIND_CODE` (`rule`, `subject`); the code itself where an agency's own has none."""
    full = f"{kind}_{code}"
    return say(full, language) if full in _table() else code


def say(code: str, language: str = "zh", /, **values: object) -> str:
    """The words of `code` in `language` (anything but `en` is Chinese) with `values` filled in.

    Raises KeyError for a code without words: a missing text is a fault of the program, not of its user.
    """
    return _table()[code]["en" if language == "en" else "zh"].format(**values)
