"""Arrangements, the ledger, what is owed and whom a post shuts out, over HTTP and by scope."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from flask.testing import FlaskClient

from api import create_app
from matcher.domain.moments import SHANGHAI
from matcher.office import Office
from matcher.settings import Settings

NEEDING = {
    "birth_date": "1990-04-03",
    "groups": ["disabled"],
    "disability": {"category": "physical", "needs": ["A01"], "limits": {"standing": 1}},
    "consents": ["matching", "disability_matching"],
}
GRADUATE = {
    "birth_date": "2001-05-01",
    "status": "unemployed",
    "education": "bachelor",
    "graduation_date": "2023-06-30",
    "consents": ["matching"],
}
JOB = {
    "title": "文员",
    "employer": {"id": "e-1", "name": "某厂"},
    "employment_type": "full_time",
    "min_education": "associate",
    "accommodations": [],
    "arrangements_possible": False,
    "demands": {"standing": 3},
}
ALL = ("match:read", "sensitive:read")


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[FlaskClient, Any]]:
    folder = tmp_path_factory.mktemp("casework")
    settings = Settings(data=folder / "data", key_file=folder / "key")
    office = Office.open(settings, clock=lambda: datetime(2023, 9, 1, 8, tzinfo=SHANGHAI))
    for number in range(6):
        office.put("default", "candidate", {"id": f"c-{number}", **NEEDING})
    office.put("default", "candidate", {"id": "graduate", **GRADUATE})
    office.put("default", "job", {"id": "j-1", **JOB})

    def key(*scopes: str, tenant: str = "default") -> dict[str, str]:
        return {"Authorization": f"Bearer {office.store.keys.create(tenant, 'n', scopes, office.clock())[0]}"}

    yield create_app(office).test_client(), key
    office.close()


def posted(service: tuple[FlaskClient, Any], path: str, body: Any, *scopes: str, **more: Any) -> Any:
    client, key = service
    return client.post(path, json=body, headers=key(*(scopes or ALL), **more))


CALLS = {
    "/v1/arrangements": {"candidate_id": "c-1", "job_id": "j-1"},
    "/v1/ledger": {},
    "/v1/owed": {},
    "/v1/shut-out": {"job_id": "j-1"},
}


def test_each_answers_whom_it_is_for(service: Any) -> None:
    told = {path: posted(service, path, body).json for path, body in CALLS.items()}
    assert told["/v1/arrangements"]["fit"] == "does_not_fit"
    assert told["/v1/ledger"]["people"] == 6
    assert [line["people"] for line in told["/v1/ledger"]["arrangements"]] == []  # each needs two things at once
    assert [one["candidate_id"] for one in told["/v1/owed"]["people"]] == ["graduate"]
    assert (told["/v1/shut-out"]["pool"], told["/v1/shut-out"]["left"]) == (7, 1)


@pytest.mark.parametrize("path", CALLS)
@pytest.mark.parametrize("scopes", [("sensitive:read",), ("profiles:write",), ("match:read",)])
def test_without_the_scopes_nothing_of_needs_or_entitlement_is_told(service: Any, path: str, scopes: Any) -> None:
    answered = posted(service, path, CALLS[path], *scopes)
    if path == "/v1/shut-out" and scopes == ("match:read",):
        told = json.dumps(answered.json, ensure_ascii=False)
        assert answered.json["pool"] == 7
        for hidden in ("limit_exceeded", "accommodation_missing", "not_entitled", "standing"):
            assert hidden not in told
    else:
        assert answered.status_code == 403
        assert answered.json["detail"]


@pytest.mark.parametrize("path", ["/v1/ledger", "/v1/owed"])
def test_another_tenant_sees_nobody(service: Any, path: str) -> None:
    told = posted(service, path, {}, tenant="other").json
    assert told["people"] in (0, [])


@pytest.mark.parametrize(
    ("path", "body", "status", "pointer"),
    [
        ("/v1/arrangements", {"candidate_id": "nobody", "job_id": "j-1"}, 404, None),
        ("/v1/arrangements", {"candidate_id": "c-1"}, 400, ""),
        ("/v1/ledger", {"scenario": "fairs"}, 400, None),
        ("/v1/ledger", {"least": 1}, 400, "/least"),
        ("/v1/owed", {"candidate_id": "nobody"}, 404, None),
        ("/v1/owed", {"scenario": "gig"}, 400, None),
        ("/v1/owed", {"limit": 0}, 400, "/limit"),
        ("/v1/owed", {"entitled": "fail"}, 400, "/entitled"),
        ("/v1/shut-out", {}, 400, ""),
        ("/v1/shut-out", {"job_id": "j-1", "job": {"title": "x"}}, 400, ""),
    ],
)
def test_what_is_wrong_is_pointed_at(service: Any, path: str, body: Any, status: int, pointer: str | None) -> None:
    answered = posted(service, path, body)
    assert answered.status_code == status
    assert answered.mimetype == "application/problem+json"
    if pointer is not None:
        assert answered.json["errors"][0]["pointer"] == pointer


def test_one_persons_plan_and_why_there_is_none(service: Any) -> None:
    (plan,) = posted(service, "/v1/owed", {"candidate_id": "graduate"}).json["people"]
    assert plan["items"][1]["suggested"][0]["job_id"] == "j-1"
    (unsure,) = posted(service, "/v1/owed", {"candidate_id": "c-1"}).json["people"]
    assert unsure["entitled"] == "unknown"


def test_words_come_in_the_language_asked_for(service: Any) -> None:
    client, key = service
    for language, text in (("zh", "不能安排"), ("en", "nothing can be arranged")):
        headers = key(*ALL) | {"Accept-Language": language}
        told = client.post("/v1/arrangements", json=CALLS["/v1/arrangements"], headers=headers).json
        assert text in told["text"]
