"""The doctor: each look, well and ill, and the way out."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fairmatch import doctor
from matcher.domain.words import say

TypeIn = Callable[..., tuple[int, str, str]]


def told(found: doctor.Found) -> str:
    return say(found.code, "en", **found.values)


def test_all_is_well_in_an_office_that_is(type_in: TypeIn, a_free_port: int) -> None:
    code, out, _ = type_in("doctor", "--port", a_free_port)
    assert code == 0
    lines = out.splitlines()
    assert len(lines) == 12
    assert all(line.startswith("✓ ") for line in lines)


def test_the_same_as_json(type_in: TypeIn, a_free_port: int) -> None:
    code, out, _ = type_in("doctor", "--port", a_free_port, "--json", "--lang", "en")
    found = json.loads(out)
    assert (code, found["ok"]) == (0, True)
    assert all(check["ok"] and check["text"] for check in found["checks"])


def test_a_new_office_is_well_and_nothing_is_made_in_it(
    type_in: TypeIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, a_free_port: int
) -> None:
    monkeypatch.setenv("FAIRMATCH_KEY_FILE", str(tmp_path / "own" / "key"))
    code, out, _ = type_in("doctor", "--data", tmp_path / "data", "--port", a_free_port)
    assert code == 0, out
    assert list((tmp_path / "data").iterdir()) == []
    assert not (tmp_path / "own").exists()


@pytest.mark.parametrize(("version", "fits"), [((3, 10), False), ((3, 11), True), ((3, 13), True), ((3, 14), False)])
def test_only_pythons_that_the_parts_are_made_for(version: tuple[int, int], fits: bool) -> None:
    found = doctor.python(version)
    assert found.well is fits
    assert fits or "install" in told(found)


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor.metadata, "requires", lambda name: ["numpy>=1", "no-such-thing>=2", 'x; extra == "dev"'])
    monkeypatch.setattr(doctor, "COMPILED", ("numpy", "no_such_module"))
    found = doctor.packages()
    assert not found.well
    assert "no-such-thing, no_such_module" in told(found)


def test_another_distribution_in_the_place_of_ours_is_named(tmp_path: Path, stocked: Path) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "__init__.py").write_text("", "utf-8")
    ended = subprocess.run(
        [sys.executable, "-m", "fairmatch", "doctor", "--lang", "en"],
        env=os.environ | {"PYTHONPATH": str(tmp_path), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        cwd=stocked,
        check=False,
    )
    assert ended.returncode == 1
    assert f"✗ names of packages: models is hidden by another package in {tmp_path / 'models'}" in ended.stdout
    assert len(ended.stdout.splitlines()) == 12


def test_a_folder_that_is_a_file_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    found = doctor.folder(tmp_path / "file" / "data")
    assert not found.well
    assert "--data" in told(found)


def test_a_full_disk_is_said_to_be(tmp_path: Path) -> None:
    assert doctor.disk(tmp_path, needed=0).well
    assert "make room" in told(doctor.disk(tmp_path, needed=1 << 40))


@pytest.mark.skipif(os.name != "posix", reason="this system has no file modes")
def test_a_key_that_others_can_read(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_bytes(b"k")
    file.chmod(0o640)
    found = doctor.key(file, stored=True)
    assert not found.well
    assert f"chmod 600 {file}" in told(found)
    file.chmod(0o600)
    assert doctor.key(file, stored=True).well


def test_a_key_that_is_lost_is_not_made_anew(tmp_path: Path) -> None:
    assert doctor.key(tmp_path / "key", stored=False).well
    found = doctor.key(tmp_path / "key", stored=True)
    assert not found.well
    assert "bring the key back" in told(found)


@pytest.fixture
def own_store(tmp_path: Path, type_in: TypeIn, stocked: Path) -> Path:
    """The data folder of an office whose store is large enough to be damaged in the middle."""
    lines = [json.dumps({"id": f"j-{n}", "title": "会计" * 40}, ensure_ascii=False) for n in range(300)]
    (tmp_path / "many.jsonl").write_text("\n".join(lines), "utf-8")
    assert type_in("import", "jobs", tmp_path / "many.jsonl", "--data", tmp_path / "data")[0] == 0
    return tmp_path / "data"


def test_a_damaged_store_is_named_with_the_way_back(own_store: Path, type_in: TypeIn, a_free_port: int) -> None:
    file = own_store / "fairmatch.db"
    whole = bytearray(file.read_bytes())
    for start in range(8192, len(whole) - 4096, 12288):
        whole[start : start + 600] = os.urandom(600)
    file.write_bytes(whole)
    code, out, err = type_in("doctor", "--data", own_store, "--lang", "en", "--port", a_free_port)
    assert code == 1
    assert "Traceback" not in err
    assert "✗ store: " in out


def test_a_wrong_scenario_file_is_named(
    type_in: TypeIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, a_free_port: int
) -> None:
    (tmp_path / "ours.toml").write_text("name = 1", "utf-8")
    monkeypatch.setenv("FAIRMATCH_SCENARIOS", str(tmp_path))
    code, out, _ = type_in("doctor", "--port", a_free_port, "--lang", "en")
    assert code == 1
    (line,) = [line for line in out.splitlines() if line.startswith("✗ scenario files")]
    assert "ours.toml" in line


def test_an_unknown_embedder_is_named_with_the_known_ones(
    type_in: TypeIn, monkeypatch: pytest.MonkeyPatch, a_free_port: int
) -> None:
    monkeypatch.setenv("FAIRMATCH_EMBEDDER", "nonsense")
    code, out, _ = type_in("doctor", "--port", a_free_port, "--lang", "en")
    assert code == 1
    assert "use" in next(line for line in out.splitlines() if line.startswith("✗ embedder"))


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield listening.getsockname()[1]


def test_a_port_that_another_program_has(taken: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "_is_ours", lambda port: False)
    found = doctor.free_port(taken)
    assert not found.well
    assert "--port" in told(found)
    monkeypatch.setattr(doctor, "_is_ours", lambda port: True)
    assert doctor.free_port(taken).well
