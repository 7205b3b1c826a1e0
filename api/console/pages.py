"""The first page, signing in with a key, and the font that the project brings."""

from __future__ import annotations

from flask import Response, redirect, request, send_file, url_for
from werkzeug.wrappers import Response as Redirect

from api.auth import caller, needs
from api.console import casework, fairs, imported, importing, inspecting, matching
from api.console.shell import KEY_COOKIE, blueprint, page
from api.doors import office
from matcher.documents.fonts import font_path

__all__ = ["blueprint", "casework", "fairs", "imported", "importing", "inspecting", "matching"]

WEEK = 7 * 24 * 3600


@blueprint.get("/")
@needs()
def home() -> Response:
    """What is stored, and the three things that staff do here."""
    store, tenant = office().store, caller().tenant
    counts = {kind: store.count(tenant, kind) for kind in ("candidate", "job")}
    return page("home.html", counts=counts, imports=store.imports(tenant)[:5])


@blueprint.get("/login")
def login() -> Response:
    """Asks for a key."""
    return page("login.html")


@blueprint.post("/login")
def sign_in() -> Response | Redirect:
    """Keeps a right key in a cookie that scripts and other sites cannot use."""
    secret = request.form.get("key", "").strip()
    if office().store.keys.authenticate(secret) is None:
        return page("login.html", wrong=True)
    response = redirect(url_for("console.home"))
    response.set_cookie(KEY_COOKIE, secret, max_age=WEEK, httponly=True, samesite="Strict", secure=request.is_secure)
    return response


@blueprint.post("/logout")
def sign_out() -> Redirect:
    """Forgets the key."""
    response = redirect(url_for("console.login"))
    response.delete_cookie(KEY_COOKIE)
    return response


@blueprint.get("/console/font.otf")
def font() -> Response:
    """Noto Sans SC (OFL), which a browser takes where the machine has no Chinese font of its own."""
    return send_file(font_path(), mimetype="font/otf", max_age=WEEK)
