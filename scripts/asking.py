"""A verb that asks the office one question and prints its answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from fairmatch import options
from fairmatch.output import print_json

if TYPE_CHECKING:
    from matcher.office import Office

Answer = dict[str, Any]


def ask(
    question: Callable[[Office, str], Answer],
    as_text: Callable[[Answer, str], str],
    *,
    as_of: datetime | None,
    lang: str,
    as_json: bool,
    db: str | None,
    data: str | None,
) -> None:
    """Open the office, ask, and print: one JSON object, or lines for people in a language."""
    with options.office(db, data, as_of=as_of) as office:
        answer = question(office, lang)
    if as_json:
        print_json(answer)
    else:
        click.echo(as_text(answer, lang))
