"""The endpoint embedder against a real server on the loopback address."""

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest

from models.endpoint import EndpointEmbedder
from models.errors import EndpointError

Answer = Callable[[dict], tuple[int, bytes]]


class Server:
    """An OpenAI-compatible server that answers as the test says and remembers what it was asked."""

    def __init__(self) -> None:
        self.requests: list[tuple[str, str | None, dict]] = []
        self.answer: Answer = letters
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                outer.requests.append((self.path, self.headers["Authorization"], body))
                status, content = outer.answer(body)
                self.send_response(status)
                if status == 302:
                    self.send_header("Location", content.decode())
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: object) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_address[1]}/v1"
        threading.Thread(target=self.http.serve_forever, daemon=True).start()


def letters(body: dict) -> tuple[int, bytes]:
    """Vectors that depend on the text, in reverse order, as a server is free to do."""
    data = [{"index": i, "embedding": [len(t), t.count("会"), 1]} for i, t in enumerate(body["input"])]
    return 200, json.dumps({"data": data[::-1]}).encode()


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    yield server
    server.http.shutdown()
    server.http.server_close()


def test_it_sends_normalised_texts_once_and_puts_the_answers_in_order(server: Server) -> None:
    embedder = EndpointEmbedder(server.url, "some-model", 3, key="secret")
    vectors = embedder.embed(["會計", "", "Cook", "会计"])
    path, authorization, body = server.requests[0]
    assert (path, authorization, body["model"], body["input"]) == (
        "/v1/embeddings",
        "Bearer secret",
        "some-model",
        ["cook", "会计"],
    )
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), [1, 0, 1, 1], atol=1e-5)
    np.testing.assert_array_equal(vectors[0], vectors[3])
    np.testing.assert_allclose(vectors[0], np.array([2, 1, 1]) / np.sqrt(6), atol=1e-5)


def test_many_texts_go_in_batches(server: Server) -> None:
    vectors = EndpointEmbedder(server.url, "m", 3).embed([f"post {i}" for i in range(300)])
    assert vectors.shape == (300, 3)
    assert [len(body["input"]) for _, _, body in server.requests] == [128, 128, 44]


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ((500, b"secret profile"), "answered 500"),
        ((302, b"http://127.0.0.1:9/elsewhere"), "answered 302"),
        ((200, b"<html>"), "something else than embeddings"),
        ((200, b'{"data": [{"index": 0, "embedding": [1, 2]}]}'), r"wanted \(1, 3\)"),
        ((200, b'{"data": [{"index": 0, "embedding": [1, 2, NaN]}]}'), "not finite"),
    ],
)
def test_what_is_not_an_answer_is_named_without_any_text(
    server: Server, answer: tuple[int, bytes], message: str
) -> None:
    server.answer = lambda _: answer
    with pytest.raises(EndpointError, match=message) as caught:
        EndpointEmbedder(server.url, "m", 3, key="secret").embed(["张三的简历"])
    assert "张三" not in str(caught.value)
    assert "secret" not in str(caught.value)


def test_nobody_there(server: Server) -> None:
    server.http.shutdown()
    server.http.server_close()
    with pytest.raises(EndpointError, match="did not answer"):
        EndpointEmbedder(server.url, "m", 3, timeout=2).embed(["会计"])


@pytest.mark.parametrize("url", ["http://example.org/v1", "ftp://127.0.0.1/v1", "file:///etc/passwd"])
def test_texts_never_travel_in_the_clear(url: str) -> None:
    with pytest.raises(ValueError, match="https"):
        EndpointEmbedder(url, "m", 3)


def test_it_says_when_texts_leave_the_house(server: Server) -> None:
    assert EndpointEmbedder("https://example.org/v1", "m", 3).leaves_the_house
    assert not EndpointEmbedder(server.url, "m", 3).leaves_the_house
    assert "user" not in EndpointEmbedder("https://user:pw@example.org/v1", "m", 3).name
