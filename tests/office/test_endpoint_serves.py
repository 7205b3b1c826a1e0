"""An office whose texts are embedded by another machine: a real server on the loopback address."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from fairmatch.doctor import embedder
from matcher.domain.errors import InputError, SettingError, Unavailable
from matcher.domain.requests import MatchJobs, read_request
from matcher.office import Office
from matcher.office.models import record_encoder, sent_to
from matcher.settings import Endpoint, Settings, from_environment

PERSON = {"desired_occupations": ["厨师"], "summary": "做过后厨，电话 13800138000", "consents": ["matching"]}
KITCHEN = "厨炊菜饭"


class Server:
    """Vectors that know kitchens from everything else; it remembers what it was sent."""

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.keys: set[str | None] = set()
        self.status = 200
        self.dimensions = 3
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                texts = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["input"]
                outer.sent += texts
                outer.keys.add(self.headers["Authorization"])
                data = [{"index": at, "embedding": outer.vector(text)} for at, text in enumerate(texts)]
                self.send_response(outer.status)
                self.end_headers()
                self.wfile.write(json.dumps({"data": data}).encode())

            def log_message(self, *_: object) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_address[1]}/v1"
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    def vector(self, text: str) -> list[float]:
        cooks = any(letter in text for letter in KITCHEN)
        return [1.0, 0.1, *[0.0] * (self.dimensions - 2)] if cooks else [0.1, 1.0, *[0.0] * (self.dimensions - 2)]


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    yield server
    server.http.shutdown()
    server.http.server_close()


@pytest.fixture
def settings(server: Server, tmp_path: Path) -> Settings:
    endpoint = Endpoint(server.url, "some-model", 3, "secret-key", 5)
    return Settings(data=tmp_path, key_file=tmp_path / "key", embedder="endpoint", endpoint=endpoint)


def jobs_for(office: Office) -> list[str]:
    answer = office.match("default", read_request(MatchJobs, {"candidate": PERSON}))
    return [result["job_id"] for result in answer["results"]]


def stocked(settings: Settings, moment: datetime) -> Office:
    office = Office.open(settings, lambda: moment)
    office.put("default", "job", {"id": "j-1", "title": "保安", "description": "巡逻，联系 13900139000"})
    office.put("default", "job", {"id": "j-2", "title": "炊事员"})
    return office


def test_it_matches_by_the_other_machines_vectors_and_sends_no_number(
    settings: Settings, server: Server, moment: datetime
) -> None:
    office = stocked(settings, moment)
    assert jobs_for(office) == ["j-2", "j-1"]
    office.close()
    assert "做过后厨,电话" in " ".join(server.sent)
    assert not any("13800138000" in text or "13900139000" in text for text in server.sent)
    assert server.keys == {"Bearer secret-key"}
    assert "secret-key" not in repr(settings)


def test_texts_are_scrubbed_whoever_asks(settings: Settings, server: Server) -> None:
    from matcher.evaluation.texts import Texts, bare
    from matcher.office.models import evaluation_systems

    texts = Texts((bare("q", "厨师 13800138000"),))
    list(evaluation_systems(settings, 0)["dense"](texts, texts))
    assert not any("13800138000" in text for text in server.sent)


def test_other_dimensions_build_the_index_anew(settings: Settings, server: Server, moment: datetime) -> None:
    office = stocked(settings, moment)
    before = jobs_for(office)
    office.close()
    server.dimensions = 5
    wider = settings.having(endpoint=replace(settings.endpoint, dimensions=5))
    server.sent.clear()
    again = Office.open(wider, lambda: moment)
    assert jobs_for(again) == before
    assert "炊事员" in server.sent
    again.close()


@pytest.mark.parametrize("failure", ["away", "error", "narrow"])
def test_a_failure_is_said_and_nothing_is_lost(
    settings: Settings, server: Server, moment: datetime, failure: str
) -> None:
    office = stocked(settings, moment)
    if failure == "away":
        server.http.shutdown()
        server.http.server_close()
    server.status = 500 if failure == "error" else 200
    server.dimensions = 2 if failure == "narrow" else 3
    with pytest.raises(Unavailable) as caught:
        jobs_for(office)
    message = caught.value.message("zh")
    assert "FAIRMATCH_EMBEDDER" in message
    assert "保安" not in message
    assert "secret-key" not in message
    office.put("default", "job", {"id": "j-3", "title": "厨工"})  # writing goes on
    back = Office.open(settings.having(embedder="use"), lambda: moment)
    assert set(jobs_for(back)) == {"j-1", "j-2", "j-3"}
    back.close()
    if failure == "error":
        server.status = 200
        assert set(jobs_for(office)) == {"j-1", "j-2", "j-3"}
    office.store.close()


def test_the_doctor_says_where_texts_go(settings: Settings, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    assert sent_to(settings) is None  # this machine
    assert embedder(settings).code == "doctor_embedder"
    monkeypatch.setattr("models.endpoint.LOOPBACK", frozenset({"localhost"}))
    outside = settings.having(endpoint=replace(settings.endpoint, url="https://vectors.example/v1"))
    assert sent_to(outside) == "vectors.example"
    assert sent_to(outside.having(embedder="use")) is None


def test_what_is_missing_or_insecure_is_named(settings: Settings) -> None:
    with pytest.raises(InputError, match="FAIRMATCH_ENDPOINT_URL, FAIRMATCH_ENDPOINT_DIMENSIONS"):
        record_encoder(settings.having(endpoint=Endpoint(model="m")))
    plain = replace(settings.endpoint, url="http://vectors.example/v1")
    with pytest.raises(InputError, match=r"vectors\.example"):
        record_encoder(settings.having(endpoint=plain))


def test_a_file_then_the_environment(tmp_path: Path) -> None:
    file = tmp_path / "office.toml"
    file.write_text(
        'data = "/srv/a"\nembedder = "endpoint"\nendpoint_url = "https://a/v1"\nendpoint_dimensions = 384\n', "utf-8"
    )
    said = {"FAIRMATCH_SETTINGS": str(file), "FAIRMATCH_ENDPOINT_URL": "https://b/v1", "FAIRMATCH_ENDPOINT_KEY": "k"}
    settings = from_environment(said)
    assert (settings.data, settings.embedder) == (Path("/srv/a"), "endpoint")
    assert settings.endpoint == Endpoint("https://b/v1", "", 384, "k", 60.0)
    assert from_environment({}) == Settings(key_file=Path("~/.config/fairmatch/key").expanduser())


@pytest.mark.parametrize(
    ("written", "code", "key"),
    [
        ('endpoint_key = "secret"', "settings_key_in_file", "endpoint_key"),
        ('embeder = "use"', "settings_unknown", "embeder"),
        ("endpoint_dimensions = 3.5", "settings_wrong", "endpoint_dimensions"),
        ('endpoint_timeout = "soon"', "settings_wrong", "endpoint_timeout"),
        ("data = [1]", "settings_wrong", "data"),
        ("data = ", "settings_wrong", "-"),
    ],
)
def test_a_wrong_file_is_named_with_its_key(tmp_path: Path, written: str, code: str, key: str) -> None:
    file = tmp_path / "office.toml"
    file.write_text(written, "utf-8")
    with pytest.raises(SettingError) as caught:
        from_environment({"FAIRMATCH_SETTINGS": str(file)})
    assert (caught.value.code, caught.value.values["file"], caught.value.values["key"]) == (code, "office.toml", key)
    assert "secret" not in caught.value.message("zh")


def test_two_embedders_together_are_refused_before_they_are_trained(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from models.embedder import EMBEDDERS, UseEmbedder

    class Both(UseEmbedder):
        def __init__(self) -> None:
            super().__init__()
            self.name = f"both/{self.name}"

    monkeypatch.setitem(EMBEDDERS, "both", Both)
    with pytest.raises(InputError, match="train_map --embedder both"):
        record_encoder(Settings(data=tmp_path, embedder="both"))
