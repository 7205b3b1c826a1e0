"""Who may come in: keys, scopes, tenants; and this machine alone where there is no key."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

PERSON = {
    "headline": "会计",
    "contact": {"name": "王小明", "phone": "13812345678"},
    "disability": {"category": "visual"},
    "groups": ["disabled"],
    "entitlements": [{"code": "disabled"}],
    "gender": "female",
    "birth_date": "2001-05-01",
}
SCOPE_OF = {
    ("PUT", "/v1/candidates/c-1"): "profiles:write",
    ("GET", "/v1/candidates/c-1"): "profiles:write",
    ("DELETE", "/v1/candidates/c-1"): "profiles:write",
    ("PUT", "/v1/employers/e-1"): "profiles:write",
    ("POST", "/v1/candidates:bulk"): "profiles:write",
    ("POST", "/v1/jobs:bulk"): "profiles:write",
    ("POST", "/v1/jobs/j-1:release"): "profiles:write",
    ("GET", "/v1/changes"): "profiles:write",
    ("POST", "/v1/match/jobs"): "match:read",
    ("POST", "/v1/match/candidates"): "match:read",
    ("POST", "/v1/match:batch"): "match:read",
    ("POST", "/v1/eligibility"): "match:read",
    ("POST", "/v1/screen"): "match:read",
    ("POST", "/v1/policies"): "match:read",
    ("POST", "/v1/feedback"): "feedback:write",
}
ALL = ("match:read", "profiles:write", "sensitive:read", "fairs:run", "feedback:write", "admin")


def test_without_any_key_this_machine_has_every_scope(client: FlaskClient) -> None:
    assert client.put("/v1/candidates/c-1", json=PERSON).status_code == 201
    assert client.get("/v1/candidates/c-1").json == {"id": "c-1", **PERSON}
    assert client.get("/metrics").status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example:8000", "10.0.0.7", ""]
)
def test_without_any_key_a_foreign_host_is_refused(client: FlaskClient, host: str) -> None:
    for path in ("/v1/scenarios", "/healthz", "/docs"):
        refused = client.get(path, headers={"Host": host})
        assert (refused.status_code, refused.mimetype) == (403, "application/problem+json")


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "127.0.0.1:8000", "[::1]:8000", "LOCALHOST"])
def test_without_any_key_the_names_of_this_machine_are_served(client: FlaskClient, host: str) -> None:
    assert client.get("/v1/scenarios", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "https://localhost.evil.example", "null", "http://localhost:3000", "file://", "x"]
)
def test_without_any_key_a_foreign_page_is_refused(client: FlaskClient, origin: str) -> None:
    headers = {"Host": "localhost:8000", "Origin": origin}
    assert client.post("/v1/screen", json={"text": "x"}, headers=headers).status_code == 403


def test_without_any_key_our_own_page_is_served(client: FlaskClient) -> None:
    headers = {"Host": "localhost:8000", "Origin": "http://localhost:8000"}
    assert client.post("/v1/screen", json={"text": "x"}, headers=headers).status_code == 200
    plain = {"Host": "127.0.0.1", "Origin": "http://127.0.0.1"}
    assert client.post("/v1/screen", json={"text": "x"}, headers=plain).status_code == 200


def test_without_any_key_other_machines_and_proxies_are_refused(client: FlaskClient) -> None:
    assert client.get("/healthz", environ_base={"REMOTE_ADDR": "10.0.0.7"}).status_code == 403
    assert client.get("/healthz", headers={"X-Forwarded-For": "10.0.0.7"}).status_code == 403


def test_from_the_first_key_on_a_key_is_needed(client: FlaskClient, key: Any) -> None:
    assert client.get("/v1/scenarios").status_code == 200
    headers = key("match:read")
    refused = client.get("/v1/scenarios")
    assert (refused.status_code, refused.headers["WWW-Authenticate"]) == (401, 'Bearer realm="fairmatch"')
    assert client.get("/v1/scenarios", headers=headers).status_code == 200
    assert client.get("/v1/scenarios", headers=headers | {"Host": "jobs.example"}).status_code == 200
    for path in ("/healthz", "/readyz", "/docs", "/openapi.json"):
        assert client.get(path, headers={"Host": "jobs.example"}).status_code == 200


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Bearer nonsense", "Basic dTpw", "Bearer \u00fc", "bearer x y"]
)
def test_a_key_that_is_none_is_refused(client: FlaskClient, header: str, key: Any) -> None:
    assert client.get("/v1/scenarios", headers={"Authorization": header}).status_code == 401
    key("match:read")
    assert client.get("/v1/scenarios", headers={"Authorization": header}).status_code == 401


def test_a_revoked_key_opens_nothing(client: FlaskClient, key: Any, office: Any) -> None:
    headers = key("match:read")
    office.store.keys.revoke("test", "default", office.clock())
    assert client.get("/v1/scenarios", headers=headers).status_code == 401
    assert client.get("/v1/scenarios").status_code == 401  # revoking the last key opens no door


@pytest.mark.parametrize(("call", "scope"), SCOPE_OF.items())
def test_each_call_takes_its_scope(client: FlaskClient, key: Any, call: tuple[str, str], scope: str) -> None:
    method, path = call
    others = key(*(one for one in ALL if one != scope))
    refused = client.open(path, method=method, json={}, headers=others)
    assert refused.status_code == 403
    assert scope in refused.json["detail"]  # type: ignore[index]
    assert client.open(path, method=method, json={}, headers=key(scope)).status_code not in (401, 403)


def test_metrics_take_admin_or_this_machine(client: FlaskClient, key: Any) -> None:
    admin, other = key("admin"), key("match:read")
    away = {"REMOTE_ADDR": "10.0.0.7"}
    assert client.get("/metrics").status_code == 200
    assert client.get("/metrics", environ_base=away).status_code == 401
    assert client.get("/metrics", environ_base=away, headers=other).status_code == 403
    assert client.get("/metrics", environ_base=away, headers=admin).status_code == 200
    assert client.get("/metrics", headers={"X-Forwarded-For": "10.0.0.7"}).status_code == 401


def test_tenants_cannot_see_each_other(client: FlaskClient, key: Any) -> None:
    a, b = key(*ALL, tenant="a"), key(*ALL, tenant="b")
    client.put("/v1/candidates/c-1", json=PERSON, headers=a)
    assert client.get("/v1/candidates/c-1", headers=b).status_code == 404
    assert client.delete("/v1/candidates/c-1", headers=b).status_code == 404
    assert client.get("/v1/changes", headers=b).json == {"changes": [], "next": 0}
    assert client.post("/v1/match/jobs", json={"candidate_id": "c-1"}, headers=b).status_code == 404
    assert client.put("/v1/candidates/c-1", json={"headline": "另一人"}, headers=b).status_code == 201
    assert client.get("/v1/candidates/c-1", headers=a).json["headline"] == "会计"  # type: ignore[index]


def test_sensitive_fields_are_shown_to_their_scope_alone(client: FlaskClient, key: Any) -> None:
    plain, cleared = key("profiles:write"), key("profiles:write", "sensitive:read")
    made = client.put("/v1/candidates/c-1", json=PERSON, headers=plain)
    assert made.json == {"id": "c-1", "headline": "会计"}
    assert client.get("/v1/candidates/c-1", headers=plain).json == {"id": "c-1", "headline": "会计"}
    assert client.get("/v1/candidates/c-1", headers=cleared).json == {"id": "c-1", **PERSON}
    client.put("/v1/jobs/j-1", json={"title": "会计", "contact": {"phone": "13812345678"}}, headers=plain)
    assert client.get("/v1/jobs/j-1", headers=plain).json == {"id": "j-1", "title": "会计"}


def test_the_office_hears_whether_sensitive_fields_may_be_shown(client: FlaskClient, key: Any) -> None:
    for scopes, seen in ((("match:read",), False), (("match:read", "sensitive:read"), True)):
        answered = client.post("/v1/match/jobs", json={"candidate": {}}, headers=key(*scopes))
        assert answered.json["sensitive"] is seen  # type: ignore[index]
