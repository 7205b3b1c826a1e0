"""Long work: visible, cancellable, kept in the store so that any process can answer for it."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select, update

from matcher.domain.errors import Conflict, UnknownId
from matcher.domain.moments import parse_moment, write_moment
from matcher.store.database import Database
from matcher.store.rows import Document, Operation, OperationState
from matcher.store.schema import operations
from matcher.store.sealing import place
from matcher.store.vault import Vault

_OPEN: tuple[OperationState, ...] = ("queued", "running")


class Operations:
    """queued → running → done, failed or cancelled."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    def create(self, tenant: str, kind: str, request: Document, at: datetime) -> Operation:
        """A queued operation."""
        id_, moment = f"op-{secrets.token_hex(8)}", write_moment(at)
        row = {"id": id_, "tenant": tenant, "kind": kind, "state": "queued", "done": 0, "total": 0, "cancel": 0}
        row |= {"created_at": moment, "updated_at": moment, "request": self._seal(tenant, id_, request)}
        with self._database.writing() as connection:
            connection.execute(insert(operations).values(**row))
        return self.get(tenant, id_)

    def get(self, tenant: str, id_: str) -> Operation:
        """One operation of a tenant. Raises UnknownId."""
        with self._database.reading() as connection:
            row = connection.execute(select(operations).where(*_is(tenant, id_))).one_or_none()
        if row is None:
            raise UnknownId("operation_unknown")
        return self._operation(row)

    def take(self, at: datetime) -> Operation | None:
        """The oldest queued operation, now running; None when nothing waits."""
        oldest = select(operations).where(operations.c.state == "queued").order_by(operations.c.created_at)
        with self._database.writing() as connection:
            row = connection.execute(oldest.limit(1).with_for_update(skip_locked=True)).one_or_none()
            if row is None:
                return None
            self._set(row.tenant, row.id, at, state="running")
            return self.get(row.tenant, row.id)

    def progress(self, tenant: str, id_: str, done: int, total: int, at: datetime) -> bool:
        """Notes how far it is; True when somebody asked to cancel."""
        with self._database.writing():
            self._set(tenant, id_, at, done=done, total=total)
            return self.get(tenant, id_).cancel_requested

    def cancel(self, tenant: str, id_: str, at: datetime) -> Operation:
        """Cancels what waits, asks what runs to stop. Raises Conflict when it is over."""
        with self._database.writing():
            found = self.get(tenant, id_)
            if found.state not in _OPEN:
                raise Conflict("operation_over", state=found.state)
            self._set(tenant, id_, at, cancel=1, **({"state": "cancelled"} if found.state == "queued" else {}))
            return self.get(tenant, id_)

    def finish(self, tenant: str, id_: str, state: OperationState, result: Document | None, at: datetime) -> None:
        """The end: `done` with a result, `failed` with a problem, or `cancelled`."""
        sealed = self._seal(tenant, id_, result) if result is not None else None
        self._set(tenant, id_, at, state=state, result=sealed)

    def give_up(self, unheard_since: datetime, problem: Document, at: datetime) -> int:
        """Marks what runs and was not heard of since a moment as failed: its process has ended."""
        silent = (operations.c.state == "running", operations.c.updated_at < write_moment(unheard_since))
        with self._database.writing() as connection:
            rows = connection.execute(select(operations).where(*silent)).all()
            for row in rows:
                self.finish(row.tenant, row.id, "failed", problem, at)
            return len(rows)

    def _set(self, tenant: str, id_: str, at: datetime, **values: Any) -> None:
        with self._database.writing() as connection:
            connection.execute(
                update(operations).where(*_is(tenant, id_)).values(updated_at=write_moment(at), **values)
            )

    def _seal(self, tenant: str, id_: str, value: Document) -> bytes:
        return self._vault.seal(value, place("operation", tenant, id_))

    def _operation(self, row: Row[Any]) -> Operation:
        where = place("operation", row.tenant, row.id)
        return Operation(
            id=row.id,
            tenant=row.tenant,
            kind=row.kind,
            state=row.state,
            done=row.done,
            total=row.total,
            cancel_requested=bool(row.cancel),
            created_at=parse_moment(row.created_at),
            updated_at=parse_moment(row.updated_at),
            request=self._vault.open(row.request, where),
            result=self._vault.open(row.result, where) if row.result is not None else None,
        )


def _is(tenant: str, id_: str) -> tuple[Any, ...]:
    return (operations.c.tenant == tenant, operations.c.id == id_)
