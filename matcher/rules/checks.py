"""Checks of a scenario's parameters: each gives the fault of a value, or None."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Fault:
    """What is wrong with a value: `code` names the words (`scenario_CODE`), `values` fill them in."""

    code: str
    values: Mapping[str, object] = field(default_factory=dict)


Check = Callable[[Any], Fault | None]


def texts(value: Any) -> Fault | None:
    """A list of texts."""
    good = isinstance(value, list | tuple) and all(isinstance(item, str) and item for item in value)
    return None if good else Fault("not_texts")


def text(value: Any) -> Fault | None:
    """A text."""
    return None if isinstance(value, str) and value else Fault("not_text")


def number(value: Any) -> Fault | None:
    """A number from 0."""
    good = isinstance(value, int | float) and not isinstance(value, bool) and value >= 0
    return None if good else Fault("not_number")


def two_numbers(value: Any) -> Fault | None:
    """A list of two numbers from 0."""
    good = isinstance(value, list) and len(value) == 2 and all(number(item) is None for item in value)
    return None if good else Fault("not_two_numbers")


def among(allowed: Sequence[str]) -> Check:
    """A list whose items are of a given list."""

    def check(value: Any) -> Fault | None:
        if fault := texts(value):
            return fault
        return next((fault for item in value if (fault := one_of(allowed)(item))), None)

    return check


def one_of(allowed: Sequence[str]) -> Check:
    """One item of a given list."""
    return lambda value: (
        None if value in allowed else Fault("not_one_of", {"value": value, "allowed": ", ".join(allowed)})
    )
