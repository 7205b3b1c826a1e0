"""What can go wrong, as one small tree.

    FairMatchError          code, message
    ├── InputError          the input or the usage is wrong: exit 2, HTTP 400
    │   ├── RecordError     a record, line or body with wrong fields (findings with pointers)
    │   ├── FileRefused     a file that is not read at all (not a table, encrypted, too large, ...)
    │   ├── SettingError    a scenario, fair or settings file: file, key and reason
    │   └── UnknownId       no such record: exit 2, HTTP 404
    ├── Conflict            the state does not allow it: exit 2, HTTP 409 (If-Match: 412)
    ├── NotAllowed          no key, or a key without the scope: exit 2, HTTP 401 or 403
    └── Unavailable         something outside failed (disk full, port taken, database away): exit 1, HTTP 503

The doors (`api`, `scripts`) turn them into problem details and exit codes; nobody else looks at the class.
A message says what, where, why and the way out, in Chinese and English (`domain.words`), and never holds a
person's data.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from matcher.domain.words import say

if TYPE_CHECKING:
    from matcher.domain.findings import Finding


class FairMatchError(Exception):
    """The root. `code` is stable and names the words of the message; `values` fill them in."""

    def __init__(self, code: str, **values: object) -> None:
        self.code = code
        self.values = values
        super().__init__(code)

    def message(self, language: str = "zh") -> str:
        """The message in one language, with the values filled in."""
        return say(self.code, language, **self.values)

    def __str__(self) -> str:
        return self.message("en")


class InputError(FairMatchError):
    """The input or the usage is wrong."""


class RecordError(InputError):
    """A record, a line or a body has wrong fields; `findings` name each of them."""

    def __init__(self, findings: Sequence[Finding], code: str = "record_invalid", **values: object) -> None:
        self.findings = tuple(findings)
        super().__init__(code, count=len(self.findings), **values)

    def message(self, language: str = "zh") -> str:
        """The headline, then one clause a finding."""
        clauses = "; ".join(f"{f.pointer or f.field or ''} {f.text(language)}".strip() for f in self.findings)
        return f"{super().message(language)}: {clauses}" if clauses else super().message(language)


class FileRefused(InputError):
    """A file is not read at all; nothing of the call is stored."""


class SettingError(InputError):
    """A scenario, a fair or a settings file is wrong: `file`, `key`, `reason` among the values."""


class UnknownId(InputError):
    """There is no such record."""


class Conflict(FairMatchError):
    """The state of what is stored does not allow the change."""


class NotAllowed(FairMatchError):
    """No key, or a key without the scope that the call takes."""


class Unavailable(FairMatchError):
    """Something outside failed; trying again may help."""
