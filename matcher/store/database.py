"""The connection: an engine, its transactions, and one writer at a time.

SQLite runs in WAL mode with `synchronous=FULL` (NORMAL lost acknowledged commits in 5 of 12 power cuts, FULL in none
of 92), and checkpoints are ours, made under the writers' lock. On PostgreSQL an advisory lock, held to the end of the
transaction, keeps writers one after another. Either way the order of the change sequence is the order of commits.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, func, select
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import (
    ArgumentError,
    DBAPIError,
    IntegrityError,
    NoSuchModuleError,
    ProgrammingError,
    TimeoutError,
)
from sqlalchemy.pool import QueuePool

from matcher.domain.errors import InputError, Unavailable
from matcher.store.locks import WriterLock
from matcher.store.schema import metadata

_BUSY_SECONDS = 30
_WRITERS = 0x66616972  # "fair": the advisory lock of writers on PostgreSQL
_CHECKPOINT_BYTES = 4 << 20  # a log larger than this is copied into the database and cut, or as much as readers let
_READERS_SECONDS = 1  # after an erasure the cut waits so long for readers, then leaves the rest to the next write
_CONNECTIONS = 32


class Database:
    """An open database. `reading()` and `writing()` give connections inside a transaction."""

    def __init__(self, url: str) -> None:
        """Raises InputError for a URL that names no database we know, Unavailable when it cannot be opened."""
        parsed = _parse(url)
        self.file = Path(str(parsed.database)) if parsed.get_backend_name() == "sqlite" else None
        self._local = threading.local()
        try:
            if self.file is None:
                self._lock = None
                self._engine = create_engine(parsed, hide_parameters=True, pool_size=_CONNECTIONS, pool_pre_ping=True)
            else:
                self._lock = WriterLock(self.file.with_name(self.file.name + ".lock"), _BUSY_SECONDS)
                self._engine = _open_sqlite(parsed, self.file, self._lock)
        except (OSError, sqlite3.Error, DBAPIError) as error:
            raise Unavailable("store_not_opened", reason=_short(error)) from None
        except (ImportError, NoSuchModuleError):
            raise InputError("store_driver_missing", backend=parsed.get_backend_name()) from None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One consistent state of what is committed, or of this thread's own open writing."""
        ambient: Connection | None = getattr(self._local, "connection", None)
        if ambient is not None:
            yield ambient
            return
        with self.committed() as connection:
            yield connection

    @contextmanager
    def committed(self) -> Iterator[Connection]:
        """One consistent state of what is committed, whatever this thread is writing."""
        with _named_failures(), self._engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self, *, cut: bool = False) -> Iterator[Connection]:
        """A transaction with the writers' lock; inside another one of the same thread, a part of that one.

        What it wrote is on the disk when it ends, or nothing is. `cut` empties the write-ahead log afterwards: after
        an erasure it still holds the old pages.
        """
        self._local.cut = cut or getattr(self._local, "cut", False)
        ambient: Connection | None = getattr(self._local, "connection", None)
        if ambient is not None:
            yield ambient
            return
        with self._alone(), _named_failures():
            with self._engine.connect() as plain:
                connection = plain.execution_options(fairmatch_writes=True)
                with connection.begin():
                    if self.file is None:
                        connection.execute(select(func.pg_advisory_xact_lock(_WRITERS)))
                    self._local.connection = connection
                    try:
                        yield connection
                    finally:
                        self._local.connection = None
                        cut, self._local.cut = self._local.cut, False
            self._checkpoint(cut=cut)

    def copy_to(self, target: Path) -> None:
        """A consistent copy in one file (SQLite alone). Raises InputError elsewhere."""
        if self.file is None:
            raise InputError("store_backup_elsewhere")
        with _named_failures(), self._alone(), _plain(self.file) as source, _plain(target) as copy:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")

    def copy_from(self, source: Path) -> None:
        """Replaces everything by the content of a copy, in one transaction (SQLite alone)."""
        if self.file is None:
            raise InputError("store_backup_elsewhere")
        with _named_failures(), self._alone(), _plain(source) as copy, _plain(self.file) as own:
            copy.backup(own)

    def check(self) -> None:
        """Raises Unavailable where the database's pages are not whole.

        SQLite is asked; of PostgreSQL every row of every table is read, so that a page it cannot read shows itself.
        """
        with self.committed() as connection:
            if self.file is not None:
                found = str(connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one())
                if found != "ok":
                    raise Unavailable("store_damaged", reason=found)
                return
            for table in metadata.sorted_tables:
                for _ in connection.execution_options(yield_per=1000).execute(select(table)):
                    pass

    def close(self) -> None:
        """Closes all connections.

        The last one of a database checkpoints, hence the lock. Who holds it meanwhile has a connection of its own, so
        ours are not the last and need not wait.
        """
        try:
            with self._lock.held(timeout=0) if self._lock is not None else nullcontext():
                self._engine.dispose()
        except Unavailable:
            self._engine.dispose()

    def _alone(self) -> AbstractContextManager[None]:
        return self._lock.held() if self._lock is not None else nullcontext()

    def _checkpoint(self, *, cut: bool) -> None:
        """Where it fails, for want of space, the write is safe in the log, and the next write tries again."""
        if self.file is None:
            return
        log = self.file.with_name(self.file.name + "-wal")
        size = log.stat().st_size if log.exists() else 0
        if cut or size > _CHECKPOINT_BYTES:
            patience = _READERS_SECONDS if cut else 0
            with suppress(sqlite3.OperationalError), _plain(self.file, seconds=patience) as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def _parse(url: str) -> URL:
    try:
        parsed = make_url(url) if "://" in url else URL.create("sqlite", database=url)
    except ArgumentError:
        raise InputError("store_url_invalid") from None
    backend = parsed.get_backend_name()
    if backend in ("postgresql", "postgres"):
        return parsed.set(drivername="postgresql+psycopg")
    if backend != "sqlite" or not parsed.database or parsed.database == ":memory:":
        raise InputError("store_url_invalid")
    return parsed.set(drivername="sqlite")


