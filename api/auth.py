"""Who calls: a key with its tenant and scopes, or, as long as there is no key at all, this machine itself."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import ParamSpec, TypeVar
from urllib.parse import urlsplit

from flask import Flask, current_app, g, request

from api.doors import office
from matcher.domain.errors import NotAllowed
from matcher.store import SCOPES

P = ParamSpec("P")
R = TypeVar("R")

DEFAULT_TENANT = "default"
SEEING_ALL = ("match:read", "sensitive:read")
"""For what is limits, needs and entitlement from end to end: without them nothing would be left of the answer."""
_LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
_FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Real-Ip")


@dataclass(frozen=True, slots=True)
class Caller:
    """Whose data, and what may be done with it."""

    tenant: str
    name: str
    scopes: frozenset[str]

    @property
    def sensitive(self) -> bool:
        """Whether sensitive fields are shown."""
        return "sensitive:read" in self.scopes


THIS_MACHINE = Caller(DEFAULT_TENANT, "loopback", frozenset(SCOPES))


def register(app: Flask) -> None:
    """Without a key in the store, only this machine is served, and never through a foreign name or page."""
    app.before_request(_only_this_machine)


def needs(*scopes: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Lets a view run for callers with some scopes (none: any caller), who stands in `caller()`."""

    def wrap(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            g.caller = _identify()
            for scope in scopes:
                if scope not in g.caller.scopes:
                    raise NotAllowed("scope_lacking", scope=scope)
            return view(*args, **kwargs)

        return guarded

    return wrap


def caller() -> Caller:
    """Who calls, inside a view that `needs` guards."""
    found: Caller = g.caller
    return found


def keys_exist() -> bool:
    """Whether a key was ever made, looked up once a request. Keys are never deleted, so a yes is kept."""
    known: set[str] = current_app.extensions.setdefault("fairmatch_keys", set())
    if "fairmatch_keys" not in g:
        g.fairmatch_keys = bool(known) or office().store.keys.any()
        known.update(["exist"] if g.fairmatch_keys else [])
    found: bool = g.fairmatch_keys
    return found


def from_this_machine() -> bool:
    """Whether the peer is this machine, and not a proxy on it that speaks for others."""
    return is_loopback(request.remote_addr or "") and not any(name in request.headers for name in _FORWARDED)


def is_loopback(host: str) -> bool:
    """Whether a host name or address is the loopback interface."""
    if host in _LOOPBACK_NAMES:
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _identify() -> Caller:
    header = request.headers.get("Authorization")
    if header is None:
        if keys_exist():
            raise NotAllowed("key_missing")
        return THIS_MACHINE
    kind, _, secret = header.partition(" ")
    key = office().store.keys.authenticate(secret.strip()) if kind.lower() == "bearer" else None
    if key is None:
        raise NotAllowed("key_wrong")
    return Caller(key.tenant, key.name, key.scopes)


def _only_this_machine() -> None:
    if keys_exist():
        return
    if not from_this_machine():
        raise NotAllowed("not_this_machine")
    host = urlsplit(f"//{request.headers.get('Host', '')}")
    if not _is_own(host.hostname):
        raise NotAllowed("foreign_host")
    origin = request.headers.get("Origin")
    if origin is not None:
        page = urlsplit(origin)
        if not (_is_own(page.hostname) and _port(page.netloc) == _port(host.netloc)):
            raise NotAllowed("foreign_origin")


def _is_own(name: str | None) -> bool:
    return name is not None and is_loopback(name)


def _port(netloc: str) -> str:
    return netloc.rpartition(":")[2] if ":" in netloc.rpartition("]")[2] else "80"
