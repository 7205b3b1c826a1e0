"""A platform connects: it puts its records, matches page by page, tells what came of it, and follows the changes."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from typing import Any
from urllib.error import HTTPError

import pytest

AS_OF = "2023-09-01T08:00+08:00"
POSTS = 25


class Service:
    """The service as a platform sees it: a URL and a key."""

    def __init__(self, url: str, key: str) -> None:
        self.url, self.key = url, key
        self._direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        """Status and body."""
        sent = {"Content-Type": "application/json", "Authorization": f"Bearer {self.key}", **headers}
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, sent, method=method)
        try:
            with self._direct.open(request, timeout=60) as reply:
                text = reply.read()
                return reply.status, json.loads(text) if text else None
        except HTTPError as error:
            return error.code, json.loads(error.read())


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory, typed: Any, environment: Any) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("platform")
    scopes = ["match:read", "profiles:write", "feedback:write"]
    made = typed(folder, "keys", "create", "--name", "platform", *(part for s in scopes for part in ("--scope", s)))
    assert made.code == 0, made.err
    command = [sys.executable, "-m", "fairmatch", "serve", "--port", "0", "--as-of", AS_OF]
    process = subprocess.Popen(
        command, env=environment(folder), stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
    )
    assert process.stdout is not None
    said: list[str] = []
    threading.Thread(target=lambda: said.extend(process.stderr or ()), daemon=True).start()
    try:
        url = process.stdout.readline().strip()
        assert url.startswith("http://"), "".join(said)
        yield Service(url, made.out.strip())
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


@pytest.fixture(scope="module")
def person() -> dict[str, Any]:
    """Somebody who may be matched with anything."""
    return {"id": "c-1", "headline": "会计", "skills": ["Excel"], "birth_date": "1995-05-01", "consents": ["matching"]}


@pytest.fixture(scope="module")
def filled(service: Service, person: dict[str, Any]) -> Service:
    assert service.call("PUT", "/v1/candidates/c-1", person)[0] == 201
    assert service.call("PUT", "/v1/candidates/c-1", person)[0] == 200
    for n in range(POSTS):
        post = {"title": "会计" if n % 2 else "保洁员", "employment_type": "full_time", "headcount": 2}
        assert service.call("PUT", f"/v1/jobs/j-{n:02}", post)[0] == 201
    return service


def test_pages_follow_each_other_without_a_gap(filled: Service) -> None:
    asked: dict[str, Any] = {"candidate_id": "c-1", "k": 10}
    whole = filled.call("POST", "/v1/match/jobs", {**asked, "k": 200})[1]["results"]
    seen: list[dict[str, Any]] = []
    cursor = None
    while True:
        status, page = filled.call("POST", "/v1/match/jobs", asked if cursor is None else {**asked, "cursor": cursor})
        assert status == 200
        seen += page["results"]
        if (cursor := page["next_cursor"]) is None:
            break
    assert [result["rank"] for result in seen] == list(range(1, POSTS + 1))
    assert {result["job_id"] for result in seen} == {result["job_id"] for result in whole}
    assert {result["job_id"]: result["score"] for result in seen} == {r["job_id"]: r["score"] for r in whole}
    assert seen[0]["reasons"]


def test_a_wrong_field_is_named_and_its_value_is_not(filled: Service) -> None:
    secret = "32100219950501123X"
    status, problem = filled.call("PUT", "/v1/candidates/c-2", {"skill": ["Excel"], "birth_date": secret})
    assert status == 400
    assert problem["status"] == 400
    assert {error["pointer"] for error in problem["errors"]} == {"/skill", "/birth_date"}
    assert any("skills" in error["detail"] for error in problem["errors"])
    assert secret not in json.dumps(problem)
    assert filled.call("GET", "/v1/candidates/c-2")[0] == 404


def test_what_came_of_it_changes_the_next_match(filled: Service) -> None:
    asked = {"candidate_id": "c-1", "k": 200}
    before = filled.call("POST", "/v1/match/jobs", asked)[1]
    job = before["results"][0]["job_id"]
    told = {"candidate_id": "c-1", "job_id": job, "event": "apply", "at": AS_OF}
    first = filled.call("POST", "/v1/feedback", told, **{"Idempotency-Key": "one"})
    assert first[0] in (200, 201)
    assert filled.call("POST", "/v1/feedback", told, **{"Idempotency-Key": "one"}) == first
    after = filled.call("POST", "/v1/match/jobs", asked)[1]
    assert job not in {result["job_id"] for result in after["results"]}
    assert after["excluded"]["by_rule"]["already_referred"] == 1


def test_every_change_is_told_in_order_deletions_too(filled: Service) -> None:
    assert filled.call("PUT", "/v1/jobs/j-gone", {"title": "保安"})[0] == 201
    assert filled.call("DELETE", "/v1/jobs/j-gone")[0] == 204
    seen, since = [], 0
    while True:
        status, page = filled.call("GET", f"/v1/changes?since={since}")
        assert status == 200
        if not page["changes"]:
            break
        seen += page["changes"]
        since = page["next"]
    assert [change["seq"] for change in seen] == sorted({change["seq"] for change in seen})
    assert [(change["id"], change["op"]) for change in seen][-2:] == [("j-gone", "put"), ("j-gone", "delete")]
    assert ("candidate", "c-1") in {(change["kind"], change["id"]) for change in seen}


def test_a_key_sees_what_its_scopes_allow(filled: Service, person: dict[str, Any]) -> None:
    told = filled.call("GET", "/v1/candidates/c-1")[1]
    assert "birth_date" not in told
    assert told["skills"] == person["skills"]
    assert Service(filled.url, "wrong").call("GET", "/v1/candidates/c-1")[0] == 401
