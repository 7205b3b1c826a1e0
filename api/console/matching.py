"""Choose a person or a post and a service; see the matches with reasons; print a person's three posts."""

from __future__ import annotations

from itertools import islice
from typing import Any

from flask import Response, request

from api.auth import caller, needs
from api.console.shell import blueprint, language, page
from api.doors import office
from api.problems import clean
from matcher.domain.requests import EligibilityOf, MatchCandidates, MatchJobs, read_request
from matcher.store import Stored

STEP, CHOICES, RESULTS, PRINTED = 500, 50, 10, 3
KINDS = {"candidates": "candidate", "jobs": "job"}


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
        scenarios=_scenarios(),
        q=words,
        choices=choices[:CHOICES],
        more=len(choices) > CHOICES,
        answer=answer,
        asker=_title(office().get(caller().tenant, KINDS[kind], asked)) if asked else None,  # type: ignore[arg-type]
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
    posts = {result["job_id"]: _post(result["job_id"]) for result in answer["results"]}
    title = office().scenario(scenario).title[language()]
    return page("print.html", answer=answer, person=clean(contact.get("name") or asked), posts=posts, service=title)


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
    title, _ = _post(body["job_id"])
    return page("eligibility.html", told=told, candidate=body["candidate_id"], job=body["job_id"], post=title)


def _answer(kind: str, asked: str, scenario: str, k: int, explain: str) -> dict[str, Any]:
    body = {"scenario": scenario, "k": k, "explain": explain, f"{KINDS[kind]}_id": asked}
    if kind == "candidates":
        return office().match(caller().tenant, read_request(MatchJobs, body), language(), caller().sensitive)
    return office().match(caller().tenant, read_request(MatchCandidates, body), language(), caller().sensitive)


def _scenarios() -> list[tuple[str, str]]:
    offered = office().scenarios
    return [(name, offered[name].title[language()]) for name in offered]


def _found(kind: str, words: str) -> Any:
    """Records whose id or title holds the words."""
    after = ""
    while stored := office().store.page(caller().tenant, kind, after, STEP):  # type: ignore[arg-type]
        for record in stored:
            title = _title(record)
            if words.casefold() in f"{record.id} {title}".casefold():
                yield record.id, title
        after = stored[-1].id


def _title(record: Stored) -> str:
    told = record.document
    title = told.get("title") or "、".join(told.get("desired_occupations", ())) or told.get("headline") or ""
    return clean(title)


def _post(job_id: str) -> tuple[str, str]:
    """A post's title and employer; a number that somebody wrote into them is left out."""
    owner, found = office().market.job_key(caller().tenant, job_id)
    job = office().get(owner, "job", found).document
    return clean(job["title"]), clean(job.get("employer", {}).get("name", ""))


def _called(answer: dict[str, Any]) -> dict[str, str]:
    """What the results are called."""
    if answer["results"] and "job_id" in answer["results"][0]:
        return {result["job_id"]: "  ".join(filter(None, _post(result["job_id"]))) for result in answer["results"]}
    people = [(caller().tenant, result["candidate_id"]) for result in answer["results"]]
    return {record.id: _title(record) for record in office().store.get_many("candidate", people)}
