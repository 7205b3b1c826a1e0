"""Whether the process lives, whether it serves the newest state, and numbers for Prometheus."""

from __future__ import annotations

from flask import Blueprint, Response, current_app
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from api.auth import from_this_machine, needs
from api.doors import answer, office
from api.readiness import LOOK_SECONDS, readiness
from api.watching import Watch

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def healthz() -> Response:
    """The process lives."""
    return answer({"status": "ok"})


@blueprint.get("/readyz")
def readyz() -> Response:
    """200 when the index serves the store's newest state, else 503."""
    ready = readiness().ask(office(), LOOK_SECONDS)
    return answer({"status": "ready" if ready else "behind"}, 200 if ready else 503)


@blueprint.get("/metrics")
def metrics() -> Response:
    """Prometheus text, for this machine or a key with `admin`."""
    if not from_this_machine():
        _needs_admin()
    watch: Watch = current_app.extensions["fairmatch_watch"]
    watch.look(office(), readiness().ask(office(), LOOK_SECONDS))
    return Response(generate_latest(watch.registry), content_type=CONTENT_TYPE_LATEST)


@needs("admin")
def _needs_admin() -> None:
    """Raises NotAllowed for anybody else."""
