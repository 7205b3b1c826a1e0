"""Matching calls at the door: bodies, scenarios, batches, languages."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

BOTH = {"candidate_id": "c-1", "candidate": {}}


@pytest.mark.parametrize(
    ("path", "body", "pointer"),
    [
        ("/v1/match/jobs", {}, ""),
        ("/v1/match/jobs", BOTH, ""),
        ("/v1/match/jobs", {"job_id": "j-1"}, "/job_id"),
        ("/v1/match/jobs", {"candidate": {}, "k": 0}, "/k"),
        ("/v1/match/jobs", {"candidate": {}, "k": 201}, "/k"),
        ("/v1/match/jobs", {"candidate": {}, "k": "5"}, "/k"),
        ("/v1/match/jobs", {"candidate": {}, "explain": "all"}, "/explain"),
        ("/v1/match/jobs", {"candidate": {}, "as_of": "yesterday"}, "/as_of"),
        ("/v1/match/jobs", {"candidate": {"skils": []}}, "/candidate/skils"),
        ("/v1/match/jobs", {"candidate": {}, "filters": {"distance": {"lte": 1}}}, "/filters/distance"),
        ("/v1/match/jobs", {"candidate": {}, "scenario": "gigs"}, "/scenario"),
        ("/v1/match/candidates", {"candidate_id": "c-1"}, "/candidate_id"),
        ("/v1/eligibility", {"candidate": {}}, ""),
        ("/v1/screen", {}, ""),
        ("/v1/screen", {"text": 5}, "/text"),
        ("/v1/policies", {}, ""),
        ("/v1/feedback", {"candidate_id": "c-1", "job_id": "j-1", "event": "applied"}, "/event"),
        ("/v1/feedback", {"candidate_id": "c-1", "job_id": "j-1"}, "/event"),
        ("/v1/jobs/j-1:release", {"by": "王某"}, "/reason"),
        ("/v1/match:batch", {}, "/queries"),
        ("/v1/match:batch", {"queries": {}}, "/queries"),
        ("/v1/match:batch", {"queries": []}, "/queries"),
        ("/v1/match:batch", {"queries": [{}] * 1001}, "/queries"),
        ("/v1/match:batch", {"queries": [{}], "k": 3}, "/k"),
    ],
)
def test_a_wrong_body_is_pointed_at(client: FlaskClient, path: str, body: object, pointer: str) -> None:
    refused = client.post(path, json=body)
    assert refused.status_code == 400
    assert pointer in [error["pointer"] for error in refused.json["errors"]]  # type: ignore[index]


def test_an_unknown_record_is_not_found(client: FlaskClient) -> None:
    for path, body in (
        ("/v1/match/jobs", {"candidate_id": "none"}),
        ("/v1/match/candidates", {"job_id": "none"}),
        ("/v1/feedback", {"candidate_id": "none", "job_id": "none", "event": "view"}),
        ("/v1/jobs/none:release", {"reason": "已核对", "by": "王某"}),
    ):
        assert client.post(path, json=body).status_code == 404


def test_a_write_that_was_answered_is_seen_by_the_next_match(client: FlaskClient) -> None:
    for n in range(3):
        client.put(f"/v1/jobs/j-{n}", json={"title": "会计"})
        found = client.post("/v1/match/jobs", json={"candidate": {}}).json
        assert len(found["results"]) == n + 1  # type: ignore[index]


def test_a_batch_answers_each_query_in_order(client: FlaskClient) -> None:
    queries = [{"candidate": {}}, {"job": {"title": "会计"}}, {"candidate_id": "none"}, {"candidate": {}, "k": 0}, 7]
    answered = client.post("/v1/match:batch", json={"queries": queries})
    assert answered.status_code == 200
    first, second, third, fourth, fifth = answered.json["items"]  # type: ignore[index]
    assert "results" in first
    assert "results" in second
    assert [item["problem"]["status"] for item in (third, fourth, fifth)] == [404, 400, 400]
    assert fourth["problem"]["errors"][0]["pointer"] == "/k"
    assert client.post("/v1/match:batch", json=queries).json == answered.json
    for odd in (7, "x", None):
        assert client.post("/v1/match:batch", json=odd).status_code == 400


def test_the_language_goes_with_the_query(client: FlaskClient) -> None:
    for asked, heard in (("en", "en"), ("zh-CN", "zh"), ("fr", "zh")):
        found = client.post("/v1/match/jobs", json={"candidate": {}}, headers={"Accept-Language": asked})
        assert found.json["language"] == heard  # type: ignore[index]


def test_scenarios_are_shown_as_data(client: FlaskClient) -> None:
    assert client.get("/v1/scenarios").json == {"scenarios": [{"name": "general", "rules": []}]}
    assert client.get("/v1/scenarios/general").json == {"name": "general", "rules": []}
    missing = client.get("/v1/scenarios/gig")
    assert (missing.status_code, "general" in missing.json["detail"]) == (404, True)  # type: ignore[index]
