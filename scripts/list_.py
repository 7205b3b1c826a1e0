"""`fairmatch list`: what is stored."""

from __future__ import annotations

import click

from fairmatch import options
from fairmatch.output import print_json

KINDS = {"jobs": "job", "candidates": "candidate", "employers": "employer"}
STEP = 500


@click.command("list")
@click.argument("kind", type=click.Choice(list(KINDS)))
@click.option("--limit", type=click.IntRange(1), help="At most so many.")
@options.store_options
def command(
    kind: str, limit: int | None, tenant: str, lang: str, as_json: bool, db: str | None, data: str | None
) -> None:
    """List what is stored: ids, and the title of a job or the wishes of a candidate.

    \b
    Example:
      fairmatch list jobs --limit 20
    """
    rows: list[dict[str, object]] = []
    with options.office(db, data, index=False) as office:
        after = ""
        while page := office.store.page(tenant, KINDS[kind], after, STEP):  # type: ignore[arg-type]
            rows += [{"id": record.id, "title": _title(record.document)} for record in page]
            after = page[-1].id
            if limit is not None and len(rows) >= limit:
                rows = rows[:limit]
                break
    if as_json:
        print_json({kind: rows})
        return
    for row in rows:
        click.echo(f"{row['id']}\t{row['title']}")


def _title(document: dict[str, object]) -> str:
    wishes = document.get("desired_occupations")
    if isinstance(wishes, list) and wishes:
        return "、".join(map(str, wishes))
    return str(document.get("title") or document.get("headline") or document.get("name") or "")
