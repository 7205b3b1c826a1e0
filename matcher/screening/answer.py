"""A request to screen, answered: one object, or one for each advertisement of a list."""

from __future__ import annotations

from datetime import date
from typing import Any

from matcher.domain.requests import INLINE_ID, Screen, ScreenItem
from matcher.screening.screen import screen, screen_job


def screen_request(asked: Screen, language: str, day: date) -> dict[str, Any]:
    """The screening object of the contract, or `items` of them, each with its id or its place in the list from 1."""
    if asked.items is None:
        return _one(asked, language, day)
    return {
        "items": [
            {**({"id": known} if (known := _known_id(item)) else {"row": row}), **_one(item, language, day)}
            for row, item in enumerate(asked.items, 1)
        ]
    }


def _one(item: Screen | ScreenItem, language: str, day: date) -> dict[str, Any]:
    if item.job is not None:
        return screen_job(item.job, language, day).as_json()
    assert item.text is not None  # a request brings one of both
    return screen(item.text, language, day).as_json()


def _known_id(item: ScreenItem) -> str | None:
    """The id of an advertisement of a list: its own, else that of its job."""
    of_job = item.job.id if item.job is not None and item.job.id != INLINE_ID else None
    return item.id or of_job
