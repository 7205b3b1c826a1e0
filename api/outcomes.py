"""What happened afterwards, and held advertisements that a person releases."""

from __future__ import annotations

from flask import Blueprint, Response

from api.auth import caller, needs
from api.doors import answer, json_body, office
from api.idempotent import idempotent
from api.readiness import indexed_office
from matcher.domain.requests import Feedback, Release, read_request

blueprint = Blueprint("outcomes", __name__)


@blueprint.post("/v1/feedback")
@needs("feedback:write")
@idempotent
def feedback() -> Response:
    """Stores one event of a pair: 201."""
    asked = read_request(Feedback, json_body())
    number = indexed_office().feedback(caller().tenant, asked)
    return answer({"event": number}, 201)


@blueprint.post("/v1/jobs/<id_>:release")
@needs("profiles:write")
@idempotent
def release(id_: str) -> Response:
    """A person answers for a held advertisement, by name and with a reason, until its text changes."""
    asked = read_request(Release, json_body())
    office().release(caller().tenant, id_, asked.reason, asked.by)
    return answer({"job_id": id_, "released": True})
