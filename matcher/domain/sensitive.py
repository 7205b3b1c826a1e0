"""Which fields are sensitive personal information, said once; encryption, views, logs and erasure are derived from it.

Personal Information Protection Law (个人信息保护法) articles 28 to 30; contract section 2.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

SEALED: Mapping[str, tuple[str, ...]] = {"candidate": ("contact", "disability"), "job": ("contact",), "employer": ()}
"""Encrypted at rest, masked in reports."""

SENSITIVE: Mapping[str, tuple[str, ...]] = {
    "candidate": ("contact", "disability", "groups", "entitlements", "gender", "birth_date"),
    "job": ("contact",),
    "employer": (),
}
"""Shown to `sensitive:read` alone; never in a log, an index's metadata, an error, a URL or an employer's view."""


def public_view(kind: str, document: Mapping[str, Any]) -> dict[str, Any]:
    """The document without its sensitive fields."""
    return {key: value for key, value in document.items() if key not in SENSITIVE[kind]}
