"""`fairmatch match`: ranked matches with reasons."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import click

from fairmatch import options
from fairmatch.files import record
from fairmatch.output import print_json
from fairmatch.posts import post_names
from matcher.domain.errors import InputError
from matcher.domain.words import named, say


@click.command("match")
@options.candidate_options
@options.job_options
@options.service("general")
@click.option("-k", type=click.IntRange(1, 200), default=10, show_default=True, help="How many.")
@click.option("--explain", type=click.Choice(["none", "brief", "full"]), default="full", show_default=True)
@options.as_of
@options.seed
@options.store_options
def command(**given: Any) -> None:
    """Ranked matches with reasons, what was excluded by which rule, and what would open more.

    For a person it finds posts, for a post people.

    \b
    Example:
      fairmatch match --candidate c-001 --scenario gig -k 5
    """
    run(**given)


def run(
    *,
    candidate: str | None,
    candidate_file: str | None,
    job: str | None,
    job_file: str | None,
    scenario: str,
    k: int,
    explain: str,
    as_of: datetime | None,
    tenant: str,
    lang: str,
    as_json: bool,
    db: str | None,
    data: str | None,
    seed: int,
) -> None:
    """Ask the office one question and print its answer."""
    from matcher.domain.requests import MatchCandidates, MatchJobs, read_request

    of_person, of_post = candidate or candidate_file, job or job_file
    if bool(of_person) == bool(of_post):
        raise InputError("nothing_to_do", what="--candidate | --candidate-file | --job | --job-file")
    asker = record("candidate", candidate, candidate_file) if of_person else record("job", job, job_file)
    wanted = MatchJobs if of_person else MatchCandidates
    body = {**asker, "scenario": scenario, "k": k, "explain": explain}
    request = read_request(wanted, body)
    with options.office(db, data, as_of=as_of) as office:
        answer = office.match(tenant, request, lang)
        if as_json:
            print_json(answer)
        else:
            posts = [result["job_id"] for result in answer["results"] if "job_id" in result]
            click.echo(as_text(answer, lang, post_names(office, tenant, posts)))


def as_text(answer: dict[str, Any], language: str, called: dict[str, str] | None = None) -> str:
    """The match object as lines for people."""
    lines = []
    for result in answer["results"]:
        found = result.get("job_id") or result["candidate_id"]
        lines.append(f"{result['rank']:>3}. {(called or {}).get(found, '')} [{found}]  {result['score']:.3f}")
        lines += [f"      + {reason['text']}" for reason in result.get("reasons", ())]
        asks = result.get("to_confirm", ())
        lines += [f"      ? {say('match_confirm', language)}: {ask['text']}" for ask in asks]
    if not lines:
        lines.append(say("match_nobody", language))
    lines += [f"{say('match_hint', language)}: {hint['text']}" for hint in answer.get("hints", ())]
    excluded = answer["excluded"]
    if excluded["total"]:
        rules = ", ".join(f"{named('rule', code, language)} {count}" for code, count in excluded["by_rule"].items())
        lines.append(say("match_excluded", language, total=excluded["total"], rules=rules))
    if answer.get("would_open"):
        lines.append(say("match_would_open", language) + ":")
        lines += [f"      → {change['text']}" for change in answer["would_open"]]
    return "\n".join(lines)
