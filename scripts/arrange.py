"""`fairmatch arrange`: what would make a workplace fit a person."""

from __future__ import annotations

from typing import Any

import click

from fairmatch import options
from fairmatch.asking import ask
from fairmatch.files import record
from matcher.domain.words import say

MARKS = {"fits": "✓", "fits_if": "○", "to_ask": "?", "does_not_fit": "✗"}


@click.command("arrange")
@options.candidate_options
@options.job_options
@options.service("disability_fair")
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
    """How a workplace fits a person: what the work asks, what the person needs, and who can arrange it.

    For each: it is there, the employer or the office can bring it (and which subsidy to ask about), it is to be
    asked (with a neutral question), or the employer says no. A category of disability decides nothing.

    \b
    Example:
      fairmatch arrange --candidate c-001 --job j-001
    """
    from matcher.domain.requests import ArrangementsOf, read_request

    pair = {**record("candidate", candidate, candidate_file), **record("job", job, job_file)}
    asked = read_request(ArrangementsOf, {**pair, "scenario": scenario})
    ask(lambda office, lang: office.casework.arrangements(tenant, asked, lang), as_text, **opened)


def as_text(answer: dict[str, Any], language: str) -> str:
    """The pair as lines for people, what stands against it first."""
    lines = [answer["text"]]
    for state in reversed(MARKS):
        for item in answer["items"]:
            if item["state"] == state:
                lines.append(f"  {MARKS[state]} {item['text']}")
                if item["question"]:
                    lines.append("      " + say("arrange_question", language, question=item["question"]))
    return "\n".join(lines)
