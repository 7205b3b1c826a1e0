"""Every rule of one pair, an advertisement's lawfulness, the policies for a person or an employer."""

from __future__ import annotations

from flask import Blueprint, Response

from api.auth import caller, needs
from api.doors import BULK_BYTES, answer, json_body, office
from api.problems import language
from api.readiness import indexed_office
from matcher.domain.requests import EligibilityOf, PoliciesFor, Screen, read_request

blueprint = Blueprint("judging", __name__)


@blueprint.post("/v1/eligibility")
@needs("match:read")
def eligibility() -> Response:
    """Every rule of a candidate and a job under a scenario."""
    asked = read_request(EligibilityOf, json_body())
    return answer(indexed_office().eligibility(caller().tenant, asked, language(), caller().sensitive))


@blueprint.post("/v1/screen")
@needs("match:read")
def screen() -> Response:
    """Discriminatory conditions in a text, a job, or a list of both."""
    return answer(office().screen(read_request(Screen, json_body(BULK_BYTES)), language()))


@blueprint.post("/v1/policies")
@needs("match:read")
def policies() -> Response:
    """Which instruments may apply, what to ask, and where it says so."""
    asked = read_request(PoliciesFor, json_body())
    return answer(office().policies(caller().tenant, asked, language(), caller().sensitive))
