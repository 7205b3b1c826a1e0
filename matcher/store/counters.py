"""Numbers that only rise, without gaps, in the order of commits."""

from __future__ import annotations

from typing import Literal

from sqlalchemy import Connection, Integer, bindparam, insert, select, update

from matcher.store.schema import counters

Counter = Literal["change", "event", "audit"]
COUNTERS: tuple[Counter, ...] = ("change", "event", "audit")
_NAMED = counters.c.name == bindparam("_name")
_LAST = select(counters.c.value).where(_NAMED)
_TAKE = (
    update(counters)
    .where(_NAMED)
    .values(value=counters.c.value + bindparam("_count", type_=Integer))
    .returning(counters.c.value)
)


def prepare(connection: Connection) -> None:
    """Makes the counters of a new database."""
    connection.execute(insert(counters), [{"name": name, "value": 0} for name in COUNTERS])


def take(connection: Connection, name: Counter, count: int = 1) -> range:
    """The next `count` numbers."""
    newest: int = connection.execute(_TAKE, {"_name": name, "_count": count}).scalar_one()
    return range(newest - count + 1, newest + 1)


def last(connection: Connection, name: Counter) -> int:
    """The number taken last; 0 before the first."""
    value: int = connection.execute(_LAST, {"_name": name}).scalar_one()
    return value


def raise_to(connection: Connection, name: Counter, value: int) -> None:
    """Never hands out a number up to `value` again."""
    connection.execute(update(counters).where(counters.c.name == name, counters.c.value < value).values(value=value))
