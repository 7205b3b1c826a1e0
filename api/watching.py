"""Request ids, the access log and the metrics: by route, never by address, so that no id or name is in them."""

from __future__ import annotations

import json
import logging
import re
import secrets
import time
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, current_app, g, request
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

if TYPE_CHECKING:
    from matcher.office import Office

log = logging.getLogger("fairmatch.http")

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
_LONG_NUMBER = re.compile(r"\d{11}")  # might be a telephone number
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'",
}


class Watch:
    """The numbers of one app."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "fairmatch_requests", "Requests answered.", ["method", "route", "status"], registry=self.registry
        )
        self._seconds = Histogram(
            "fairmatch_request_seconds", "Time to answer.", ["route"], buckets=_BUCKETS, registry=self.registry
        )
        self._records = Gauge("fairmatch_records", "Stored records.", ["kind"], registry=self.registry)
        self._seq = Gauge("fairmatch_change_seq", "The newest change.", registry=self.registry)
        self._ready = Gauge("fairmatch_ready", "1 when the index serves the newest change.", registry=self.registry)

    def count(self, method: str, route: str, status: int, seconds: float) -> None:
        """One request answered."""
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def look(self, office: Office, ready: bool) -> None:
        """Reads what the office holds, at the moment of asking."""
        self._ready.set(ready)
        self._seq.set(office.store.last_seq())
        for kind in ("candidate", "job", "employer"):
            self._records.labels(kind).set(office.store.count(None, kind))


def register(app: Flask) -> None:
    """Every request gets an id, a line in the log and its place in the metrics."""
    app.extensions["fairmatch_watch"] = Watch()
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    given = request.headers.get("X-Request-Id", "")
    usable = _REQUEST_ID.fullmatch(given) and not _LONG_NUMBER.search(given)
    g.request_id = given if usable else secrets.token_hex(8)
    g.began = time.perf_counter()


def _end(response: Response) -> Response:
    route = _route()
    seconds = time.perf_counter() - g.get("began", time.perf_counter())
    watch: Watch = current_app.extensions["fairmatch_watch"]
    watch.count(request.method if request.url_rule is not None else "any", route, response.status_code, seconds)
    log.info(
        "request",
        extra={
            "request_id": g.get("request_id"),
            "method": request.method,
            "route": route,
            "status": response.status_code,
            "ms": round(seconds * 1000, 1),
        },
    )
    response.headers["X-Request-Id"] = g.get("request_id", "")
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    if request.path.startswith("/v1/"):
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.add("Vary", "Accept-Language, Authorization")
    return response


def _route() -> str:
    """The route as `/openapi.json` writes it; of an address that is none, nothing."""
    if request.url_rule is None:
        return "none"
    kind = (request.view_args or {}).get("path", "")
    return re.sub(r"<(\w+?)_?>", r"{\1}", re.sub(r"<any[^>]*>", kind, request.url_rule.rule))


class JsonLines(logging.Formatter):
    """A log record as one JSON line: what was put into `extra`, and nothing that a message might hold."""

    _FIELDS = ("request_id", "method", "route", "status", "ms", "fault", "places")

    def format(self, record: logging.LogRecord) -> str:  # noqa: D102 logging's own
        said: dict[str, Any] = {"at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"), "level": record.levelname.lower()}
        said |= {"event": record.getMessage()} if record.name.startswith("fairmatch") else {"event": record.name}
        said |= {name: getattr(record, name) for name in self._FIELDS if hasattr(record, name)}
        return json.dumps(said, ensure_ascii=False)
