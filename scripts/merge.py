"""`fairmatch merge`: two records of one person or one post made one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from fairmatch import options as shared
from fairmatch.output import print_json, say_aside
from matcher.domain.errors import InputError
from matcher.domain.words import say

if TYPE_CHECKING:
    from matcher.intake.vocabulary import Kind
    from matcher.office import Office

KINDS: dict[str, Kind] = {"candidate": "candidate", "job": "job"}


@click.command("merge")
@click.argument("keep", metavar="KEEP")
@click.argument("other", metavar="OTHER")
@click.option("--kind", type=click.Choice(list(KINDS)), help="Only where a post and a person have the same ids.")
@shared.store_options
def command(
    keep: str,
    other: str,
    *,
    kind: str | None,
    db: str | None,
    data: str | None,
    tenant: str,
    lang: str,
    as_json: bool,
) -> None:
    """Make KEEP and OTHER one record: the id and the values of KEEP stand, what only OTHER says is added.

    What happened to OTHER (applications, interviews, hires) becomes KEEP's; then OTHER is erased. Consents are those of
    KEEP alone. The audit log keeps who was merged into whom.

    \b
    Example:
      fairmatch merge c-001 c-002
    """
    with shared.office(db, data, index=False) as office:
        of = KINDS[kind] if kind else _kind_of(office, tenant, keep)
        moved = office.pairs.merge(tenant, of, keep, other)
    say_aside(say("merge_done", lang, keep=keep, other=other, events=moved))
    if as_json:
        print_json({"kept": keep, "erased": other, "events": moved})


def _kind_of(office: Office, tenant: str, keep: str) -> Kind:
    """What an id names, a person where it names nothing. Raises InputError where it names a post and a person."""
    found = [kind for kind in KINDS.values() if office.store.get(tenant, kind, keep)]
    if len(found) > 1:
        raise InputError("merge_which", id=keep)
    return found[0] if found else "candidate"
