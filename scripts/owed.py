"""`fairmatch owed`: what a service still owes people, and one person's plan."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import click

from fairmatch import options
from fairmatch.files import write_file
from fairmatch.output import print_json, say_aside
from fairmatch.posts import post_names
from matcher.domain.words import say

MARKS = {"done": "✓", "due": "○", "late": "!", "open": "○"}


@click.command("owed")
@click.option("--candidate", metavar="ID", help="The plan of this person, with posts to begin with.")
@options.service("graduate")
@click.option("--out", metavar="FILE.xlsx", help="Write the list into a workbook.")
@click.option(
    "--to-confirm", is_flag=True, help="Those of whom it must first be asked whether the service is for them."
)
@click.option("--after", metavar="ID", help="Go on after this person.")
@click.option("--limit", type=click.IntRange(1, 1000), help="At most so many people; without it all.")
@options.as_of
@options.store_options
def command(**given: Any) -> None:
    """What a service still owes each person, counted from events: of "131" one guidance, three posts, one training.

    The deadlines count from the day since when the person is out of work, else out of school.

    \b
    Examples:
      fairmatch owed --scenario graduate --out owed.xlsx
      fairmatch owed --candidate c-001
    """
    run(**given)


def run(
    *,
    candidate: str | None,
    scenario: str,
    out: str | None,
    to_confirm: bool,
    after: str | None,
    limit: int | None,
    as_of: datetime | None,
    tenant: str,
    lang: str,
    as_json: bool,
    db: str | None,
    data: str | None,
) -> None:
    """Ask, print, and write the workbook."""
    from matcher.domain.requests import OwedOf, read_request
    from matcher.office.casework_books import owed_book

    given = {"candidate_id": candidate, "after": after, "limit": limit}
    body = {name: value for name, value in given.items() if value is not None}
    request = read_request(OwedOf, {**body, "scenario": scenario, "entitled": "unknown" if to_confirm else "pass"})
    with options.office(db, data, as_of=as_of) as office:
        answer = office.casework.owed(tenant, request, lang, whole=limit is None)
        called = {} if as_json else post_names(office, tenant, _suggested(answer))
        title = office.scenario(scenario).title[lang]
    if out is not None:
        write_file(out, owed_book(answer, lang))
        say_aside(say("file_written", lang, path=out))
    if as_json:
        print_json(answer)
    elif candidate is None:
        click.echo(as_list(answer, title, lang))
    else:
        click.echo(as_plan(answer, candidate, called, lang))


def _suggested(answer: dict[str, Any]) -> list[str]:
    items = [item for one in answer["people"] for item in one["items"]]
    return [result["job_id"] for item in items for result in item.get("suggested", ())]


def as_list(answer: dict[str, Any], title: str, language: str) -> str:
    """Everybody as lines for people."""
    summary = answer["summary"]
    counts = {name: count for name, count in summary.items() if name != "missing"}
    lines = [say("owed_head", language, service=title, **counts)]
    titles = {item["code"]: item["title"] for one in answer["people"][:1] for item in one["items"]}
    lines += [
        "  " + say("owed_missing", language, title=titles[code], count=count)
        for code, count in summary["missing"].items()
        if code in titles
    ]
    for one in answer["people"]:
        items = "  ".join(say("owed_item", language, **item) for item in one["items"])
        values = {"candidate": one["candidate_id"], "since": _since(one, language), "items": items}
        lines.append(("! " if one["late"] else "  ") + say("owed_person", language, **values))
    if answer["next"]:
        lines.append(say("owed_more", language, after=answer["next"]))
    return "\n".join(lines)


def as_plan(answer: dict[str, Any], candidate: str, called: dict[str, str], language: str) -> str:
    """One person's plan as lines for people."""
    if not answer["people"]:
        return say("owed_not_served", language, candidate=candidate, reason=answer["reason"])
    (one,) = answer["people"]
    lines = [f"{candidate}  {_since(one, language)}"]
    if one["entitled"] == "unknown":
        lines.append("  " + say("owed_to_ask", language))
    for item in one["items"]:
        standing = state(item)
        lines.append(f"  {MARKS[standing]} " + say(f"owed_step_{standing}", language, **item))
        for result in item.get("suggested", ()):
            lines.append(f"      → {called[result['job_id']]} [{result['job_id']}]  {result['score']:.3f}")
        if item.get("suggested") == []:
            lines.append("      " + say("owed_none_suits", language))
    return "\n".join(lines)


def state(item: dict[str, Any]) -> str:
    """How an item stands: `done`, `late`, `due`, or `open` where nobody knows by when."""
    if not item["missing"]:
        return "done"
    return "late" if item["late"] else "due" if item["due"] else "open"


def _since(one: dict[str, Any], language: str) -> str:
    return say("owed_since", language, day=one["since"]) if one["since"] else say("owed_since_unknown", language)
