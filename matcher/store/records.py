"""Records and their change sequence, written in the same transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Integer, Row, Select, bindparam, delete, func, insert, select, tuple_, update

from matcher.domain.errors import Conflict
from matcher.domain.moments import parse_moment, write_moment
from matcher.store import counters
from matcher.store.rows import Change, Document, Kind, Put, Stored, etag_of
from matcher.store.schema import changes, records
from matcher.store.sealing import close, disclose, place
from matcher.store.vault import Vault, canonical

_BATCH = 400  # pairs in one statement; older SQLite takes 999 values
_STREAM_ROWS = 1000


@dataclass(slots=True)
class State:
    """A record's state within a write: as it was found (`document` None) or as a row of this write makes it."""

    digest: bytes
    seq: int
    document: Document | None = None
    created: bool = False


Place = tuple[Kind, str]  # kind and id, within a tenant

# The statements of every call, made once: building one costs more than running it.
_THIS = (
    records.c.kind == bindparam("_kind"),
    records.c.tenant == bindparam("_tenant"),
    records.c.id == bindparam("_id"),
)
_FIND = select(records.c.digest, records.c.seq).where(*_THIS)
_GET = select(records).where(*_THIS)
_INSERT = insert(records)
_UPDATE = update(records).where(*_THIS)
_LOG = insert(changes)


def put_many(
    connection: Connection,
    vault: Vault,
    tenant: str,
    rows: Sequence[tuple[Kind, Document]],
    at: datetime,
) -> list[Put]:
    """Stores documents in order; of the same record twice the later one stands. What is equal is left alone."""
    current = _found(connection, tenant, [(kind, document["id"]) for kind, document in rows])
    states: list[tuple[State, bool]] = []
    written: list[tuple[Place, State]] = []
    for kind, document in rows:
        key = (kind, document["id"])
        before = current.get(key)
        digest = digest_of(vault, tenant, kind, document)
        if before is not None and before.digest == digest:
            states.append((before, False))
            continue
        current[key] = State(digest, 0, document, created=before is None)
        states.append((current[key], True))
        written.append((key, current[key]))
    for (_, state), seq in zip(written, counters.take(connection, "change", len(written)), strict=True):
        state.seq = seq
    new = {key for key, state in written if state.created}
    _write(connection, vault, tenant, dict(written), new, write_moment(at))
    _log(connection, tenant, [(state.seq, *key) for key, state in written], "put", at)
    return [Put(state.created and changed, changed, state.seq) for state, changed in states]


def digest_of(vault: Vault, tenant: str, kind: Kind, document: Document) -> bytes:
    """A keyed hash of a document in its place: equal where the documents are."""
    return vault.mac("record", f"{place(tenant, kind, document['id'])}\x1f".encode() + canonical(document))


def check_match(connection: Connection, tenant: str, kind: Kind, id_: str, if_match: str | Collection[str]) -> None:
    """Raises Conflict unless the record stands as one of the entity tags says (`*`: as it is, but it is)."""
    wanted = {if_match} if isinstance(if_match, str) else set(if_match)
    found = _found(connection, tenant, [(kind, id_)]).get((kind, id_))
    if found is None or not ("*" in wanted or etag_of(found.seq) in wanted):
        raise Conflict("if_match_failed")


def get(connection: Connection, vault: Vault, tenant: str, kind: Kind, id_: str) -> Stored | None:
    """One record."""
    row = connection.execute(_GET, {"_kind": kind, "_tenant": tenant, "_id": id_}).one_or_none()
    return None if row is None else _open(vault, row)


def get_many(connection: Connection, vault: Vault, kind: Kind, names: Iterable[tuple[str, str]]) -> list[Stored]:
    """The records of these (tenant, id) pairs that exist, in no promised order."""
    found: list[Stored] = []
    for pairs in batches(list(names)):
        where = (records.c.kind == kind, tuple_(records.c.tenant, records.c.id).in_(pairs))
        found += [_open(vault, row) for row in connection.execute(select(records).where(*where))]
    return found


def stream(connection: Connection, vault: Vault, kind: Kind) -> Iterator[Stored]:
    """Every record of a kind, of all tenants, by tenant and id."""
    statement = select(records).where(records.c.kind == kind).order_by(records.c.tenant, records.c.id)
    for row in connection.execution_options(yield_per=_STREAM_ROWS).execute(statement):
        yield _open(vault, row)


def page(connection: Connection, vault: Vault, tenant: str, kind: Kind, after: str, limit: int) -> list[Stored]:
    """Records of one tenant by id, those after `after`."""
    statement = select(records).where(*_after(tenant, kind, after)).order_by(records.c.id).limit(limit)
    return [_open(vault, row) for row in connection.execute(statement)]


def ids(connection: Connection, tenant: str, kind: Kind, after: str, limit: int | None) -> list[str]:
    """Ids of one tenant in order, those after `after`."""
    statement = select(records.c.id).where(*_after(tenant, kind, after)).order_by(records.c.id).limit(limit)
    return list(connection.execute(statement).scalars())


def count(connection: Connection, kind: Kind, tenant: str | None) -> int:
    """How many records of a kind: of one tenant, or of all."""
    where = [records.c.kind == kind] + ([] if tenant is None else [records.c.tenant == tenant])
    return connection.execute(select(func.count()).select_from(records).where(*where)).scalar_one()


