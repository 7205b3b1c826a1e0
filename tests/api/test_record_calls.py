"""Create or replace, read, erase, bulk, changes."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask.testing import FlaskClient

PERSON = {"headline": "会计", "contact": {"name": "王小明", "phone": "13812345678"}, "gender": "female"}
JOB = {"title": "财务助理", "contact": {"phone": "13812345678"}}


def test_a_put_creates_and_then_replaces(client: FlaskClient) -> None:
    first = client.put("/v1/candidates/c-1", json=PERSON)
    assert (first.status_code, first.headers["Location"]) == (201, "/v1/candidates/c-1")
    assert first.json == {"id": "c-1", **PERSON}
    second = client.put("/v1/candidates/c-1", json={"headline": "出纳"})
    assert second.status_code == 200
    assert second.headers["ETag"] != first.headers["ETag"]
    read = client.get("/v1/candidates/c-1")
    assert (read.status_code, read.json) == (200, {"id": "c-1", "headline": "出纳"})
    assert read.headers["ETag"] == second.headers["ETag"]


def test_an_equal_put_keeps_the_entity_tag(client: FlaskClient) -> None:
    tags = {client.put("/v1/jobs/j-1", json=JOB).headers["ETag"] for _ in range(2)}
    assert len(tags) == 1


def test_if_match_guards_against_others_writes(client: FlaskClient) -> None:
    old = client.put("/v1/jobs/j-1", json=JOB).headers["ETag"]
    new = client.put("/v1/jobs/j-1", json={"title": "出纳"}, headers={"If-Match": old}).headers["ETag"]
    for method in ("put", "delete"):
        refused = getattr(client, method)("/v1/jobs/j-1", json=JOB, headers={"If-Match": old})
        assert refused.status_code == 412
        assert refused.mimetype == "application/problem+json"
    assert client.put("/v1/jobs/j-1", json=JOB, headers={"If-Match": f'W/{new}, "s9"'}).status_code == 412
    assert client.put("/v1/jobs/j-1", json=JOB, headers={"If-Match": f'"s9", {new}'}).status_code == 200
    assert client.put("/v1/jobs/j-2", json=JOB, headers={"If-Match": "*"}).status_code == 412
    assert client.put("/v1/jobs/j-1", json=JOB, headers={"If-Match": "s1"}).status_code == 400
    assert client.delete("/v1/jobs/j-1", headers={"If-Match": "*"}).status_code == 204


def test_if_none_match_makes_new_records_and_saves_reading_again(client: FlaskClient) -> None:
    made = client.put("/v1/jobs/j-1", json=JOB, headers={"If-None-Match": "*"})
    assert made.status_code == 201
    assert client.put("/v1/jobs/j-1", json=JOB, headers={"If-None-Match": "*"}).status_code == 412
    assert client.get("/v1/jobs/j-1", headers={"If-None-Match": made.headers["ETag"]}).status_code == 304
    assert client.get("/v1/jobs/j-1", headers={"If-None-Match": '"s99"'}).status_code == 200


def test_an_erased_record_is_gone(client: FlaskClient) -> None:
    client.put("/v1/candidates/c-1", json=PERSON)
    assert client.delete("/v1/candidates/c-1").status_code == 204
    assert client.get("/v1/candidates/c-1").status_code == 404
    assert client.delete("/v1/candidates/c-1").status_code == 404


def test_an_employer_is_a_record_too(client: FlaskClient) -> None:
    status = [{"code": "wage_arrears", "from": "2023-05-01"}]
    assert client.put("/v1/employers/e-1", json={"name": "某某", "status": status}).status_code == 201
    assert client.get("/v1/employers/e-1").json["status"] == status  # type: ignore[index]


def test_the_body_agrees_with_the_path(client: FlaskClient) -> None:
    assert client.put("/v1/jobs/j-1", json={"id": "j-1", **JOB}).status_code == 201
    for other in ("j-2", 1, None):
        refused = client.put("/v1/jobs/j-1", json={"id": other, **JOB})
        assert refused.status_code == 400
        assert refused.json["errors"][0]["pointer"] == "/id"  # type: ignore[index]


def test_chinese_and_odd_ids_travel_in_the_path(client: FlaskClient) -> None:
    for id_ in ("岗位-1", "a:b", "x.y~z", "a%20"[:1] + "+b", "j:release"):
        made = client.put(f"/v1/jobs/{id_}", json=JOB)
        assert (made.status_code, made.json["id"]) == (201, id_)  # type: ignore[index]
        assert client.get(f"/v1/jobs/{id_}").status_code == 200


@pytest.mark.parametrize("id_", ["a%20b", "%20", "13812345678", "321002200105011234", "x" * 129, "a%00b", "a%0Ab"])
def test_ids_that_are_none_are_refused_without_an_echo(client: FlaskClient, id_: str) -> None:
    refused = client.put(f"/v1/jobs/{id_}", json=JOB)
    assert refused.status_code == 400
    assert refused.json["errors"][0]["pointer"] == "/id"  # type: ignore[index]
    assert id_ not in refused.get_data(as_text=True)


def test_a_path_with_a_slash_in_the_id_is_nothing(client: FlaskClient) -> None:
    assert client.put("/v1/jobs/a%2Fb", json=JOB).status_code == 404
    assert client.put("/v1/jobs/", json=JOB).status_code == 404


def lines(*items: Any) -> bytes:
    return b"\n".join(item if isinstance(item, bytes) else json.dumps(item).encode() for item in items)


def test_bulk_lines_have_each_their_outcome(client: FlaskClient) -> None:
    client.put("/v1/jobs/j-1", json=JOB)
    body = lines(
        {"id": "j-1", **JOB},
        {"id": "j-2", "title": "新"},
        b"",
        {"id": "j-3"},
        b"{",
        b"[1]",
        {"id": "j-1", "title": "改"},
    )
    made = client.post("/v1/jobs:bulk", data=body, content_type="application/x-ndjson")
    assert made.status_code == 200
    assert [(item["line"], item["id"], item["outcome"], item["status"]) for item in made.json["items"]] == [  # type: ignore[index]
        (1, "j-1", "unchanged", 200),
        (2, "j-2", "created", 201),
        (4, "j-3", "rejected", 400),
        (5, None, "rejected", 400),
        (6, None, "rejected", 400),
        (7, "j-1", "updated", 200),
    ]
    assert (made.json["accepted"], made.json["rejected"]) == (3, 3)  # type: ignore[index]
    assert made.json["items"][2]["errors"][0]["pointer"] == "/title"  # type: ignore[index]


def test_bulk_takes_an_array_too(client: FlaskClient) -> None:
    made = client.post("/v1/candidates:bulk", json=[{"id": "c-1"}, {"id": "c-2", "nonsense": 1}, 7])
    assert [item["outcome"] for item in made.json["items"]] == ["created", "rejected", "rejected"]  # type: ignore[index]
    assert [item["id"] for item in made.json["items"]] == ["c-1", "c-2", None]  # type: ignore[index]


def test_a_rejected_line_never_names_a_telephone_number(client: FlaskClient) -> None:
    made = client.post("/v1/candidates:bulk", json=[{"id": "13812345678"}, {"id": "c-1", "13812345678": 1}])
    assert made.json["rejected"] == 2  # type: ignore[index]
    assert [item["id"] for item in made.json["items"]] == [None, "c-1"]  # type: ignore[index]
    assert "13812345678" not in made.get_data(as_text=True)


@pytest.mark.parametrize("body", [b"", b"\n \n", b"[", b"[]", b'[{"id":"a"},]', b"\xff\xfe{}"])
def test_a_bulk_body_without_a_record_is_refused_or_rejected(client: FlaskClient, body: bytes) -> None:
    made = client.post("/v1/jobs:bulk", data=body, content_type="application/x-ndjson")
    assert made.status_code == 400 or made.json["accepted"] == 0  # type: ignore[index]


def test_changes_come_in_order_and_end(client: FlaskClient) -> None:
    client.put("/v1/jobs/j-1", json=JOB)
    client.put("/v1/employers/e-1", json={"name": "某某"})
    client.put("/v1/candidates/c-1", json=PERSON)
    client.delete("/v1/jobs/j-1")
    seen: list[tuple[str, str, str]] = []
    since = 0
    while True:
        page = client.get(f"/v1/changes?since={since}&limit=1").json
        assert page is not None
        if not page["changes"]:
            assert page["next"] == since
            break
        seen += [(step["kind"], step["id"], step["op"]) for step in page["changes"]]
        assert page["changes"][0].keys() == {"seq", "kind", "id", "op", "at"}
        since = page["next"]
    assert seen == [("job", "j-1", "put"), ("candidate", "c-1", "put"), ("job", "j-1", "delete")]


@pytest.mark.parametrize(
    "query",
    ["since=-1", "since=x", "since=", "since=1e3", "since=99999999999999999999", "limit=0", "limit=1001", "since=١"],
)
def test_a_since_that_is_no_number_is_refused(client: FlaskClient, query: str) -> None:
    refused = client.get(f"/v1/changes?{query}")
    assert refused.status_code == 400
    assert refused.json["errors"][0]["pointer"] in ("/since", "/limit")  # type: ignore[index]
