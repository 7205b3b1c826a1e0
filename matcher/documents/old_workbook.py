"""Writes workbooks of Excel 97 to 2003 (.xls), which old computers in offices still send.

A small part of BIFF8 (texts, numbers, days, merged cells) inside a compound file of version 3, after Microsoft's
[MS-XLS] and [MS-CFB]. No permissive library writes this format today; the program itself only ever reads it.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from datetime import date

from matcher.documents.dirty_workbook import Formula, Sheet, Value

_SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_SMALLEST = 4096  # shorter streams would live in the mini stream
_EXCEL_EPOCH = date(1899, 12, 30)
_STYLES = 15  # style formats that come before the first cell format
_PLAIN, _DAY = _STYLES, _STYLES + 1


def write_old_book(sheets: Sequence[Sheet]) -> bytes:
    """The bytes of an .xls; formulas are written as the value that they show."""
    bodies = [_body(sheet) for sheet in sheets]
    head = b"".join(_head())
    names = [_bound(0, sheet) for sheet in sheets]
    offset = len(head) + sum(map(len, names)) + len(_record(0x000A))
    bounds = []
    for sheet, body in zip(sheets, bodies, strict=True):
        bounds.append(_bound(offset, sheet))
        offset += len(body)
    return _compound(head + b"".join(bounds) + _record(0x000A) + b"".join(bodies))


def _record(kind: int, data: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _head() -> Iterator[bytes]:
    """What stands before the list of sheets: begin, code page, one font, cell formats, one style."""
    yield _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0x0DBB, 0x07CC, 0x41, 0x06))
    yield _record(0x0042, struct.pack("<H", 1200))
    yield _record(0x003D, struct.pack("<9H", 0, 0, 0x4000, 0x2000, 0x38, 0, 0, 1, 600))
    font = "宋体".encode("utf-16-le")
    for _ in range(4):
        yield _record(0x0031, struct.pack("<5H4B2B", 220, 0, 0x7FFF, 400, 0, 0, 0, 134, 0, 2, 1) + font)
    for number in range(_STYLES + 2):
        flags = 0xFFF5 if number < _STYLES else 0x0001
        format_number = 14 if number == _DAY else 0
        yield _record(0x00E0, struct.pack("<HHH", 0, format_number, flags) + b"\x20" + bytes(11) + b"\xc0\x20")
    yield _record(0x0293, struct.pack("<HBB", 0x8000, 0, 0xFF))


def _bound(offset: int, sheet: Sheet) -> bytes:
    name = sheet.name.encode("utf-16-le")
    return _record(0x0085, struct.pack("<IBBBB", offset, sheet.hidden, 0, len(sheet.name), 1) + name)


def _body(sheet: Sheet) -> bytes:
    parts = [_record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0x0DBB, 0x07CC, 0x41, 0x06))]
    parts.append(_record(0x0200, struct.pack("<IIHHH", 0, sheet.last_row, 0, sheet.last_column, 0)))
    parts += [_cell(row - 1, column - 1, sheet.cells[row, column]) for row, column in sorted(sheet.cells)]
    if sheet.merged:
        areas = [
            struct.pack("<4H", top - 1, bottom - 1, left - 1, right - 1) for top, left, bottom, right in sheet.merged
        ]
        parts.append(_record(0x00E5, struct.pack("<H", len(areas)) + b"".join(areas)))
    return b"".join((*parts, _record(0x000A)))


def _cell(row: int, column: int, value: Value) -> bytes:
    if isinstance(value, Formula):
        value = value.shown
    if isinstance(value, date):
        days = float((value - _EXCEL_EPOCH).days)
        return _record(0x0203, struct.pack("<HHHd", row, column, _DAY, days))
    if isinstance(value, str):
        text = value.encode("utf-16-le")
        return _record(0x0204, struct.pack("<HHHHB", row, column, _PLAIN, len(text) // 2, 1) + text)
    return _record(0x0203, struct.pack("<HHHd", row, column, _PLAIN, float(value)))


def _compound(stream: bytes) -> bytes:
    """The stream `Workbook` in a compound file: header, allocation table, directory, stream."""
    size = max(_SMALLEST, -(-len(stream) // _SECTOR) * _SECTOR)
    stream = stream.ljust(size, b"\0")
    sectors = size // _SECTOR
    tables = 1
    while tables * _SECTOR // 4 < sectors + 1 + tables:
        tables += 1
    first = tables + 1
    chain = [_FAT] * tables + [_END] + [first + n + 1 for n in range(sectors - 1)] + [_END]
    chain += [_FREE] * (tables * _SECTOR // 4 - len(chain))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<5H6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<9I", 0, tables, tables, 0, _SMALLEST, _END, 0, _END, 0)
    header += struct.pack("<109I", *(n if n < tables else _FREE for n in range(109)))
    directory = _entry("Root Entry", 5, 1, _END, 0) + _entry("Workbook", 2, _FREE, first, size)
    directory += _entry("", 0, _FREE, 0, 0) * 2
    return header + struct.pack(f"<{len(chain)}I", *chain) + directory + stream


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    text = name.encode("utf-16-le")
    length = len(text) + 2 if name else 0
    links = struct.pack("<III", _FREE, _FREE, child)
    return (
        text.ljust(64, b"\0")
        + struct.pack("<HBB", length, kind, 1)
        + links
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )
