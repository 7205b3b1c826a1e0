"""Ranked matches in both directions, one by one or many in a call."""

from __future__ import annotations

from typing import Annotated, Any

from flask import Blueprint, Response
from pydantic import Field

from api.auth import caller, needs
from api.doors import BULK_BYTES, answer, json_body, raw_body
from api.problems import language, problem
from api.readiness import indexed_office
from matcher.domain.errors import FairMatchError
from matcher.domain.fields import Document
from matcher.domain.requests import MatchCandidates, MatchJobs, read_request
from matcher.domain.strict_json import read_json

blueprint = Blueprint("matching", __name__)

MAX_QUERIES = 1000


class Batch(Document):
    """Many queries, each read on its own, so that a wrong one spoils no other."""

    queries: Annotated[tuple[Any, ...], Field(min_length=1, max_length=MAX_QUERIES)]


@blueprint.post("/v1/match/jobs")
@needs("match:read")
def match_jobs() -> Response:
    """The jobs for a candidate."""
    return answer(_match(MatchJobs, json_body()))


@blueprint.post("/v1/match/candidates")
@needs("match:read")
def match_candidates() -> Response:
    """The candidates for a job."""
    return answer(_match(MatchCandidates, json_body()))


@blueprint.post("/v1/match:batch")
@needs("match:read")
def match_batch() -> Response:
    """Up to 1,000 queries, in `queries` or as a bare list; each has its match or its problem, in order.

    A query that names a job asks for people.
    """
    body = read_json(raw_body(BULK_BYTES))
    asked = read_request(Batch, {"queries": body} if isinstance(body, list) else body)
    return answer({"items": [_one(query) for query in asked.queries]})


def _one(query: Any) -> dict[str, Any]:
    wants_people = isinstance(query, dict) and ("job_id" in query or "job" in query)
    try:
        return _match(MatchCandidates if wants_people else MatchJobs, query)
    except FairMatchError as error:
        return {"problem": problem(error, language())}


def _match(model: type[MatchJobs] | type[MatchCandidates], body: Any) -> dict[str, Any]:
    asked = read_request(model, body)
    return indexed_office().match(caller().tenant, asked, language(), caller().sensitive)
