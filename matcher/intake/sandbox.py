"""The parent's side of reading: one spawned child for all files of a call, and what it answers as grids.

The parent opens no file of the call itself. The child is a fresh interpreter (never a fork) without `site`, so that it
starts in some 20 ms and sees none of the parent's settings.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import IO, Any

import python_calamine
import xlrd

import matcher
from matcher.domain.errors import FileRefused

SECONDS_PER_FILE = 60.0
Cell = str | float | int | bool | datetime | date | time | timedelta | None


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet as it was read: `rows` start at `first` (row, column as the spreadsheet shows them, from 1).

    `lines` instead of rows for a .jsonl: (line number, text). `merged` holds (top, left, bottom, right), inclusive.
    """

    file: str
    name: str | None
    hidden: bool = False
    first: tuple[int, int] = (1, 1)
    rows: Sequence[Sequence[Cell]] = ()
    merged: Sequence[tuple[int, int, int, int]] = ()
    lines: Sequence[tuple[int, str]] | None = None


@dataclass(frozen=True, slots=True)
class Contents:
    """One file as it was read."""

    path: Path
    name: str
    sheets: tuple[Grid, ...] = field(default=())


def read_contents(paths: Sequence[Path], seconds: float = SECONDS_PER_FILE) -> list[Contents]:
    """Every file's sheets, in order. Raises FileRefused for the first that cannot be read; the rest is then unread."""
    names = display_names(paths)
    for path, name in zip(paths, names, strict=True):
        if not path.is_file():
            raise FileRefused("file_not_there", file=name)
    answers = _answers(paths, seconds)
    return [_contents(path, name, next(answers, None)) for path, name in zip(paths, names, strict=True)]


def display_names(paths: Sequence[Path]) -> list[str]:
    """What a report calls the files: their names, or their paths where two share a name."""
    names = [path.name for path in paths]
    return [path.name if names.count(path.name) == 1 else path.as_posix() for path in paths]


def _command() -> list[str]:
    folders = {str(Path(module.__file__ or "").parent.parent) for module in (matcher, python_calamine, xlrd)}
    start = f"import sys; sys.path[:0] = {sorted(folders)!r}; from matcher.intake.child import main; main()"
    return [sys.executable, "-I", "-S", "-c", start]


def _answers(paths: Sequence[Path], seconds: float) -> Iterator[dict[str, Any]]:
    process = subprocess.Popen(  # noqa: S603 our own interpreter with our own text
        _command(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    try:
        yield from _talk(process, paths, seconds)
    finally:
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream:
                stream.close()


def _talk(process: subprocess.Popen[bytes], paths: Sequence[Path], seconds: float) -> Iterator[dict[str, Any]]:
    stdin, stdout = process.stdin, process.stdout
    if stdin is None or stdout is None:
        return
    stdin.write(json.dumps([str(path.resolve()) for path in paths]).encode())
    stdin.close()
    for _ in paths:
        line = _line_in_time(stdout, process, seconds)
        if not line.endswith(b"\n"):
            return  # the child has died or was stopped: the answer for this file is missing
        yield json.loads(line, object_hook=_read_value)


def _line_in_time(stream: IO[bytes], process: subprocess.Popen[bytes], seconds: float) -> bytes:
    timer = threading.Timer(seconds, process.kill)
    timer.daemon = True
    timer.start()
    try:
        return stream.readline()
    finally:
        timer.cancel()


def _read_value(value: dict[str, Any]) -> Any:
    if "d" in value and len(value) == 1:
        text = value["d"]
        return (time if ":" in text[:3] else datetime if "T" in text else date).fromisoformat(text)
    if "s" in value and len(value) == 1:
        return timedelta(seconds=value["s"])
    return value


def _contents(path: Path, name: str, answer: dict[str, Any] | None) -> Contents:
    if answer is None:
        raise FileRefused("file_too_much_work", file=name)
    if "refused" in answer:
        raise FileRefused(answer["refused"], file=name, **answer["values"])
    return Contents(path, name, tuple(_grid(name, sheet) for sheet in answer["sheets"]))


def _grid(file: str, sheet: dict[str, Any]) -> Grid:
    if sheet.get("hidden"):
        return Grid(file, sheet["name"], hidden=True)
    row, column = sheet["first"]
    merged = [(top, left, bottom, right) for top, left, bottom, right in sheet["merged"]]
    lines = [(number, text) for number, text in sheet["lines"]] if "lines" in sheet else None
    return Grid(file, sheet["name"], False, (row, column), sheet.get("rows", ()), merged, lines)
