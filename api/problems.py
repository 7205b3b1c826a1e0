"""Errors as RFC 9457 problem details: what is wrong, where, and the way out; never anybody's data."""

from __future__ import annotations

import json
import logging
import traceback
import unicodedata
from typing import Any

from flask import Flask, Response, g, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from matcher.domain.errors import Conflict, FairMatchError, InputError, NotAllowed, RecordError, Unavailable, UnknownId
from matcher.domain.scrub import scrub
from matcher.domain.words import codes, say

log = logging.getLogger("fairmatch.http")

TYPE = "/docs#problem-"
_STATUS: tuple[tuple[type[FairMatchError], int], ...] = (
    (UnknownId, 404),
    (InputError, 400),
    (Conflict, 409),
    (NotAllowed, 403),
    (Unavailable, 503),
)
_STATUS_OF_CODE = {
    "if_match_failed": 412,
    "already_there": 412,
    "idempotency_key_reused": 422,  # draft-ietf-httpapi-idempotency-key-header-07, section 2.7
    "key_missing": 401,
    "key_wrong": 401,
    "body_too_large": 413,
    "too_many_lines": 413,
    "body_not_json_type": 415,
    "body_encoded": 415,
}
_POINTER_OF_CODE = {"scenario_unknown": "/scenario", "cursor_wrong": "/cursor"}
_RETRY_SECONDS = "5"
PROBLEM_CODES = (
    "record_invalid",
    "json_invalid",
    *_STATUS_OF_CODE,
    "scope_lacking",
    "not_this_machine",
    "foreign_host",
    "foreign_origin",
    "idempotency_key_form",
    "entity_tag_form",
    "index_building",
    "store_busy",
    "store_failed",
    "http_404",
    "http_405",
    "http_413",
    "http_500",
)
"""What `/docs` explains; a problem's `type` leads there."""


def language() -> str:
    """`zh` or `en`, by Accept-Language; Chinese where neither is asked for."""
    return request.accept_languages.best_match(["zh", "en"], default="zh") or "zh"


def status_of(error: FairMatchError) -> int:
    """The HTTP status of an error of ours."""
    if error.code in _STATUS_OF_CODE:
        return _STATUS_OF_CODE[error.code]
    return next((status for kind, status in _STATUS if isinstance(error, kind)), 500)


def problem(error: FairMatchError, words: str) -> dict[str, Any]:
    """An error of ours as a problem object, in a language."""
    status = status_of(error)
    made: dict[str, Any] = {"type": f"{TYPE}{error.code}", "title": _title(status, words), "status": status}
    made["detail"] = clean(say(error.code, words, **error.values))
    if error.code in _POINTER_OF_CODE and status == 400:
        field = {"pointer": _POINTER_OF_CODE[error.code], "code": error.code, "detail": made["detail"]}
        made["errors"] = [field]
    if isinstance(error, RecordError):
        made["errors"] = [
            {"pointer": clean(found.pointer or ""), "code": found.code, "detail": clean(found.text(words))}
            for found in error.findings
        ]
    return made


def clean(text: str) -> str:
    """The text without phone and identity numbers, which a misplaced key or id might hold."""
    scrubbed = scrub(text)
    return text if scrubbed == unicodedata.normalize("NFKC", text) else scrubbed


def register(app: Flask) -> None:
    """Every error of the app becomes a problem."""
    app.register_error_handler(FairMatchError, _ours)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unforeseen)


def _ours(error: FairMatchError) -> Response:
    response = respond(problem(error, language()))
    if response.status_code == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="fairmatch"'
    if response.status_code == 503:
        response.headers["Retry-After"] = _RETRY_SECONDS
    return response


def _http(error: HTTPException) -> Response:
    status = error.code or 500
    if status < 400:  # a redirection is no error
        return Response(error.get_response().get_data(), status, dict(error.get_response().headers))
    response = respond(_plain(status, g.get("request_id", ""), language()))
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods))
    return response


def _unforeseen(error: Exception) -> Response:
    return respond(fault(error, g.get("request_id", ""), language()))


def fault(error: Exception, request_id: str, words: str) -> dict[str, Any]:
    """A fault of the program. Logged by place, without the message: that may hold somebody's data."""
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames[-8:]]
    log.error("fault", extra={"fault": type(error).__name__, "places": places, "request_id": request_id})
    return _plain(500, request_id, words)


def _plain(status: int, request_id: str, words: str) -> dict[str, Any]:
    code = f"http_{status}" if f"http_{status}" in codes() else "http_other"
    return {
        "type": f"{TYPE}{code}",
        "title": _title(status, words),
        "status": status,
        "detail": say(code, words, request=request_id),
    }


def _title(status: int, words: str) -> str:
    code = f"title_{status}"
    return say(code if code in codes() else "title_other", words)


def respond(body: dict[str, Any]) -> Response:
    """A problem as a response."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return Response(text, body["status"], mimetype="application/problem+json")
