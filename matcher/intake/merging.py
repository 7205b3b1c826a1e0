"""Two records of one person or post made one, once a person has said that they are."""

from __future__ import annotations

from typing import Any

from matcher.intake.draft import Document


def merged(keep: Document, other: Document) -> Document:
    """`keep` with what only `other` says: its own values stand, lists are joined, objects are merged part by part.

    A consent is never joined: what somebody allowed for one record stays with `keep` alone, because the other may
    have been another's mistake.
    """
    return {**{key: value for key, value in other.items() if key != "consents"}, **_joined(keep, other)}


def _joined(keep: Document, other: Document) -> Document:
    return {key: value if key in ("id", "consents") else _join(value, other.get(key)) for key, value in keep.items()}


def _join(mine: Any, theirs: Any) -> Any:
    if isinstance(mine, dict) and isinstance(theirs, dict):
        return {**theirs, **{key: _join(value, theirs.get(key)) for key, value in mine.items()}}
    if isinstance(mine, list) and isinstance(theirs, list):
        return mine + [item for item in theirs if item not in mine]
    return mine
