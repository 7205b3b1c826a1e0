"""Every rule by its code, with the law behind it (`catalogue.toml`)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from matcher.domain.law import Source
from matcher.rules import (
    access,
    age,
    consent,
    entitlement,
    history,
    hours,
    internship,
    pay,
    place,
    posting,
    schooling,
    trade,
    wish,
)
from matcher.rules.rule import Rule

_SUBJECTS = (
    access,
    age,
    consent,
    entitlement,
    history,
    hours,
    internship,
    pay,
    place,
    posting,
    schooling,
    trade,
    wish,
)
RULES: Mapping[str, Rule] = {rule.code: rule for subject in _SUBJECTS for rule in subject.RULES}


@dataclass(frozen=True, slots=True)
class Entry:
    """What the catalogue says of a rule: its source, and whether it speaks of sensitive fields."""

    source: Source
    sensitive: bool


@cache
def entries() -> Mapping[str, Entry]:
    """The catalogue. Every rule stands in it."""
    data = tomllib.loads(files("matcher.rules").joinpath("catalogue.toml").read_text("utf-8"))
    return {
        code: Entry(Source(values["title"], values.get("article", "")), values.get("sensitive", False))
        for code, values in data.items()
    }
