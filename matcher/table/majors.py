"""Majors as keys: the name that all spellings of one share, and the classes under which the lists file it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from matcher.domain import codes
from matcher.table.keys import key


@cache
def _classes() -> Mapping[str, frozenset[str]]:
    """Classes by folded name, code, or class; one name may stand in several classes, by level of schooling."""
    table: dict[str, set[str]] = {}
    for row in codes.rows("majors"):
        for text in (row["code"], row["name"], row["class"]):
            if text and row["class"]:
                table.setdefault(codes.fold(text), set()).add(row["class"])
    return {text: frozenset(found) for text, found in table.items()}


def major_name(text: str) -> str:
    """The list's name of a major given by code or name; else the text itself."""
    found = codes.major(text)
    return found.name if found else text


def class_keys(text: str) -> list[int]:
    """The keys of the classes of a major given by code, name or class; none of free text."""
    return [key("class:" + group) for group in sorted(_classes().get(codes.fold(text), ()))]
