"""The clerks' files: a second reader finds in them what the truth says, and a marking tells right from wrong."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import openpyxl
import pytest
import xlrd

from matcher.city import default_moment
from matcher.city.assumptions import wording
from matcher.city.clerks.books import DirtyFile
from matcher.city.clerks.dirty import Dirty, make_dirty
from matcher.city.clerks.handful import make_handful
from matcher.city.clerks.marking import holds, mark, summary
from matcher.domain.codes import fold, rows

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCODINGS = ("utf-8-sig", "gb18030", "utf-16")
Grid = dict[tuple[int, int], Any]


def grid_of_sheet(sheet: Any) -> Grid:
    return {(c.row, c.column): c.value for row in sheet.iter_rows() for c in row if c.value not in (None, "")}


def grid_of_text(data: bytes) -> Grid:
    for encoding in ENCODINGS:
        try:
            text = data.decode(encoding)
            break
        except UnicodeError:
            continue
    separator = max("\t;,", key=text.count)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    return {(r, c): v for r, row in enumerate(lines, 1) for c, v in enumerate(row, 1) if v}


def tables(file: DirtyFile) -> Iterator[tuple[Any, Grid]]:
    """Each sheet with its truth, read by other hands than those that wrote it."""
    if file.data.startswith(OLE):
        book = xlrd.open_workbook(file_contents=file.data)
        for sheet in file.truth.sheets:
            page = book.sheet_by_name(sheet.sheet)
            cells = ((r, c, page.cell(r, c)) for r in range(page.nrows) for c in range(page.ncols))
            yield sheet, {(r + 1, c + 1): cell.value for r, c, cell in cells if cell.ctype}
        return
    if not file.name.endswith(".xlsx"):
        yield file.truth.sheets[0], grid_of_text(file.data)
        return
    book = openpyxl.load_workbook(io.BytesIO(file.data), data_only=True)
    assert set(file.truth.ignored) == set(book.sheetnames) - {s.sheet for s in file.truth.sheets}
    for sheet in file.truth.sheets:
        yield sheet, grid_of_sheet(book[sheet.sheet])


def number_of(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def files(dirty: Dirty) -> list[DirtyFile]:
    return [*dirty.books, *dirty.lists]


def test_the_same_seed_gives_the_same_bytes(dirty: Dirty) -> None:
    one, two = files(dirty), files(make_dirty(0, default_moment()))
    assert [(f.name, f.data, f.truth.as_json()) for f in one] == [(f.name, f.data, f.truth.as_json()) for f in two]
    assert [f.data for f in one] != [f.data for f in files(make_dirty(6, default_moment()))]


def test_there_are_sixty_workbooks_of_sixty_employers_and_three_lists(dirty: Dirty) -> None:
    assert (len(dirty.books), len(dirty.lists), len(set(dirty.employers))) == (60, 3, 60)
    assert len({f.name for f in files(dirty)}) == 63
    ordinary = [r for f in dirty.books for s in f.truth.sheets for r in s.rows if r.why is None]
    assert len(ordinary) == 300
    people = [r for f in dirty.lists for s in f.truth.sheets for r in s.rows if r.why is None]
    assert len(people) == 800


def test_file_names_can_be_written_on_every_system(dirty: Dirty) -> None:
    for file in files(dirty):
        assert not set(file.name) & set('<>:"/\\|?*\n')
        assert len(file.name.encode()) < 200


def test_another_reader_finds_headers_and_rows_where_the_truth_says(dirty: Dirty) -> None:
    for file in files(dirty):
        for sheet, grid in tables(file):
            for column in sheet.columns:
                at = number_of(column.letter)
                _, _, lower = column.header.rpartition("/")
                shown = grid.get((sheet.header_row, at)) or grid.get((sheet.header_row - 1, at))
                assert shown in (column.header, lower), (file.name, column)
            key = "title" if file.truth.kind == "jobs" else "contact.name"
            names = [number_of(c.letter) for c in sheet.columns if key in c.fields]
            for row in sheet.rows:
                if key in row.fields:
                    assert row.fields[key] in [str(grid.get((row.row, at), "")).strip() for at in names]


def test_rows_that_are_no_data_lie_among_the_table(dirty: Dirty) -> None:
    what = Counter(what for f in files(dirty) for s in f.truth.sheets for _, what in s.skipped)
    assert {"total", "note", "section", "repeated_header", "page", "serial_only"} == set(what)
    for file in files(dirty):
        for sheet in file.truth.sheets:
            data = {row.row for row in sheet.rows}
            other = {row for row, _ in sheet.skipped}
            assert not data & other
            assert min(data) > sheet.header_row


def test_layouts_are_of_every_kind(dirty: Dirty) -> None:
    endings = Counter(f.name.rpartition(".")[2] for f in files(dirty))
    assert endings["csv"] >= 5
    assert endings["xls"] == 3
    assert sum(f.data.startswith(OLE) for f in files(dirty)) == 2
    sheets = [s for f in dirty.books for s in f.truth.sheets]
    assert any(s.header_row >= 6 for s in sheets)
    assert any(len(f.truth.sheets) == 2 for f in dirty.books)
    assert any("/" in c.header for s in sheets for c in s.columns)
    assert any(s.columns and s.columns[0].letter not in ("A", "B") for s in sheets)
    assert {"hidden", "no_table", "other_kind"} == {why for f in dirty.books for why in f.truth.ignored.values()}
    books = [openpyxl.load_workbook(io.BytesIO(f.data)) for f in dirty.books if f.name.endswith("xlsx")]
    assert any(sheet.sheet_state == "hidden" for book in books for sheet in book)
    assert any(d.hidden for book in books for sheet in book for d in sheet.row_dimensions.values())
    assert any(c.data_type == "f" for book in books for sheet in book for row in sheet for c in row)
    assert any(book.worksheets[0].merged_cells.ranges for book in books)


def test_planted_rows_name_the_row_that_they_are_like(dirty: Dirty) -> None:
    rows = {(f.name, s.sheet, r.row): r for f in files(dirty) for s in f.truth.sheets for r in s.rows}
    planted = [r for r in rows.values() if r.why in ("duplicate", "changed", "near")]
    assert len(planted) > 50
    for row in planted:
        assert row.same_as in rows
        assert rows[row.same_as].why is None
    assert {r.outcomes for r in planted if r.why == "duplicate"} <= {("duplicate",), ("duplicate", "questioned")}


def test_a_consent_is_true_only_where_somebody_gave_it(dirty: Dirty) -> None:
    for file in dirty.lists:
        for sheet, grid in tables(file):
            asked = [number_of(c.letter) for c in sheet.columns if "consents" in c.fields]
            assert len(asked) == 3
            for row in sheet.rows:
                if "consents" in row.fields:
                    given = [at for at in asked if grid.get((row.row, at)) in ("是", "同意", "√", "已签")]
                    assert len(given) == len(row.fields["consents"])


def test_the_unseen_words_stand_in_no_list_of_the_importer() -> None:
    known = {fold(row["header_variant"]) for name in ("import_headers", "import_headers_more") for row in rows(name)}
    for kind in ("jobs", "people"):
        for key, entry in wording("headers_unseen")[kind].items():
            for header in (*entry["names"], *entry.get("alone", ())):
                assert fold(header) not in known
                assert fold(re.sub("[（(].*?[）)]", "", header)) not in known
                assert header not in wording("headers")[kind][key]["names"]


def test_an_office_of_unseen_words_has_the_same_truth_in_other_words(dirty: Dirty) -> None:
    other = make_dirty(0, default_moment(), unseen_words=True)
    assert len(files(other)) == len(files(dirty))
    headers = [{c.header for f in files(d) for s in f.truth.sheets for c in s.columns} for d in (dirty, other)]
    assert all("同意" in header for header in headers[0] & headers[1])  # names that the contract fixes
    titles = [
        {r.fields["title"] for f in d.books for s in f.truth.sheets for r in s.rows if "title" in r.fields}
        for d in (dirty, other)
    ]
    assert titles[0] == titles[1]


def test_the_handful_is_small_and_known() -> None:
    handful = make_handful(0, default_moment())
    assert [f.name for f in handful] == ["jobs.xlsx", "jobs_gbk.csv", "candidates.xlsx", "candidates.csv"]
    for file in handful:
        (sheet, grid), *_ = tables(file)
        assert sheet.columns
        assert grid
        assert "duplicate" in {row.why for row in sheet.rows}


# The marking


def perfect(truth: list[dict[str, Any]]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The report and the records of a reader who makes no mistake."""
    sheets, rows, records = [], [], {}
    for file in truth:
        for sheet in file["sheets"]:
            counts: Counter[str] = Counter()
            for row in sheet["rows"]:
                outcome, identity = row["outcomes"][0], f"r{len(rows)}"
                counts[outcome] += 1
                rows.append(
                    {
                        "file": file["file"],
                        "sheet": sheet["sheet"],
                        "row": row["row"],
                        "outcome": outcome,
                        "id": identity,
                    }
                )
                records[identity] = nested(row["fields"])
            sheets.append(
                {
                    "file": file["file"],
                    "sheet": sheet["sheet"],
                    "header_row": sheet["header_row"],
                    "columns": [{"column": c["column"], "field": c["fields"][0]} for c in sheet["columns"]],
                    "skipped": [{"row": entry["row"], "reason": entry["what"]} for entry in sheet["skipped"]],
                    "rows": {"read": len(sheet["rows"]), **counts},
                }
            )
    return {"files": sheets, "records": rows}, records


