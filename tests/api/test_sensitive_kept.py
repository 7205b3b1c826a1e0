"""What a key without `sensitive:read` is told, over a real office: the fit, never the facts behind it."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from flask.testing import FlaskClient

from api import create_app
from matcher.domain.moments import SHANGHAI
from matcher.office import Office
from matcher.settings import Settings

PERSON = {
    "id": "c-1",
    "headline": "文员",
    "birth_date": "1990-04-03",
    "gender": "female",
    "groups": ["disabled"],
    "entitlements": [{"code": "hard_to_place", "category": "D01", "valid_to": "2023-06-30"}],
    "disability": {"category": "visual", "grade": 2, "needs": ["A14", "A33"], "limits": {"vision": 1, "lifting_kg": 5}},
    "contact": {"name": "王小明", "phone": "13812345678", "id_number": "321002199004031234"},
    "consents": ["matching", "disability_matching"],
}
JOB = {
    "id": "j-1",
    "title": "文员",
    "employment_type": "full_time",
    "demands": {"vision": 3, "lifting_kg": 20},
    "accommodations": ["A03"],
    "contact": {"name": "李某", "phone": "13912345678"},
    "headcount": 1,
}
HIDDEN_CODES = {"accommodation_missing", "limit_exceeded", "not_entitled", "entitlement_expired"}
FACTS = (
    "visual",
    "视力",
    "A14",
    "A33",
    "王小明",
    "李某",
    "13812345678",
    "13912345678",
    "321002",
    "1990",
    "D01",
    "2023-06-30",
)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[FlaskClient, Any]]:
    folder = tmp_path_factory.mktemp("kept")
    settings = Settings(data=folder / "data", key_file=folder / "key")
    office = Office.open(settings, clock=lambda: datetime(2023, 9, 1, 8, tzinfo=SHANGHAI))
    office.put("default", "candidate", PERSON)
    office.put("default", "job", JOB)

    def key(*scopes: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {office.store.keys.create('default', 'n', scopes, office.clock())[0]}"}

    yield create_app(office).test_client(), key
    office.close()


PAIR = {"candidate_id": "c-1", "job_id": "j-1"}
CALLS = (
    ("/v1/eligibility", PAIR | {"scenario": "disability_fair"}),
    ("/v1/eligibility", PAIR | {"scenario": "employment_assistance"}),
    ("/v1/match/candidates", {"job_id": "j-1", "scenario": "disability_fair", "explain": "full"}),
    ("/v1/match/candidates", {"job_id": "j-1", "scenario": "general", "explain": "full"}),
    ("/v1/match/jobs", {"candidate_id": "c-1", "scenario": "disability_fair", "explain": "full"}),
    ("/v1/match/jobs", {"candidate_id": "c-1", "scenario": "public_welfare", "explain": "full"}),
)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(("path", "body"), CALLS)
def test_without_the_scope_no_fact_is_told(
    service: tuple[FlaskClient, Any], path: str, body: dict[str, Any], language: str
) -> None:
    client, key = service
    told = client.post(path, json=body, headers=key("match:read") | {"Accept-Language": language})
    assert told.status_code == 200
    text = json.dumps(told.json, ensure_ascii=False)
    for code in HIDDEN_CODES:
        assert code not in text
    for fact in FACTS:
        assert fact not in text


def test_what_is_hidden_is_to_be_discussed(service: tuple[FlaskClient, Any]) -> None:
    client, key = service
    body = PAIR | {"scenario": "disability_fair"}
    plain = client.post("/v1/eligibility", json=body, headers=key("match:read")).json
    cleared = client.post("/v1/eligibility", json=body, headers=key("match:read", "sensitive:read")).json
    assert plain is not None
    assert cleared is not None
    assert "to_discuss" in [rule["code"] for rule in plain["rules"]]
    assert {"accommodation_missing", "limit_exceeded"} <= {rule["code"] for rule in cleared["rules"]}
    assert plain["verdict"] == cleared["verdict"]


def test_policies_without_the_scope_tell_no_fact(service: tuple[FlaskClient, Any]) -> None:
    client, key = service
    told = client.post("/v1/policies", json={"candidate_id": "c-1"}, headers=key("match:read"))
    assert told.status_code == 200
    text = told.get_data(as_text=True)
    for fact in ("A14", "王小明", "13812345678", "321002", "1990-04-03"):
        assert fact not in text


def test_policies_without_the_scope_are_those_of_a_person_who_told_nothing_sensitive(
    service: tuple[FlaskClient, Any],
) -> None:
    client, key = service
    silent = {"headline": "文员", "consents": ["matching", "disability_matching"]}
    asks = [{"candidate_id": "c-1"}, {"candidate": silent}]
    stored, bare = (client.post("/v1/policies", json=ask, headers=key("match:read")).json for ask in asks)
    cleared = client.post("/v1/policies", json=asks[0], headers=key("match:read", "sensitive:read")).json
    assert stored == bare
    assert stored != cleared


FAIR = {
    "name": "残疾人就业专场招聘会",
    "scenario": "disability_fair",
    "date": "2023-09-20",
    "hall": {"opens": "09:00", "closes": "09:10", "slot_minutes": 10, "interpreters": 1},
    "booths": [{"code": "A01", "employer": "甲公司"}],
    "candidates": ["deaf-1", "deaf-2", "veteran", "needs"],
    "jobs": ["post"],
}


def fair_people() -> Iterator[dict[str, Any]]:
    for name, needs in (("deaf-1", ["A19"]), ("deaf-2", ["A19"]), ("needs", ["A05"])):
        disability = {"disability": {"category": "hearing", "needs": needs}}
        yield {"id": name, "consents": PERSON["consents"], "birth_date": "1990-04-03"} | disability
    yield {"id": "veteran", "groups": ["veteran"], "consents": ["matching"], "birth_date": "1990-04-03"}


def test_a_plan_without_the_scope_tells_no_need(service: tuple[FlaskClient, Any]) -> None:
    client, key = service
    cleared, plain = key("profiles:write", "fairs:run", "sensitive:read"), key("fairs:run")
    for person in fair_people():
        client.put(f"/v1/candidates/{person['id']}", json=person, headers=cleared)
    post = {"title": "文员", "employer": {"name": "甲公司"}, "headcount": 9, "arrangements_possible": False}
    client.put("/v1/jobs/post", json=post | {"accommodations": ["A01"]}, headers=cleared)
    fair = client.post("/v1/fairs", json=FAIR, headers=plain)
    where = client.post(f"{fair.headers['Location']}/plan", json={}, headers=plain).headers["Location"]
    until = time.monotonic() + 60
    while client.get(where, headers=plain).json["state"] in ("queued", "running") and time.monotonic() < until:  # type: ignore[index]
        time.sleep(0.05)
    full, masked = (client.get(where, headers=who).json["result"] for who in (cleared, plain))  # type: ignore[index]
    assert {entry["rule"] for entry in full["unserved"]} == {"accommodation_missing", "not_entitled"}
    assert {(entry["rule"], str(entry["nearest_change"])) for entry in masked["unserved"]} == {("to_discuss", "{}")}
    assert [entry["interpreter"] for entry in full["interviews"]] == [True]
    assert [entry["interpreter"] for entry in masked["interviews"]] == [None]
    assert "A05" in json.dumps(full)
    assert "A05" not in json.dumps(masked)
    assert masked["concessions"] == []
    assert masked["recommendations"] == full["recommendations"]
