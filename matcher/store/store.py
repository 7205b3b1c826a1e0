"""The store: the truth about records, events, keys and decisions. Everything else is derived from it."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Self

from sqlalchemy import Connection, insert, select, update

from matcher.domain.errors import InputError
from matcher.store import answers, counters, erasure, events, fairs, imports, notes, records, sheets
from matcher.store.database import Database
from matcher.store.keys import Keys
from matcher.store.migrations import is_newest, migrate
from matcher.store.operations import Operations
from matcher.store.rows import (
    KINDS,
    Answer,
    AuditEntry,
    Change,
    Document,
    Event,
    Import,
    Kind,
    Put,
    Stored,
    StoredEvent,
    Undone,
)
from matcher.store.schema import facts
from matcher.store.sheets import ImportSheets
from matcher.store.vault import Vault

_KEY_CHECK = select(facts.c.value).where(facts.c.name == "key_check")
_GENERATION = select(facts.c.value).where(facts.c.name == "generation")


class Store:
    """One database. Every call is a transaction of its own, or part of an open `transaction()` of its thread.

    What a call wrote is on the disk when it returns. Raises Unavailable when the database is away, full or busy.
    """

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault
        self.keys = Keys(database, vault)
        self.operations = Operations(database, vault)
        self.import_sheets = ImportSheets(database, vault)

    @classmethod
    def open(cls, url: str, vault: Vault) -> Self:
        """Opens the database of a URL (or a file's path), makes it when it is not there, migrates it when it is old.

        Raises InputError for a URL, a driver or a key that does not fit, Conflict for a newer schema.
        """
        database = Database(url)
        try:
            with database.committed() as connection:
                settled = is_newest(connection)
            if not settled:  # else nothing is written, so that looking waits for no writer
                with database.writing() as connection:
                    migrate(connection)
                    _settle(connection, vault)
            with database.committed() as connection:
                _check_key(connection, vault)
        except BaseException:
            database.close()
            raise
        return cls(database, vault)

    @property
    def file(self) -> Path | None:
        """The SQLite file; None on PostgreSQL."""
        return self._database.file

    def close(self) -> None:
        """Closes the database."""
        self._database.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Makes the calls inside, of this thread, one transaction: all of it is stored, or nothing."""
        with self._database.writing():
            yield

    def check(self) -> None:
        """Raises Unavailable where a page is damaged or a record does not open."""
        self._database.check()
        for kind in KINDS:
            for _ in self.stream(kind):
                pass

    def generation(self) -> str:
        """A name that changes when the whole content is replaced (`restore`): followers then start anew."""
        with self._database.committed() as connection:
            name: str = connection.execute(_GENERATION).scalar_one()
            return name

    # Records

    def put(
        self,
        tenant: str,
        kind: Kind,
        document: Document,
        at: datetime,
        *,
        if_match: str | Collection[str] | None = None,
        import_id: int | None = None,
    ) -> Put:
        """Creates or replaces a record. Raises Conflict when it is not at an entity tag of `if_match`."""
        with self._database.writing() as connection:
            if if_match is not None:
                records.check_match(connection, tenant, kind, document["id"], if_match)
            return self._put(connection, tenant, [(kind, document)], at, import_id)[0]

    def put_many(
        self, tenant: str, rows: Iterable[tuple[Kind, Document]], at: datetime, import_id: int | None = None
    ) -> list[Put]:
        """Stores documents in one transaction, in order; of the same record twice the later one stands."""
        with self._database.writing() as connection:
            return self._put(connection, tenant, list(rows), at, import_id)

    def get(self, tenant: str, kind: Kind, id_: str) -> Stored | None:
        """One record."""
        with self._database.reading() as connection:
            return records.get(connection, self._vault, tenant, kind, id_)

    def get_many(self, kind: Kind, names: Iterable[tuple[str, str]]) -> list[Stored]:
        """The records of these (tenant, id) pairs that exist, in no promised order."""
        with self._database.reading() as connection:
            return records.get_many(connection, self._vault, kind, names)

    def delete(
        self,
        tenant: str,
        kind: Kind,
        id_: str,
        at: datetime,
        *,
        erase: bool = True,
        if_match: str | Collection[str] | None = None,
    ) -> bool:
        """Deletes a record; False when there is none.

        Of a candidate `erase` takes every trace: events, saved versions, kept answers, the name in the audit log and
        the earlier changes. The `delete` in the change sequence stays as the tombstone.
        """
        with self._database.writing(cut=erase) as connection:
            if if_match is not None:
                records.check_match(connection, tenant, kind, id_, if_match)
            return bool(self._remove(connection, tenant, kind, [id_], at, erase=erase))

    def merge(
        self, tenant: str, kind: Kind, document: Document, other: str, at: datetime, import_id: int | None = None
    ) -> int:
        """Stores the document of two records made one and erases the other; how many events moved.

        The other's events, its places in fairs and its rows of imports become those of the record that stays.
        """
        with self._database.writing(cut=True) as connection:
            self._put(connection, tenant, [(kind, document)], at, import_id)
            moved = events.move(connection, self._vault, tenant, kind, other, document["id"])
            fairs.forget(connection, self._vault, tenant, kind, [other], instead=document["id"])
            sheets.move_rows(connection, self._vault, tenant, kind, other, document["id"])
            self._remove(connection, tenant, kind, [other], at, erase=True)
            return moved

    def ids(self, tenant: str, kind: Kind, after: str = "", limit: int | None = None) -> list[str]:
        """Ids in order, those after `after`."""
        with self._database.reading() as connection:
            return records.ids(connection, tenant, kind, after, limit)

    def page(self, tenant: str, kind: Kind, after: str = "", limit: int = 100) -> list[Stored]:
        """Records by id, those after `after`."""
        with self._database.reading() as connection:
            return records.page(connection, self._vault, tenant, kind, after, limit)

    def count(self, tenant: str | None, kind: Kind) -> int:
        """How many records: of a tenant, or of all."""
        with self._database.reading() as connection:
            return records.count(connection, kind, tenant)

    def stream(self, kind: Kind) -> Iterator[Stored]:
        """Every committed record of all tenants, by tenant and id; take `last_seq()` before, and follow from there."""
        with self._database.committed() as connection:
            yield from records.stream(connection, self._vault, kind)

    def changes(
        self, since: int, limit: int, tenant: str | None = None, kinds: Collection[Kind] | None = None
    ) -> list[Change]:
        """The committed steps after `since`, in order: of a tenant, or of all; of some kinds, or of all."""
        with self._database.committed() as connection:
            return records.changes_since(connection, since, limit, tenant, kinds)

    def last_seq(self) -> int:
        """The number of the newest committed change; 0 before the first."""
        with self._database.committed() as connection:
            return counters.last(connection, "change")

    # Events

    def add_event(self, tenant: str, event: Event) -> int:
        """Stores an event and gives its number."""
        return self.add_events(tenant, [event])[0]

    def add_events(self, tenant: str, added: Iterable[Event]) -> range:
        """Stores events and gives their numbers."""
        with self._database.writing() as connection:
            return events.add(connection, self._vault, tenant, list(added))

    def events(self, tenant: str | None, since: int = 0, limit: int | None = None) -> Iterator[StoredEvent]:
        """The committed events after number `since`: of a tenant, or of all. Erased people's are gone."""
        with self._database.committed() as connection:
            yield from events.since(connection, self._vault, since, tenant, limit)

    # Decisions

    def audit(self, tenant: str, actor: str, action: str, subject: str, reason: str, at: datetime) -> int:
        """Adds to the audit log. A subject reads `candidate/c-001`, so that an erasure finds it."""
        with self._database.writing() as connection:
            return notes.audit(connection, tenant, actor, action, subject, reason, at)

    def audit_log(self, tenant: str) -> Iterator[AuditEntry]:
        """The audit log, in order."""
        with self._database.reading() as connection:
            yield from notes.audit_entries(connection, tenant)

    def release(self, tenant: str, job_id: str, advert_hash: str, by: str, reason: str, at: datetime) -> None:
        """A person answers for a held advertisement. Audited, and a step of the change sequence: followers look."""
        with self._database.writing() as connection:
            notes.release(connection, tenant, job_id, advert_hash, by, reason, at)
            notes.audit(connection, tenant, by, "release", f"job/{job_id}", reason, at)
            records.mark(connection, tenant, "job", job_id, "put", at)

    def releases(self, tenant: str) -> dict[str, str]:
        """Hash of the released text by job."""
        with self._database.reading() as connection:
            return {job_id: hash_ for (_, job_id), hash_ in notes.released(connection, tenant).items()}

    def all_releases(self) -> dict[tuple[str, str], str]:
        """Hash of the released text by tenant and job."""
        with self._database.reading() as connection:
            return notes.released(connection, None)

    # Imports

    def start_import(self, tenant: str, kind: Kind, at: datetime, note: Document) -> int:
        """Opens an import and gives its number; `note` holds nothing of a person."""
        with self._database.writing() as connection:
            return imports.start(connection, tenant, kind, at, note)

    def finish_import(self, tenant: str, no: int, note: Document) -> None:
        """Closes an import; `note` adds to that of the start. Raises UnknownId."""
        with self._database.writing() as connection:
            imports.finish(connection, tenant, no, note)

    def find_import(self, tenant: str, no: int) -> Import:
        """One import. Raises UnknownId."""
        with self._database.reading() as connection:
            return imports.find(connection, tenant, no)

    def imports(self, tenant: str) -> list[Import]:
        """The imports, the newest first."""
        with self._database.reading() as connection:
            return imports.listed(connection, tenant)

    def undo_import(self, tenant: str, no: int, at: datetime) -> Undone:
        """Takes an import back: what it made goes, what it replaced returns, what changed since stays.

        Raises UnknownId, or Conflict when it was taken back before.
        """
        with self._database.writing(cut=True) as connection:
            imports.close_undone(connection, tenant, no)
            sheets.forget_import(connection, tenant, no)
            way = imports.way_back(connection, self._vault, tenant, no)
            for kind, names in way.removed.items():
                self._remove(connection, tenant, kind, names, at, erase=True)
            self._put(connection, tenant, way.restored, at, None)
            return Undone(sum(map(len, way.removed.values())), len(way.restored), way.kept)

    # Fairs

    def add_fair(self, tenant: str, document: Document, at: datetime) -> str:
        """Keeps a fair and gives its id; `candidates` and `jobs` are lists of ids."""
        with self._database.writing() as connection:
            return fairs.add(connection, self._vault, tenant, document, at)

    def fair(self, tenant: str, id_: str) -> Document:
        """The fair as it was set up, without who has been erased since. Raises UnknownId."""
        with self._database.reading() as connection:
            return fairs.get(connection, self._vault, tenant, id_)

    def delete_fair(self, tenant: str, id_: str) -> bool:
        """Deletes a fair; False when there is none."""
        with self._database.writing() as connection:
            return fairs.remove(connection, tenant, id_)

    # Small things

    def once(self, tenant: str, key: str, fingerprint: bytes, at: datetime, work: Callable[[], Answer]) -> Answer:
        """The answer of `work`, which runs at most once for a key: its writes and its answer are one transaction.

        Raises Conflict when the key came with another request. What `work` raises is not kept.
        """
        with self._database.writing() as connection:
            found = answers.find(connection, self._vault, tenant, key, fingerprint)
            if found is None:
                found = work()
                answers.keep(connection, self._vault, tenant, key, fingerprint, found, at)
            return found

    def set_text(self, tenant: str, name: str, text: str) -> None:
        """Keeps a text under a name (a sender's column mapping)."""
        with self._database.writing() as connection:
            notes.set_text(connection, tenant, name, text)

    def get_text(self, tenant: str, name: str) -> str | None:
        """The text kept under a name."""
        with self._database.reading() as connection:
            return notes.get_text(connection, tenant, name)

    def copy_to(self, target: Path) -> None:
        """A consistent copy of the whole database, in one file. Raises InputError on PostgreSQL."""
        self._database.copy_to(target)

    def replace_by(self, source: Path) -> None:
        """Replaces the whole content by that of a copy; followers see another generation and start anew."""
        with self._database.reading() as connection:
            taken = {name: counters.last(connection, name) for name in counters.COUNTERS}
        self._database.copy_from(source)
        with self._database.writing() as connection:
            migrate(connection)
            for name, value in taken.items():
                counters.raise_to(connection, name, value)
            renewed = update(facts).where(facts.c.name == "generation").values(value=secrets.token_hex(8))
            connection.execute(renewed)

    def _put(
        self,
        connection: Connection,
        tenant: str,
        rows: list[tuple[Kind, Document]],
        at: datetime,
        import_id: int | None,
    ) -> list[Put]:
        if not rows:
            return []
        if import_id is None:
            return records.put_many(connection, self._vault, tenant, rows, at)
        return imports.put_remembering(connection, self._vault, tenant, rows, at, import_id)

    def _remove(
        self,
        connection: Connection,
        tenant: str,
        kind: Kind,
        names: Collection[str],
        at: datetime,
        *,
        erase: bool,
    ) -> list[str]:
        forget = erase and kind == "candidate"
        gone = records.remove_many(connection, tenant, kind, names, at, forget=forget)
        if gone and erase:
            erasure.erase_traces(connection, self._vault, tenant, kind, gone)
        return gone


def _settle(connection: Connection, vault: Vault) -> None:
    """A new database gets its counters, its generation and a check of the key."""
    if connection.execute(_KEY_CHECK).scalar_one_or_none() is None:
        counters.prepare(connection)
        rows = {"key_check": key_check(vault), "generation": secrets.token_hex(8)}
        connection.execute(insert(facts), [{"name": name, "value": value} for name, value in rows.items()])


def _check_key(connection: Connection, vault: Vault) -> None:
    if connection.execute(_KEY_CHECK).scalar_one() != key_check(vault):
        raise InputError("vault_other_key")


def key_check(vault: Vault) -> str:
    """Tells one key from another, and nothing of it."""
    return vault.mac("check", b"").hex()
