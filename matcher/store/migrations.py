"""The schema's versions. A new database is made at the newest; an old one is taken there step by step.

A step is one function over a connection, kept for ever and never changed after a release; `schema.py` always shows
the newest form. All steps run in one transaction, so a database is at one version or at the next.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import Connection, insert, inspect, select, update

from matcher.domain.errors import Conflict
from matcher.store import schema

Step = Callable[[Connection], None]

# STEPS[i] takes a database from version i + 1 to i + 2.
STEPS: tuple[Step, ...] = ()
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
