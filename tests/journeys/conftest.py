"""One small city for all journeys, and the command as it is typed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass(frozen=True)
class Typed:
    """What a command left behind."""

    code: int
    out: str
    err: str


def _environment(folder: Path, **more: str) -> dict[str, str]:
    """An office of its own: its data, its key, and no proxy."""
    own = {"FAIRMATCH_DATA": str(folder / "data"), "FAIRMATCH_KEY_FILE": str(folder / "key"), "PYTHONUNBUFFERED": "1"}
    dropped = ("FAIRMATCH_DB", "FAIRMATCH_SCENARIOS", "FAIRMATCH_EMBEDDER")
    kept = {name: value for name, value in os.environ.items() if name not in dropped}
    return {**kept, **own, "PYTHONIOENCODING": "utf-8", **more}


def _typed(folder: Path, *arguments: str | Path, **more: str) -> Typed:
    """`fairmatch ARGUMENTS` in a process of its own, in an office of its own."""
    command = [sys.executable, "-m", "fairmatch", *map(str, arguments)]
    ended = subprocess.run(
        command, env=_environment(folder, **more), capture_output=True, encoding="utf-8", timeout=300, check=False
    )
    return Typed(ended.returncode, ended.stdout, ended.stderr)


@pytest.fixture(scope="session")
def small_city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """120 people and 60 posts that do not exist, with spreadsheets as clerks send them."""
    folder = tmp_path_factory.mktemp("city")
    made = _typed(folder, "generate", "--candidates", "120", "--jobs", "60", "--seed", "1", "--out", folder / "city")
    assert made.code == 0, made.err
    return folder / "city"


@pytest.fixture
def type_in(tmp_path: Path) -> Callable[..., Typed]:
    """The command in this test's own office; what ends with another code than 0 fails the test."""

    def call(*arguments: str | Path, **more: str) -> Typed:
        ended = _typed(tmp_path, *arguments, **more)
        assert ended.code == 0, ended.err
        return ended

    return call


@pytest.fixture(scope="session")
def typed() -> Callable[..., Typed]:
    """The command in the office of a folder, whatever code it ends with."""
    return _typed


@pytest.fixture(scope="session")
def environment() -> Callable[..., dict[str, str]]:
    """The environment of the office of a folder."""
    return _environment
