"""Checks of a scenario's parameters: each gives the reason against a value, or None."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

Check = Callable[[Any], str | None]


def texts(value: Any) -> str | None:
    """A list of texts."""
    good = isinstance(value, list | tuple) and all(isinstance(item, str) and item for item in value)
    return None if good else "must be a list of texts"


def text(value: Any) -> str | None:
    """A text."""
    return None if isinstance(value, str) and value else "must be a text"


def number(value: Any) -> str | None:
    """A number from 0."""
    good = isinstance(value, int | float) and not isinstance(value, bool) and value >= 0
    return None if good else "must be a number from 0"


def flag(value: Any) -> str | None:
    """True or false."""
    return None if isinstance(value, bool) else "must be true or false"


def among(allowed: Sequence[str]) -> Check:
    """A list whose items are of a given list."""

    def check(value: Any) -> str | None:
        wrong = texts(value) or next((str(item) for item in value if item not in allowed), None)
        if wrong is None:
            return None
        return wrong if texts(value) else f"{wrong!r} is not one of: {', '.join(allowed)}"

    return check


def one_of(allowed: Sequence[str]) -> Check:
    """One item of a given list."""
    return lambda value: None if value in allowed else f"must be one of: {', '.join(allowed)}"
