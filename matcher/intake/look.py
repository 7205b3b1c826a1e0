"""Looking at a file before anything opens it: what it is by its content, and whether it is safe to read.

Piece by piece and in constant memory, with zlib and searches for bytes alone: no parser sees the file here.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from matcher.intake.formulas import Cell, Uncalculated, column_number, sheet_names
from matcher.intake.limits import MAX_AREA, MAX_CELLS, MAX_COLUMNS, MAX_UNPACKED
from matcher.intake.refusal import Refused

MAX_PARTS = 5_000
CHUNK = 1 << 20
OVERLAP = 256  # longer than any tag that is looked for, so that none is missed on the seam of two chunks

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
RAW_BIFF = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08\x08\x00", b"\x09\x08\x10\x00")
OTHERS = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"{\\rtf", "RTF"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"SQLite format 3", "SQLite"),
    (b"MZ", "EXE"),
    (b"\x7fELF", "ELF"),
)


@dataclass(frozen=True, slots=True)
class Looked:
    """What a look showed: the kind (`xlsx`, `xls`, `text`), and by sheet the cells whose formula has no result."""

    kind: str
    uncalculated: Mapping[str, Sequence[Cell]] = field(default_factory=dict)


def look(path: Path) -> Looked:
    """Whether a file may be read. Raises Refused, OSError."""
    kind = kind_of(path)
    if kind == "xlsx":
        return Looked(kind, look_into_zip(path))
    if kind == "xls":
        look_into_ole(path)
    return Looked(kind)


def kind_of(path: Path) -> str:
    """`xlsx`, `xls` or `text` by the first bytes. Raises Refused for what is known to be something else."""
    size = path.stat().st_size
    if size == 0:
        raise Refused("file_empty")
    if size > MAX_UNPACKED:
        raise Refused("file_too_large", limit=MAX_UNPACKED >> 20)
    with path.open("rb") as stream:
        head = stream.read(4096)
    if head.startswith(b"PK"):
        return "xlsx"
    if head.startswith(OLE):
        return "xls"
    if head.startswith(RAW_BIFF):
        return "xls"
    for magic, name in OTHERS:
        if head.startswith(magic):
            raise Refused("file_not_table", what=name)
    return "text"


def look_into_ole(path: Path) -> None:
    """Refuse an OLE file that is no plain workbook: encrypted, with macros, or a document of another kind."""
    data = path.read_bytes()
    if not data.startswith(OLE):
        return
    has = {name: _utf16(name) in data for name in ("EncryptedPackage", "WordDocument", "Workbook", "Book")}
    if has["EncryptedPackage"]:
        raise Refused("file_encrypted")
    if any(_utf16(name) in data for name in ("_VBA_PROJECT_CUR", "_VBA_PROJECT")):
        raise Refused("file_macro")
    if not (has["Workbook"] or has["Book"]):
        raise Refused("file_not_table", what="Word" if has["WordDocument"] else "OLE")


def _utf16(text: str) -> bytes:
    return text.encode("utf-16-le")


def look_into_zip(path: Path) -> dict[str, Sequence[Cell]]:
    """Refuse a zip file that is no plain workbook or too large, by its directory and by a pass over its parts; what
    is left without a result, by sheet.
    """
    try:
        with zipfile.ZipFile(path) as archive, path.open("rb") as raw:
            parts = archive.infolist()
            _check_directory(parts)
            scan = _Scan()
            for part in parts:
                if part.filename.endswith((".xml", ".rels", ".vml")):
                    scan.part(part.filename, _inflate(raw, part))
            names = sheet_names(archive) if scan.uncalculated else {}
            return {names[part]: cells for part, cells in scan.uncalculated.items() if part in names}
    except (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, EOFError, ValueError, NotImplementedError):
        raise Refused("file_damaged") from None


def _check_directory(parts: list[zipfile.ZipInfo]) -> None:
    names = {part.filename for part in parts}
    if any(part.flag_bits & 1 for part in parts):
        raise Refused("file_encrypted")
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise Refused("file_too_large", limit=MAX_UNPACKED >> 20)
    if "xl/workbook.xml" not in names:
        _name_other(names)
    if any(name.lower().endswith("vbaproject.bin") or "/macrosheets/" in name.lower() for name in names):
        raise Refused("file_macro")


def _name_other(names: set[str]) -> None:
    for part, what in (("word/document.xml", "Word"), ("ppt/presentation.xml", "PowerPoint")):
        if part in names:
            raise Refused("file_not_table", what=what)
    for part, what in (("xl/workbook.bin", "xlsb"), ("content.xml", "OpenDocument"), ("Index/Document.iwa", "Numbers")):
        if part in names:
            raise Refused("file_other_format", what=what)
    raise Refused("file_not_table", what="ZIP")


def _inflate(raw: BinaryIO, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """The unpacked bytes of a part, never more than the directory declares (a lie is refused)."""
    raw.seek(part.header_offset)
    header = raw.read(30)
    if len(header) < 30 or header[:4] != b"PK\x03\x04":
        raise zipfile.BadZipFile
    raw.seek(int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little"), 1)
    if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise zipfile.BadZipFile
    unpacker = zlib.decompressobj(-15) if part.compress_type == zipfile.ZIP_DEFLATED else None
    left, given = part.compress_size, 0
    while left:
        packed = raw.read(min(left, CHUNK))
        if not packed:
            raise EOFError
        left -= len(packed)
        pending = packed
        while pending:
            data = unpacker.decompress(pending, CHUNK) if unpacker else pending
            pending = unpacker.unconsumed_tail if unpacker else b""
            given += len(data)
            if given > part.file_size:
                raise Refused("file_too_large", limit=MAX_UNPACKED >> 20)
            yield data
    if unpacker and not unpacker.eof:
        raise EOFError


_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ROW = re.compile(rb"row [^>]*?\br=\"(\d+)\"")
_WIDE = re.compile(rb"r=\"([A-Z]{2,3})\d")
_FAR_VALUE = re.compile(rb"<(?:\w+:)?c\s[^>]*?\br=\"([A-Z]{3,})\d+\"[^>]*[^/]>", re.IGNORECASE)
_ELEMENT = re.compile(rb"<[A-Za-z_]")
_ENDS = (b"</v>", b"</is>")
_PREFIXED_ENDS = (b":v>", b":is>")  # <x:v>…</x:v>: each value shows twice


class _Scan:
    """Counts over the parts of a workbook; raises Refused at the first limit that is passed."""

    def __init__(self) -> None:
        self.cells = 0
        self.uncalculated: dict[str, Sequence[Cell]] = {}

    def part(self, name: str, chunks: Iterator[bytes]) -> None:
        sheet = _Box() if name.startswith("xl/worksheets/") and name.endswith(".xml") else None
        formulas = Uncalculated()
        tail, in_prolog = b"", True
        for chunk in chunks:
            data = tail + chunk
            if in_prolog:  # a DOCTYPE stands before the first element or nowhere
                in_prolog = self._look_at_prolog(data, first=not tail)
            if sheet:
                self._count(chunk)
                sheet.grow(data)
                formulas.feed(chunk)
            tail = data[-OVERLAP:]
        if formulas.cells:
            self.uncalculated[name] = formulas.cells

    def _look_at_prolog(self, data: bytes, first: bool) -> bool:
        """Whether the prolog goes on beyond this piece."""
        if first and data.startswith((b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")):
            raise Refused("file_damaged")  # UTF-16 would hide what is looked for, and no program writes it
        if _DOCTYPE.search(data):
            raise Refused("file_doctype")
        return not _ELEMENT.search(data)

    def _count(self, chunk: bytes) -> None:
        # the values of a sheet without a prefix, else those of one with a prefix, which show at both ends
        self.cells += sum(map(chunk.count, _ENDS)) or sum(map(chunk.count, _PREFIXED_ENDS)) // 2
        if self.cells > MAX_CELLS:
            raise Refused("file_too_many_cells", limit=MAX_CELLS)


class _Box:
    """The rectangle round the values of a sheet: its rows exactly, its width from above (26 at least)."""

    def __init__(self) -> None:
        self.top, self.bottom, self.row, self.wide = 0, 0, 1, 26

    def grow(self, data: bytes) -> None:
        letters = set(_WIDE.findall(data))
        if any(len(name) == 3 for name in letters) and _FAR_VALUE.search(data):
            raise Refused("file_too_wide", limit=MAX_COLUMNS)
        self.wide = max([self.wide, *(column_number(name) for name in letters if len(name) == 2)])
        first, last = _values(data)
        if last >= 0:
            self.top = self.top or self._row_at(data, first)
            self.bottom = max(self.bottom, self._row_at(data, last))
        self.row = self._row_at(data, len(data))
        if (self.bottom - self.top + 1) * self.wide > MAX_AREA:
            raise Refused("file_too_wide", limit=MAX_COLUMNS)

    def _row_at(self, data: bytes, place: int) -> int:
        """The number of the row in which a place of this piece lies; rows without numbers count on."""
        start = data.rfind(b"<row", 0, place)
        if start < 0:
            start = data.rfind(b":row ", 0, place)
        found = _ROW.match(data, start + 1) if start >= 0 else None
        if found:
            return int(found[1])
        return self.row + data.count(b"<row", 0, place) + data.count(b":row ", 0, place)


def _values(data: bytes) -> tuple[int, int]:
    """Where the first and the last value of a piece of a sheet end; -1 where it has none."""
    for ends in (_ENDS, _PREFIXED_ENDS):
        firsts = {end: place for end in ends if (place := data.find(end)) >= 0}
        if firsts:  # to look backwards for what is not there costs more than all the rest
            return min(firsts.values()), max(map(data.rfind, firsts))
    return -1, -1
