"""The numbers and sentences that the city is drawn from: `domain/data/city.toml` and this room's own `data/`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

from matcher.domain.moments import parse_moment

Table = Mapping[str, Any]


@cache
def assumed() -> Table:
    """The assumed distributions, with source and status (`matcher/domain/data/city.toml`)."""
    return tomllib.loads(files("matcher.domain").joinpath("data/city.toml").read_text("utf-8"))


def _over(table: Table, other: Table) -> Table:
    """`table` with the entries of `other` in place of its own."""
    found = dict(table)
    for key, value in other.items():
        below = found.get(key)
        found[key] = _over(below, value) if isinstance(below, Mapping) and isinstance(value, Mapping) else value
    return found


@cache
def unseen(name: str) -> Table:
    """A file of wording with the entries of its unseen companion, which no list of the importer was built on."""
    return _over(wording(name), wording(f"{name}_unseen"))


def default_moment() -> datetime:
    """The moment of a city whose clock nobody set."""
    return parse_moment(assumed()["as_of"])


@cache
def wording(name: str) -> Table:
    """One file of sentences or names of `matcher/city/data/`."""
    return tomllib.loads(files("matcher.city").joinpath(f"data/{name}.toml").read_text("utf-8"))
