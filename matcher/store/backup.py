"""A copy of the whole database in one file, and back. The key is in neither."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from matcher.domain.errors import Conflict, FileRefused, InputError, Unavailable
from matcher.store.migrations import NEWEST
from matcher.store.rows import KINDS
from matcher.store.store import Store, key_check
from matcher.store.vault import Vault

_HEADER = b"SQLite format 3\x00"


@dataclass(frozen=True, slots=True)
class Copy:
    """A backup that was looked at: what it holds, by kind."""

    file: Path
    bytes: int
    records: dict[str, int]


def write(store: Store, target: Path, vault: Vault) -> Copy:
    """Copies the store while it serves; the file is there whole, checked and on the disk, or not at all.

    Raises InputError when the file exists or the store is on PostgreSQL, Unavailable when it cannot be written.
    """
    if target.exists():
        raise InputError("backup_exists", file=target)
    aside = target.with_name(target.name + ".part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        aside.unlink(missing_ok=True)
        os.close(os.open(aside, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        store.copy_to(aside)
        look(aside, vault)
        with aside.open("rb+") as file:
            os.fsync(file.fileno())
        aside.rename(target)
    except OSError as error:
        raise Unavailable("backup_not_written", file=target, reason=error.strerror) from None
    finally:
        aside.unlink(missing_ok=True)
    return look(target, vault)


def look(file: Path, vault: Vault) -> Copy:
    """Checks that a file is a whole backup that this key opens. Raises FileRefused, InputError or Conflict."""
    try:
        size = file.stat().st_size
        with file.open("rb") as opened:
            header = opened.read(len(_HEADER))
    except OSError as error:
        raise FileRefused("backup_unreadable", file=file, reason=error.strerror) from None
    if header != _HEADER:
        raise FileRefused("backup_not_ours", file=file)
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
            damage = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
            facts = dict(connection.execute("SELECT name, value FROM facts").fetchall())
            counts = dict(connection.execute("SELECT kind, count(*) FROM records GROUP BY kind").fetchall())
    except sqlite3.Error:
        raise FileRefused("backup_not_ours", file=file) from None
    if damage != "ok":
        raise FileRefused("backup_damaged", file=file)
    if int(facts["schema_version"]) > NEWEST:
        raise Conflict("store_newer", found=facts["schema_version"], known=NEWEST)
    if facts["key_check"] != key_check(vault):
        raise InputError("vault_other_key")
    return Copy(file, size, {kind: counts.get(kind, 0) for kind in KINDS})


def restore(store: Store, source: Path, vault: Vault, at: datetime, safety: Path) -> Copy:
    """Replaces the store's content by a backup's, in one transaction, after copying the present content to `safety`.

    The numbers of changes and events go on above both, so that whoever follows them is never shown an old one as new.
    """
    found = look(source, vault)
    write(store, safety, vault)
    store.replace_by(source)
    store.audit("default", "restore", "restore", f"file/{source.name}", "", at)
    return found
