"""`fairmatch inspect`: a random inspection of posts (双随机), with a sheet of evidence for each."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import click

from fairmatch import options
from fairmatch.files import json_file, write_file
from fairmatch.output import print_json, say_aside
from matcher.domain.words import say


@click.command("inspect")
@click.option("--sample", type=click.IntRange(1, 10_000), required=True, metavar="N", help="How many posts.")
@click.option(
    "--inspector", "inspectors", multiple=True, required=True, metavar="NAME", help="Who may be drawn; repeat."
)
@click.option("--recused", metavar="F", help='Who may not inspect a post: a JSON file, {"j-001": ["Li"]}.')
@click.option("--out", metavar="FILE.html", help="Write the sheets into one page for the printer.")
@options.seed
@options.as_of
@options.store_options
def command(**given: Any) -> None:
    """Draw open posts and two inspectors for each by lot, and write a sheet of evidence for each post.

    Who knows the seed, the posts and the inspectors draws the same again; the draw stands in the audit log.

    \b
    Example:
      fairmatch inspect --sample 20 --seed 7 --inspector Wang --inspector Li --inspector Zhang --out sheets.html
    """
    run(**given)


def run(
    *,
    sample: int,
    inspectors: tuple[str, ...],
    recused: str | None,
    out: str | None,
    seed: int,
    as_of: datetime | None,
    tenant: str,
    lang: str,
    as_json: bool,
    db: str | None,
    data: str | None,
) -> None:
    """Draw, print, and write the page."""
    from matcher.domain.requests import InspectionOf, read_request
    from matcher.screening.evidence_pages import evidence_pages

    body = {"sample": sample, "seed": seed, "inspectors": list(inspectors)}
    body |= {"recused": json_file(recused)} if recused is not None else {}
    request = read_request(InspectionOf, body)
    with options.office(db, data, as_of=as_of, index=False) as office:
        found = office.inspect(tenant, request, lang)
    if out is not None:
        write_file(out, evidence_pages(found.sheets, lang))
        say_aside(say("inspection_written", lang, path=out))
    if as_json:
        print_json(found.as_json())
        return
    drawn = found.drawn
    values = {"population": drawn.population, "number": len(found.sheets), "seed": drawn.seed}
    click.echo(say("inspection_drawn", lang, hash=drawn.population_hash, **values))
    for sheet in found.sheets:
        click.echo("\n" + sheet.text(lang))