def remove_many(
    connection: Connection, tenant: str, kind: Kind, names: Collection[str], at: datetime, *, forget: bool
) -> list[str]:
    """Deletes records and adds a `delete` of each to the sequence; gives the ids of those that were there.

    `forget` leaves that one alone of their changes.
    """
    there = sorted(id_ for _, id_ in _found(connection, tenant, [(kind, name) for name in names]))
    for ids in batches(there):
        connection.execute(delete(records).where(*_are(records, tenant, kind, ids)))
        if forget:
            connection.execute(delete(changes).where(*_are(changes, tenant, kind, ids)))
    seqs = counters.take(connection, "change", len(there))
    _log(connection, tenant, [(seq, kind, id_) for seq, id_ in zip(seqs, there, strict=True)], "delete", at)
    return there


def digests(connection: Connection, tenant: str, places: Collection[Place]) -> dict[Place, bytes]:
    """The keyed hashes of records that are there: equal where the documents are."""
    return {where: state.digest for where, state in _found(connection, tenant, places).items()}


def mark(connection: Connection, tenant: str, kind: Kind, id_: str, op: str, at: datetime) -> int:
    """Adds one step to the sequence: followers look at the record again."""
    seq = counters.take(connection, "change")[0]
    _log(connection, tenant, [(seq, kind, id_)], op, at)
    return seq


def changes_since(
    connection: Connection, since: int, limit: int, tenant: str | None, kinds: Collection[Kind] | None
) -> list[Change]:
    """The steps after `since`, in order."""
    statement = _changes(of_tenant=tenant is not None, kinds=None if kinds is None else frozenset(kinds))
    rows = connection.execute(statement, {"_since": since, "_limit": limit, "_tenant": tenant})
    return [Change(row.seq, row.tenant, row.kind, row.id, row.op, parse_moment(row.at)) for row in rows]


@cache
def _changes(*, of_tenant: bool, kinds: frozenset[Kind] | None) -> Select[Any]:
    statement = select(changes).where(changes.c.seq > bindparam("_since")).order_by(changes.c.seq)
    if of_tenant:
        statement = statement.where(changes.c.tenant == bindparam("_tenant"))
    if kinds is not None:
        statement = statement.where(changes.c.kind.in_(sorted(kinds)))
    return statement.limit(bindparam("_limit", type_=Integer))


def _found(connection: Connection, tenant: str, keys: Collection[Place]) -> dict[Place, State]:
    if len(keys) == 1:
        ((kind, id_),) = keys
        row = connection.execute(_FIND, {"_kind": kind, "_tenant": tenant, "_id": id_}).one_or_none()
        return {} if row is None else {(kind, id_): State(row.digest, row.seq)}
    found: dict[Place, State] = {}
    for pairs in batches(sorted(set(keys))):
        where = (records.c.tenant == tenant, tuple_(records.c.kind, records.c.id).in_(pairs))
        rows = connection.execute(select(records.c.kind, records.c.id, records.c.digest, records.c.seq).where(*where))
        found.update({(row.kind, row.id): State(row.digest, row.seq) for row in rows})
    return found


def _write(
    connection: Connection, vault: Vault, tenant: str, states: dict[Place, State], new: set[Place], at: str
) -> None:
    made = {key: _row(vault, tenant, key, state, at) for key, state in states.items()}
    inserted = [row for key, row in made.items() if key in new]
    updated = [_renamed(row) for key, row in made.items() if key not in new]
    if inserted:
        connection.execute(_INSERT, inserted)
    if updated:
        connection.execute(_UPDATE, updated)


def _row(vault: Vault, tenant: str, key: Place, state: State, at: str) -> dict[str, Any]:
    kind, id_ = key
    shown, sealed = close(vault, tenant, kind, id_, state.document or {})
    names = {"kind": kind, "tenant": tenant, "id": id_}
    return names | {"seq": state.seq, "at": at, "digest": state.digest, "document": shown, "sealed": sealed}


def _renamed(row: dict[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in row.items() if name not in ("kind", "tenant", "id")}
    return kept | {"_kind": row["kind"], "_tenant": row["tenant"], "_id": row["id"]}


def _log(connection: Connection, tenant: str, steps: Sequence[tuple[int, Kind, str]], op: str, at: datetime) -> None:
    if steps:
        common: dict[str, Any] = {"tenant": tenant, "op": op, "at": write_moment(at)}
        connection.execute(_LOG, [common | {"seq": seq, "kind": kind, "id": id_} for seq, kind, id_ in steps])


def _open(vault: Vault, row: Row[Any]) -> Stored:
    document = disclose(vault, row.tenant, row.kind, row.id, row.document, row.sealed)
    return Stored(row.tenant, row.kind, row.id, document, row.seq, datetime.fromisoformat(row.at))


def _are(table: Any, tenant: str, kind: Kind, ids: Sequence[str]) -> tuple[Any, ...]:
    return (table.c.kind == kind, table.c.tenant == tenant, table.c.id.in_(ids))


def _after(tenant: str, kind: Kind, after: str) -> tuple[Any, ...]:
    return (records.c.kind == kind, records.c.tenant == tenant, records.c.id > after)


def batches(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """Parts small enough for one statement."""
    for start in range(0, len(items), _BATCH):
        yield items[start : start + _BATCH]
