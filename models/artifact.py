"""Learned parts on disk: arrays, JSON and their hashes. Nothing here is code, nothing is ever unpickled.

An artefact is one folder:

    arrays.npz     numpy arrays, no objects
    about.json     {"format": 1, "kind": "title-map", "about": {...}, "sha256": {"arrays.npz": "..."}}

`about.json` is written last. A reader checks the hash before it opens the arrays, and rebuilds the part through the
table of kinds that it was given, so that a file can only ever become one of the parts that the caller named. The
hash shows damage, not forgery: whoever can write the folder can write the hash.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from models.errors import ArtifactError

FORMAT = 1
ARRAYS, ABOUT = "arrays.npz", "about.json"
Arrays = Mapping[str, NDArray[Any]]
About = Mapping[str, Any]
Part = TypeVar("Part")


class Learned(Protocol):
    """A learned part that can be taken apart into arrays and JSON."""

    @property
    def kind(self) -> str:
        """The name under which `load` finds how to put it together again."""

    def state(self) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
        """Arrays and JSON that hold all of it."""


def save(part: Learned, folder: Path) -> str:
    """Writes the part and gives its stamp, 12 hex digits of what was written. The same part, the same bytes."""
    arrays, about = part.state()
    packed = io.BytesIO()
    np.savez_compressed(packed, allow_pickle=False, **arrays)
    head = {
        "format": FORMAT,
        "kind": part.kind,
        "about": about,
        "sha256": {ARRAYS: hashlib.sha256(packed.getvalue()).hexdigest()},
    }
    text = json.dumps(head, ensure_ascii=False, sort_keys=True, indent=1, allow_nan=False).encode()
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / ARRAYS, packed.getvalue())
    _write(folder / ABOUT, text)
    return _short(text)


def load(folder: Path, kinds: Mapping[str, Callable[[Arrays, About], Part]]) -> Part:
    """The part in the folder. Raises ArtifactError when it is missing, damaged or not one of `kinds`."""
    try:
        head = json.loads((folder / ABOUT).read_bytes())
        packed = (folder / ARRAYS).read_bytes()
        if head["format"] != FORMAT or head["kind"] not in kinds:
            raise ArtifactError(f"{folder}: format {head['format']}, kind {head['kind']!r}: not one that this reads")
        if hashlib.sha256(packed).hexdigest() != head["sha256"][ARRAYS]:
            raise ArtifactError(f"{folder}: {ARRAYS} is damaged; train the model again or restore the file")
        with np.load(io.BytesIO(packed), allow_pickle=False) as arrays:
            return kinds[head["kind"]]({name: arrays[name] for name in arrays.files}, head["about"])
    except ArtifactError:
        raise
    except (OSError, KeyError, TypeError, ValueError, zipfile.BadZipFile) as error:
        raise ArtifactError(f"{folder}: no usable model: {error}") from error


def stamp(folder: Path) -> str:
    """The stamp of a saved part, as `save` gave it."""
    return _short((folder / ABOUT).read_bytes())


def _short(text: bytes) -> str:
    return hashlib.sha256(text).hexdigest()[:12]


def _write(path: Path, content: bytes) -> None:
    aside = path.with_name(path.name + ".new")
    aside.write_bytes(content)
    os.replace(aside, path)
