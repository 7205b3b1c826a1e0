"""Files that are broken, oversized or made to do harm: one clear line each, and the office lives on."""

from __future__ import annotations

import io
import os
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from matcher.domain.errors import FileRefused
from matcher.domain.moments import parse_moment
from matcher.intake.reading import Options, read_files
from matcher.intake.sandbox import read_contents

AS_OF = parse_moment("2023-05-01T09:00+08:00")
OPTIONS = Options(AS_OF, b"a key for tests")
HEADER = ["岗位名称", "单位名称", "薪资待遇"]
ROW = ["缝纫工", "扬州某某玩具厂（示例）", "4-6K"]
XMLNS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def good() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("岗位")
        sheet.write_row(0, 0, HEADER)
        sheet.write_row(1, 0, ROW)
    return out.getvalue()


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(content: dict[str, bytes], level: int = 6) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    return out.getvalue()


def with_part(name: str, data: bytes) -> bytes:
    return packed({**parts(good()), name: data})


def with_sheet(rows: str, before: str = "") -> bytes:
    xml = f'<?xml version="1.0" encoding="UTF-8"?>{before}<worksheet {XMLNS}><sheetData>{rows}</sheetData></worksheet>'
    return with_part("xl/worksheets/sheet1.xml", xml.encode())


def inline(reference: str, text: str) -> str:
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


def cell_far_away() -> bytes:
    return with_sheet(f'<row r="1">{inline("A1", "岗位名称")}</row><row r="1048576">{inline("XFD1048576", "x")}</row>')


def row_far_down() -> bytes:
    return with_sheet(f'<row r="1">{inline("A1", "岗位名称")}</row><row r="1048576">{inline("Z1048576", "x")}</row>')


def all_columns() -> bytes:
    letters = [*(chr(65 + a) for a in range(26)), *(chr(65 + a) + chr(65 + b) for a in range(26) for b in range(26))]
    letters += [chr(65 + a) + chr(65 + b) + chr(65 + c) for a in range(24) for b in range(26) for c in range(26)]
    return with_sheet(f'<row r="1">{"".join(inline(f"{name}1", "列") for name in letters[:16_384])}</row>')


def too_many_cells() -> bytes:
    row = "".join(f'<c r="{chr(65 + n)}%d"><v>1</v></c>' for n in range(20))
    return with_sheet("".join(f'<row r="{n}">{row.replace("%d", str(n))}</row>' for n in range(1, 52_000)))


def bomb() -> bytes:
    return with_part("xl/media/image1.xml", b"<x>" + b" " * (300 << 20))


def lying_bomb() -> bytes:
    """A part that declares 1,000 bytes and unpacks to 300 MB."""
    data = bytearray(with_part("xl/worksheets/sheet2.xml", b"<x>" + b" " * (300 << 20)))
    real = struct.pack("<I", (300 << 20) + 3)
    for at in [at for at in range(len(data) - 4) if data[at : at + 4] == real]:
        data[at : at + 4] = struct.pack("<I", 1000)
    return bytes(data)


def nested_bomb() -> bytes:
    inner = packed({"0": b"\x00" * (50 << 20)})
    return packed({f"{n}.zip": inner for n in range(40)})