def _open_sqlite(url: URL, file: Path, lock: WriterLock) -> Engine:
    if not _has_log(file):
        file.parent.mkdir(parents=True, exist_ok=True)
        with lock.held():
            os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
            with _plain(file) as connection:
                mode = connection.execute("PRAGMA journal_mode=WAL").fetchone()[0]
        if mode != "wal":
            raise Unavailable("store_not_opened", reason="no write-ahead log on this file system")
    engine = create_engine(
        url,
        hide_parameters=True,
        poolclass=QueuePool,
        pool_size=_CONNECTIONS,
        max_overflow=0,
        pool_timeout=_BUSY_SECONDS,
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _has_log(file: Path) -> bool:
    """Whether a file is an SQLite database in WAL mode already: its bytes 18 and 19 are 2."""
    try:
        with file.open("rb") as opened:
            head = opened.read(20)
    except FileNotFoundError:
        return False
    return head[:16] == b"SQLite format 3\x00" and head[18:20] == b"\x02\x02"


@contextmanager
def _plain(file: Path, seconds: float = _BUSY_SECONDS) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(file, timeout=seconds, isolation_level=None)
    try:
        yield connection
    finally:
        connection.close()


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # transactions are begun by `_begin`
    for setting in (
        f"busy_timeout={_BUSY_SECONDS * 1000}",
        "synchronous=FULL",
        "wal_autocheckpoint=0",
        "secure_delete=ON",  # what is erased is overwritten
        "temp_store=MEMORY",
        "trusted_schema=OFF",
    ):
        connection.execute(f"PRAGMA {setting}")


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("fairmatch_writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def _named_failures() -> Iterator[None]:
    """The database's own failures in our words; never the statement, whose values may be personal."""
    try:
        yield
    except (IntegrityError, ProgrammingError):  # ours, not the database's
        raise
    except (DBAPIError, TimeoutError, sqlite3.DatabaseError) as error:
        raise Unavailable("store_failed", reason=_short(error)) from None


def _short(error: Exception) -> str:
    origin = getattr(error, "orig", None) or error
    return str(origin).splitlines()[0][:200] if str(origin) else type(origin).__name__
