"""Fairs over HTTP: set up, planned by the worker, looked at, cancelled."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

import api.worker
from api import create_app
from matcher.domain.errors import InputError
from matcher.domain.moments import SHANGHAI, wall_clock
from matcher.office import Office
from matcher.settings import Settings

FAIR = {
    "name": "残疾人就业专场招聘会",
    "scenario": "general",
    "date": "2023-05-20",
    "hall": {"opens": "09:00", "closes": "10:00", "slot_minutes": 10},
    "booths": [{"code": "A01", "employer": "扬州甲公司"}, {"code": "A02", "employer": "扬州乙公司"}],
}


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("fairs")
    settings = Settings(data=folder / "data", key_file=folder / "key")
    opened = Office.open(settings, clock=lambda: datetime(2023, 5, 1, 8, tzinfo=SHANGHAI))
    for n, name in enumerate(("甲", "乙")):
        job = {"id": f"j-{n}", "title": "会计", "employer": {"name": f"扬州{name}公司"}, "headcount": 2}
        opened.put("default", "job", job)
    for n in range(4):
        person = {"id": f"c-{n}", "headline": "会计", "birth_date": "2000-01-01", "consents": ["matching", "contact"]}
        opened.put("default", "candidate", person)
    yield opened
    opened.close()


@pytest.fixture
def client(real: Office) -> FlaskClient:
    return create_app(real).test_client()


def over(client: FlaskClient, where: str) -> dict[str, Any]:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        found: dict[str, Any] = client.get(where).json  # type: ignore[assignment]
        if found["state"] not in ("queued", "running"):
            return found
        time.sleep(0.05)
    raise AssertionError("the operation does not end")


def test_a_fair_is_set_up_planned_and_looked_at(client: FlaskClient) -> None:
    made = client.post("/v1/fairs", json=FAIR | {"candidates": ["c-0", "c-1", "c-2"]})
    assert made.status_code == 201
    where = made.headers["Location"]
    assert client.get(where).json == made.json
    planned = client.post(f"{where}/plan", json={"seed": 0})
    assert planned.status_code == 202
    assert planned.json["state"] == "queued"  # type: ignore[index]
    found = over(client, planned.headers["Location"])
    assert (found["state"], found["progress"]) == ("done", {"done": 3, "total": 3})
    assert {one["candidate_id"] for one in found["result"]["interviews"]} == {"c-0", "c-1", "c-2"}
    assert found["result"]["solution"]["status"] == "optimal"
    again = over(client, client.post(f"{where}/plan", json={"seed": 0}).headers["Location"])
    assert again["result"] == found["result"]
    assert client.delete(found_at := planned.headers["Location"]).status_code == 409
    assert client.get(found_at).json["state"] == "done"  # type: ignore[index]
    assert client.delete(where).status_code == 204
    assert client.get(where).status_code == 404
    assert client.post(f"{where}/plan", json={}).status_code == 404


def test_everybody_takes_part_where_nobody_is_named(client: FlaskClient) -> None:
    where = client.post("/v1/fairs", json=FAIR).headers["Location"]
    found = over(client, client.post(f"{where}/plan", json={}).headers["Location"])
    assert len(found["result"]["recommendations"]) == 4


def test_an_erased_person_is_in_no_fair_any_more(client: FlaskClient, real: Office) -> None:
    real.put("default", "candidate", {"id": "c-gone"})
    where = client.post("/v1/fairs", json=FAIR | {"candidates": ["c-0", "c-gone"]}).headers["Location"]
    client.delete("/v1/candidates/c-gone")
    assert client.get(where).json["candidates"] == ["c-0"]  # type: ignore[index]


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"date": None}, "/date"),
        ({"date": "20 May"}, "/date"),
        ({"scenario": "fair"}, "/scenario"),
        ({"kind": "bazaar"}, "/kind"),
        ({"hall": {"opens": "nine"}}, "/hall/opens"),
        ({"hall": {"slots": 10}}, "/hall/slots"),
        ({"booths": []}, "/booths"),
        ({"inputs": {"jobs": ["/etc/passwd"]}}, "/inputs"),
        ({"candidates": ["none"]}, "/candidates/0"),
        ({"jobs": ["j-0", "none"]}, "/jobs/1"),
        ({"jobs": "j-0"}, "/jobs"),
    ],
)
def test_a_wrong_fair_is_pointed_at(client: FlaskClient, change: dict[str, Any], pointer: str) -> None:
    refused = client.post("/v1/fairs", json=FAIR | change)
    assert refused.status_code == 400
    assert pointer in [error["pointer"] for error in refused.json["errors"]]  # type: ignore[index]


@pytest.mark.parametrize("body", [{"seed": -1}, {"seed": "x"}, {"max_seconds": 0}, {"max_seconds": 601}, {"speed": 1}])
def test_a_wrong_plan_is_refused(client: FlaskClient, body: dict[str, Any]) -> None:
    where = client.post("/v1/fairs", json=FAIR).headers["Location"]
    assert client.post(f"{where}/plan", json=body).status_code == 400


@pytest.fixture
def waiting(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Planning that goes on until it is let go."""
    let_go = threading.Event()

    def plan(_office: Any, _operation: Any, step: Any) -> Any:
        let_go.wait(30)
        return {"plan": 1} if step() else None

    monkeypatch.setattr(api.worker, "plan_fair", plan)
    monkeypatch.setattr(api.worker, "BEAT_SECONDS", 0.02)
    yield let_go
    let_go.set()


