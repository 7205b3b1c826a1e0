"""`fairmatch shut-out`: whom the conditions of a post shut out, each alone and all together."""

from __future__ import annotations

from typing import Any

import click

from fairmatch import options
from fairmatch.asking import ask
from fairmatch.files import record
from matcher.domain.words import say


@click.command("shut-out")
@options.job_options
@options.service("general")
@options.as_of
@options.store_options
def command(job: str | None, job_file: str | None, scenario: str, tenant: str, **opened: Any) -> None:
    """How many of the people whom a service is for each condition of a post shuts out, alone and together.

    Few people left where chance would leave a fraction of one: a notice that looks written for somebody.

    \b
    Examples:
      fairmatch shut-out --job j-001
      fairmatch shut-out --job-file job.json --scenario graduate
    """
    from matcher.domain.requests import ShutOutOf, read_request

    asked = read_request(ShutOutOf, {**record("job", job, job_file), "scenario": scenario})
    ask(lambda office, lang: office.casework.shut_out(tenant, asked, lang), as_text, **opened)


def as_text(answer: dict[str, Any], language: str) -> str:
    """The conditions as lines for people, the one that narrows most first."""
    lines = [say("shut_head", language, pool=answer["pool"], left=answer["left"])]
    for part in ("asked", "offered"):
        lines.append(say(f"shut_{part}", language, left=answer[part]["left"]))
        lines += ["  " + say("shut_condition", language, **one) for one in answer[part]["conditions"]]
        if not answer[part]["conditions"]:
            lines.append("  " + say("shut_nothing", language))
    if answer["asked"]["tailored"]:
        lines.append(say("shut_tailored", language, left=answer["asked"]["left"], expected=answer["asked"]["expected"]))
    return "\n".join(lines)
