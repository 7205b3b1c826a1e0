"""Imports: what each of them replaced, so that it can be taken back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, tuple_, update

from matcher.domain.errors import Conflict, UnknownId
from matcher.domain.moments import parse_moment, write_moment
from matcher.store.records import batches, digest_of, digests, get_many, put_many
from matcher.store.rows import Document, Import, Kind, Put, Stored
from matcher.store.schema import import_versions, imports
from matcher.store.sealing import place
from matcher.store.vault import Vault, canonical


def start(connection: Connection, tenant: str, kind: Kind, at: datetime, note: Document) -> int:
    """Opens an import and gives its number, counted per tenant from 1."""
    newest = connection.execute(select(func.max(imports.c.no)).where(imports.c.tenant == tenant)).scalar_one()
    row = {"tenant": tenant, "no": (newest or 0) + 1, "kind": kind, "at": write_moment(at), "state": "open"}
    connection.execute(insert(imports).values(**row, note=canonical(note).decode()))
    return (newest or 0) + 1


def finish(connection: Connection, tenant: str, no: int, note: Document) -> None:
    """Closes an import; `note` is added to what it said at the start."""
    found = find(connection, tenant, no)
    values = {"state": "done", "note": canonical(found.note | note).decode()}
    connection.execute(update(imports).where(*_is(tenant, no)).values(**values))


def find(connection: Connection, tenant: str, no: int) -> Import:
    """One import. Raises UnknownId."""
    row = connection.execute(select(imports).where(*_is(tenant, no))).one_or_none()
    if row is None:
        raise UnknownId("import_unknown", no=no)
    return _import(row)


def listed(connection: Connection, tenant: str) -> list[Import]:
    """All imports of a tenant, the newest first."""
    rows = connection.execute(select(imports).where(imports.c.tenant == tenant).order_by(imports.c.no.desc()))
    return [_import(row) for row in rows]


def put_remembering(
    connection: Connection, vault: Vault, tenant: str, rows: Sequence[tuple[Kind, Document]], at: datetime, no: int
) -> list[Put]:
    """Puts documents as part of import `no`, keeping the versions that they replace."""
    before: dict[tuple[Kind, str], Stored] = {}
    for kind in sorted({kind for kind, _ in rows}):
        names = {document["id"] for row_kind, document in rows if row_kind == kind}
        before |= {(kind, old.id): old for old in get_many(connection, vault, kind, [(tenant, n) for n in names])}
    puts = put_many(connection, vault, tenant, rows, at)
    places = [(kind, document["id"]) for kind, document in rows]
    changed = digests(connection, tenant, {where for where, put in zip(places, puts, strict=True) if put.changed})
    touched = _touched(connection, tenant, no, list(changed))
    again = [{"_kind": w[0], "_id": w[1], "digest": digest} for w, digest in changed.items() if w in touched]
    fresh: list[dict[str, Any]] = [
        {"tenant": tenant, "no": no, "kind": kind, "id": id_, "digest": digest}
        | {"sealed": _kept(vault, tenant, no, before.get((kind, id_)))}
        for (kind, id_), digest in changed.items()
        if (kind, id_) not in touched
    ]
    if fresh:
        connection.execute(insert(import_versions), fresh)
    if again:
        where = (import_versions.c.kind == bindparam("_kind"), import_versions.c.id == bindparam("_id"))
        mine = (import_versions.c.tenant == tenant, import_versions.c.no == no)
        connection.execute(update(import_versions).where(*mine, *where), again)
    return puts


@dataclass(frozen=True, slots=True)
class Way:
    """The way back from an import: what to remove, what to put again, and how many records to leave as they are."""

    removed: dict[Kind, list[str]]
    restored: list[tuple[Kind, Document]]
    kept: int


def way_back(connection: Connection, vault: Vault, tenant: str, no: int) -> Way:
    """What taking an import back takes; a record that no longer is as the import wrote it is left as it is."""
    mine = (import_versions.c.tenant == tenant, import_versions.c.no == no)
    rows = connection.execute(
        select(import_versions).where(*mine).order_by(import_versions.c.kind, import_versions.c.id)
    )
    versions = rows.all()
    now = digests(connection, tenant, [(row.kind, row.id) for row in versions])
    standing = [row for row in versions if now.get((row.kind, row.id)) == row.digest]
    removed: dict[Kind, list[str]] = {}
    restored: list[tuple[Kind, Document]] = []
    earlier = (imports.c.tenant == tenant, imports.c.no < no, imports.c.state == "undone")
    undone = connection.execute(select(func.count()).select_from(imports).where(*earlier)).scalar_one() > 0
    for row in standing:
        former = _former(connection, vault, row, undone=undone)
        if former is None:
            removed.setdefault(row.kind, []).append(row.id)
        else:
            restored.append((row.kind, former))
    return Way(removed, restored, len(versions) - len(standing))


def _former(connection: Connection, vault: Vault, row: Any, *, undone: bool) -> Document | None:
    """What stood before an import wrote a record, past what imports wrote that were taken back since; None: nothing."""
    while row.sealed is not None:
        former: Document = vault.open(row.sealed, place(row.tenant, row.no, row.kind, row.id))
        if not undone:
            return former
        wrote = digest_of(vault, row.tenant, row.kind, former)
        same = (
            import_versions.c.tenant == row.tenant,
            import_versions.c.kind == row.kind,
            import_versions.c.id == row.id,
        )
        of_undone = (imports.c.tenant == row.tenant, imports.c.no == import_versions.c.no, imports.c.state == "undone")
        statement = select(import_versions).where(*same, *of_undone)
        earlier = (import_versions.c.digest == wrote, import_versions.c.no < row.no)
        found = connection.execute(
            statement.where(*earlier).order_by(import_versions.c.no.desc()).limit(1)
        ).one_or_none()
        if found is None:
            return former
        row = found
    return None


def close_undone(connection: Connection, tenant: str, no: int) -> None:
    """Marks an import as taken back. Raises Conflict when it was already."""
    if find(connection, tenant, no).state == "undone":
        raise Conflict("import_already_undone", no=no)
    connection.execute(update(imports).where(*_is(tenant, no)).values(state="undone"))


def _touched(connection: Connection, tenant: str, no: int, places: list[tuple[Kind, str]]) -> set[tuple[Kind, str]]:
    """Those of some places whose former version this import keeps already."""
    mine = (import_versions.c.tenant == tenant, import_versions.c.no == no)
    found: set[tuple[Kind, str]] = set()
    for pairs in batches(places):
        named = tuple_(import_versions.c.kind, import_versions.c.id).in_(pairs)
        rows = connection.execute(select(import_versions.c.kind, import_versions.c.id).where(*mine, named))
        found |= {(row.kind, row.id) for row in rows}
    return found


def _kept(vault: Vault, tenant: str, no: int, before: Stored | None) -> bytes | None:
    return None if before is None else vault.seal(before.document, place(tenant, no, before.kind, before.id))


def _is(tenant: str, no: int) -> tuple[Any, ...]:
    return (imports.c.tenant == tenant, imports.c.no == no)


def _import(row: Any) -> Import:
    return Import(row.tenant, row.no, row.kind, parse_moment(row.at), row.state, json.loads(row.note))
