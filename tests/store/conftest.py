"""Stores for the tests: each runs on SQLite, and on a real PostgreSQL where server and driver are there."""

from __future__ import annotations

import glob
import importlib.util
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from matcher.domain.moments import SHANGHAI
from matcher.store import Store, Vault

KEY = bytes(range(32))
_NUMBERS = count()


def server_programs() -> Path | None:
    """The folder of PostgreSQL's programs, if server and driver are installed."""
    found = shutil.which("initdb") or next(iter(sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"))[::-1]), None)
    return Path(found).resolve().parent if found and importlib.util.find_spec("psycopg") else None


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that looks into the `file` is about SQLite; any other test of a `store` is about both."""
    names = metafunc.fixturenames
    if "store" in names and "file" not in names and "postgresql" not in names and server_programs():
        metafunc.parametrize("backend", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def backend(request: pytest.FixtureRequest) -> str:
    """Where the store of a test is."""
    return str(getattr(request, "param", "sqlite"))


@pytest.fixture
def vault() -> Vault:
    return Vault(KEY)


@pytest.fixture
def at() -> datetime:
    return datetime(2023, 9, 1, 8, tzinfo=SHANGHAI)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "var" / "fairmatch.db"


@pytest.fixture
def url(backend: str, tmp_path: Path, request: pytest.FixtureRequest) -> str:
    if backend == "sqlite":
        return str(tmp_path / "var" / "fairmatch.db")
    base: str = request.getfixturevalue("postgresql")
    name = f"test{next(_NUMBERS)}"
    run_as_owner("createdb", "-h", "127.0.0.1", "-p", base.rpartition(":")[2], "-U", "fairmatch", name)
    return f"{base}/{name}"


@pytest.fixture
def store(url: str, vault: Vault) -> Iterator[Store]:
    opened = Store.open(url, vault)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """A PostgreSQL server of this session: its URL without a database."""
    if server_programs() is None:
        pytest.skip("PostgreSQL or its driver (fairmatch[postgres]) is absent: the store is tested on SQLite alone")
    folder = Path(tempfile.mkdtemp(prefix="fairmatch-pg-"))
    if os.name == "posix" and os.geteuid() == 0:
        shutil.chown(folder, "postgres")  # the server refuses to run as root
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    run_as_owner(
        "initdb", "-D", str(folder / "data"), "-U", "fairmatch", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"
    )
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
    run_as_owner("pg_ctl", "-D", str(folder / "data"), "-w", "-l", str(folder / "log"), "-o", options, "start")
    yield f"postgresql://fairmatch@127.0.0.1:{port}"
    run_as_owner("pg_ctl", "-D", str(folder / "data"), "-m", "immediate", "stop")
    shutil.rmtree(folder, ignore_errors=True)


def run_as_owner(program: str, *arguments: str) -> None:
    """Runs one of PostgreSQL's programs, as its own user where we are root."""
    programs = server_programs()
    assert programs is not None
    root: dict[str, Any] = {"user": "postgres"} if os.name == "posix" and os.geteuid() == 0 else {}
    subprocess.run([str(programs / program), *arguments], check=True, stdout=subprocess.DEVNULL, cwd="/", **root)
