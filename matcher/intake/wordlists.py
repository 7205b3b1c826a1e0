"""The words by which cells are read (`domain/data/import_words.toml`), compiled once."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

Choices = tuple[tuple[str, re.Pattern[str]], ...]


@cache
def _lists() -> Mapping[str, Any]:
    return tomllib.loads(files("matcher.domain").joinpath("data/import_words.toml").read_text("utf-8"))


@cache
def choices(name: str) -> Choices:
    """The codes of a list with their patterns, in the order in which they are tried."""
    return tuple((code, re.compile(pattern, re.I)) for code, pattern in _lists()[name])


@cache
def words(name: str) -> frozenset[str]:
    """A list of plain words."""
    return frozenset(_lists()[name])


@cache
def pattern(name: str) -> re.Pattern[str]:
    """A single pattern."""
    return re.compile(_lists()[name], re.I)


def first(name: str, text: str) -> str | None:
    """The first code of a list whose pattern is found in a text."""
    return next((code for code, found in choices(name) if found.search(text)), None)


def whole(name: str, text: str) -> str | None:
    """The first code of a list whose pattern is the whole text."""
    return next((code for code, found in choices(name) if found.fullmatch(text)), None)
