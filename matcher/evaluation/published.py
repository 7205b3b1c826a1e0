"""Published figures of the public sets, as data, each with its source and why it may not be compared."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files


@dataclass(frozen=True)
class Published:
    """What others reported: (system, measure → value), best first, and whether the set is the very same."""

    systems: tuple[tuple[str, Mapping[str, float]], ...]
    comparable: bool
    because: Mapping[str, str]
    source: str
    second_hand: bool


def published(dataset: str) -> Published | None:
    """The published figures of a data set by its folder's name; None where there are none."""
    entry = tomllib.loads(files("matcher.evaluation").joinpath("published.toml").read_text("utf-8")).get(dataset)
    if entry is None:
        return None
    systems = tuple((each["name"], {k: v for k, v in each.items() if k != "name"}) for each in entry["systems"])
    return Published(systems, entry["comparable"], entry["because"], entry["source"], entry["seen"] != "source")
