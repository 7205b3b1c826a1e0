"""`fairmatch show`: one stored record."""

from __future__ import annotations

import json

import click

from fairmatch import options
from fairmatch.output import print_json
from matcher.domain.sensitive import SENSITIVE

KINDS = click.Choice(["job", "candidate", "employer"])


@click.command("show")
@click.argument("kind", type=KINDS)
@click.argument("record_id", metavar="ID")
@options.store_options
def command(kind: str, record_id: str, tenant: str, lang: str, as_json: bool, db: str | None, data: str | None) -> None:
    """Show a stored record.

    On a terminal the sensitive fields are named and left out; with --json the record is whole.

    \b
    Example:
      fairmatch show job j-001
    """
    with options.office(db, data, index=False) as office:
        document = office.get(tenant, kind, record_id).document  # type: ignore[arg-type]
    if as_json:
        print_json(document)
        return
    for name, value in document.items():
        hidden = name in SENSITIVE[kind]
        click.echo(f"{name}: {'●●● (--json)' if hidden else _plain(value)}")


def _plain(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
