"""What staff ask beyond a match: arrangements, the city's ledger, what is owed, whom a post shuts out."""

from __future__ import annotations

from flask import Blueprint, Response

from api.auth import SEEING_ALL, caller, needs
from api.doors import answer, json_body
from api.problems import language
from api.readiness import indexed_office
from matcher.domain.requests import ArrangementsOf, LedgerOf, OwedOf, ShutOutOf, read_request

blueprint = Blueprint("casework", __name__)


@blueprint.post("/v1/arrangements")
@needs(*SEEING_ALL)
def arrangements() -> Response:
    """How a workplace fits a person, and what would make it fit."""
    asked = read_request(ArrangementsOf, json_body())
    return answer(indexed_office().casework.arrangements(caller().tenant, asked, language()))


@blueprint.post("/v1/ledger")
@needs(*SEEING_ALL)
def ledger() -> Response:
    """Which arrangement at which employers opens posts to how many people; few are counted and not shown."""
    return answer(indexed_office().casework.ledger(caller().tenant, read_request(LedgerOf, json_body())))


@blueprint.post("/v1/owed")
@needs(*SEEING_ALL)
def owed() -> Response:
    """What a service still owes people, or one person with posts to begin with."""
    asked = read_request(OwedOf, json_body())
    return answer(indexed_office().casework.owed(caller().tenant, asked, language()))


@blueprint.post("/v1/shut-out")
@needs("match:read")
def shut_out() -> Response:
    """Whom the conditions of a post shut out; without `sensitive:read`, of the conditions that are not sensitive."""
    asked = read_request(ShutOutOf, json_body())
    return answer(indexed_office().casework.shut_out(caller().tenant, asked, language(), caller().sensitive))
