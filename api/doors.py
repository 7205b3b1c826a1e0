"""What a view reads and gives: the office, a JSON body, JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from flask import Response, current_app, request
from werkzeug.exceptions import RequestEntityTooLarge

from matcher.domain.errors import InputError, RecordError
from matcher.domain.findings import Finding
from matcher.domain.strict_json import read_json

if TYPE_CHECKING:
    from matcher.office import Office

BODY_BYTES = 1 << 20
BULK_BYTES = 64 << 20
_JSON_TYPES = ("application/json", "text/json")
_LINE_TYPES = ("application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonlines")


def office() -> Office:
    """The office that this app serves."""
    found: Office = current_app.extensions["fairmatch"]
    return found


def raw_body(limit: int = BODY_BYTES, *, lines: bool = False) -> bytes:
    """The body's bytes. Raises InputError: too large, of another type than JSON (or, with `lines`, NDJSON), packed."""
    kind = request.mimetype
    allowed = _JSON_TYPES + (_LINE_TYPES if lines else ())
    if kind and kind not in allowed and not kind.endswith("+json"):
        raise InputError("body_not_json_type", allowed=", ".join(allowed[:1] + (_LINE_TYPES[:1] if lines else ())))
    if request.content_encoding not in (None, "", "identity"):
        raise InputError("body_encoded")
    request.max_content_length = limit
    try:
        body = request.get_data()
    except RequestEntityTooLarge:
        raise InputError("body_too_large", limit=limit >> 20) from None
    if len(body) > limit:
        raise InputError("body_too_large", limit=limit >> 20)
    return body


def json_body(limit: int = BODY_BYTES) -> dict[str, Any]:
    """The body as a JSON object. Raises RecordError with a pointer."""
    body = read_json(raw_body(limit))
    if not isinstance(body, dict):
        raise RecordError([Finding("want_object", pointer="")])
    return body


def answer(body: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """A value as JSON."""
    text = json.dumps(body, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return Response(text, status, dict(headers or {}), mimetype="application/json")
