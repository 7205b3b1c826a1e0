"""`fairmatch merge`: two records of one person or one post made one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from fairmatch import options as shared
from fairmatch.output import print_json, say_aside
from matcher.domain.words import say

if TYPE_CHECKING:
    from matcher.intake.vocabulary import Kind

KINDS: dict[str, Kind] = {"job": "job", "candidate": "candidate"}


@click.command("merge")
@click.argument("kind", type=click.Choice(list(KINDS)))
@click.argument("keep", metavar="KEEP")
@click.argument("other", metavar="OTHER")
@shared.store_options
def command(
    kind: str, *, keep: str, other: str, db: str | None, data: str | None, tenant: str, lang: str, as_json: bool
) -> None:
    """Make KEEP and OTHER one record: the id and the values of KEEP stand, what only OTHER says is added.

    What happened to OTHER (applications, interviews, hires) becomes KEEP's; then OTHER is erased. Consents are those of
    KEEP alone. The audit log keeps who was merged into whom.

    \b
    Example:
      fairmatch merge candidate c-001 c-002
    """
    with shared.office(db, data, index=False) as office:
        moved = office.pairs.merge(tenant, KINDS[kind], keep, other)
    say_aside(say("merge_done", lang, keep=keep, other=other, events=moved))
    if as_json:
        print_json({"kept": keep, "erased": other, "events": moved})
