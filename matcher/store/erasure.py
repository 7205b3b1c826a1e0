"""Erasing a candidate: every trace but a tombstone with the time.

A table that may name a candidate has its line here; the test searches the database's bytes for what is left.
"""

from __future__ import annotations

from sqlalchemy import Connection, delete, select, update

from matcher.store.rows import Kind
from matcher.store.schema import answers, audit_log, events, import_versions, operations, releases
from matcher.store.sealing import place
from matcher.store.vault import Vault, canonical

ERASED = "candidate/*"


def erase_traces(connection: Connection, vault: Vault, tenant: str, kind: Kind, id_: str) -> None:
    """Removes what refers to a record that is deleted; of a candidate, everything."""
    saved = (import_versions.c.kind == kind, import_versions.c.tenant == tenant, import_versions.c.id == id_)
    connection.execute(delete(import_versions).where(*saved))
    if kind == "job":
        connection.execute(delete(releases).where(releases.c.tenant == tenant, releases.c.job_id == id_))
    if kind == "candidate":
        connection.execute(delete(events).where(events.c.tenant == tenant, events.c.candidate_id == id_))
        named = (audit_log.c.tenant == tenant, audit_log.c.subject == f"candidate/{id_}")
        connection.execute(update(audit_log).where(*named).values(subject=ERASED, reason=""))
        _erase_answers(connection, vault, tenant, id_)
        _erase_operations(connection, vault, tenant, id_)


def _erase_answers(connection: Connection, vault: Vault, tenant: str, id_: str) -> None:
    """Kept answers to idempotent requests that name the person; they live two days, so there are few."""
    rows = connection.execute(select(answers.c.key, answers.c.sealed).where(answers.c.tenant == tenant))
    named = [row.key for row in rows if _names(vault.open(row.sealed, place("answer", tenant, row.key)), id_)]
    for key in named:
        connection.execute(delete(answers).where(answers.c.tenant == tenant, answers.c.key == key))


def _erase_operations(connection: Connection, vault: Vault, tenant: str, id_: str) -> None:
    rows = connection.execute(select(operations).where(operations.c.tenant == tenant)).all()
    for row in rows:
        where = place("operation", tenant, row.id)
        kept = [vault.open(sealed, where) for sealed in (row.request, row.result) if sealed is not None]
        if any(_names(value, id_) for value in kept):
            connection.execute(delete(operations).where(operations.c.id == row.id))


def _names(value: object, id_: str) -> bool:
    return canonical(id_) in canonical(value)
