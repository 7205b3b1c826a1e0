"""Erasing candidates: every trace but a tombstone with the time.

A table that may name a candidate has its line here; the test searches the database's bytes for what is left.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import Connection, delete, select, update

from matcher.store import fairs, sheets
from matcher.store.records import batches
from matcher.store.rows import Kind
from matcher.store.schema import answers, audit_log, events, import_versions, operations, releases
from matcher.store.sealing import place
from matcher.store.vault import Vault

ERASED = "candidate/*"


def erase_traces(connection: Connection, vault: Vault, tenant: str, kind: Kind, names: Collection[str]) -> None:
    """Removes what refers to records that are deleted; of candidates, everything."""
    fairs.forget(connection, vault, tenant, kind, names)
    sheets.forget_records(connection, vault, tenant, kind, names)
    for ids in batches(sorted(names)):
        kept = (import_versions.c.kind == kind, import_versions.c.tenant == tenant, import_versions.c.id.in_(ids))
        connection.execute(delete(import_versions).where(*kept))
        if kind == "job":
            connection.execute(delete(releases).where(releases.c.tenant == tenant, releases.c.job_id.in_(ids)))
        if kind == "candidate":
            connection.execute(delete(events).where(events.c.tenant == tenant, events.c.candidate_id.in_(ids)))
            subjects = audit_log.c.subject.in_([f"candidate/{id_}" for id_ in ids])
            named = update(audit_log).where(audit_log.c.tenant == tenant, subjects)
            connection.execute(named.values(subject=ERASED, reason=""))
    if kind == "candidate":
        _erase_answers(connection, vault, tenant, set(names))
        _erase_operations(connection, vault, tenant, set(names))


def _erase_answers(connection: Connection, vault: Vault, tenant: str, names: set[str]) -> None:
    """Kept answers to idempotent requests that name somebody; they live two days, so there are few."""
    rows = connection.execute(select(answers.c.key, answers.c.sealed).where(answers.c.tenant == tenant))
    naming = [row.key for row in rows if _names(vault.open(row.sealed, place("answer", tenant, row.key)), names)]
    for keys in batches(naming):
        connection.execute(delete(answers).where(answers.c.tenant == tenant, answers.c.key.in_(keys)))


def _erase_operations(connection: Connection, vault: Vault, tenant: str, names: set[str]) -> None:
    rows = connection.execute(select(operations).where(operations.c.tenant == tenant)).all()
    for row in rows:
        where = place("operation", tenant, row.id)
        kept = [vault.open(sealed, where) for sealed in (row.request, row.result) if sealed is not None]
        if any(_names(value, names) for value in kept):
            connection.execute(delete(operations).where(operations.c.id == row.id))


def _names(value: Any, names: set[str]) -> bool:
    return any(text in names for text in _texts(value))


def _texts(value: Any) -> Iterator[str]:
    """Every text in a JSON value, and in texts that are JSON themselves (a kept body)."""
    if isinstance(value, str):
        yield value
        if value[:1] in ("{", "["):
            yield from _texts_of_body(value)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)


def _texts_of_body(text: str) -> Iterator[str]:
    try:
        value = json.loads(text)
    except ValueError:
        return
    yield from _texts(value)
