"""`fairmatch demo`: a sample city from messy files to matches, a report and a fair's pack, then the service."""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fairmatch import options
from fairmatch.cli import run as fairmatch
from fairmatch.match import as_text
from fairmatch.posts import post_names
from matcher.domain.moments import parse_moment
from matcher.domain.words import say

if TYPE_CHECKING:
    from matcher.office import Office

PEOPLE, POSTS = 2000, 1000
AS_OF = "2023-09-01T08:00+08:00"
SERVICES = ("gig", "internship", "disability_fair")
SHOWN = 3
GOOD = 0.6  # the first match on the screen is one to look at
OUTCOMES = ("accepted", "questioned", "rejected", "duplicate")


@click.command("demo")
@click.option("--no-serve", is_flag=True, help="Stop before serving.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535))
@options.seed
@options.lang
@options.data
def command(no_serve: bool, port: int, seed: int, lang: str, data: str | None) -> int:
    """Make a sample city, import its files, match three services, write a report and a fair's pack, then serve.

    2,000 people and 1,000 posts of a city that does not exist, in DATA/demo, which is wiped each time; the clock
    stands at 2023-09-01T08:00.

    \b
    Example:
      fairmatch demo --no-serve
    """
    folder = options.settings(None, data).data / "demo"
    shutil.rmtree(folder, ignore_errors=True)
    city, store = folder / "city", str(folder)
    teller = Teller(lang)
    teller.step("demo_city", people=PEOPLE, posts=POSTS, seed=seed)
    _make_city(city, seed)
    with options.office(None, store, as_of=parse_moment(AS_OF)) as office:
        example = _match_city(office, city, teller)
    teller.step("demo_evaluate")
    report = folder / "report"
    dataset = str(city / "retrieval" / "jobs_for_people")
    _must(["evaluate", dataset, "--out", str(report), "--systems", "random,bm25,default", "--lang", lang])
    teller.step("demo_fair")
    pack = folder / "fair"
    fair = str(city / "fair" / "fair.toml")
    _must(["fair", "plan", "--fair", fair, "--out", str(pack), "--as-of", AS_OF, "--data", store, "--lang", lang])
    url = f"http://127.0.0.1:{port}"
    body = f'{{"candidate_id": "{example}", "scenario": "general", "k": 3}}'
    click.echo(say("demo_platforms", lang, url=url, body=body))
    click.echo(say("demo_staff", lang, url=url, pack=pack / "summary.html"))
    click.echo(say("demo_researchers", lang, report=report / "report.html"))
    if no_serve:
        return 0
    return fairmatch(["serve", "--port", str(port), "--data", store, "--as-of", AS_OF, "--lang", lang])


class Teller:
    """Says what is done, with the seconds since the start."""

    def __init__(self, language: str) -> None:
        self._start = time.monotonic()
        self.language = language

    def step(self, code: str, **values: object) -> None:
        """One line about the step that begins."""
        click.echo(f"[{time.monotonic() - self._start:5.1f} s] {say(code, self.language, **values)}")


def _make_city(folder: Path, seed: int) -> None:
    from matcher.city import generate_city, write_city

    write_city(generate_city(PEOPLE, POSTS, seed, parse_moment(AS_OF)), folder)


def _match_city(office: Office, city: Path, teller: Teller) -> str:
    """Import the city's files and match all three services; the id of a person who has matches."""
    shown = None
    for kind, files in (
        ("job", [city / "jobs.jsonl", city / "messy" / "jobs.xlsx", city / "messy" / "jobs_gbk.csv"]),
        (
            "candidate",
            [city / "candidates.jsonl", city / "messy" / "candidates.xlsx", city / "messy" / "candidates.csv"],
        ),
    ):
        intake = office.import_files("default", kind, files)  # type: ignore[arg-type]
        counts = intake.report.counts()
        teller.step(f"demo_imported_{kind}", **{name: counts[name] for name in OUTCOMES})
        if kind == "job":
            shown = _first_match(office, city, teller)
    teller.step("demo_embedding")
    for name in SERVICES:
        matched = _service(office, name)
        teller.step("demo_service", service=office.scenarios[name].title[teller.language], **matched)
    assert shown is not None  # jobs come first
    return shown


def _first_match(office: Office, city: Path, teller: Teller) -> str:
    from matcher.domain.requests import MatchJobs, read_request
    from matcher.domain.strict_json import read_json

    lines = (city / "candidates.jsonl").read_text("utf-8").splitlines()
    for line in lines:
        person = read_json(line)
        asked = read_request(MatchJobs, {"candidate": person, "k": SHOWN, "explain": "full"})
        answer = office.match("default", asked, teller.language)
        best = answer["results"][0] if len(answer["results"]) == SHOWN else None
        if best and best["eligibility"] == "eligible" and best["score"] >= GOOD:
            teller.step("demo_first_match", wishes="、".join(person.get("desired_occupations", [])))
            posts = post_names(office, "default", [result["job_id"] for result in answer["results"]])
            click.echo(as_text(answer, teller.language, posts))
            return str(person["id"])
    raise AssertionError("nobody in the sample city has three matches")


def _service(office: Office, scenario: str) -> dict[str, Any]:
    """How many of all people have a match in a service, and how many have three."""
    from matcher.ranking.reach import reach

    with office.market.jobs.reading() as jobs, office.market.candidates.reading() as people:
        return reach(office.scenario(scenario), people, jobs, office.context())


def _must(arguments: list[str]) -> None:
    code = fairmatch(arguments)
    if code:
        raise click.exceptions.Exit(code)
