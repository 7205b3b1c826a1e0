"""`fairmatch policies`: policy instruments that may apply, with what to ask."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import click

from fairmatch import options
from fairmatch.files import json_file
from fairmatch.output import print_json
from matcher.domain.errors import InputError
from matcher.domain.words import say


@click.command("policies")
@click.option("--candidate", metavar="ID", help="A stored person.")
@click.option("--employer-file", metavar="F", help="An employer in a JSON file.")
@options.as_of
@options.store_options
def command(**given: Any) -> None:
    """Policy instruments for a person or an employer: may apply, to be confirmed (with what to ask), or not.

    An amount is shown only where it is verified.

    \b
    Examples:
      fairmatch policies --candidate c-001
      fairmatch policies --employer-file employer.json
    """
    run(**given)


def run(
    *,
    candidate: str | None,
    employer_file: str | None,
    as_of: datetime | None,
    tenant: str,
    lang: str,
    as_json: bool,
    db: str | None,
    data: str | None,
) -> None:
    """Ask for a person or an employer and print what was found."""
    from matcher.domain.requests import PoliciesFor, read_request

    if (candidate is None) == (employer_file is None):
        raise InputError("nothing_to_do", what="--candidate | --employer-file")
    body = {"candidate_id": candidate} if candidate is not None else {"employer": json_file(employer_file or "")}
    request = read_request(PoliciesFor, body)
    with options.office(db, data, as_of=as_of, index=False) as office:
        answer = office.policies(tenant, request, lang)
    if as_json:
        print_json(answer)
    else:
        click.echo(as_text(answer, lang))


def as_text(answer: dict[str, Any], language: str) -> str:
    """The instruments as lines for people, under their verdicts."""
    lines: list[str] = []
    for verdict in ("may_apply", "to_confirm", "not_entitled"):
        found = [policy for policy in answer["policies"] if policy["verdict"] == verdict]
        if found:
            lines.append(say("policies_" + verdict, language, number=len(found)))
        for policy in found:
            amount = f"  {policy['amount']}" if "amount" in policy else ""
            lines.append(f"  {policy['id']} {policy['name']}（{policy['department']}）{amount}")
            lines += [f"      ? {ask['text']}" for ask in policy["ask"]]
            if verdict == "not_entitled":
                lines.append(f"      {policy['text']}")
    return "\n".join(lines)
