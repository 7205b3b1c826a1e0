"""What goes into the store and comes out of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

Document = dict[str, Any]
Kind = Literal["candidate", "job", "employer"]
KINDS: tuple[Kind, ...] = ("candidate", "job", "employer")
Op = Literal["put", "delete"]
OperationState = Literal["queued", "running", "done", "failed", "cancelled"]


@dataclass(frozen=True, slots=True)
class Put:
    """What a put did. `seq` is the record's place in the change sequence: the old one when nothing changed."""

    created: bool
    changed: bool
    seq: int

    @property
    def etag(self) -> str:
        """The entity tag, without quotes."""
        return etag_of(self.seq)


@dataclass(frozen=True, slots=True)
class Stored:
    """A record as it is stored, opened."""

    tenant: str
    kind: Kind
    id: str
    document: Document
    seq: int
    updated_at: datetime

    @property
    def etag(self) -> str:
        """The entity tag, without quotes."""
        return etag_of(self.seq)


def etag_of(seq: int) -> str:
    """The entity tag of the state that change `seq` wrote."""
    return f"s{seq}"


@dataclass(frozen=True, slots=True)
class Change:
    """One step of the ordered sequence. A `delete` of a candidate is also the tombstone of its erasure."""

    seq: int
    tenant: str
    kind: Kind
    id: str
    op: Op
    at: datetime


@dataclass(frozen=True, slots=True)
class Event:
    """What happened between a candidate and a job (`view`, `apply`, `hire`, `left`, ...)."""

    candidate_id: str
    job_id: str
    event: str
    at: datetime
    reason_code: str | None = None
    context: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """An event with its number, which rises in the order of commits, and its tenant."""

    no: int
    tenant: str
    event: Event


@dataclass(frozen=True, slots=True)
class Import:
    """One call of `import`: state is open, done or undone; the note holds counts and consents, nothing of a person."""

    tenant: str
    no: int
    kind: Kind
    at: datetime
    state: str
    note: Document


@dataclass(frozen=True, slots=True)
class Undone:
    """What taking an import back did: records that were new and are removed, records back at their former version,
    records left alone because something else changed them since.
    """

    removed: int
    restored: int
    kept: int


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One data row of an import's sheet: its outcome, its record (None where nothing is stored for it), its cells and
    findings; `near` are the other records that its findings name.
    """

    sheet: int
    row: int
    outcome: str
    id: str | None
    content: Document
    near: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KeyInfo:
    """An API key without its secret."""

    id: str
    tenant: str
    name: str
    scopes: frozenset[str]
    created_at: datetime
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Who did what to whom, when and why. A subject reads `candidate/c-001`."""

    no: int
    tenant: str
    at: datetime
    actor: str
    action: str
    subject: str
    reason: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A response that was given to a request with an Idempotency-Key."""

    status: int
    body: Any
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Operation:
    """Long work: `done` of `total` steps, a result when it is done, a problem when it failed."""

    id: str
    tenant: str
    kind: str
    state: OperationState
    done: int
    total: int
    cancel_requested: bool
    created_at: datetime
    updated_at: datetime
    request: Document
    result: Document | None
