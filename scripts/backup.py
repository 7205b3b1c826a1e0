"""`fairmatch backup`: the store in one file, without the key."""

from __future__ import annotations

from pathlib import Path

import click

from fairmatch.options import settings, store_options
from fairmatch.output import print_json, say_aside
from fairmatch.storage import opened
from matcher.domain.moments import wall_clock
from matcher.domain.words import say


@click.command("backup")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="The same, as an option.")
@store_options
def command(
    file: Path | None, out: Path | None, db: str | None, data: str | None, tenant: str, lang: str, as_json: bool
) -> None:
    """Copy the store into one file, also while the service runs (SQLite; for PostgreSQL use pg_dump).

    Without FILE it goes to DATA/backups, named by the time. It holds every tenant, never the key: keep the key file
    apart, a backup cannot be read without it.

    \b
    Example:
      fairmatch backup fairmatch-monday.db
    """
    from matcher.store import backup

    target = file or out or default_target(settings(db, data).data, "fairmatch")
    with opened(db, data) as (store, vault):
        made = backup.write(store, target, vault)
    if as_json:
        print_json({"file": str(made.file), "bytes": made.bytes, "records": made.records})
    else:
        say_aside(say("backup_made", lang, file=made.file, **made.records))


def default_target(data: Path, name: str) -> Path:
    """Where a backup goes when nobody says: named by the time."""
    return data / "backups" / f"{name}-{wall_clock():%Y%m%d-%H%M%S-%f}.db"
