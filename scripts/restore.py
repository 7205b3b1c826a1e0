"""`fairmatch restore`: a backup back into the store."""

from __future__ import annotations

from pathlib import Path

import click

from fairmatch.backup import default_target
from fairmatch.options import settings, store_options
from fairmatch.output import print_json, say_aside
from fairmatch.storage import opened
from matcher.domain.moments import wall_clock
from matcher.domain.words import say


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path))
@store_options
def command(file: Path, db: str | None, data: str | None, tenant: str, lang: str, as_json: bool) -> None:
    """Replace the whole content of the store by a backup.

    The file is checked first, with the key of this machine; then the present content is copied to DATA/backups, and
    everything is replaced in one transaction. A running service notices and builds its index anew.

    \b
    Example:
      fairmatch restore fairmatch-monday.db
    """
    from matcher.store import backup

    safety = default_target(settings(db, data).data, "before-restore")
    with opened(db, data) as (store, vault):
        found = backup.restore(store, file, vault, wall_clock(), safety)
    if as_json:
        print_json({"file": str(file), "records": found.records, "before": str(safety)})
    else:
        say_aside(say("backup_restored", lang, file=file, safety=safety, **found.records))
