"""What `/openapi.json` and `/docs` say is what the service does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from api import create_app
from api.calls import CALLS, CANDIDATE_EXAMPLE, FAIR_EXAMPLE, JOB_EXAMPLE, Call
from api.problems import PROBLEM_CODES
from matcher.domain.moments import SHANGHAI
from matcher.domain.words import say
from matcher.office import Office
from matcher.settings import Settings


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


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """The service over a real office with one person, one held post and one fair."""
    folder = tmp_path_factory.mktemp("city")
    settings = Settings(data=folder / "data", key_file=folder / "key")
    office = Office.open(settings, clock=lambda: datetime(2023, 9, 1, 8, tzinfo=SHANGHAI))
    client = create_app(office).test_client()
    client.put("/v1/candidates/c-001", json=CANDIDATE_EXAMPLE)
    client.put("/v1/jobs/j-001", json=JOB_EXAMPLE)
    client.put("/v1/jobs/j-held", json=JOB_EXAMPLE | {"advert": "限男性"})
    yield client
    office.close()


@pytest.mark.parametrize("call", [call for call in CALLS if call.example is not None], ids=lambda call: call.code)
def test_every_example_works_and_is_answered_as_its_schema_says(city: FlaskClient, call: Call) -> None:
    document = city.get("/openapi.json").json
    assert document is not None
    described = document["paths"][call.path][call.method]
    content = described["requestBody"]["content"]["application/json"]
    valid(document, content["schema"], call.example)
    id_ = "j-held" if call.code == "release" else "j-001"
    if call.path.startswith("/v1/fairs/"):
        id_ = city.post("/v1/fairs", json=FAIR_EXAMPLE).json["id"]  # type: ignore[index]
    answered = city.open(call.path.replace("{id}", id_), method=call.method, json=call.example)
    assert answered.status_code in call.answers
    reply = described["responses"][str(answered.status_code)]["content"]["application/json"]
    valid(document, reply["schema"], answered.json)


READ = ("/v1/candidates/c-001", "/v1/changes", "/v1/scenarios", "/v1/scenarios/gig", "/readyz")


@pytest.mark.parametrize("path", READ)
def test_what_is_read_is_as_its_schema_says(city: FlaskClient, path: str) -> None:
    document = city.get("/openapi.json").json
    assert document is not None
    plain = path.replace("c-001", "{id}").replace("gig", "{name}")
    reply = document["paths"][plain]["get"]["responses"]["200"]["content"]["application/json"]
    valid(document, reply["schema"], city.get(path).json)


def valid(document: dict[str, Any], schema: dict[str, Any], value: Any) -> None:
    Draft202012Validator({"components": document["components"], **schema}).validate(value)


@pytest.mark.parametrize(("method", "header"), [("get", "If-None-Match"), ("delete", "If-Match"), ("put", "If-Match")])
def test_a_condition_of_another_form_is_refused_as_described(client: FlaskClient, method: str, header: str) -> None:
    client.put("/v1/jobs/j-1", json={"title": "文员"})
    refused = client.open("/v1/jobs/j-1", method=method, json={"title": "文员"}, headers={header: "no tag"})
    document = client.get("/openapi.json").json
    assert refused.status_code == 400
    assert "400" in document["paths"]["/v1/jobs/{id}"][method]["responses"]  # type: ignore[index]


@pytest.mark.parametrize("wrong", ["", "a b", "a/b", "x" * 129])
def test_the_description_knows_the_form_of_an_id(client: FlaskClient, wrong: str) -> None:
    schema = client.get("/openapi.json").json["components"]["schemas"]["Job"]["properties"]["id"]  # type: ignore[index]
    assert Draft202012Validator(schema).is_valid("j-001")
    assert not Draft202012Validator(schema).is_valid(wrong)


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
