"""Text files as rows: whose encoding and separator are found from the content. Standard library alone (see `child`)."""

from __future__ import annotations

import codecs
import csv
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from matcher.intake.limits import MAX_CELLS, MAX_COLUMNS
from matcher.intake.refusal import Refused

ENCODINGS = ("utf-8", "gb18030")  # gb18030 holds GBK and GB 2312
SEPARATORS = ("\t", ",", ";", "|", "，", "；")
CHUNK = 1 << 20
SAMPLE_LINES = 200
MAX_FIELD = 1 << 20
RUNAWAY_LINES = 8  # a quoted cell of more lines swallowed its neighbours through one stray quotation mark


def encoding_of(path: str) -> str:
    """The encoding of a text file. Raises Refused for bytes that are no text."""
    with open(path, "rb") as stream:
        head = stream.read(4096)
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if head.startswith(mark):
            return name
    guess = _utf16_without_mark(head)
    for name in (guess,) if guess else ENCODINGS:
        if _decodes(path, name):
            return name
    raise Refused("file_not_text")


def _utf16_without_mark(head: bytes) -> str | None:
    if b"\x00" not in head:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if max(even, odd) < len(head) / 20 or min(even, odd) > max(even, odd) / 4:
        raise Refused("file_not_text")
    return "utf-16-le" if odd > even else "utf-16-be"


def _decodes(path: str, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with open(path, "rb") as stream:
            while data := stream.read(CHUNK):
                decoder.decode(data)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def read_text(path: str) -> dict[str, Any]:
    """One text file: `{"lines": [[line, text], ...]}` of a .jsonl, else `{"rows": [[cell, ...], ...]}`."""
    encoding = encoding_of(path)
    try:
        with open(path, encoding=encoding, newline="") as stream:
            head = stream.read(CHUNK)
    except UnicodeDecodeError:
        raise Refused("file_not_text") from None
    _refuse_other_text(head)
    try:
        if _is_jsonl(head, path):
            return {"lines": _lines(path, encoding)}
        return {"rows": _rows(path, encoding, head)}
    except UnicodeDecodeError:
        raise Refused("file_not_text") from None


def _refuse_other_text(head: str) -> None:
    start = head[:2048].lstrip("\ufeff \t\r\n").lower()
    if "<!doctype" in start or "<!entity" in start:
        raise Refused("file_doctype")
    if start.startswith(("<html", "<table", "<meta", "<head", "<body", "<div")):
        raise Refused("file_other_format", what="HTML")
    if start.startswith("<?xml") or start.startswith("mime-version"):
        raise Refused("file_other_format", what="XML" if start.startswith("<") else "MHTML")
    if any(ord(letter) < 32 and letter not in "\t\r\n\f\x1a\x0b" for letter in head):
        raise Refused("file_not_text")
    if start.startswith("["):
        try:
            json.loads(head)
        except ValueError:
            return
        raise Refused("file_json_array")


def _is_jsonl(head: str, path: str) -> bool:
    """Whether most lines look like JSON objects; one is enough of a file that calls itself .jsonl."""
    lines = [line.strip() for line in head.lstrip("\ufeff").splitlines()[:SAMPLE_LINES]]
    objects = sum(1 for line in lines if re.match(r'\{\s*(?:"|\}$)', line))
    named = path.casefold().endswith((".jsonl", ".ndjson")) and any(line.startswith("{") for line in lines)
    return named or objects * 2 > sum(map(bool, lines))


def _lines(path: str, encoding: str) -> list[list[Any]]:
    found: list[list[Any]] = []
    with open(path, encoding=encoding, newline="\n") as stream:
        for number, line in enumerate(stream, 1):
            if line.strip(" \t\r\n\ufeff\x1a"):
                found.append([number, line.strip("\r\n\ufeff\x1a")])
                if len(found) > MAX_CELLS:
                    raise Refused("file_too_many_cells", limit=MAX_CELLS)
    return found


def _rows(path: str, encoding: str, head: str) -> list[list[str]]:
    separator, skip = _separator(head)
    with open(path, encoding=encoding, newline="") as stream:
        rows = _quickly(stream, separator)
    if rows is None:
        with open(path, encoding=encoding, newline="") as stream:
            rows = list(_bounded(_records(list(_clean(stream)), separator)))
    if skip:
        rows[0] = []
    if rows and rows[0]:
        rows[0][0] = rows[0][0].lstrip("\ufeff")
    return rows


def _clean(lines: Iterable[str]) -> Iterator[str]:
    return (line.replace("\x00", "").replace("\x1a", "") for line in lines)


def _quickly(lines: Iterable[str], separator: str) -> list[list[str]] | None:
    """The rows; None where a cell seems to hold whole rows, because a quotation mark was not closed."""
    try:
        rows = list(_bounded(csv.reader(_clean(lines), delimiter=separator)))
    except csv.Error:
        return None
    return None if any("\n" in cell and separator in cell for row in rows for cell in row) else rows


def _bounded(rows: Iterable[list[str]]) -> Iterator[list[str]]:
    """The rows, as long as they are no more than is read of a file."""
    csv.field_size_limit(MAX_FIELD)
    cells = 0
    for row in rows:
        cells += sum(1 for cell in row if cell)
        if cells > MAX_CELLS:
            raise Refused("file_too_many_cells", limit=MAX_CELLS)
        if len(row) > MAX_COLUMNS and any(row[MAX_COLUMNS:]):
            raise Refused("file_too_wide", limit=MAX_COLUMNS)
        yield row


def _records(lines: Sequence[str], separator: str) -> Iterator[list[str]]:
    """Rows line by line. A quotation mark that opens a cell and is not closed as it should be, within a few lines, is a
    letter like any other: it swallows no row.
    """
    at = 0
    while at < len(lines):
        for end in range(at + 1, min(at + 1 + RUNAWAY_LINES, len(lines)) + 1):
            record = _strictly(lines[at:end], separator)
            if record is not None:
                break
            if '"' not in lines[at]:
                break
        else:
            record = None
        if record is None:
            record, end = _literally(lines[at], separator), at + 1
        yield record
        at = end


def _strictly(lines: Sequence[str], separator: str) -> list[str] | None:
    """The one row of some lines, None where they are more or less than one."""
    try:
        rows = list(csv.reader(lines, delimiter=separator, strict=True))
    except csv.Error:
        return None
    return rows[0] if len(rows) == 1 else None


def _literally(line: str, separator: str) -> list[str]:
    """A line whose quotation marks do not pair: as far as it can be read as one line, else cut at every separator."""
    try:
        row = next(csv.reader([line], delimiter=separator), [])
    except csv.Error:
        row = []
    if row and not any("\n" in cell or "\r" in cell for cell in row):
        return row
    return [cell[:MAX_FIELD] for cell in line.rstrip("\r\n").split(separator)]


def _separator(head: str) -> tuple[str, bool]:
    """The separator, and whether the first line merely states it (`sep=;`)."""
    lines = head.lstrip("\ufeff").splitlines()[:SAMPLE_LINES]
    if lines and lines[0].lower().startswith("sep=") and len(lines[0].strip()) == 5:
        return lines[0].strip()[4], True
    best = max(SEPARATORS, key=lambda separator: _regularity(lines, separator))
    return best, False


def _regularity(lines: list[str], separator: str) -> tuple[int, int]:
    """How many lines agree on a width above one, then the width."""
    widths = Counter(len(row) for row in csv.reader(lines, delimiter=separator) if len(row) > 1)
    if not widths:
        return 0, 0
    width, count = max(widths.items(), key=lambda item: (item[1], item[0]))
    return count, width
