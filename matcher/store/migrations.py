"""The schema's versions. A new database is made at the newest; an old one is taken there step by step.

A step is one function over a connection, kept for ever and never changed after a release; `schema.py` always shows
the newest form. All steps run in one transaction, so a database is at one version or at the next.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    insert,
    inspect,
    select,
    update,
)

from matcher.domain.errors import Conflict
from matcher.store import schema

Step = Callable[[Connection], None]


def _keep_what_imports_read(connection: Connection) -> None:
    """2: sheets and rows of imports, for corrections; pairs that are two records."""
    made = MetaData()
    name = String().with_variant(String(collation="C"), "postgresql")
    number = BigInteger().with_variant(Integer, "sqlite")

    def key(column: str, kind: object) -> Column[object]:
        return Column(column, kind, primary_key=True, autoincrement=False)  # type: ignore[arg-type]

    sealed = [Column("sealed", LargeBinary, nullable=False) for _ in range(2)]
    place = [[key("tenant", name), key("no", number), key("sheet", Integer())] for _ in range(2)]
    at = Column("at", Text, nullable=False)
    Table("import_sheets", made, *place[0], at, sealed[0], Index("import_sheets_by_time", "at"))
    of_record = [Column("kind", name, nullable=False), Column("id", name)]
    of_record += [Column("near", Text), Column("outcome", Text, nullable=False)]
    by_record = Index("import_rows_by_record", "kind", "tenant", "id")
    Table("import_rows", made, *place[1], key("row", Integer()), *of_record, sealed[1], by_record)
    pair = [key(column, name) for column in ("kind", "tenant", "id", "other")]
    Table("kept_apart", made, *pair, Index("kept_apart_by_other", "kind", "tenant", "other"))
    made.create_all(connection)


# STEPS[i] takes a database from version i + 1 to i + 2.
STEPS: tuple[Step, ...] = (_keep_what_imports_read,)
NEWEST = len(STEPS) + 1


def migrate(connection: Connection, steps: Sequence[Step] = STEPS) -> int:
    """Brings the schema to the newest version and returns it. Raises Conflict for one newer than this program."""
    newest = len(steps) + 1
    if not inspect(connection).has_table(schema.facts.name):
        schema.metadata.create_all(connection)
        connection.execute(insert(schema.facts).values(name="schema_version", value=str(newest)))
        return newest
    version = schema_version(connection)
    if version > newest:
        raise Conflict("store_newer", found=version, known=newest)
    for step in steps[version - 1 :]:
        step(connection)
    if version < newest:
        connection.execute(
            update(schema.facts).where(schema.facts.c.name == "schema_version").values(value=str(newest))
        )
    return newest


def is_newest(connection: Connection) -> bool:
    """Whether there is nothing to make or to migrate."""
    return inspect(connection).has_table(schema.facts.name) and schema_version(connection) == NEWEST


def schema_version(connection: Connection) -> int:
    """The version of the schema in this database."""
    found = connection.execute(select(schema.facts.c.value).where(schema.facts.c.name == "schema_version")).scalar_one()
    return int(found)
