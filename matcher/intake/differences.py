"""In what two records differ, field by field, in words that a clerk knows."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from matcher.domain.codes import EDUCATION_NAMES
from matcher.domain.places import by_code
from matcher.intake.draft import Document
from matcher.intake.vocabulary import KIND_WORD, Kind, fields, name_of_field

_SCHOOLING = ("education", "min_education")
_PLACES = ("location.division", "desired_divisions")


@dataclass(frozen=True, slots=True)
class Difference:
    """A field by its path, and what the two records have there (None: nothing)."""

    path: str
    one: Any
    other: Any


def differences(one: Document, other: Document) -> list[Difference]:
    """The fields in which two documents differ, their ids aside."""
    a, b = dict(_leaves(one)), dict(_leaves(other))
    return [Difference(p, a.get(p), b.get(p)) for p in sorted(a.keys() | b.keys()) if a.get(p) != b.get(p)]


def _leaves(document: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in document.items():
        if isinstance(value, dict):
            yield from _leaves(value, f"{above}{key}.")
        elif above or key != "id":
            yield f"{above}{key}", value


@cache
def _labels(kind: Kind) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for name, entry in fields().items():
        if entry.path and name.startswith(KIND_WORD[kind] + "."):
            found.setdefault(entry.path, name_of_field(name))
    return found


def label_of_path(path: str, kind: Kind, language: str = "zh") -> str:
    """What a field is called: by the list's own header in Chinese, by its path in English."""
    if language != "zh":
        return path
    labels = _labels(kind)
    return labels.get(path) or labels.get(path.partition(".")[0]) or path


def words_of(path: str, value: Any, language: str = "zh") -> str:
    """A value as it may stand in a cell."""
    if value is None:
        return ""
    if isinstance(value, list):
        return ("、" if language == "zh" else ", ").join(words_of(path, item, language) for item in value)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    if path in _SCHOOLING and value in EDUCATION_NAMES:
        return EDUCATION_NAMES[value][language != "zh"]
    if path in _PLACES and value in by_code():
        return by_code()[value].name
    return str(value)
