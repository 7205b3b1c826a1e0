"""Readiness: the index is built once, by one thread, and nobody who asks meanwhile is kept waiting."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from flask.testing import FlaskClient

import api.health
import api.readiness
from matcher.domain.errors import Unavailable


def test_ready_is_200_and_behind_is_503(client: FlaskClient, office: Any) -> None:
    assert (client.get("/readyz").status_code, client.get("/readyz").json) == (200, {"status": "ready"})
    office.is_ready = False
    behind = client.get("/readyz")
    assert (behind.status_code, behind.json) == (503, {"status": "behind"})
    assert "fairmatch_ready 0.0" in client.get("/metrics").get_data(as_text=True)
    assert client.get("/healthz").status_code == 200


def test_nobody_waits_for_an_index_that_is_being_built(
    client: FlaskClient, office: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api.health, "LOOK_SECONDS", 0.05)
    monkeypatch.setattr(api.readiness, "WAIT_SECONDS", 0.05)
    built, builders = threading.Event(), []

    def build() -> bool:
        builders.append(threading.current_thread())
        return built.wait(20)

    monkeypatch.setattr(office, "ready", build)
    for _ in range(3):
        assert client.get("/readyz").status_code == 503
        early = client.post("/v1/match/jobs", json={"candidate": {}})
        assert (early.status_code, early.headers["Retry-After"]) == (503, "5")
        assert client.put("/v1/jobs/j-1", json={"title": "会计"}).status_code in (200, 201)
    assert len(builders) == 1
    built.set()
    builders[0].join()
    assert client.get("/readyz").status_code == 200
    assert client.post("/v1/match/jobs", json={"candidate": {}}).status_code == 200


def test_an_index_that_cannot_be_built_says_why(
    client: FlaskClient, office: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> bool:
        raise Unavailable("store_failed", reason="disk full")

    monkeypatch.setattr(office, "ready", fail)
    broken = client.get("/readyz")
    assert broken.status_code == 503
    assert "disk full" in broken.json["detail"]  # type: ignore[index]
