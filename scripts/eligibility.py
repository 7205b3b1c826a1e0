"""`fairmatch eligibility`: every rule of one pair."""

from __future__ import annotations

from typing import Any

import click

from fairmatch import options
from fairmatch.asking import ask
from fairmatch.files import record
from matcher.domain.words import named, say

MARKS = {"pass": "✓", "unknown": "?", "fail": "✗"}


@click.command("eligibility")
@options.candidate_options
@options.job_options
@options.service("general")
@options.as_of
@options.store_options
def command(
    candidate: str | None,
    candidate_file: str | None,
    job: str | None,
    job_file: str | None,
    scenario: str,
    tenant: str,
    **opened: Any,
) -> None:
    """Every rule of one pair: its verdict, why, what would change it, and the law behind it.

    \b
    Example:
      fairmatch eligibility --candidate c-001 --job j-001 --scenario gig
    """
    from matcher.domain.requests import EligibilityOf, read_request

    pair = {**record("candidate", candidate, candidate_file), **record("job", job, job_file)}
    asked = read_request(EligibilityOf, {**pair, "scenario": scenario})
    ask(lambda office, lang: office.eligibility(tenant, asked, lang), as_text, **opened)


def as_text(answer: dict[str, Any], language: str) -> str:
    """The rules as lines for people: what stands against the pair first."""
    lines = [say("eligibility_" + answer["verdict"], language)]
    for verdict in ("fail", "unknown", "pass"):
        for rule in answer["rules"]:
            if rule["verdict"] == verdict:
                subject = named("subject", rule["code"], language)
                told = say("eligibility_rule", language, mark=MARKS[verdict], subject=subject, reason=rule["reason"])
                lines.append(f"  {told}")
                lines += [f"      → {change['text']}" for change in rule["changes"]]
    return "\n".join(lines)
