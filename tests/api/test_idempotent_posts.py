"""A POST that writes, sent again, is answered again and not done again."""

from __future__ import annotations

import threading
import urllib.request
from typing import Any

import pytest
from flask.testing import FlaskClient

EVENT = {"candidate_id": "c-1", "job_id": "j-1", "event": "apply"}


@pytest.fixture(autouse=True)
def pair(client: FlaskClient) -> None:
    client.put("/v1/candidates/c-1", json={"headline": "会计"})
    client.put("/v1/jobs/j-1", json={"title": "会计"})


def test_an_event_sent_twice_is_stored_once(client: FlaskClient, office: Any) -> None:
    headers = {"Idempotency-Key": "e-1"}
    first = client.post("/v1/feedback", json=EVENT, headers=headers)
    again = client.post("/v1/feedback", json=EVENT, headers=headers)
    assert (first.status_code, again.status_code, again.json) == (201, 201, first.json)
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"
    assert len(list(office.store.events("default"))) == 1
    client.post("/v1/feedback", json=EVENT)
    assert len(list(office.store.events("default"))) == 2


def test_a_key_with_another_request_is_refused(client: FlaskClient) -> None:
    headers = {"Idempotency-Key": "e-1"}
    client.post("/v1/feedback", json=EVENT, headers=headers)
    other = client.post("/v1/feedback", json=EVENT | {"event": "hire"}, headers=headers)
    elsewhere = client.post("/v1/jobs:bulk", json=[{"id": "j-2", "title": "会计"}], headers=headers)
    assert (other.status_code, elsewhere.status_code) == (422, 422)
    assert other.mimetype == "application/problem+json"


def test_a_refused_request_may_be_mended_under_the_same_key(client: FlaskClient) -> None:
    headers = {"Idempotency-Key": "e-1"}
    assert client.post("/v1/feedback", json=EVENT | {"event": "none"}, headers=headers).status_code == 400
    assert client.post("/v1/feedback", json=EVENT, headers=headers).status_code == 201


def test_a_bulk_sent_twice_answers_alike(client: FlaskClient) -> None:
    headers = {"Idempotency-Key": "b-1"}
    body = [{"id": "j-9", "title": "会计"}, {"id": "j-10"}]
    first = client.post("/v1/jobs:bulk", json=body, headers=headers)
    again = client.post("/v1/jobs:bulk", json=body, headers=headers)
    assert again.json == first.json
    assert first.json["items"][0]["outcome"] == "created"  # type: ignore[index]


def test_tenants_do_not_share_keys(client: FlaskClient, key: Any) -> None:
    a, b = key("profiles:write", tenant="a"), key("profiles:write", tenant="b")
    for caller in (a, b):
        made = client.post(
            "/v1/jobs:bulk", json=[{"id": "j-9", "title": "会计"}], headers=caller | {"Idempotency-Key": "x"}
        )
        assert made.json["items"][0]["outcome"] == "created"  # type: ignore[index]


@pytest.mark.parametrize("odd", ["", " ", "a b", "x" * 256, "\u00e9"])
def test_a_key_of_another_form_is_refused(client: FlaskClient, odd: str) -> None:
    refused = client.post("/v1/feedback", json=EVENT, headers={"Idempotency-Key": odd})
    assert refused.status_code == 400


def test_the_same_request_at_the_same_time_is_done_once(server: str, office: Any) -> None:
    answers: list[int] = []

    def send() -> None:
        request = urllib.request.Request(
            f"{server}/v1/feedback",
            b'{"candidate_id":"c-1","job_id":"j-1","event":"hire"}',
            {"Content-Type": "application/json", "Idempotency-Key": "race"},
        )
        with urllib.request.urlopen(request, timeout=20) as reply:
            answers.append(reply.status)

    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [201] * 6
    assert len(list(office.store.events("default"))) == 1
