"""Fairs over stored people and posts, and their plans: long work that answers 202 with an operation."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response

from api.auth import caller, needs
from api.doors import answer, json_body, office
from api.idempotent import idempotent
from api.operations import shown
from api.problems import language
from api.worker import worker
from matcher.domain.errors import RecordError, SettingError, UnknownId
from matcher.domain.fair_file import fair_from_values, known_scenario
from matcher.domain.fields import AsOf, Document, Id, Integer, Number, pointer
from matcher.domain.findings import Finding
from matcher.domain.moments import wall_clock
from matcher.domain.requests import read_request

blueprint = Blueprint("fairs", __name__)

MAX_SECONDS = 600
BODY_BYTES = 4 << 20


class Who(Document):
    """Which stored records take part; missing: all of the tenant's."""

    candidates: tuple[Id, ...] | None = None
    jobs: tuple[Id, ...] | None = None


class PlanFair(Document):
    """How a fair is planned. `max_seconds` is an emergency stop; a plan that it cut short is not reproducible."""

    seed: Integer = 0
    as_of: AsOf | None = None
    max_seconds: Number | None = None


@blueprint.post("/v1/fairs")
@needs("fairs:run")
@idempotent
def make() -> Response:
    """Sets up a fair: the keys of a fair file, with `candidates` and `jobs` as lists of ids in place of `inputs`."""
    body = json_body(BODY_BYTES)
    setting = checked(body)
    who = read_request(Who, {key: body[key] for key in Who.model_fields if key in body})
    for kind, names in (("candidate", who.candidates), ("job", who.jobs)):
        _known(kind, names)
    id_ = office().store.add_fair(caller().tenant, setting | who.document(), office().clock())
    return answer({"id": id_, **setting, **who.document()}, 201, {"Location": f"/v1/fairs/{id_}"})


@blueprint.get("/v1/fairs/<id_>")
@needs("fairs:run")
def read(id_: str) -> Response:
    """The fair as it was set up."""
    return answer({"id": id_, **office().store.fair(caller().tenant, id_)})


@blueprint.delete("/v1/fairs/<id_>")
@needs("fairs:run")
def delete(id_: str) -> Response:
    """Deletes a fair."""
    if not office().store.delete_fair(caller().tenant, id_):
        raise UnknownId("fair_id_unknown")
    return Response(status=204)


@blueprint.post("/v1/fairs/<id_>/plan")
@needs("fairs:run")
@idempotent
def plan(id_: str) -> Response:
    """Plans a fair: 202, and where to look for the plan."""
    asked = read_request(PlanFair, json_body())
    if asked.max_seconds is not None and not 0 < asked.max_seconds <= MAX_SECONDS:
        limits = {"low": 1, "high": MAX_SECONDS}
        raise RecordError([Finding("query_number", pointer="/max_seconds", values=limits)])
    store = office().store
    request = {
        "fair": store.fair(caller().tenant, id_),
        "as_of": (asked.as_of or office().clock()).isoformat(),
        "seed": asked.seed,
        "max_seconds": asked.max_seconds,
        "language": language(),
    }
    operation = store.operations.create(caller().tenant, "fair_plan", request, wall_clock())
    worker().wake()
    return answer(shown(operation), 202, {"Location": f"/v1/operations/{operation.id}"})


def checked(body: dict[str, Any]) -> dict[str, Any]:
    """The settings of a fair among a body's keys. Raises RecordError with a pointer."""
    setting = {key: value for key, value in body.items() if key not in Who.model_fields}
    if "inputs" in setting:
        raise RecordError([Finding("fair_inputs_elsewhere", pointer="/inputs")])
    try:
        known_scenario(fair_from_values(setting, "POST /v1/fairs"), office().scenarios, "POST /v1/fairs")
    except SettingError as error:
        path = str(error.values.get("key", "")).replace("]", "").replace("[", ".").split(".")
        finding = Finding(error.code, pointer=pointer(tuple(path)) if path != [""] else "", values=error.values)
        raise RecordError([finding]) from None
    return setting


def _known(kind: Any, names: tuple[str, ...] | None) -> None:
    tenant = caller().tenant
    found = {stored.id for stored in office().store.get_many(kind, [(tenant, name) for name in names or ()])}
    missing = [
        Finding(f"{kind}_id_unknown", pointer=f"/{kind}s/{at}", values={"id": name})
        for at, name in enumerate(names or ())
        if name not in found
    ]
    if missing:
        raise RecordError(missing[:20])
