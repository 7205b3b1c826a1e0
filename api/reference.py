"""The service described: for machines at `/openapi.json`, for people at `/docs`. No key, no network."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

from flask import Blueprint, Response, render_template
from markupsafe import Markup

from api.doors import answer
from api.openapi import described
from api.problems import PROBLEM_CODES, language
from matcher.domain.words import say

blueprint = Blueprint("reference", __name__, template_folder="templates")

_WORDS = (
    "calls",
    "call",
    "does",
    "scope",
    "any_key",
    "body",
    "answers",
    "schemas",
    "problems",
    "field",
    "holds",
    "required",
)
_GAPS = dict.fromkeys(("count", "scope", "limit", "allowed", "header", "request", "seconds", "reason"), "…")


@blueprint.get("/openapi.json")
def openapi() -> Response:
    """OpenAPI 3.1."""
    return answer(described(language()))


@blueprint.get("/docs")
def docs() -> Response:
    """The same as a page, with every problem that the service names."""
    words = language()
    page = render_template(
        "docs.html",
        api=described(words),
        lang=words,
        words={name: say(f"docs_{name}", words) for name in _WORDS},
        problems=[(code, say(code, words, **_GAPS)) for code in PROBLEM_CODES],
        schema=_link,
    )
    return Response(page, mimetype="text/html")


@blueprint.get("/docs/style.css")
def style() -> Response:
    """The page's style sheet."""
    return Response(files("api").joinpath("templates/docs.css").read_text("utf-8"), mimetype="text/css")


@blueprint.app_template_filter("kind")
def kind(schema: dict[str, Any]) -> Markup:
    """What a field may hold, in a few words, with links to other schemas."""
    if "$ref" in schema:
        return _link(schema)
    if "anyOf" in schema or "oneOf" in schema:
        parts = [kind(part) for part in schema.get("anyOf", schema.get("oneOf", [])) if part.get("type") != "null"]
        return Markup(" | ").join(parts)
    if "enum" in schema or "const" in schema:
        return Markup(" ").join(Markup("<code>{}</code>").format(v) for v in schema.get("enum", [schema.get("const")]))
    if schema.get("type") == "array":
        return Markup("[{}]").format(kind(schema.get("items", schema.get("prefixItems", [{}])[0])))
    types = schema.get("type", "")
    bounds = [str(schema[key]) for key in ("minimum", "maximum") if key in schema]
    name = " | ".join(types) if isinstance(types, list) else types
    return Markup("{}").format(f"{name} {schema.get('format', '')} {'–'.join(bounds)}".strip())


@blueprint.app_template_filter("pretty")
def pretty(value: Any) -> str:
    """A JSON value as indented text."""
    return json.dumps(value, ensure_ascii=False, indent=2)


def _link(schema: dict[str, Any]) -> Markup:
    target = schema.get("$ref") or schema.get("items", {}).get("$ref", "")
    name = target.rpartition("/")[2]
    return Markup('<a href="#schema-{0}">{0}</a>').format(name) if name else Markup("")
