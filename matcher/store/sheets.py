"""What an import read, row by row: so that a cell can be corrected on a page and its row read again.

Cells and findings are sealed. A row goes with its record (an erased person leaves none), all go with the import when it
is taken back, and with time.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, or_, select, update

from matcher.domain.moments import write_moment
from matcher.store.database import Database
from matcher.store.records import batches
from matcher.store.rows import Document, Kind, SheetRow
from matcher.store.schema import import_rows, import_sheets, kept_apart
from matcher.store.sealing import place
from matcher.store.vault import Vault

ERASED = "*"
KEPT_FOR = timedelta(days=30)  # long enough to ask a sender and to get an answer


class ImportSheets:
    """The sheets of imports, and which near pairs a person has said to be two records."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    def keep(
        self, tenant: str, no: int, kind: Kind, at: datetime, sheets: Sequence[Document], rows: Iterable[SheetRow]
    ) -> None:
        """Keeps the sheets of an import with their rows, and drops what was kept for longer than `KEPT_FOR`."""
        with self._database.writing() as connection:
            _forget_old(connection, at - KEPT_FOR)
            found = [
                {"tenant": tenant, "no": no, "sheet": number, "at": write_moment(at)}
                | {"sealed": self._vault.seal(sheet, place("import_sheet", tenant, no, number))}
                for number, sheet in enumerate(sheets)
            ]
            if found:
                connection.execute(insert(import_sheets), found)
            self._insert(connection, tenant, no, kind, rows)

    def rewrite(self, tenant: str, no: int, kind: Kind, rows: Collection[SheetRow]) -> None:
        """Puts rows in the place of those with the same numbers."""
        with self._database.writing() as connection:
            for row in rows:
                connection.execute(delete(import_rows).where(*_is(import_rows, tenant, no, row.sheet, row.row)))
            self._insert(connection, tenant, no, kind, rows)

    def rewrite_sheet(self, tenant: str, no: int, sheet: int, content: Document) -> None:
        """Puts other words about a sheet in the place of the former."""
        sealed = self._vault.seal(content, place("import_sheet", tenant, no, sheet))
        with self._database.writing() as connection:
            connection.execute(
                update(import_sheets).where(*_is(import_sheets, tenant, no, sheet)).values(sealed=sealed)
            )

    def sheets(self, tenant: str, no: int) -> list[Document]:
        """The sheets of an import, in order; none where they are not kept any more."""
        where = (import_sheets.c.tenant == tenant, import_sheets.c.no == no)
        with self._database.reading() as connection:
            rows = connection.execute(select(import_sheets).where(*where).order_by(import_sheets.c.sheet))
            return [self._vault.open(row.sealed, place("import_sheet", tenant, no, row.sheet)) for row in rows]

    def counts(self, tenant: str, no: int) -> dict[tuple[int, str], int]:
        """How many rows, by sheet and outcome."""
        columns = (import_rows.c.sheet, import_rows.c.outcome)
        where = (import_rows.c.tenant == tenant, import_rows.c.no == no)
        with self._database.reading() as connection:
            rows = connection.execute(select(*columns, func.count()).where(*where).group_by(*columns))
            return {(sheet, outcome): count for sheet, outcome, count in rows}

    def rows(
        self, tenant: str, no: int, sheet: int | None = None, outcomes: Collection[str] | None = None
    ) -> list[SheetRow]:
        """Rows in order: of one sheet or of all, of some outcomes or of all."""
        where = [import_rows.c.tenant == tenant, import_rows.c.no == no]
        where += [] if sheet is None else [import_rows.c.sheet == sheet]
        where += [] if outcomes is None else [import_rows.c.outcome.in_(sorted(outcomes))]
        statement = select(import_rows).where(*where).order_by(import_rows.c.sheet, import_rows.c.row)
        with self._database.reading() as connection:
            return [self._open(row) for row in connection.execute(statement)]

    def keep_apart(self, tenant: str, kind: Kind, one: str, other: str) -> None:
        """Remembers that two records are two."""
        first, second = sorted((one, other))
        pair = {"kind": kind, "tenant": tenant, "id": first, "other": second}
        same = [kept_apart.c[name] == value for name, value in pair.items()]
        with self._database.writing() as connection:
            connection.execute(delete(kept_apart).where(*same))
            connection.execute(insert(kept_apart).values(**pair))

    def apart(self, tenant: str, kind: Kind) -> frozenset[tuple[str, str]]:
        """The pairs that are two records, each in the order of their ids."""
        where = (kept_apart.c.kind == kind, kept_apart.c.tenant == tenant)
        with self._database.reading() as connection:
            rows = connection.execute(select(kept_apart.c.id, kept_apart.c.other).where(*where))
            return frozenset((row.id, row.other) for row in rows)

    def _insert(self, connection: Connection, tenant: str, no: int, kind: Kind, rows: Iterable[SheetRow]) -> None:
        found: list[dict[str, Any]] = [
            {"tenant": tenant, "no": no, "sheet": row.sheet, "row": row.row}
            | {"kind": kind, "id": row.id, "near": "\n".join(row.near) or None, "outcome": row.outcome}
            | {"sealed": self._vault.seal(row.content, place("import_row", tenant, no, row.sheet, row.row))}
            for row in rows
        ]
        if found:
            connection.execute(insert(import_rows), found)

    def _open(self, row: Row[Any]) -> SheetRow:
        content = self._vault.open(row.sealed, _place(row))
        return SheetRow(row.sheet, row.row, row.outcome, row.id, content, tuple((row.near or "").split()))


