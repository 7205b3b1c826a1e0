"""The parent's side of reading: one spawned child for all files of a call, and what it answers as grids.

The parent looks at every file piece by piece (`look`); parsers run in the child alone. The child is a fresh interpreter
(never a fork) without `site`, so that it starts in some 20 ms and sees none of the parent's settings.
"""

from __future__ import annotations

import gc
import marshal
import os
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import IO, Any, cast

import python_calamine
import xlrd

import matcher
from matcher.domain.errors import FileRefused
from matcher.intake.cells import UNCALCULATED, Cell
from matcher.intake.limits import MAX_COLUMNS
from matcher.intake.look import Looked, look
from matcher.intake.refusal import Refused

SECONDS_PER_FILE = 60.0
HUGE_PAGES = "glibc.malloc.hugetlb=1"  # where the C library is glibc: a child that lives for a moment faults less
MOST_BELOW = 1_000  # empty rows between a value and a formula without a result that still belongs to it
BUFFER = 1 << 20  # bytes of pipe and buffer, so that the child writes a batch while the parent reads the one before


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
    looked: list[Looked] = []
    answers = _answers(paths, names, seconds, looked)
    with _collector_at_rest():
        read = [_contents(path, name, next(answers, None)) for path, name in zip(paths, names, strict=True)]
    for contents, seen in zip(read, looked, strict=True):
        _mark_uncalculated(contents, seen)
    return read


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Cells are not circular; looking through them, and all else that lives, at every few hundred rows is in vain."""
    awake = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if awake:
            gc.enable()


def _mark_uncalculated(contents: Contents, looked: Looked) -> None:
    """Puts the mark of a formula without a result where a reader gives nothing, below the last value too."""
    for grid in contents.sheets:
        top, left = grid.first
        rows = cast("list[list[Cell]]", grid.rows)
        for row, column in looked.uncalculated.get(grid.name or "", ()):
            down, right = row - top, column - left
            if 0 <= down < len(rows) + MOST_BELOW and 0 <= right < MAX_COLUMNS:
                rows.extend([] for _ in range(down - len(rows) + 1))
                rows[down].extend([None] * (right - len(rows[down]) + 1))
                rows[down][right] = UNCALCULATED


def display_names(paths: Sequence[Path]) -> list[str]:
    """What a report calls the files: their names, or their paths where two share a name; a file that is given once more
    is numbered.
    """
    alone = Counter(path.name for path in paths)
    names = [path.name if path.name and alone[path.name] == 1 else path.as_posix() for path in paths]
    met: Counter[str] = Counter()
    for at, name in enumerate(names):
        met[name] += 1
        names[at] = name if met[name] == 1 else f"{name} ({met[name]})"
    return names


def _command() -> list[str]:
    folders = {str(Path(module.__file__ or "").parent.parent) for module in (matcher, python_calamine, xlrd)}
    start = f"import sys; sys.path[:0] = {sorted(folders)!r}; from matcher.intake.child import main; main()"
    return [sys.executable, "-I", "-S", "-c", start]


def _answers(
    paths: Sequence[Path], names: Sequence[str], seconds: float, looked: list[Looked]
) -> Iterator[list[dict[str, Any]]]:
    """The messages of each file; the iteration ends early where the child has died or was stopped.

    The child starts while the parent looks at the files; what it sees there joins `looked`.
    """
    process = subprocess.Popen(  # noqa: S603 our own interpreter with our own text
        _command(),
        env={"GLIBC_TUNABLES": HUGE_PAGES, **os.environ},
        bufsize=BUFFER,
        pipesize=BUFFER,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    try:
        assert process.stdin  # a pipe
        looked += [_look(path, name) for path, name in zip(paths, names, strict=True)]
        jobs = [(str(path.resolve()), seen.kind) for path, seen in zip(paths, looked, strict=True)]
        with suppress(BrokenPipeError):  # a child that died is noticed where its answer is missing
            process.stdin.write(marshal.dumps(jobs))
            process.stdin.close()
        for _ in paths:
            messages = _in_time(process, seconds)
            if not messages:
                return
            yield messages
    finally:
        process.kill()
        process.wait()
        for stream in filter(None, (process.stdin, process.stdout)):
            with suppress(BrokenPipeError):
                stream.close()


def _look(path: Path, name: str) -> Looked:
    """What a look at a file shows. Raises FileRefused where it may not be read."""
    try:
        return look(path)
    except Refused as refused:
        raise FileRefused(refused.code, file=name, **refused.values) from None
    except OSError as error:
        raise FileRefused("file_not_opened", file=name, why=error.strerror or "") from None


def _in_time(process: subprocess.Popen[bytes], seconds: float) -> list[dict[str, Any]]:
    """One file's messages; the child is stopped where they take too long."""
    assert process.stdout
    timer = threading.Timer(seconds, process.kill)
    timer.daemon = True
    timer.start()
    try:
        return _messages(process.stdout)
    finally:
        timer.cancel()


def _messages(stream: IO[bytes]) -> list[dict[str, Any]]:
    """One file's messages up to its last; none where the stream breaks off."""
    messages = []
    while len(length := stream.read(8)) == 8:
        data = stream.read(int.from_bytes(length, "big"))
        if len(data) < int.from_bytes(length, "big"):
            break
        messages.append(marshal.loads(data))  # noqa: S302 written by our own child, see there
        if "end" in messages[-1] or "refused" in messages[-1]:
            return messages
    return []


def _contents(path: Path, name: str, messages: list[dict[str, Any]] | None) -> Contents:
    if messages is None:
        raise FileRefused("file_too_much_work", file=name)
    if "refused" in messages[-1]:
        raise FileRefused(messages[-1]["refused"], file=name, **messages[-1]["values"])
    sheets: list[Grid] = []
    rows: list[list[Cell]] = []
    for message in messages:
        if "sheet" in message:
            rows = []
            sheets.append(_grid(name, message["sheet"], rows))
        elif "lines" in message:
            sheets[-1] = replace(sheets[-1], lines=[(number, text) for number, text in message["lines"]])
        elif "rows" in message:
            rows.extend(_rows(message))
    return Contents(path, name, tuple(sheets))


def _rows(message: dict[str, Any]) -> list[list[Cell]]:
    rows: list[list[Cell]] = message["rows"]
    day = date.fromordinal
    for row, column, value in message.get("odd", ()):
        rows[row][column] = day(value) if type(value) is int else _read_value(value)
    return rows


def _read_value(value: str | float) -> Cell:
    """A moment, a time or a duration as the child wrote it; a day comes as its number."""
    if isinstance(value, float):
        return timedelta(seconds=value)
    try:
        return (time if ":" in value[:3] else datetime).fromisoformat(value)
    except ValueError:
        return value


def _grid(file: str, sheet: dict[str, Any], rows: list[list[Cell]]) -> Grid:
    if sheet.get("hidden"):
        return Grid(file, sheet["name"], hidden=True)
    row, column = sheet["first"]
    merged = [(top, left, bottom, right) for top, left, bottom, right in sheet["merged"]]
    return Grid(file, sheet["name"], False, (row, column), rows, merged)
