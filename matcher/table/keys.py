"""Names as numbers, so that sets of names are compared as arrays.

A name becomes the first 63 bits of its BLAKE2b: no list of names has to be shared between tables, so a query's one-row
table never adds to that of the market. Among a million names the chance of any two meeting is 5e-8.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import lru_cache

from matcher.domain.codes import fold

NO_KEY = 0


@lru_cache(maxsize=1 << 16)
def key(text: str) -> int:
    """The number of a name, whatever its width, case and blanks; never 0."""
    return int.from_bytes(hashlib.blake2b(fold(text).encode(), digest_size=8).digest(), "big") >> 1 or 1


class Names:
    """What the keys of a table were called, for reasons that name a thing."""

    def __init__(self) -> None:
        self._names: dict[int, str] = {}

    def note(self, text: str | None) -> int:
        """The key of a name, remembering the name as first written; `NO_KEY` of none."""
        if text is None:
            return NO_KEY
        number = key(text)
        self._names.setdefault(number, text)
        return number

    def note_all(self, texts: Iterable[str] | None) -> list[int] | None:
        """The keys of a list of names; None of an absent list."""
        return None if texts is None else [self.note(text) for text in texts]

    def update(self, others: Names) -> None:
        """Remember the names of another table too."""
        for number, text in others._names.items():
            self._names.setdefault(number, text)

    def __getitem__(self, number: int) -> str:
        return self._names[int(number)]
