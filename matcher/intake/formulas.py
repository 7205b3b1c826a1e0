"""Cells of a workbook whose formula has no result in the file: a reader gives them as empty, and nobody would know.

Programs that write workbooks without calculating them (scripts, some web forms) leave them so. Found piece by piece in
the bytes of a sheet, as `look` passes over them.
"""

from __future__ import annotations

import re
import zipfile
from html import unescape

from matcher.intake.limits import MAX_CELLS
from matcher.intake.refusal import Refused

LONGEST = 64 << 10  # bytes of a cell's element; Excel's formulas have at most 8,192 characters
SHORT = 512  # bytes of a cell's opening tag
LARGEST_PART = 16 << 20  # bytes of the parts that name the sheets
Cell = tuple[int, int]

_EMPTY = re.compile(
    rb"<(?:\w+:)?c\s([^>]*)>\s*<(?:\w+:)?f\b[^>]*?(?:/>|>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s?/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_PLACE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_TEXT = re.compile(rb'\bt="str"')  # a formula whose result is an empty text
_SHEET = re.compile(rb"<(?:\w+:)?sheet\s[^>]*>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>")


class Uncalculated:
    """The cells of one sheet whose formula has no result, by row and column from 1."""

    def __init__(self) -> None:
        self.cells: list[Cell] = []
        self._tail = b""
        self._sign = b""  # what every formula begins with, with a prefix or without

    def feed(self, chunk: bytes) -> None:
        """The next piece of the sheet. Raises Refused for more of them than a file may have cells."""
        data = self._tail + chunk
        self._sign = self._sign or (b":f" if b":worksheet" in data[:LONGEST] else b"<f")
        if self._sign not in data:
            self._tail = data[-SHORT:]
            return
        end = 0
        for found in _EMPTY.finditer(data):
            end = found.end()
            place = _PLACE.search(found[1])
            if place and not _TEXT.search(found[1]):
                self.cells.append((int(place[2]), column_number(place[1])))
        if len(self.cells) > MAX_CELLS:
            raise Refused("file_too_many_cells", limit=MAX_CELLS)
        open_cell = max(data.rfind(b"<c "), data.rfind(b":c "))
        self._tail = data[max(open_cell - 16, end, len(data) - LONGEST) :]


def column_number(letters: bytes) -> int:
    """The number from 1 of a column's letters."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def sheet_names(archive: zipfile.ZipFile) -> dict[str, str]:
    """The sheet of every part (`xl/worksheets/sheet1.xml`); empty where the workbook does not say it as usual."""
    book, relations = (_part(archive, name) for name in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels"))
    targets = {_value(tag, "Id"): _value(tag, "Target") for tag in _RELATION.findall(relations)}
    names = {}
    for tag in _SHEET.findall(book):
        target = targets.get(_value(tag, r"(?:\w+:)?id"), "")
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        names[part] = unescape(_value(tag, "name"))
    return names


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    info = archive.NameToInfo.get(name)
    return archive.read(info) if info is not None and info.file_size <= LARGEST_PART else b""


def _value(tag: bytes, name: str) -> str:
    found = re.search(rf'\s{name}="([^"]*)"'.encode(), tag)
    return found[1].decode("utf-8", "replace") if found else ""
