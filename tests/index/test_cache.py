"""Vectors kept between runs: whole generations, never a damaged one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from matcher.index.cache import MANIFEST, VectorCache

KEYS = [bytes([n]) * 32 for n in range(5)]
ROWS = np.arange(15, dtype=np.float32).reshape(5, 3)


def kept(folder: Path, stamp: str = "a") -> tuple[list[int], np.ndarray]:
    found, _, rows = VectorCache(folder, stamp, 3).find(KEYS)
    return found, rows


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    cache = VectorCache(tmp_path / "vectors", "a", 3)
    cache.add(KEYS, ROWS)
    cache.save(set(KEYS))
    return tmp_path / "vectors"


def test_what_was_saved_is_found(folder: Path) -> None:
    found, rows = kept(folder)
    assert found == [0, 1, 2, 3, 4]
    np.testing.assert_array_equal(rows, ROWS)


def test_what_no_record_has_any_more_is_forgotten(folder: Path) -> None:
    cache = VectorCache(folder, "a", 3)
    cache.save(set(KEYS[:2]))
    assert kept(folder)[0] == [0, 1]
    assert len(list(folder.iterdir())) == 3


def test_another_encoder_finds_nothing(folder: Path) -> None:
    assert kept(folder, "b")[0] == []


@pytest.mark.parametrize("suffix", [".rows", ".keys"])
def test_a_damaged_file_is_not_read(folder: Path, suffix: str) -> None:
    file = next(path for path in folder.iterdir() if path.suffix == suffix)
    content = bytearray(file.read_bytes())
    content[3] ^= 1
    file.write_bytes(bytes(content))
    assert kept(folder)[0] == []


@pytest.mark.parametrize("text", ["", "{", "[]", '{"stamp": "a", "width": 3, "files": {"../x": ""}}'])
def test_a_damaged_manifest_is_not_followed(folder: Path, text: str) -> None:
    (folder / MANIFEST).write_text(text)
    assert kept(folder)[0] == []


def test_a_file_that_was_begun_and_not_finished_changes_nothing(folder: Path) -> None:
    (folder / "deadbeef.rows").write_bytes(b"half")
    assert kept(folder)[0] == [0, 1, 2, 3, 4]
