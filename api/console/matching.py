"""Choose a person or a post and a service; see the matches with reasons; print a person's three posts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from flask import Response, request

from api.auth import caller, needs
from api.console.records import post, post_names, promising, scenario_titles, title, title_of
from api.console.shell import blueprint, language, page
from api.doors import office
from api.problems import clean
from matcher.domain.requests import ArrangementsOf, EligibilityOf, MatchCandidates, MatchJobs, read_request
from matcher.store import Kind

STEP, CHOICES, RESULTS, PRINTED = 500, 50, 10, 3
KINDS: Mapping[str, Kind] = {"candidates": "candidate", "jobs": "job"}


@blueprint.get("/match")
@needs("match:read")
def match() -> Response:
    """The choice of one who asks, and what the market has for them."""
    kind = request.args.get("kind", "candidates")
    kind = kind if kind in KINDS else "candidates"
    asked, scenario = request.args.get("id", "").strip(), request.args.get("scenario", "general")
    words = request.args.get("q", "").strip()
    answer = _answer(kind, asked, scenario, RESULTS, "full") if asked else None
    choices = [] if asked else list(islice(_found(KINDS[kind], words), CHOICES + 1))
    return page(
        "match.html",
        kind=kind,
        id=asked,
        scenario=scenario,
        scenarios=scenario_titles(),
        promises=caller().sensitive and scenario in promising(),
        q=words,
        choices=choices[:CHOICES],
        more=len(choices) > CHOICES,
        answer=answer,
        asker=title_of(KINDS[kind], asked) if asked else None,
        called=_called(answer) if answer else {},
        other="jobs" if kind == "candidates" else "candidates",
    )


@blueprint.get("/match/print")
@needs("match:read")
def printed() -> Response:
    """A person's three posts on A4, in large type."""
    asked, scenario = request.args.get("id", ""), request.args.get("scenario", "general")
    answer = _answer("candidates", asked, scenario, PRINTED, "full")
    stored = office().get(caller().tenant, "candidate", asked)
    contact = stored.document.get("contact", {}) if caller().sensitive else {}
    posts = {result["job_id"]: post(result["job_id"]) for result in answer["results"]}
    service = office().scenario(scenario).title[language()]
    return page("print.html", answer=answer, person=clean(contact.get("name") or asked), posts=posts, service=service)


@blueprint.get("/eligibility")
@needs("match:read")
def pair() -> Response:
    """Every rule of one pair, with its reason, what would change it and the source."""
    body = {
        "candidate_id": request.args.get("candidate", ""),
        "job_id": request.args.get("job", ""),
        "scenario": request.args.get("scenario", "general"),
    }
    told = office().eligibility(caller().tenant, read_request(EligibilityOf, body), language(), caller().sensitive)
    called, _ = post(body["job_id"])
    arranged = None
    if caller().sensitive:
        arranged = office().casework.arrangements(caller().tenant, read_request(ArrangementsOf, body), language())
    return page(
        "eligibility.html",
        told=told,
        arranged=arranged,
        candidate=body["candidate_id"],
        job=body["job_id"],
        post=called,
    )


def _answer(kind: str, asked: str, scenario: str, k: int, explain: str) -> dict[str, Any]:
    body = {"scenario": scenario, "k": k, "explain": explain, f"{KINDS[kind]}_id": asked}
    if kind == "candidates":
        return office().match(caller().tenant, read_request(MatchJobs, body), language(), caller().sensitive)
    return office().match(caller().tenant, read_request(MatchCandidates, body), language(), caller().sensitive)


def _found(kind: Kind, words: str) -> Iterator[tuple[str, str]]:
    """Records whose id or title holds the words."""
    after = ""
    while stored := office().store.page(caller().tenant, kind, after, STEP):
        for record in stored:
            called = title(record)
            if words.casefold() in f"{record.id} {called}".casefold():
                yield record.id, called
        after = stored[-1].id


def _called(answer: dict[str, Any]) -> dict[str, str]:
    """What the results are called."""
    if answer["results"] and "job_id" in answer["results"][0]:
        return post_names(result["job_id"] for result in answer["results"])
    people = [(caller().tenant, result["candidate_id"]) for result in answer["results"]]
    return {record.id: title(record) for record in office().store.get_many("candidate", people)}
