"""OpenAPI 3.1, put together from the calls, the models of `matcher.domain` and the schemas of the answers."""

from __future__ import annotations

import json
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from api.calls import CALLS, WITH_ID, Call
from matcher.domain.words import say

_REF = "#/components/schemas/"
_STRING = {"type": "string"}
_PROBLEM = {"application/problem+json": {"schema": {"$ref": f"{_REF}Problem"}}}
_RECORDS = ("Candidate", "Job", "Employer")
_ALL_ERRORS = (401, 403, 405, 500, 503)


@cache
def described(language: str) -> dict[str, Any]:
    """The whole document, with its words in one language."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "职配 FairMatch",
            "version": version("fairmatch"),
            "description": say("api_description", language),
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "security": [{"key": []}],
        "paths": _paths(language),
        "components": {
            "schemas": _schemas(),
            "securitySchemes": {
                "key": {"type": "http", "scheme": "bearer", "description": say("api_key_description", language)}
            },
        },
    }


def _paths(language: str) -> dict[str, Any]:
    paths: dict[str, Any] = {}
    for call in CALLS:
        paths.setdefault(call.path, {})[call.method] = _operation(call, language)
    return paths


def _operation(call: Call, language: str) -> dict[str, Any]:
    made: dict[str, Any] = {
        "operationId": call.code,
        "summary": say(f"call_{call.code}", language),
        "parameters": _parameters(call, language),
        "responses": _responses(call, language),
        "security": [] if call.scope is None else [{"key": []}],
    }
    if call.scope is not None:
        made["x-scope"] = call.scope
    if call.body is not None:
        made["requestBody"] = {"required": True, "content": _contents(call)}
    return made


def _contents(call: Call) -> dict[str, Any]:
    schema = _schema_of(call.body)
    contents: dict[str, Any] = {"application/json": {"schema": schema, "example": call.example}}
    if call.lines:
        lines = "\n".join(json.dumps(line, ensure_ascii=False) for line in call.example)
        contents["application/x-ndjson"] = {"schema": _STRING, "example": lines}
    return contents


def _parameters(call: Call, language: str) -> list[dict[str, Any]]:
    names = [part.partition("}")[0] for part in call.path.split("{")[1:]]
    made = [{"name": name, "in": "path", "required": True, "schema": _STRING} for name in names]
    made += [{"name": name, "in": "query", "schema": schema} for name, schema in call.query.items()]
    made += [
        {"name": name, "in": "header", "schema": _STRING, "description": say(_header_code(name), language)}
        for name in call.headers
    ]
    return made


def _header_code(name: str) -> str:
    return f"header_{name.lower().replace('-', '_')}"


def _responses(call: Call, language: str) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for status, name in call.answers.items():
        made[str(status)] = {"description": _title(status, language)}
        if name == "text":
            made[str(status)]["content"] = {"text/plain": {"schema": _STRING}}
        elif name:
            made[str(status)]["content"] = {"application/json": {"schema": _schema_of(name)}}
    guarded = _ALL_ERRORS if call.scope is not None else (405, 500)
    for status in sorted({*call.errors, *guarded} - set(call.answers)):
        made[str(status)] = {"description": _title(status, language), "content": _PROBLEM}
    return dict(sorted(made.items()))


def _title(status: int, language: str) -> str:
    return say(f"title_{status}", language)


def _schema_of(body: type[BaseModel] | str | None) -> dict[str, Any]:
    name = body if isinstance(body, str) else body.__name__ if body is not None else ""
    if name.startswith("["):
        return {"type": "array", "items": {"$ref": _REF + name[1:-1]}}
    return {"$ref": _REF + name}


def _schemas() -> dict[str, Any]:
    models = sorted({call.body for call in CALLS if isinstance(call.body, type)}, key=lambda model: model.__name__)
    _, made = models_json_schema([(model, "validation") for model in models], ref_template=_REF + "{model}")
    schemas: dict[str, Any] = made["$defs"]
    for name in _RECORDS:  # the id stands in the path, or may be left out of a record within a body
        schemas[name]["required"] = [key for key in schemas[name]["required"] if key != "id"]
        schemas[f"{name}{WITH_ID}"] = {"allOf": [{"$ref": _REF + name}], "required": ["id"]}
    answers: dict[str, Any] = json.loads(files("api").joinpath("data/schemas.json").read_text("utf-8"))
    return schemas | answers
