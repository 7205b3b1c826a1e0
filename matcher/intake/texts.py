"""Text files as rows: whose encoding and separator are found from the content. Standard library alone (see `child`)."""

from __future__ import annotations

import codecs
import csv
import json
from collections import Counter
from collections.abc import Iterator
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
        if _is_jsonl(head):
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


def _is_jsonl(head: str) -> bool:
    first = next((line for line in head.lstrip("\ufeff").splitlines() if line.strip()), "")
    return first.lstrip().startswith("{") and ":" in first


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
    for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_NONE):
        with open(path, encoding=encoding, newline="") as stream:
            lines = (line.replace("\x00", "").replace("\x1a", "") for line in stream)
            rows = _parse(lines, separator, quoting)
        if rows is not None:
            break
    else:
        raise Refused("file_not_table", what="TXT")
    if skip:
        rows[0] = []
    if rows and rows[0]:
        rows[0][0] = rows[0][0].lstrip("\ufeff")
    return rows


def _parse(lines: Iterator[str], separator: str, quoting: int) -> list[list[str]] | None:
    """The rows; None where quotation marks run away or a cell is too long, and reading without them is better."""
    csv.field_size_limit(MAX_FIELD)
    rows, cells = [], 0
    try:
        for row in csv.reader(lines, delimiter=separator, quoting=quoting):  # type: ignore[arg-type]
            if quoting == csv.QUOTE_MINIMAL and any(c.count("\n") > RUNAWAY_LINES and separator in c for c in row):
                return None
            cells += sum(1 for cell in row if cell)
            if cells > MAX_CELLS:
                raise Refused("file_too_many_cells", limit=MAX_CELLS)
            if len(row) > MAX_COLUMNS and any(row[MAX_COLUMNS:]):
                raise Refused("file_too_wide", limit=MAX_COLUMNS)
            rows.append(row)
    except csv.Error:
        return None
    return rows


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
