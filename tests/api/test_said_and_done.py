"""What `/openapi.json` and `/docs` say is what the service does."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from api.calls import CALLS, Call
from api.problems import PROBLEM_CODES
from matcher.domain.words import say


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_description_is_openapi(client: FlaskClient, language: str) -> None:
    document = client.get("/openapi.json", headers={"Accept-Language": language}).json
    assert document is not None
    assert [error.message for error in OpenAPIV31SpecValidator(document).iter_errors()] == []
    assert document["openapi"].startswith("3.1")


def routes(app: Flask) -> set[tuple[str, str]]:
    found = set()
    for rule in app.url_map.iter_rules():
        several = re.search(r"<any\(([^)]*)\):\w+>", rule.rule)
        paths = (
            [rule.rule.replace(several[0], part.strip()) for part in several[1].split(",")] if several else [rule.rule]
        )
        for path in paths:
            plain = re.sub(r"<(\w+?)_?>", r"{\1}", path)
            found |= {(method.lower(), plain) for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}}
    return found


def test_every_route_is_described_and_every_description_is_a_route(app: Flask) -> None:
    described = {(call.method, call.path) for call in CALLS}
    calls = {route for route in routes(app) if route[1].startswith("/v1/")}
    assert calls == {call for call in described if call[1].startswith("/v1/")}
    assert described <= routes(app)


@pytest.mark.parametrize("call", [call for call in CALLS if call.example is not None], ids=lambda call: call.code)
def test_every_example_works_and_is_what_its_schema_says(client: FlaskClient, call: Call) -> None:
    document = client.get("/openapi.json").json
    assert document is not None
    content = document["paths"][call.path][call.method]["requestBody"]["content"]["application/json"]
    bundle = {"components": document["components"], **content["schema"]}
    Draft202012Validator(bundle).validate(call.example)
    client.put("/v1/candidates/c-001", json={"headline": "会计"})
    client.put("/v1/jobs/j-001", json={"title": "会计"})
    answered = client.open(call.path.replace("{id}", "j-001"), method=call.method, json=call.example)
    assert answered.status_code in call.answers


def test_the_models_in_the_description_know_their_keys(client: FlaskClient) -> None:
    schemas = client.get("/openapi.json").json["components"]["schemas"]  # type: ignore[index]
    for name in ("Candidate", "Job", "Employer", "MatchJobs", "Feedback", "Screen"):
        assert schemas[name]["additionalProperties"] is False
    assert "disability" in schemas["Candidate"]["properties"]


def test_problems_are_what_their_schema_says(client: FlaskClient) -> None:
    schemas = client.get("/openapi.json").json["components"]["schemas"]  # type: ignore[index]
    for refused in (client.get("/nothing"), client.put("/v1/jobs/j", json={}), client.get("/v1/jobs/none")):
        Draft202012Validator(schemas["Problem"]).validate(refused.json)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_names_every_call_and_loads_nothing_from_elsewhere(client: FlaskClient, language: str) -> None:
    page = client.get("/docs", headers={"Accept-Language": language})
    text = page.get_data(as_text=True)
    assert page.mimetype == "text/html"
    for call in CALLS:
        assert f'id="{call.code}"' in text
        assert say(f"call_{call.code}", language).split("（")[0] in text.replace("&#39;", "'")
    assert not re.search(r'(?:src|href)="(?:https?:)?//', text)
    assert "<script" not in text
    assert client.get("/docs/style.css").mimetype == "text/css"
    assert page.headers["Content-Security-Policy"].startswith("default-src 'self'")


def test_a_problem_leads_to_its_place_on_the_page(client: FlaskClient, key: Any) -> None:
    text = client.get("/docs").get_data(as_text=True)
    kinds = {client.get("/nothing").json["type"], client.put("/v1/jobs/j", json={}).json["type"]}  # type: ignore[index]
    key("admin")
    kinds.add(client.get("/v1/scenarios").json["type"])  # type: ignore[index]
    for kind in kinds | {f"/docs#problem-{code}" for code in PROBLEM_CODES}:
        page, _, anchor = kind.partition("#")
        assert (page, f'id="{anchor}"' in text) == ("/docs", True)
