"""Vectors by the content they were made of, kept between runs: importing again embeds only what changed.

A generation is two arrays and a manifest with their SHA-256, written aside, synced, and switched by one rename; the old
one is deleted last. A file whose hash differs, or that we did not list, is not read: FAISS and numpy both load damaged
files without a word. The cache is derived data: losing it costs time and nothing else.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from matcher.index.encoder import Vectors

Halves = NDArray[np.float16]

MANIFEST = "manifest.json"


class VectorCache:
    """Key (32 bytes) → row of vectors, for one encoder.

    Vectors are halves on the disk and in use, so that a match has the same bytes whether its vectors were just made or
    came from the cache.
    """

    def __init__(self, folder: Path, stamp: str, width: int) -> None:
        """`folder` belongs to this cache alone; a generation of another stamp or width is left unread."""
        self._folder = folder
        self._stamp = stamp
        self._width = width
        self._place: dict[bytes, int] = {}
        self._old: Halves = np.empty((0, width), dtype=np.float16)
        self._new: dict[bytes, Halves] = {}
        self._load()

    def find(self, keys: Sequence[bytes]) -> tuple[list[int], list[int], Vectors]:
        """(positions found, positions missing, vectors of the found ones in order)."""
        found = [i for i, key in enumerate(keys) if key in self._new or key in self._place]
        missing = [i for i, key in enumerate(keys) if key not in self._new and key not in self._place]
        rows = np.empty((len(found), self._width), dtype=np.float32)
        for at, i in enumerate(found):
            key = keys[i]
            rows[at] = self._new[key] if key in self._new else self._old[self._place[key]]
        return found, missing, rows

    def add(self, keys: Sequence[bytes], vectors: Vectors) -> None:
        """Remember vectors; they reach the disk with `save`."""
        for key, vector in zip(keys, vectors.astype(np.float16), strict=True):
            self._new[key] = vector

    @property
    def changed(self) -> bool:
        """Whether there is something that the disk does not have."""
        return bool(self._new)

    def save(self, keep: set[bytes]) -> None:
        """Write a generation of the vectors whose keys are in `keep`: what no record has any more is forgotten."""
        keys = sorted(key for key in self._place.keys() | self._new.keys() if key in keep)
        vectors = np.empty((len(keys), self._width), dtype=np.float16)
        for row, key in enumerate(keys):
            vectors[row] = self._new[key] if key in self._new else self._old[self._place[key]]
        self._write(b"".join(keys), vectors)
        self._place = {key: row for row, key in enumerate(keys)}
        self._old, self._new = vectors, {}

    def _write(self, keys: bytes, vectors: Halves) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        name = hashlib.sha256(keys + self._stamp.encode()).hexdigest()[:16]
        before = {path.name for path in self._folder.iterdir()}
        hashes = {
            f"{name}.keys": _write(self._folder / f"{name}.keys", keys),
            f"{name}.rows": _write(self._folder / f"{name}.rows", vectors.tobytes()),
        }
        manifest = {"stamp": self._stamp, "width": self._width, "files": hashes}
        _write(self._folder / "manifest.new", json.dumps(manifest, sort_keys=True).encode())
        os.replace(self._folder / "manifest.new", self._folder / MANIFEST)
        for stale in before - {*hashes, MANIFEST}:
            (self._folder / stale).unlink(missing_ok=True)

    def _load(self) -> None:
        try:
            manifest = json.loads((self._folder / MANIFEST).read_text("utf-8"))
            if manifest["stamp"] != self._stamp or manifest["width"] != self._width:
                return
            contents = {name: (self._folder / name).read_bytes() for name in manifest["files"]}
        except (OSError, ValueError, KeyError, TypeError):
            return
        if any(hashlib.sha256(content).hexdigest() != manifest["files"][name] for name, content in contents.items()):
            return
        keys = next(content for name, content in contents.items() if name.endswith(".keys"))
        rows = next(content for name, content in contents.items() if name.endswith(".rows"))
        self._place = {keys[at : at + 32]: at // 32 for at in range(0, len(keys), 32)}
        self._old = np.frombuffer(rows, dtype=np.float16).reshape(-1, self._width)


def _write(path: Path, content: bytes) -> str:
    with open(path, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return hashlib.sha256(content).hexdigest()
