"""An office over a real store, with the engine left out: what these tests look at is the door."""

from __future__ import annotations

import json
import threading
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from waitress import create_server

from api import create_app
from matcher.domain.errors import InputError, RecordError, UnknownId
from matcher.domain.moments import SHANGHAI, write_moment
from matcher.domain.records import read_record
from matcher.store import Event, Put, Store, Stored, Vault


@dataclass(frozen=True)
class OneScenario:
    name: str

    def as_json(self) -> dict[str, Any]:
        return {"name": self.name, "rules": []}


class DoorOffice:
    """Keeps records and events; answers a match with what it was asked."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.scenarios = {"general": OneScenario("general")}
        self.is_ready = True

    def clock(self) -> datetime:
        return datetime(2023, 9, 1, 8, tzinfo=SHANGHAI)

    def ready(self) -> bool:
        return self.is_ready

    def _read(self, kind: str, document: dict[str, Any]) -> dict[str, Any]:
        return read_record(kind, document, today=self.clock().date()).document()  # type: ignore[arg-type]

    def put(self, tenant: str, kind: Any, document: dict[str, Any], if_match: Any = None) -> tuple[Put, Any]:
        read = self._read(kind, document)
        return self.store.put(tenant, kind, read, self.clock(), if_match=if_match), read

    def bulk(self, tenant: str, kind: Any, lines: list[tuple[int, Any]]) -> list[tuple[int, str | None, Any]]:
        made: list[tuple[int, str | None, Any]] = []
        for line, document in lines:
            id_ = document.get("id") if isinstance(document, dict) else None
            try:
                if isinstance(document, RecordError):
                    raise document
                read = self._read(kind, document)
                made.append((line, id_, self.store.put(tenant, kind, read, self.clock())))
            except RecordError as error:
                made.append((line, id_, error))
        return made

    def get(self, tenant: str, kind: Any, id_: str) -> Stored:
        found = self.store.get(tenant, kind, id_)
        if found is None:
            raise UnknownId(f"{kind}_id_unknown", id=id_)
        return found

    def delete(self, tenant: str, kind: Any, id_: str) -> None:
        if not self.store.delete(tenant, kind, id_, self.clock()):
            raise UnknownId(f"{kind}_id_unknown", id=id_)

    def match(self, tenant: str, asked: Any, language: str, sensitive: bool) -> dict[str, Any]:
        for kind in ("candidate", "job"):
            named = getattr(asked, f"{kind}_id", None)
            if named is not None:
                self.get(tenant, kind, named)
        if asked.scenario not in self.scenarios:
            raise InputError("scenario_unknown", name=asked.scenario, known=", ".join(self.scenarios))
        wants = "job" if type(asked).__name__ == "MatchJobs" else "candidate"
        results = [{"rank": n, f"{wants}_id": i} for n, i in enumerate(self.store.ids(tenant, wants), 1)]
        return {"scenario": asked.scenario, "language": language, "sensitive": sensitive, "results": results}

    def eligibility(self, tenant: str, asked: Any, language: str, sensitive: bool) -> dict[str, Any]:
        return {"scenario": asked.scenario, "verdict": "eligible", "rules": [], "as_of": write_moment(self.clock())}

    def screen(self, asked: Any, language: str) -> dict[str, Any]:
        return {"verdict": "clean", "findings": []}

    def policies(self, tenant: str, asked: Any, language: str, sensitive: bool) -> dict[str, Any]:
        return {"policies": []}

    def feedback(self, tenant: str, asked: Any) -> int:
        self.get(tenant, "candidate", asked.candidate_id)
        event = Event(asked.candidate_id, asked.job_id, asked.event, asked.at or self.clock(), asked.reason_code)
        return self.store.add_event(tenant, event)

    def release(self, tenant: str, job_id: str, reason: str, by: str) -> None:
        self.get(tenant, "job", job_id)
        self.store.release(tenant, job_id, "hash", by, reason, self.clock())


@pytest.fixture
def office(tmp_path: Path) -> Iterator[DoorOffice]:
    store = Store.open(str(tmp_path / "fairmatch.db"), Vault(bytes(range(32))))
    yield DoorOffice(store)
    store.close()


@pytest.fixture
def app(office: DoorOffice) -> Flask:
    return create_app(office)  # type: ignore[arg-type]


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def key(office: DoorOffice) -> Any:
    """Makes keys: `key("match:read", tenant="a")` gives the headers of a caller."""

    def make(*scopes: str, tenant: str = "default") -> dict[str, str]:
        secret, _ = office.store.keys.create(tenant, "test", scopes, office.clock())
        return {"Authorization": f"Bearer {secret}"}

    return make


@pytest.fixture
def server(app: Flask) -> Iterator[str]:
    """A real server on a free port: its base URL."""
    listening = create_server(app, host="127.0.0.1", port=0, threads=4)
    stop = threading.Event()

    def run() -> None:
        while not stop.is_set():
            listening.asyncore.loop(timeout=0.02, map=listening._map, count=1)

    thread = threading.Thread(target=run)
    thread.start()
    yield f"http://127.0.0.1:{listening.effective_port}"
    stop.set()
    thread.join()
    listening.task_dispatcher.shutdown()
    listening.close()


def fetch(method: str, url: str, body: Any = None, **headers: str) -> tuple[int, Any, dict[str, str]]:
    """One request to a real server: status, JSON, headers."""
    data = None if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
    sent = {"Content-Type": "application/json"} | {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(url, data, sent, method=method)
    try:
        with urllib.request.urlopen(request, timeout=20) as reply:
            text = reply.read()
            return reply.status, json.loads(text) if text else None, dict(reply.headers)
    except urllib.error.HTTPError as error:
        text = error.read()
        return error.code, json.loads(text) if text else None, dict(error.headers)