def overlapping_bomb() -> bytes:
    """Many directory entries that share one part, each declared at 20 MB."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts(good()).items():
            archive.writestr(name, content)
        archive.writestr("xl/worksheets/sheet2.xml", b" " * (20 << 20))
        shared = archive.getinfo("xl/worksheets/sheet2.xml")
        for number in range(3, 40):
            copy = zipfile.ZipInfo(f"xl/worksheets/sheet{number}.xml")
            for field in ("compress_type", "compress_size", "file_size", "CRC", "header_offset", "flag_bits"):
                setattr(copy, field, getattr(shared, field))
            archive.filelist.append(copy)
            archive.NameToInfo[copy.filename] = copy
    return out.getvalue()


def doctype_in(part: str) -> bytes:
    entity = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    old = parts(good())[part].decode()
    head, _, rest = old.partition("?>")
    return with_part(part, (head + "?>" + entity + rest).encode())


def encrypted_zip() -> bytes:
    data = bytearray(good())
    for magic, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = data.find(magic)
        while start >= 0:
            data[start + at] |= 1
            start = data.find(magic, start + 4)
    return bytes(data)


def ole(*streams: str) -> bytes:
    """An OLE file with little more than the names of its streams."""
    names = b"".join(name.encode("utf-16-le").ljust(64, b"\x00") + bytes(64) for name in ("Root Entry", *streams))
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + names + bytes(2048)


def strings_beyond(count: int) -> bytes:
    """A table of shared strings that promises more than it has."""
    xml = f'<?xml version="1.0"?><sst {XMLNS} count="{count}" uniqueCount="{count}"><si><t>岗位名称</t></si></sst>'
    return with_part("xl/sharedStrings.xml", xml.encode())


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing.xlsx": (lambda: b"", "empty"),
    "pdf.xlsx": (lambda: b"%PDF-1.4\n...", "not a table"),
    "picture.xls": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(100), "not a table"),
    "photo.csv": (lambda: b"\xff\xd8\xff\xe0" + os.urandom(500), "not a table"),
    "archive.xlsx": (lambda: packed({"readme.txt": b"x"}), "not a table"),
    "letter.xlsx": (lambda: packed({"word/document.xml": b"<w/>"}), "not a table"),
    "slides.xlsx": (lambda: packed({"ppt/presentation.xml": b"<p/>"}), "not a table"),
    "sheet.ods": (lambda: packed({"content.xml": b"<x/>", "mimetype": b"x"}), "OpenDocument"),
    "binary.xlsb": (lambda: packed({"xl/workbook.bin": b"x"}), "xlsb"),
    "numbers.xlsx": (lambda: packed({"Index/Document.iwa": b"x"}), "Numbers"),
    "rar.xlsx": (lambda: b"Rar!\x1a\x07\x00" + bytes(50), "not a table"),
    "gzip.csv": (lambda: b"\x1f\x8b\x08" + bytes(50), "not a table"),
    "program.csv": (lambda: b"MZ\x90\x00" + os.urandom(200), "not a table"),
    "database.csv": (lambda: b"SQLite format 3\x00" + bytes(100), "not a table"),
    "random.csv": (lambda: bytes(range(256)) * 20, "not a table"),
    "random.xlsx": (lambda: b"PK\x03\x04" + os.urandom(3000), "damaged"),
    "truncated.xlsx": (lambda: good()[: len(good()) // 2], "damaged"),
    "cut-short.xlsx": (lambda: good()[:-30], "damaged"),
    "truncated.xls": (lambda: ole("Workbook")[:700], "damaged"),
    "hollow.xls": (lambda: ole("Workbook"), "damaged"),
    "word.xls": (lambda: ole("WordDocument"), "not a table"),
    "other-ole.xls": (lambda: ole("Contents"), "not a table"),
    "encrypted.xlsx": (lambda: ole("EncryptedPackage", "EncryptionInfo"), "encrypted"),
    "encrypted-zip.xlsx": (encrypted_zip, "encrypted"),
    "macro.xlsm": (lambda: with_part("xl/vbaProject.bin", b"x"), "macros"),
    "macro.xls": (lambda: ole("Workbook", "_VBA_PROJECT_CUR"), "macros"),
    "macro-sheet.xlsx": (lambda: with_part("xl/macrosheets/sheet1.xml", b"<x/>"), "macros"),
    "doctype-sheet.xlsx": (lambda: doctype_in("xl/worksheets/sheet1.xml"), "DOCTYPE"),
    "doctype-strings.xlsx": (lambda: doctype_in("xl/sharedStrings.xml"), "DOCTYPE"),
    "doctype-book.xlsx": (lambda: doctype_in("xl/workbook.xml"), "DOCTYPE"),
    "doctype.csv": (lambda: b"<?xml version='1.0'?><!DOCTYPE html><table></table>", "DOCTYPE"),
    "page.xls": ("<html><table><tr><td>岗位名称</td></tr></table></html>".encode, "HTML"),
    "xml2003.xls": (lambda: b'<?xml version="1.0"?><Workbook></Workbook>', "XML"),
    "far-cell.xlsx": (cell_far_away, "spreads too far"),
    "far-row.xlsx": (row_far_down, "spreads too far"),
    "all-columns.xlsx": (all_columns, "spreads too far"),
    "too-many.xlsx": (too_many_cells, "non-empty cells"),
    "bomb.xlsx": (bomb, "too large"),
    "lying-bomb.xlsx": (lying_bomb, "too large|damaged"),
    "nested-bomb.xlsx": (nested_bomb, "too large|not a table"),
    "overlapping-bomb.xlsx": (overlapping_bomb, "too large|damaged"),
    "no-sheet-part.xlsx": (lambda: packed({k: v for k, v in parts(good()).items() if "sheet1" not in k}), "damaged"),
    "broken-xml.xlsx": (
        lambda: with_part("xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row>"),
        "damaged|no header",
    ),
    "utf16-xml.xlsx": (
        lambda: with_part("xl/workbook.xml", parts(good())["xl/workbook.xml"].decode().encode("utf-16")),
        "damaged",
    ),
    "endless-row.csv": (("岗位名称," + "," * 5000 + "x\n缝纫工\n").encode, "spreads too far"),
    "endless-csv.csv": (lambda: b"a,b,c,d,e,f,g,h,i,j\n" + b"1,2,3,4,5,6,7,8,9,0\n" * 110_000, "non-empty cells"),
    "prose.csv": ("今天天气很好。\n我们去公园。\n".encode, "no header"),
    "array.jsonl": (lambda: b'[{"title": "x"}]', "array"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_in_one_line(name: str, tmp_path: Path) -> None:
    make, reason = REFUSED[name]
    (tmp_path / name).write_bytes(make())
    with pytest.raises(FileRefused, match=reason) as refused:
        read_files([tmp_path / name], "job", OPTIONS)
    for language in ("zh", "en"):
        message = refused.value.message(language)
        assert name in message
        assert "\n" not in message


ODD: dict[str, Callable[[], bytes]] = {
    "named.csv": good,  # a workbook whose name lies
    "named.xls": good,
    "named.txt": lambda: ",".join(HEADER).encode() + b"\n" + ",".join(ROW).encode(),
    "text.xlsx": lambda: ",".join(HEADER).encode("gbk") + b"\n" + ",".join(ROW).encode("gbk"),
    "promises.xlsx": lambda: with_part("docProps/custom.xml", b"<x/>"),
    "empty-rows.xlsx": lambda: with_sheet(
        f'<row r="1">{"".join(inline(f"{c}1", t) for c, t in zip("ABC", HEADER, strict=True))}</row>'
        f'<row r="2">{"".join(inline(f"{c}2", t) for c, t in zip("ABC", ROW, strict=True))}</row>'
        + "".join(f'<row r="{n}"/>' for n in range(3, 1_000_000))
    ),
    "styled-to-the-end.xlsx": lambda: with_sheet(
        f'<row r="1">{"".join(inline(f"{c}1", t) for c, t in zip("ABC", HEADER, strict=True))}</row>'
        f'<row r="2">{"".join(inline(f"{c}2", t) for c, t in zip("ABC", ROW, strict=True))}</row>'
        '<row r="1048576"><c r="XFD1048576" s="0"/></row>'
    ),
    "wrong-dimension.xlsx": lambda: with_part(
        "xl/worksheets/sheet1.xml",
        parts(good())["xl/worksheets/sheet1.xml"].replace(b'ref="A1:C2"', b'ref="A1:XFD1048576"'),
    ),
    "no-references.xlsx": lambda: with_sheet(
        "".join(
            "<row>" + "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in row) + "</row>"
            for row in (HEADER, ROW)
        )
    ),
    "semicolons.csv": lambda: (";".join(HEADER) + "\r\n" + ";".join(ROW)).encode("utf-8-sig"),
    "tabs.csv": lambda: ("\t".join(HEADER) + "\r\n" + "\t".join(ROW)).encode("utf-16"),
    "sep.csv": lambda: ("sep=;\r\n" + ";".join(HEADER) + "\r\n" + ";".join(ROW)).encode("gb18030"),
    "stray-quote.csv": (
        ",".join(HEADER) + "\n" + '"缝纫工,扬州某某玩具厂（示例）,4-6K\n' + "缝纫工,扬州某某玩具厂（示例）,4-6K\n" * 20
    ).encode,
    "old-mac.csv": (",".join(HEADER) + "\r" + ",".join(ROW) + "\r").encode,
    "nul-end.csv": (",".join(HEADER) + "\n" + ",".join(ROW) + "\n\x1a").encode,
}


@pytest.mark.parametrize("name", ODD)
def test_it_is_odd_but_read(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(ODD[name]())
    found = read_files([tmp_path / name], "job", OPTIONS)
    assert any(record["title"] == "缝纫工" and record["pay"]["max"] == 6000 for record in found.records)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="no such file"):
        read_files([tmp_path / "no.xlsx"], "job", OPTIONS)


def test_a_child_that_takes_too_long_is_stopped(tmp_path: Path) -> None:
    path = tmp_path / "slow.csv"
    path.write_bytes((",".join(HEADER) + "\n" + (",".join(ROW) + "\n") * 200_000).encode())
    with pytest.raises(FileRefused, match="more memory or time"):
        read_contents([path], seconds=0.05)


def test_one_bad_file_refuses_the_call(tmp_path: Path) -> None:
    (tmp_path / "good.xlsx").write_bytes(good())
    (tmp_path / "bad.xlsx").write_bytes(b"%PDF")
    with pytest.raises(FileRefused, match=r"bad\.xlsx"):
        read_files([tmp_path / "good.xlsx", tmp_path / "bad.xlsx"], "job", OPTIONS)


def test_crc_errors_are_damage(tmp_path: Path) -> None:
    data = bytearray(good())
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        info = archive.getinfo("xl/worksheets/sheet1.xml")
    at = info.header_offset + 30 + len(info.filename) + info.compress_size // 2
    data[at] ^= 0xFF
    (tmp_path / "x.xlsx").write_bytes(data)
    with pytest.raises(FileRefused):
        read_files([tmp_path / "x.xlsx"], "job", OPTIONS)
