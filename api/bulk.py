"""Many records in one call: the valid ones are stored, the bad ones named by line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response

from api.auth import caller, needs
from api.doors import BULK_BYTES, answer, office, raw_body
from api.idempotent import idempotent
from api.problems import clean, language, problem
from matcher.domain.errors import FairMatchError, InputError, RecordError
from matcher.domain.findings import Finding
from matcher.domain.strict_json import read_json
from matcher.store import Document, Kind, Put

blueprint = Blueprint("bulk", __name__)

MAX_LINES = 50_000
Line = tuple[int, Document | RecordError]


@blueprint.post("/v1/candidates:bulk")
@needs("profiles:write")
@idempotent
def candidates() -> Response:
    """Candidates as NDJSON or as a JSON array."""
    return _bulk("candidate")


@blueprint.post("/v1/jobs:bulk")
@needs("profiles:write")
@idempotent
def jobs() -> Response:
    """Jobs as NDJSON or as a JSON array."""
    return _bulk("job")


def _bulk(kind: Kind) -> Response:
    outcomes = office().bulk(caller().tenant, kind, list(read_lines(raw_body(BULK_BYTES, lines=True))))
    items = [_item(line, id_, outcome) for line, id_, outcome in outcomes]
    rejected = sum(item["outcome"] == "rejected" for item in items)
    return answer({"items": items, "accepted": len(items) - rejected, "rejected": rejected})


def _item(line: int, named: object, outcome: Put | FairMatchError) -> dict[str, Any]:
    id_ = named if isinstance(named, str) and clean(named) == named else None
    if isinstance(outcome, FairMatchError):
        made = problem(outcome, language())
        wrong = {"errors": made["errors"]} if "errors" in made else {}
        return {
            "line": line,
            "id": id_,
            "outcome": "rejected",
            "status": made["status"],
            "detail": made["detail"],
        } | wrong
    said = "created" if outcome.created else "updated" if outcome.changed else "unchanged"
    return {"line": line, "id": id_, "outcome": said, "status": 201 if outcome.created else 200}


def read_lines(body: bytes) -> Iterator[Line]:
    """The records of a JSON array or of NDJSON, each with its place from 1; blank lines are passed over.

    Raises RecordError for an array that is no JSON, InputError for too many records.
    """
    text = body.removeprefix(b"\xef\xbb\xbf").lstrip()
    lines = list(_array(text) if text.startswith(b"[") else _lines(body.removeprefix(b"\xef\xbb\xbf")))
    if len(lines) > MAX_LINES:
        raise InputError("too_many_lines", limit=MAX_LINES)
    if not lines:
        raise RecordError([Finding("no_lines", pointer="")], "json_invalid")
    return iter(lines)


def _array(text: bytes) -> Iterator[Line]:
    for place, value in enumerate(read_json(text), 1):
        yield place, value if isinstance(value, dict) else RecordError([Finding("want_object", pointer="")])


def _lines(body: bytes) -> Iterator[Line]:
    for place, line in enumerate(body.split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            value = read_json(line)
        except RecordError as error:
            yield place, error
            continue
        yield place, value if isinstance(value, dict) else RecordError([Finding("want_object", pointer="")])
