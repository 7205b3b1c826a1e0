"""Long work: how far it is, what came of it, and an end to it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response

from api.auth import caller, needs
from api.doors import answer, office
from api.plan_view import public_plan
from api.worker import worker
from matcher.domain.moments import wall_clock, write_moment
from matcher.store import Operation

blueprint = Blueprint("operations", __name__)


@blueprint.get("/v1/operations/<id_>")
@needs("fairs:run")
def read(id_: str) -> Response:
    """An operation of the tenant. Whoever asks for one that is not over sets to work what an ended process left."""
    found = office().store.operations.get(caller().tenant, id_)
    if found.state in ("queued", "running"):
        worker().wake()
    return answer(shown(found))


@blueprint.delete("/v1/operations/<id_>")
@needs("fairs:run")
def cancel(id_: str) -> Response:
    """Cancels: what waits at once, what runs at its next step. 409 when it is over."""
    return answer(shown(office().store.operations.cancel(caller().tenant, id_, wall_clock())), 202)


def shown(operation: Operation) -> dict[str, Any]:
    """An operation as JSON: `result` when it is done, `problem` when it failed."""
    told: dict[str, Any] = {
        "id": operation.id,
        "kind": operation.kind,
        "state": operation.state,
        "progress": {"done": operation.done, "total": operation.total},
        "cancel_requested": operation.cancel_requested,
        "created_at": write_moment(operation.created_at),
        "updated_at": write_moment(operation.updated_at),
    }
    if operation.result is not None and operation.state == "failed":
        told["problem"] = operation.result
    elif operation.result is not None:
        told["result"] = _plan(operation.result)
    return told


def _plan(plan: dict[str, Any]) -> dict[str, Any]:
    """What this caller may see of a plan."""
    return plan if caller().sensitive else public_plan(plan, office().scenario(plan["scenario"]))
