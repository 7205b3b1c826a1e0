"""Fairs that the service plans: who sets one up names people and posts that are stored."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from matcher.domain.errors import UnknownId
from matcher.domain.moments import write_moment
from matcher.store.rows import Document
from matcher.store.schema import fairs
from matcher.store.sealing import place
from matcher.store.vault import Vault


def add(connection: Connection, vault: Vault, tenant: str, document: Document, at: datetime) -> str:
    """Keeps a fair and gives its id."""
    id_ = f"f-{secrets.token_hex(6)}"
    sealed = vault.seal(document, place("fair", tenant, id_))
    connection.execute(insert(fairs).values(tenant=tenant, id=id_, at=write_moment(at), sealed=sealed))
    return id_


def get(connection: Connection, vault: Vault, tenant: str, id_: str) -> Document:
    """The fair as it was set up. Raises UnknownId."""
    sealed = connection.execute(select(fairs.c.sealed).where(*_is(tenant, id_))).scalar_one_or_none()
    if sealed is None:
        raise UnknownId("fair_id_unknown")
    document: Document = vault.open(sealed, place("fair", tenant, id_))
    return document


def remove(connection: Connection, tenant: str, id_: str) -> bool:
    """Deletes a fair; False when there is none."""
    return bool(connection.execute(delete(fairs).where(*_is(tenant, id_))).rowcount)


def forget(
    connection: Connection, vault: Vault, tenant: str, kind: str, names: Collection[str], instead: str | None = None
) -> None:
    """Takes erased people, or deleted jobs, off the lists of all fairs; `instead` stands there in their place."""
    gone, key = set(names), f"{kind}s"
    for row in connection.execute(select(fairs.c.id).where(fairs.c.tenant == tenant)).all():
        document = get(connection, vault, tenant, row.id)
        listed = document.get(key) or ()
        if not gone.isdisjoint(listed):
            kept = (instead if name in gone else name for name in listed)
            document[key] = list(dict.fromkeys(filter(None, kept)))
            sealed = vault.seal(document, place("fair", tenant, row.id))
            connection.execute(update(fairs).where(*_is(tenant, row.id)).values(sealed=sealed))


def _is(tenant: str, id_: str) -> tuple[Any, ...]:
    return (fairs.c.tenant == tenant, fairs.c.id == id_)
