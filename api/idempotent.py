"""Idempotency-Key: a POST that writes, sent again, is answered again and not done again."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import Response, request

from api.auth import caller
from api.doors import office
from matcher.domain.errors import InputError
from matcher.store import Answer

P = ParamSpec("P")

_KEY = re.compile(r"[\x21-\x7e]{1,255}")


def idempotent(view: Callable[P, Response]) -> Callable[P, Response]:
    """The view's writes and its answer become one transaction, kept for two days under the tenant and the key.

    An error is not kept: the request may be sent again, mended or not.
    """

    @wraps(view)
    def once(*args: P.args, **kwargs: P.kwargs) -> Response:
        key = request.headers.get("Idempotency-Key")
        if key is None:
            return view(*args, **kwargs)
        if not _KEY.fullmatch(key):
            raise InputError("idempotency_key_form")
        worked = False

        def work() -> Answer:
            nonlocal worked
            worked = True
            response = view(*args, **kwargs)
            kept = {name: response.headers[name] for name in ("Location", "ETag") if name in response.headers}
            return Answer(response.status_code, response.get_data(as_text=True), kept)

        kept = office().store.once(caller().tenant, key, _fingerprint(), office().clock(), work)
        response = Response(kept.body, kept.status, dict(kept.headers), mimetype="application/json")
        if not worked:
            response.headers["Idempotency-Replayed"] = "true"
        return response

    return once


def _fingerprint() -> bytes:
    said = f"{request.method} {request.path}".encode()
    return hashlib.sha256(said + b"\n" + request.get_data(cache=True)).digest()
