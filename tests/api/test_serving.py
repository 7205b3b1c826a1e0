"""`fairmatch serve`: a real process, a real office, a real store."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib import request as http
from urllib.error import HTTPError

import pytest

JOB = {"title": "财务助理", "required_skills": ["Excel"], "employment_type": "full_time"}
ASKED = {"candidate": {"headline": "会计", "skills": ["Excel"], "birth_date": "2000-01-01", "consents": ["matching"]}}


def environment(folder: Path) -> dict[str, str]:
    return os.environ | {
        "FAIRMATCH_KEY_FILE": str(folder / "key"),
        "FAIRMATCH_DATA": str(folder / "data"),
        "http_proxy": "http://127.0.0.1:1",  # a proxy in the environment is none of ours
        "PYTHONUNBUFFERED": "1",
    }


def start(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "fairmatch", "serve", *arguments]
    return subprocess.Popen(
        command, env=environment(folder), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    )


@contextmanager
def serving(folder: Path, *arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    process = start(folder, "--port", "0", *arguments)
    assert process.stdout is not None
    assert process.stderr is not None
    said: list[str] = []
    drain = threading.Thread(target=lambda: said.extend(process.stderr or ()), daemon=True)
    drain.start()
    try:
        url = process.stdout.readline().strip()
        assert url.startswith("http://"), "".join(said)
        yield process, url
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
        process.stdout.close()


def call(method: str, url: str, body: Any = None, **headers: str) -> tuple[int, Any]:
    data = None if body is None else json.dumps(body).encode()
    sent = {"Content-Type": "application/json"} | headers
    direct = http.build_opener(http.ProxyHandler({}))
    try:
        with direct.open(http.Request(url, data, sent, method=method), timeout=60) as reply:
            text = reply.read()
            return reply.status, json.loads(text) if text else None
    except HTTPError as error:
        return error.code, json.loads(error.read())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("office")


def test_a_write_is_seen_by_the_next_match_and_survives_a_kill(folder: Path) -> None:
    with serving(folder) as (process, url):
        assert call("GET", f"{url}/readyz") == (200, {"status": "ready"})
        for n in range(3):
            assert call("PUT", f"{url}/v1/jobs/j-{n}", JOB)[0] == 201
            status, found = call("POST", f"{url}/v1/match/jobs", ASKED)
            assert status == 200
            assert {result["job_id"] for result in found["results"]} == {f"j-{k}" for k in range(n + 1)}
        assert call("DELETE", f"{url}/v1/jobs/j-1") == (204, None)
        found = call("POST", f"{url}/v1/match/jobs", ASKED)[1]
        assert {result["job_id"] for result in found["results"]} == {"j-0", "j-2"}
        assert call("PUT", f"{url}/v1/jobs/j-2", JOB | {"title": "护士"})[0] == 200
        process.kill()
    with serving(folder) as (_, url):
        assert call("GET", f"{url}/v1/jobs/j-2")[1]["title"] == "护士"
        found = call("POST", f"{url}/v1/match/jobs", ASKED)[1]
        assert {result["job_id"] for result in found["results"]} == {"j-0", "j-2"}


def test_a_write_in_one_process_is_seen_by_the_next_match_in_another(folder: Path) -> None:
    with serving(folder) as (_, one), serving(folder) as (_, other):
        for n in range(3):
            assert call("PUT", f"{one}/v1/jobs/two-{n}", JOB)[0] == 201
            found = call("POST", f"{other}/v1/match/jobs", ASKED | {"k": 50})[1]
            assert f"two-{n}" in {result["job_id"] for result in found["results"]}
            assert call("DELETE", f"{other}/v1/jobs/two-{n}")[0] == 204
            found = call("POST", f"{one}/v1/match/jobs", ASKED | {"k": 50})[1]
            assert f"two-{n}" not in {result["job_id"] for result in found["results"]}


def test_foreign_doors_stay_shut_behind_a_real_server(folder: Path) -> None:
    with serving(folder) as (_, url):
        own = url.replace("127.0.0.1", "localhost")
        assert call("GET", f"{url}/healthz")[0] == 200
        for header, value in (
            ("Host", "jobs.example"),
            ("Origin", "http://jobs.example"),
            ("X-Forwarded-For", "10.0.0.7"),
            ("Forwarded", "for=10.0.0.7"),
        ):
            assert call("GET", f"{url}/v1/scenarios", **{header: value})[0] == 403
        assert call("POST", f"{url}/v1/screen", {"text": "会计"}, Origin=own)[0] == 200


def test_half_sent_requests_stop_nobody(folder: Path) -> None:
    with serving(folder) as (_, url):
        port = int(url.rpartition(":")[2])
        slow = [socket.create_connection(("127.0.0.1", port)) for _ in range(40)]
        for one in slow:
            one.sendall(b"POST /v1/match/jobs HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n{")
        assert call("GET", f"{url}/healthz")[0] == 200
        assert call("POST", f"{url}/v1/match/jobs", ASKED)[0] == 200
        for one in slow:
            one.close()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGTERM for a console process")
def test_it_stops_cleanly_when_it_is_told_to(folder: Path) -> None:
    with serving(folder) as (process, _):
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0


def test_a_port_that_is_taken_is_said_to_be(folder: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        process = start(folder, "--port", str(taken.getsockname()[1]), "--lang", "en")
        out, said = process.communicate(timeout=60)
    assert (process.returncode, out) == (1, "")
    assert "choose another --port" in said


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])
def test_others_are_not_served_without_a_key(folder: Path, host: str) -> None:
    process = start(folder, "--host", host, "--port", "0")
    out, said = process.communicate(timeout=60)
    assert (process.returncode, out) == (2, "")
    assert "fairmatch keys create" in said


@pytest.mark.parametrize("arguments", [("--host", "no.such.host.invalid"), ("--port", "70000"), ("--as-of", "soon")])
def test_wrong_usage_is_said_to_be(folder: Path, arguments: tuple[str, ...]) -> None:
    process = start(folder, *arguments)
    out, said = process.communicate(timeout=60)
    assert (process.returncode, out) == (2, "")
    assert said.strip()


def test_with_a_key_others_are_served_who_have_one(tmp_path: Path) -> None:
    made = subprocess.run(
        [sys.executable, "-m", "fairmatch", "keys", "create", "--name", "n", "--scope", "match:read"],
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        check=True,
    )
    with serving(tmp_path, "--host", "0.0.0.0") as (_, url):
        assert call("GET", f"{url}/v1/scenarios")[0] == 401
        found = call("GET", f"{url}/v1/scenarios", Authorization=f"Bearer {made.stdout.strip()}")
        assert found[0] == 200
        assert call("GET", f"{url}/v1/changes", Authorization=f"Bearer {made.stdout.strip()}")[0] == 403
