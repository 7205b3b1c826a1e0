"""What is asked of a matcher, and where a page begins."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass
from typing import Literal

from matcher.domain.errors import InputError
from matcher.domain.records import Candidate, Job
from matcher.domain.requests import Explain, Filters
from matcher.ranking.memory import NOTHING, Memory
from matcher.rules.context import Context
from matcher.rules.scenario import Scenario

Wants = Literal["jobs", "candidates"]


@dataclass(frozen=True)
class Query:
    """One question: the records of the other side for `record`, in a scenario, at a moment (`context.as_of`).

    owner      the tenant of the record, where that is not the asker's: a public job
    sensitive  whether the asker's key may see what rules on arrangements, limits and entitlement say
    offset     where the page begins
    memory     the titles that the tenant's staff confirmed
    """

    tenant: str
    record: Candidate | Job
    scenario: Scenario
    context: Context
    k: int = 10
    offset: int = 0
    filters: Filters | None = None
    explain: Explain = "brief"
    language: str = "zh"
    sensitive: bool = True
    memory: Memory = NOTHING
    owner: str | None = None

    @property
    def stretch(self) -> int:
        """How many records are recalled and ranked together: what the scenario says, up to a whole page."""
        return -(-self.scenario.recall // self.k) * self.k

    @property
    def wants(self) -> Wants:
        """The other side."""
        return "jobs" if isinstance(self.record, Candidate) else "candidates"


def fingerprint(*parts: object) -> str:
    """What a cursor belongs to: it serves no other question."""
    return hashlib.sha256(json.dumps([str(part) for part in parts]).encode()).hexdigest()[:16]


def write_cursor(offset: int, moment: str, mark: str) -> str:
    """Where the next page begins, as an opaque text: the offset, the moment of the first page, the question's mark."""
    return base64.urlsafe_b64encode(json.dumps([offset, moment, mark]).encode()).decode().rstrip("=")


def read_cursor(text: str) -> tuple[int, str, str]:
    """Offset, moment and mark. Raises InputError for what `write_cursor` did not write."""
    try:
        offset, moment, mark = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        if not (isinstance(offset, int) and offset >= 0 and isinstance(moment, str) and isinstance(mark, str)):
            raise ValueError("not a cursor")
    except (ValueError, binascii.Error):
        raise InputError("cursor_wrong") from None
    return offset, moment, mark
