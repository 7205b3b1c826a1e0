"""`fairmatch eligibility`: every rule of one pair."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import click

from fairmatch import options
from fairmatch.files import json_file
from fairmatch.output import print_json
from matcher.domain.errors import InputError
from matcher.domain.words import say

MARKS = {"pass": "✓", "unknown": "?", "fail": "✗"}


@click.command("eligibility")
@click.option("--candidate", metavar="ID", help="A stored person.")
@click.option("--candidate-file", metavar="F", help="A person in a JSON file, who is not stored.")
@click.option("--job", metavar="ID", help="A stored post.")
@click.option("--job-file", metavar="F", help="A post in a JSON file, which is not stored.")
@click.option("--scenario", default="general", show_default=True, help="The service.")
@options.as_of
@options.store_options
def command(**given: Any) -> None:
    """Every rule of one pair: its verdict, why, what would change it, and the law behind it.

    \b
    Example:
      fairmatch eligibility --candidate c-001 --job j-001 --scenario gig
    """
    run(**given)


def run(
    *,
    candidate: str | None,
    candidate_file: str | None,
    job: str | None,
    job_file: str | None,
    scenario: str,
    as_of: datetime | None,
    tenant: str,
    lang: str,
    as_json: bool,
    db: str | None,
    data: str | None,
) -> None:
    """Judge one pair and print it."""
    from matcher.domain.requests import EligibilityOf, read_request

    pair = {
        "candidate_id": candidate,
        "candidate": json_file(candidate_file) if candidate_file else None,
        "job_id": job,
        "job": json_file(job_file) if job_file else None,
    }
    given = {name: value for name, value in pair.items() if value is not None}
    for side in ("candidate", "job"):
        if len(given.keys() & {side, f"{side}_id"}) != 1:
            raise InputError("nothing_to_do", what=f"--{side} | --{side}-file")
    request = read_request(EligibilityOf, {**given, "scenario": scenario})
    with options.office(db, data, as_of=as_of) as office:
        answer = office.eligibility(tenant, request, lang)
    if as_json:
        print_json(answer)
    else:
        click.echo(as_text(answer, lang))


def as_text(answer: dict[str, Any], language: str) -> str:
    """The rules as lines for people: what stands against the pair first."""
    lines = [say("eligibility_" + answer["verdict"], language)]
    for verdict in ("fail", "unknown", "pass"):
        for rule in answer["rules"]:
            if rule["verdict"] == verdict:
                lines.append(f"  {MARKS[verdict]} {rule['reason']}")
                lines += [f"      → {change['text']}" for change in rule["changes"]]
    return "\n".join(lines)
