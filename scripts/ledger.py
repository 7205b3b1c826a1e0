"""`fairmatch ledger`: which arrangement at which employers opens posts to how many people."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import click

from fairmatch import options
from fairmatch.files import write_file
from fairmatch.output import print_json, say_aside
from matcher.domain.words import say

MOST_LINES = 20


@click.command("ledger")
@options.service("disability_fair")
@click.option("--out", metavar="FILE.xlsx", help="Write the whole ledger into a workbook.")
@click.option(
    "--least", type=click.IntRange(1), help="Show lines about at least so many people; below 5 for staff's eyes alone."
)
@options.as_of
@options.store_options
def command(**given: Any) -> None:
    """The city's ledger of arrangements: which one, at which employers, opens posts to how many people.

    It counts pairs that every other rule of the service allows and that one arrangement more would settle. Lines
    about fewer than five people are counted and not shown.

    \b
    Example:
      fairmatch ledger --scenario disability_fair --out ledger.xlsx
    """
    run(**given)


def run(
    *,
    scenario: str,
    out: str | None,
    least: int | None,
    as_of: datetime | None,
    tenant: str,
    lang: str,
    as_json: bool,
    db: str | None,
    data: str | None,
) -> None:
    """Count, print, and write the workbook."""
    from matcher.domain.requests import LedgerOf, read_request
    from matcher.office.casework_books import ledger_book
    from matcher.office.workplace import LEAST

    request = read_request(LedgerOf, {"scenario": scenario})
    with options.office(db, data, as_of=as_of) as office:
        answer = office.casework.ledger(tenant, request, least or LEAST)
    if out is not None:
        write_file(out, ledger_book(answer, lang))
        say_aside(say("file_written", lang, path=out))
    if as_json:
        print_json(answer)
    else:
        click.echo(as_text(answer, lang))


def as_text(answer: dict[str, Any], language: str) -> str:
    """The ledger as lines for people: the city, each arrangement, the employers that matter most."""
    from matcher.office.casework_books import employer_name

    lines = [head(answer, language)]
    for line in answer["arrangements"]:
        paid = say("arrange_paid", language, paid=line["paid_by"]["name"]) if line["paid_by"] else ""
        lines.append("  " + say("ledger_arrangement", language, **{**line, "paid": paid}))
    if answer["employers"]:
        lines.append(say("ledger_employers", language))
    for line in answer["employers"][:MOST_LINES]:
        values = {**line, "employer": employer_name(line, language), "posts": len(line["jobs"])}
        lines.append("  " + say("ledger_employer", language, **values))
    if len(answer["employers"]) > MOST_LINES:
        lines.append(say("ledger_more", language, count=len(answer["employers"]) - MOST_LINES))
    if any(answer["hidden"].values()):
        lines.append(say("ledger_hidden", language, least=answer["least"], **answer["hidden"]))
    return "\n".join(lines)


def head(answer: dict[str, Any], language: str) -> str:
    """How many people and pairs there are, where that tells of nobody."""
    if answer["people"] is None:
        return say("ledger_too_few", language, least=answer["least"])
    if answer["people"] == 0:
        return say("ledger_nobody", language)
    return say("ledger_head", language, people=answer["people"], **answer["pairs"])
