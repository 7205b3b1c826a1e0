"""The options that verbs share, and how a verb opens the office."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from matcher.domain.errors import InputError
from matcher.domain.moments import Clock, parse_clock, wall_clock
from matcher.settings import Settings, from_environment

if TYPE_CHECKING:
    from matcher.office import Office

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


def _option(*names: str, **attributes: Any) -> Decorator:
    return click.option(*names, **attributes)


def as_moment(_: click.Context, option: click.Parameter, text: str | None) -> datetime | None:
    """A click callback: the text of an option as a moment."""
    if text is None:
        return None
    try:
        return parse_clock(text)
    except ValueError:
        raise InputError("time_wrong", option=option.opts[0]) from None


db = _option("--db", metavar="URL", help="The store, as a SQLAlchemy URL (or FAIRMATCH_DB).")
data = _option("--data", metavar="DIR", help="The data folder (or FAIRMATCH_DATA; default ./var).")
tenant = _option("--tenant", default="default", show_default=True, metavar="NAME", help="Whose records.")
lang = _option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True, help="The language.")
as_json = _option("--json", "as_json", is_flag=True, help="Print one JSON object on stdout, the rest on stderr.")
as_of = _option("--as-of", callback=as_moment, metavar="TIME", help="Set the clock, such as 2023-09-01T08:00+08:00.")
seed = _option("--seed", type=click.IntRange(0), default=0, show_default=True, help="The seed of everything random.")


def store_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--db --data --tenant --lang --json`: what every verb over the store takes."""
    for option in (as_json, lang, tenant, data, db):
        command = option(command)
    return command


def service(default: str) -> Decorator:
    """`--scenario`, with the service that a verb is mostly about."""
    return _option("--scenario", default=default, show_default=True, metavar="NAME", help="The service.")


def candidate_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--candidate --candidate-file`: a person, for `files.record`."""
    given = _option("--candidate-file", metavar="F", help="A person in a JSON file, who is not stored.")
    return _option("--candidate", metavar="ID", help="A stored person.")(given(command))


def job_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--job --job-file`: a post, for `files.record`."""
    given = _option("--job-file", metavar="F", help="A post in a JSON file, which is not stored.")
    return _option("--job", metavar="ID", help="A stored post.")(given(command))


def settings(db: str | None, data: str | None) -> Settings:
    """The environment's settings with what the command line says."""
    from pathlib import Path

    return from_environment().having(db=db, data=Path(data) if data else None)


def clock_at(moment: datetime | None) -> Clock:
    """The real clock, or one that stands still."""
    return wall_clock if moment is None else lambda: moment


@contextmanager
def office(db: str | None, data: str | None, *, as_of: datetime | None = None, index: bool = True) -> Iterator[Office]:
    """The office of this command, closed in the end. `index=False` where nothing is matched."""
    from matcher.office import Office

    opened = Office.open(settings(db, data), clock_at(as_of), index=index)
    try:
        yield opened
    finally:
        opened.close()