def test_running_work_is_asked_to_stop_and_waiting_work_is_cancelled(
    client: FlaskClient, waiting: threading.Event
) -> None:
    where = client.post("/v1/fairs", json=FAIR).headers["Location"]
    running, queued = (client.post(f"{where}/plan", json={}).headers["Location"] for _ in range(2))
    while client.get(running).json["state"] == "queued":  # type: ignore[index]
        time.sleep(0.01)
    assert client.delete(queued).json["state"] == "cancelled"  # type: ignore[index]
    asked = client.delete(running)
    assert (asked.status_code, asked.json["cancel_requested"]) == (202, True)  # type: ignore[index]
    time.sleep(0.1)
    waiting.set()
    assert over(client, running)["state"] == "cancelled"


def test_work_that_cannot_be_done_says_why(client: FlaskClient, monkeypatch: pytest.MonkeyPatch, real: Office) -> None:
    where = client.post("/v1/fairs", json=FAIR).headers["Location"]
    for error, status in ((InputError("no_lines"), 400), (KeyError("13812345678"), 500)):

        def fail(*_: Any, error: Exception = error) -> Any:
            raise error

        monkeypatch.setattr(api.worker, "plan_fair", fail)
        found = over(client, client.post(f"{where}/plan", json={}).headers["Location"])
        assert (found["state"], found["problem"]["status"]) == ("failed", status)
        assert "13812345678" not in str(found)


def test_work_of_a_process_that_ended_is_given_up_or_done_when_somebody_asks_for_it(
    client: FlaskClient, real: Office
) -> None:
    """Nothing but the question wakes the worker of the new process."""
    long_ago = wall_clock() - timedelta(hours=1)
    lost = real.store.operations.create("default", "fair_plan", {}, long_ago)
    real.store.operations.take(long_ago)
    request = {"fair": FAIR, "as_of": "2023-05-01T08:00+08:00", "seed": 0, "max_seconds": None, "language": "zh"}
    queued = real.store.operations.create("default", "fair_plan", request, wall_clock())
    assert over(client, f"/v1/operations/{queued.id}")["state"] == "done"
    assert client.get(f"/v1/operations/{lost.id}").json["state"] == "failed"  # type: ignore[index]


def test_fairs_take_their_scope_and_stay_with_their_tenant(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "data", key_file=tmp_path / "key")
    opened = Office.open(settings, index=False)
    client = create_app(opened).test_client()

    def key(scope: str, tenant: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {opened.store.keys.create(tenant, 'n', [scope], wall_clock())[0]}"}

    mine, other, reader = key("fairs:run", "a"), key("fairs:run", "b"), key("match:read", "a")
    assert client.post("/v1/fairs", json=FAIR, headers=reader).status_code == 403
    where = client.post("/v1/fairs", json=FAIR, headers=mine).headers["Location"]
    assert client.get(where, headers=other).status_code == 404
    assert client.get(where, headers=mine).status_code == 200
    opened.close()
