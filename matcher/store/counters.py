"""Numbers that only rise, without gaps, in the order of commits."""

from __future__ import annotations

from typing import Literal

from sqlalchemy import Connection, insert, select, update

from matcher.store.schema import counters

Counter = Literal["change", "event", "audit"]
COUNTERS: tuple[Counter, ...] = ("change", "event", "audit")


def prepare(connection: Connection) -> None:
    """Makes the counters of a new database."""
    connection.execute(insert(counters), [{"name": name, "value": 0} for name in COUNTERS])


def take(connection: Connection, name: Counter, count: int = 1) -> range:
    """The next `count` numbers."""
    statement = update(counters).where(counters.c.name == name).values(value=counters.c.value + count)
    newest: int = connection.execute(statement.returning(counters.c.value)).scalar_one()
    return range(newest - count + 1, newest + 1)


def last(connection: Connection, name: Counter) -> int:
    """The number taken last; 0 before the first."""
    value: int = connection.execute(select(counters.c.value).where(counters.c.name == name)).scalar_one()
    return value


def raise_to(connection: Connection, name: Counter, value: int) -> None:
    """Never hands out a number up to `value` again."""
    connection.execute(update(counters).where(counters.c.name == name, counters.c.value < value).values(value=value))
