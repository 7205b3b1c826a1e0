"""Every kind of bad input has its problem, with a pointer and without anybody's data."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.bulk import read_lines
from api.watching import JsonLines
from matcher.domain.errors import RecordError, Unavailable

PHONE = "13812345678"


def put(client: FlaskClient, body: bytes | str, **headers: str) -> Any:
    return client.put("/v1/candidates/c-1", data=body, content_type="application/json", headers=headers)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" ",
        b"{",
        b'{"a":1,}',
        b"{'a':1}",
        b'{"experience_years": NaN}',
        b'{"experience_years": Infinity}',
        b'{"experience_years": 1e999}',
        b'{"experience_years": ' + b"9" * 5000 + b"}",
        b'{"headline":"a","headline":"b"}',
        b'{"headline":"\\u0000"}',
        b'{"headline":"\\ud800"}',
        b"\xff\xfe\x00",
        b'{"headline":"\xe4\xbc"}',
        b'{"a":' * 2000 + b"1" + b"}" * 2000,
        b"[" * 100_000,
        b"{} {}",
    ],
)
def test_what_is_not_strict_json_is_refused(client: FlaskClient, body: bytes) -> None:
    refused = put(client, body)
    assert (refused.status_code, refused.mimetype) == (400, "application/problem+json")
    assert refused.json["type"].endswith("json_invalid")
    assert refused.json["errors"][0]["pointer"] == ""


@pytest.mark.parametrize("body", ["[]", "1", '"text"', "null", "true"])
def test_what_is_no_object_is_refused(client: FlaskClient, body: str) -> None:
    assert put(client, body).status_code == 400
    assert client.post("/v1/screen", data=body, content_type="application/json").status_code == 400


def test_a_byte_order_mark_is_passed_over(client: FlaskClient) -> None:
    assert put(client, b'\xef\xbb\xbf{"headline":"x"}').status_code == 201


def test_wrong_fields_are_pointed_at_and_not_echoed(client: FlaskClient) -> None:
    body = {
        "skils": ["Excel"],
        "skills": ["Excel", 3],
        "contact": {"phone": [PHONE]},
        "gender": PHONE,
        "birth_date": "2040-01-01",
        PHONE: 1,
    }
    refused = put(client, json.dumps(body), **{"Accept-Language": "en"})
    assert refused.status_code == 400
    pointers = {error["pointer"] for error in refused.json["errors"]}
    assert {"/skils", "/skills/1", "/contact/phone", "/gender"} <= pointers
    assert any("skills" in e["detail"] for e in refused.json["errors"] if e["pointer"] == "/skils")
    assert PHONE not in refused.get_data(as_text=True)


def test_problems_come_in_the_language_asked_for(client: FlaskClient) -> None:
    titles = {
        asked: client.get("/v1/jobs/none", headers={"Accept-Language": asked} if asked else {}).json["title"]  # type: ignore[index]
        for asked in ("", "zh", "zh-CN,zh;q=0.9,en;q=0.8", "en", "en-GB", "fr", "de, en;q=0.5", "*", ";;;=")
    }
    assert {asked for asked, title in titles.items() if title == "Not found"} == {"en", "en-GB", "de, en;q=0.5"}
    assert set(titles.values()) == {"Not found", "没有找到"}


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nothing", 404),
        ("GET", "/v1/candidates", 404),
        ("GET", "/v1/jobs/none", 404),
        ("GET", "/v1/scenarios/none", 404),
        ("POST", "/v1/jobs/none:release", 415),
        ("PATCH", "/v1/jobs/j-1", 405),
        ("GET", "/v1/match/jobs", 405),
        ("DELETE", "/healthz", 405),
    ],
)
def test_addresses_and_methods_that_are_none(client: FlaskClient, method: str, path: str, status: int) -> None:
    refused = client.open(path, method=method, data=b"x" if status == 415 else None, content_type="text/plain")
    assert (refused.status_code, refused.mimetype) == (status, "application/problem+json")
    assert refused.json.keys() >= {"type", "title", "status", "detail"}  # type: ignore[union-attr]
    assert refused.json["status"] == status  # type: ignore[index]
    assert (status != 405) or refused.headers["Allow"]


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/xml"]
)
def test_another_type_of_body_is_refused(client: FlaskClient, kind: str) -> None:
    for path in ("/v1/match/jobs", "/v1/jobs:bulk"):
        assert client.post(path, data=b"{}", content_type=kind).status_code == 415
    assert client.put("/v1/jobs/j-1", data=b"{}", content_type="application/x-ndjson").status_code == 415


def test_a_packed_body_is_refused(client: FlaskClient) -> None:
    assert put(client, b"\x1f\x8b", **{"Content-Encoding": "gzip"}).status_code == 415


def test_a_body_too_large_is_refused(client: FlaskClient) -> None:
    refused = put(client, json.dumps({"remark": "x" * (1 << 20)}))
    assert (refused.status_code, refused.json["title"]) == (413, "正文太大")
    assert "1 MiB" in refused.json["detail"]
    bulk = client.post("/v1/jobs:bulk", data=b"[" + b" " * (64 << 20) + b"]", content_type="application/json")
    assert (bulk.status_code, bulk.mimetype) == (413, "application/problem+json")


def test_too_many_lines_are_refused(client: FlaskClient) -> None:
    refused = client.post("/v1/jobs:bulk", data=b'{"id":"a"}\n' * 50_001, content_type="application/x-ndjson")
    assert refused.status_code == 413


def test_a_fault_of_the_program_says_nothing_of_the_person(
    client: FlaskClient, office: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise KeyError(PHONE)

    monkeypatch.setattr(office, "get", fail)
    with caplog.at_level(logging.INFO, "fairmatch.http"):
        broken = client.get("/v1/candidates/c-1")
    written = "\n".join(JsonLines().format(record) for record in caplog.records)
    assert (broken.status_code, broken.mimetype) == (500, "application/problem+json")
    assert broken.headers["X-Request-Id"] in broken.json["detail"]  # type: ignore[index]
    assert "KeyError" in written
    assert PHONE not in written + broken.get_data(as_text=True)


def test_a_database_that_is_away_is_said_to_be(
    client: FlaskClient, office: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise Unavailable("store_failed", reason="disk full")

    monkeypatch.setattr(office, "get", fail)
    away = client.get("/v1/candidates/c-1")
    assert (away.status_code, away.headers["Retry-After"]) == (503, "5")


def test_the_log_holds_routes_and_no_addresses(client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "fairmatch.http"):
        client.get(f"/v1/candidates/{PHONE}?name={PHONE}", headers={"X-Request-Id": f"id-{PHONE}", "User-Agent": PHONE})
        client.get(f"/{PHONE}")
    written = "\n".join(JsonLines().format(record) for record in caplog.records)
    assert '"status": 404' in written
    assert PHONE not in written


def test_a_request_id_is_kept_or_made(client: FlaskClient) -> None:
    assert client.get("/healthz", headers={"X-Request-Id": "trace-0001"}).headers["X-Request-Id"] == "trace-0001"
    for odd in ("short", "with blank 1", f"id-{PHONE}", "x" * 65):
        assert client.get("/healthz", headers={"X-Request-Id": odd}).headers["X-Request-Id"] != odd


def test_the_metrics_hold_routes_and_no_addresses(client: FlaskClient) -> None:
    client.put(f"/v1/candidates/{PHONE}", json={})
    client.get(f"/{PHONE}")
    text = client.get("/metrics").get_data(as_text=True)
    assert 'fairmatch_records{kind="candidate"} 0.0' in text
    assert "fairmatch_ready 1.0" in text
    assert PHONE not in text


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=60) | JSON.map(lambda value: json.dumps(value).encode()))
def test_no_body_at_all_is_a_fault_of_the_program(client: FlaskClient, body: bytes) -> None:
    for method, path in (
        ("PUT", "/v1/jobs/j-1"),
        ("POST", "/v1/match/jobs"),
        ("POST", "/v1/feedback"),
        ("POST", "/v1/jobs:bulk"),
    ):
        answered = client.open(path, method=method, data=body, content_type="application/json")
        assert answered.status_code < 500
        assert answered.status_code < 400 or answered.mimetype == "application/problem+json"


@given(body=st.lists(st.sampled_from([b'{"id":"a"}', b"", b"  ", b"{", b"[1]", b"\xff", b"\r"]), max_size=8))
def test_every_line_that_is_not_blank_has_one_outcome(body: list[bytes]) -> None:
    full = [number for number, line in enumerate(body, 1) if line.strip()]
    joined = b"\n".join(body)
    if not full or joined.lstrip().startswith(b"["):
        return
    assert [line for line, _ in read_lines(joined)] == full


def test_a_bulk_without_lines_is_named() -> None:
    with pytest.raises(RecordError):
        read_lines(b"\n\n")
