"""What the door costs: calls through waitress and Flask beside a bare WSGI application, and the start of the commands.

    OMP_NUM_THREADS=1 python benchmarks/serve_speed.py [--jobs 2000] [--calls 300]

One client, one connection kept open, best of three runs; the peer is a WSGI function on the same waitress that answers
with the bytes that ours gave, so the ratio is what routing, keys, checks and the store add. `match` also shows the same
call without HTTP. Times of start are of a fresh process, from the command to what it prints.
"""

from __future__ import annotations

import argparse
import http.client
import json
import logging
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from waitress import create_server

from api import create_app
from matcher.city import default_moment, generate_city
from matcher.domain.requests import MatchJobs, read_request
from matcher.office import Office
from matcher.settings import Settings

WsgiApp = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def served(app: Any) -> int:
    server = create_server(app, host="127.0.0.1", port=0, threads=2)
    threading.Thread(target=server.run, daemon=True).start()
    return int(server.effective_port)


def bare(body: bytes) -> WsgiApp:
    def app(_environment: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        start("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
        return [body]

    return app


def best(work: Callable[[], object], count: int) -> float:
    """Milliseconds a call, the best of three runs."""
    times = []
    for _ in range(3):
        began = time.perf_counter()
        for _ in range(count):
            work()
        times.append((time.perf_counter() - began) / count * 1000)
    return min(times)


def caller(port: int, method: str, path: str, body: dict[str, Any] | None) -> Callable[[], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    sent = None if body is None else json.dumps(body).encode()
    headers = {"Content-Type": "application/json"}

    def call() -> bytes:
        connection.request(method, path, sent, headers)
        reply = connection.getresponse()
        text = reply.read()
        if reply.status >= 400:
            raise RuntimeError(f"{method} {path}: {reply.status}")
        return text

    return call


def seconds_until_line(arguments: list[str], environment: dict[str, str]) -> float:
    began = time.perf_counter()
    command = [sys.executable, "-m", "fairmatch", *arguments]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        process.stdout.readline()
        taken = time.perf_counter() - began
        process.kill()
    return taken


def calls(office: Office, count: int) -> None:
    candidate = office.store.ids("default", "candidate", limit=1)[0]
    asked = {"candidate_id": candidate, "k": 10}
    request = read_request(MatchJobs, asked)
    office.ready()
    port = served(create_app(office))
    for name, method, path, body in (
        ("healthz", "GET", "/healthz", None),
        ("get record", "GET", f"/v1/candidates/{candidate}", None),
        ("match", "POST", "/v1/match/jobs", asked),
    ):
        ours = caller(port, method, path, body)
        text = ours()
        peer = caller(served(bare(text)), method, path, body)
        peer_ms, our_ms = best(peer, count), best(ours, count)
        line = f"{name:11} bare {peer_ms:7.2f} ms  ours {our_ms:7.2f} ms  ratio {our_ms / peer_ms:5.1f}"
        if name == "match":
            inside = best(lambda: office.match("default", request), count)
            line += f"  without HTTP {inside:7.2f} ms  ratio {our_ms / inside:5.2f}"
        print(line)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--jobs", type=int, default=2000)
    options.add_argument("--calls", type=int, default=300)
    chosen = options.parse_args()
    logging.disable(logging.CRITICAL)
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data=Path(folder) / "data", key_file=Path(folder) / "key")
        office = Office.open(settings, clock=default_moment)
        city = generate_city(200, chosen.jobs, 0, default_moment())
        for kind, records in (("job", city.jobs), ("candidate", city.candidates)):
            office.store.put_many("default", [(kind, record) for record in records], default_moment())
        calls(office, chosen.calls)
        office.close()
        environment = os.environ | {"FAIRMATCH_KEY_FILE": str(settings.key_file), "FAIRMATCH_DATA": str(settings.data)}
        fresh = environment | {"FAIRMATCH_DATA": str(Path(folder) / "fresh")}
        for name, arguments, where in (
            ("python -c pass", [], environment),
            ("--help", ["--help"], environment),
            ("serve, empty", ["serve", "--port", "0"], fresh),
            (f"serve, {chosen.jobs} jobs", ["serve", "--port", "0"], environment),
        ):
            if arguments:
                taken = min(seconds_until_line(arguments, where) for _ in range(3))
            else:
                began = time.perf_counter()
                subprocess.run([sys.executable, "-c", "pass"], check=True)
                taken = time.perf_counter() - began
            print(f"start of {name:18} {taken:6.2f} s")


if __name__ == "__main__":
    main()
