"""One type for a bad cell, a bad field and a bad line."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any, Literal

from matcher.domain.words import say

Severity = Literal["repair", "question", "reject", "duplicate"]


@dataclasses.dataclass(frozen=True, slots=True)
class Finding:
    """Something that a reader must know about one place of an input.

    code      stable, names the words (`domain/data/words`)
    severity  repair: mended and stored; question: stored without the doubtful part; reject: not stored;
              duplicate: of another row
    pointer   RFC 6901 into a JSON document ("/skills/3"), else None
    file, sheet, row, column  the place in a spreadsheet as it shows them (rows from 1, columns by letter)
    field     path in the record ("pay.min")
    value     what stood there; the doors mask it where `domain.sensitive` says so, and HTTP never shows it
    repair    what was stored instead
    values    fill in the words
    """

    code: str
    severity: Severity = "reject"
    pointer: str | None = None
    file: str | None = None
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    field: str | None = None
    value: Any = None
    repair: Any = None
    values: Mapping[str, object] = dataclasses.field(default_factory=dict)

    def text(self, language: str = "zh") -> str:
        """The reason in words, without the value itself."""
        return say(self.code, language, **self.values)
