"""The services, their rules and weights, as data."""

from __future__ import annotations

from flask import Blueprint, Response

from api.auth import needs
from api.doors import answer, office

blueprint = Blueprint("scenarios", __name__)


@blueprint.get("/v1/scenarios")
@needs()
def scenarios() -> Response:
    """All services."""
    return answer({"scenarios": [found.as_data() for found in office().scenarios]})


@blueprint.get("/v1/scenarios/<name>")
@needs()
def scenario(name: str) -> Response:
    """One service."""
    return answer(office().scenarios[name].as_data())
