"""A description as its sentences: the mean of their vectors says more than one vector of the whole."""

from __future__ import annotations

import re

ENDS = re.compile(r"[。！？；!?;\n\r]+|\.(?=\s|$)")


def sentences(text: str) -> list[str]:
    """The sentences of a text, without their stops and without blank ones."""
    return [stripped for part in ENDS.split(text) if (stripped := part.strip())]
