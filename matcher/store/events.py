"""Events: what became of a pair. Their numbers rise in the order of commits, so followers read on from the last."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import BigInteger, Connection, Row, bindparam, delete, insert, select

from matcher.domain.moments import parse_moment, write_moment
from matcher.store import counters
from matcher.store.rows import Event, Kind, StoredEvent
from matcher.store.schema import events
from matcher.store.sealing import place
from matcher.store.vault import Vault

_NO_LIMIT = 2**62
_SINCE = (
    select(events)
    .where(events.c.no > bindparam("_no"))
    .order_by(events.c.no)
    .limit(bindparam("_limit", type_=BigInteger))
)
_SINCE_OF_TENANT = _SINCE.where(events.c.tenant == bindparam("_tenant"))


def add(connection: Connection, vault: Vault, tenant: str, added: Sequence[Event]) -> range:
    """Stores events and gives their numbers."""
    numbers = counters.take(connection, "event", len(added))
    rows = [_row(vault, tenant, no, event) for no, event in zip(numbers, added, strict=True)]
    if rows:
        connection.execute(insert(events), rows)
    return numbers


def since(
    connection: Connection, vault: Vault, no: int, tenant: str | None, limit: int | None
) -> Iterator[StoredEvent]:
    """The events after number `no`: of one tenant, or of all."""
    statement = _SINCE if tenant is None else _SINCE_OF_TENANT
    values = {"_no": no, "_tenant": tenant, "_limit": _NO_LIMIT if limit is None else limit}
    for row in connection.execution_options(yield_per=1000).execute(statement, values):
        yield _event(vault, row)


def move(connection: Connection, vault: Vault, tenant: str, kind: Kind, source: str, target: str) -> int:
    """Makes the events of one candidate or job another's; how many. New numbers, for followers."""
    named = events.c.candidate_id if kind == "candidate" else events.c.job_id
    mine = (events.c.tenant == tenant, named == source)
    found = [_event(vault, row).event for row in connection.execute(select(events).where(*mine).order_by(events.c.no))]
    connection.execute(delete(events).where(*mine))
    if kind == "candidate":
        moved = [replace(event, candidate_id=target) for event in found]
    else:
        moved = [replace(event, job_id=target) for event in found]
    return len(add(connection, vault, tenant, moved))


def _row(vault: Vault, tenant: str, no: int, event: Event) -> dict[str, Any]:
    return {
        "no": no,
        "tenant": tenant,
        "candidate_id": event.candidate_id,
        "job_id": event.job_id,
        "event": event.event,
        "reason_code": event.reason_code,
        "at": write_moment(event.at),
        "sealed": vault.seal(dict(event.context), place("event", tenant, no)) if event.context else None,
    }


def _event(vault: Vault, row: Row[Any]) -> StoredEvent:
    context = vault.open(row.sealed, place("event", row.tenant, row.no)) if row.sealed else {}
    at = parse_moment(row.at)
    return StoredEvent(row.no, row.tenant, Event(row.candidate_id, row.job_id, row.event, at, row.reason_code, context))