def nested(fields: dict[str, Any]) -> dict[str, Any]:
    record: dict[str, Any] = {}
    for path, value in fields.items():
        *outer, last = path.split(".")
        inner = record
        for part in outer:
            inner = inner.setdefault(part, {})
        if value is not None and isinstance(inner, dict):
            inner[last] = value
    return record


@pytest.fixture(scope="module")
def truth(dirty: Dirty) -> list[dict[str, Any]]:
    return [f.truth.as_json() for f in files(dirty)]


def test_a_reader_without_mistakes_gets_full_marks(truth: list[dict[str, Any]]) -> None:
    marks = mark(truth, *perfect(truth))
    for name in ("headers", "columns", "rows", "skipped", "fields", "duplicates"):
        share = getattr(marks, name)
        assert share.value == 1.0, share.wrong[:3]
        assert share.total > 40
    assert not marks.false_merges + marks.consents_invented + marks.unbalanced
    assert len(list(summary(marks))) == 9


def test_every_kind_of_mistake_is_named(truth: list[dict[str, Any]]) -> None:
    report, records = perfect(truth)
    report["files"][0]["header_row"] += 1
    report["files"][0]["columns"][1]["field"] = "remark"
    report["files"][1]["rows"]["read"] += 1
    report["files"][2]["skipped"] = [{"row": 10_000, "reason": "note"}]
    first = next(r for r in report["records"] if r["outcome"] == "accepted" and "title" in records[r["id"]])
    records[first["id"]]["title"] = "别的岗位"
    merged = [r for r in report["records"] if r["outcome"] == "accepted"][-1]
    merged["outcome"] = "duplicate"
    twin = next(r for r in report["records"] if r["outcome"] == "duplicate" and r is not merged)
    twin["outcome"] = "accepted"
    asked = next(identity for identity, record in records.items() if record.get("consents") == [])
    records[asked]["consents"] = ["matching"]
    marks = mark(truth, report, records)
    assert [s.total - s.right for s in (marks.headers, marks.columns, marks.duplicates)] == [1, 1, 1]
    assert marks.rows.total - marks.rows.right == 2
    assert any("title" in what for what in marks.fields.wrong)
    assert (len(marks.false_merges), len(marks.consents_invented), len(marks.unbalanced)) == (1, 1, 1)


@pytest.mark.parametrize(
    ("path", "stored", "expected", "right"),
    [
        ("pay", None, None, True),
        ("pay", {"min": 1}, None, False),
        ("headcount", 3.0, 3, True),
        ("employer.name", {"name": "扬州(某)厂"}, "扬州（某）厂", True),
        ("location.division", {"division": "321003004"}, "321003", True),
        ("location.division", {"division": "邗江区"}, "321003004", False),
        ("advert", "性别：男；年龄：18-45", "18-45", True),
        ("required_certificates", ["L05"], ["特种设备作业人员证（叉车N1）"], True),
        ("education", "senior_secondary", "secondary_vocational", True),
        ("majors", ["会计学"], ["会计学", "审计学"], False),
    ],
)
def test_values_are_compared_by_what_they_mean(path: str, stored: Any, expected: Any, right: bool) -> None:
    record = {path.split(".", maxsplit=1)[0]: stored}
    assert holds(record, path, expected) is right