def forget_import(connection: Connection, tenant: str, no: int) -> None:
    """What an import read, when it is taken back."""
    for table in (import_rows, import_sheets):
        connection.execute(delete(table).where(table.c.tenant == tenant, table.c.no == no))


def forget_records(connection: Connection, vault: Vault, tenant: str, kind: Kind, names: Collection[str]) -> None:
    """The rows of records that are erased, their names in other rows, and the pairs that they were in."""
    for ids in batches(sorted(names)):
        mine = (import_rows.c.kind == kind, import_rows.c.tenant == tenant, import_rows.c.id.in_(ids))
        connection.execute(delete(import_rows).where(*mine))
        either = or_(kept_apart.c.id.in_(ids), kept_apart.c.other.in_(ids))
        connection.execute(delete(kept_apart).where(kept_apart.c.kind == kind, kept_apart.c.tenant == tenant, either))
    _rename(connection, vault, tenant, kind, dict.fromkeys(names, ERASED))


def move_rows(connection: Connection, vault: Vault, tenant: str, kind: Kind, source: str, target: str) -> None:
    """The rows of one record become another's; where a row names the one, it names the other."""
    mine = (import_rows.c.kind == kind, import_rows.c.tenant == tenant, import_rows.c.id == source)
    connection.execute(update(import_rows).where(*mine).values(id=target))
    _rename(connection, vault, tenant, kind, {source: target})


def _rename(connection: Connection, vault: Vault, tenant: str, kind: Kind, names: Mapping[str, str]) -> None:
    """Other names for records in the rows that ask about them."""
    asking = (import_rows.c.kind == kind, import_rows.c.tenant == tenant, import_rows.c.near.is_not(None))
    for row in connection.execute(select(import_rows).where(*asking)).all():
        near = row.near.split()
        if names.keys() & set(near):
            content = _renamed(vault.open(row.sealed, _place(row)), names)
            values = {
                "near": "\n".join(names.get(name, name) for name in near),
                "sealed": vault.seal(content, _place(row)),
            }
            here = _is(import_rows, tenant, row.no, row.sheet, row.row)
            connection.execute(update(import_rows).where(*here).values(**values))


def _renamed(value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _renamed(item, names) for key, item in value.items()}
    if isinstance(value, list):
        return [_renamed(item, names) for item in value]
    return names.get(value, value) if isinstance(value, str) else value


def _place(row: Row[Any]) -> str:
    return place("import_row", row.tenant, row.no, row.sheet, row.row)


def _forget_old(connection: Connection, before: datetime) -> None:
    old = select(import_sheets.c.tenant, import_sheets.c.no).where(import_sheets.c.at < write_moment(before)).distinct()
    for tenant, no in connection.execute(old).all():
        forget_import(connection, tenant, no)


def _is(table: Any, tenant: str, no: int, sheet: int, row: int | None = None) -> tuple[Any, ...]:
    where = (table.c.tenant == tenant, table.c.no == no, table.c.sheet == sheet)
    return where if row is None else (*where, table.c.row == row)
