"""Text files of a data set, plain or `.gz`, line by line with the numbers that an error message needs."""

from __future__ import annotations

import csv
import gzip
import hashlib
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from matcher.domain.errors import FileRefused


def named(folder: Path, *names: str) -> Path | None:
    """The first of `names` that the folder holds, plain or with `.gz`; None if it holds none of them."""
    for name in names:
        for path in (folder / name, folder / f"{name}.gz"):
            if path.is_file():
                return path
    return None


def opened(path: Path) -> IO[str]:
    """The file as UTF-8 text (a byte order mark is dropped), unpacked if its name ends in `.gz`."""
    try:
        if path.suffix == ".gz":
            return gzip.open(path, "rt", encoding="utf-8-sig")
        return path.open(encoding="utf-8-sig")
    except OSError as error:
        raise FileRefused("evaluation_unreadable", file=path, reason=error.strerror or "?") from None


def numbered_lines(path: Path) -> Iterator[tuple[int, str]]:
    """Each line that is not blank with its number from 1. Raises FileRefused (missing, not UTF-8, damaged gzip)."""
    number = 0
    try:
        with opened(path) as file:
            for number, line in enumerate(file, 1):
                text = line.rstrip("\r\n")
                if text.strip():
                    yield number, text
    except UnicodeDecodeError:
        raise FileRefused("evaluation_not_utf8", file=path, line=number + 1) from None
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise FileRefused("evaluation_gzip", file=path, line=number + 1) from None


def cells_of(line: str, separator: str) -> list[str]:
    """The trimmed cells of a line of CSV or TSV; a line that is no such line is one cell, which no reader takes."""
    try:
        return [cell.strip() for cell in next(csv.reader([line], delimiter=separator))]
    except csv.Error:
        return [line]


def file_hash(path: Path) -> str:
    """SHA-256 of the file's bytes, in hex."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()
