"""`manifest.json` and the folder on the disk: hashes of what went in and what came out; the whole pack or nothing."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from matcher.domain.errors import InputError
from matcher.fairs.paper.plan_file import as_json

MANIFEST = "manifest.json"
Files = Mapping[str, bytes]
"""The pack as bytes by relative path, with / on every system."""


def manifest(files: Files, inputs: Mapping[str, str], versions: Mapping[str, str], about: Mapping[str, Any]) -> bytes:
    """The manifest of these files; `about` holds the seed, the clock and what else the plan depended on."""
    outputs = {path: hashlib.sha256(content).hexdigest() for path, content in files.items()}
    return as_json({"inputs": dict(inputs), "outputs": outputs, "versions": dict(versions), **about})


def write_pack(folder: Path, files: Files) -> None:
    """Write all files aside and put them in place by one rename; an earlier pack there is replaced.

    Raises InputError where the folder holds anything but an earlier pack, OSError where it cannot be written.
    """
    folder = folder.absolute()
    if folder.exists() and not (folder.is_dir() and ((folder / MANIFEST).is_file() or not any(folder.iterdir()))):
        raise InputError("fair_out_not_a_pack", folder=folder.name)
    folder.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        aside.chmod(0o755)
        for path, content in files.items():
            target = aside / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        _put_in_place(aside, folder)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise


def _put_in_place(aside: Path, folder: Path) -> None:
    if not folder.exists():
        os.replace(aside, folder)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{folder.name}-old-", dir=folder.parent))
    os.replace(folder, old / "pack")
    os.replace(aside, folder)
    shutil.rmtree(old, ignore_errors=True)
