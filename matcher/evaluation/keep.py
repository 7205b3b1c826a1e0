"""Runs on disk, each with the hash of its bytes and of all that decided it: a killed evaluation goes on from them."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path

from matcher.domain.errors import InputError
from matcher.evaluation.datasets import RetrievalSet
from matcher.evaluation.lines import file_hash
from matcher.evaluation.runs import Run, read_run, run_lines


def run_path(out: Path, name: str) -> Path:
    """Where the run of a system lies."""
    return out / "runs" / f"{name}.run"


def keep_run(out: Path, name: str, fingerprint: str, dataset: RetrievalSet, run: Run) -> None:
    """Writes `runs/NAME.run`, then its note `runs/NAME.json`: a run without its note is unfinished."""
    path = run_path(out, name)
    _note(path).unlink(missing_ok=True)
    write_whole(path, run_lines(run, dataset.queries.ids, dataset.corpus.ids, name))
    note = {"fingerprint": fingerprint, "sha256": file_hash(path)}
    write_whole(_note(path), [json.dumps(note, indent=1, sort_keys=True), "\n"])


def kept_run(out: Path, name: str, fingerprint: str, dataset: RetrievalSet) -> Run | None:
    """The run that an earlier call kept, if everything that decides it is the same and its bytes are untouched."""
    path = run_path(out, name)
    try:
        note = json.loads(_note(path).read_text("utf-8"))
        if note != {"fingerprint": fingerprint, "sha256": file_hash(path)}:
            return None
        return read_run(path, dataset.queries.ids, dataset.corpus.ids)
    except (OSError, ValueError, InputError):
        return None


def write_whole(path: Path, parts: Iterable[str]) -> None:
    """Writes a text file aside and puts it in its place by one rename, so that no reader meets half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.part")
    with aside.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(parts)
    os.replace(aside, path)


def _note(path: Path) -> Path:
    return path.with_suffix(".json")
