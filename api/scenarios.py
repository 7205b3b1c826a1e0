"""The services, their rules and weights, as data."""

from __future__ import annotations

from flask import Blueprint, Response

from api.auth import needs
from api.doors import answer, office
from matcher.domain.errors import UnknownId

blueprint = Blueprint("scenarios", __name__)


@blueprint.get("/v1/scenarios")
@needs()
def scenarios() -> Response:
    """All services."""
    return answer({"scenarios": [found.as_json() for found in office().scenarios.values()]})


@blueprint.get("/v1/scenarios/<name>")
@needs()
def scenario(name: str) -> Response:
    """One service."""
    known = office().scenarios
    if name not in known:
        raise UnknownId("scenario_unknown", name=name, known=", ".join(known))
    return answer(known[name].as_json())
