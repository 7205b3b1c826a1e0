"""Commands as they are typed, in one process, in an office of their own."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from fairmatch.cli import run

AT = "2023-09-01T08:00+08:00"
POST = {"id": "j-1", "title": "会计", "employment_type": "full_time", "required_skills": ["Excel"]}
PERSON = {"id": "c-1", "headline": "会计", "skills": ["Excel"], "birth_date": "1995-05-01", "consents": ["matching"]}


@pytest.fixture(scope="module")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of an office with one post and one person; written by nobody who needs it as it is."""
    folder = tmp_path_factory.mktemp("office")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FAIRMATCH_KEY_FILE", str(folder / "key"))
        patch.setenv("FAIRMATCH_DATA", str(folder / "data"))
        patch.delenv("FAIRMATCH_DB", raising=False)
        for kind, document in (("jobs", POST), ("candidates", PERSON)):
            file = folder / f"{kind}.jsonl"
            file.write_text(json.dumps(document, ensure_ascii=False) + "\n", "utf-8")
            assert run(["import", kind, str(file), "--as-of", AT]) == 0
        yield folder


@pytest.fixture
def type_in(stocked: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> Callable[..., tuple[int, str, str]]:
    """Exit code, stdout, stderr of a command in that office."""

    def call(*arguments: Any) -> tuple[int, str, str]:
        capfdbinary.readouterr()
        code = run([str(argument) for argument in arguments])
        out, err = capfdbinary.readouterr()
        return code, out.decode(), err.decode()

    return call


@pytest.fixture
def a_free_port() -> int:
    """A port that nobody has."""
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        return int(tried.getsockname()[1])
