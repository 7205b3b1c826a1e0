"""A report as JSON that the store can keep, and back: for looking at an import later, and for correcting its cells.

What is never stored is not kept here either: cells of columns that are read and dropped (民族, 毕业院校, …), numbers of
disability certificates, id numbers that failed their check.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from matcher.domain.findings import Finding
from matcher.intake.cells import UNCALCULATED, text_of
from matcher.intake.draft import Document
from matcher.intake.headers import Column
from matcher.intake.quality import MASK, RowResult, SheetResult
from matcher.intake.sandbox import Grid
from matcher.intake.values.identity import certificate_words, read_certificate_number
from matcher.intake.vocabulary import fields

_LONG_NUMBER = re.compile(r"(?<!\d)(\d{6})[\d -]{6,}(?=[\dXx]{4})")


def kept_sheet(sheet: SheetResult, rows: Iterable[RowResult], findings: Iterable[Finding]) -> Document:
    """A sheet without its data rows: columns, what stands outside the rows, how often what was mended."""
    skipped = sheet.skipped if isinstance(sheet.skipped, str) else [list(row) for row in sheet.skipped]
    mended = Counter((f.code, tuple(sorted(f.values.items()))) for f in findings if f.severity == "repair")
    is_read = sheet.grid is not None and not isinstance(sheet.skipped, str)
    outside = _outside(sheet, sheet.grid, {row.row for row in rows}) if is_read and sheet.grid else {}
    kept = {
        "file": sheet.file,
        "sheet": sheet.sheet,
        "header_row": sheet.header_row,
        "kind": sheet.kind,
        "skipped": skipped,
        "hints": dict(sheet.hints),
        "layout": sheet.layout,
        "mended": [[code, dict(values), count] for (code, values), count in sorted(mended.items(), key=str)],
    }
    return with_columns(kept | outside, sheet.columns)


def with_columns(kept: Document, columns: Sequence[Column]) -> Document:
    """The same sheet with its columns taken otherwise."""
    return {**kept, "columns": [[c.index, c.letter, c.header, c.field, c.basis] for c in columns]}


def _outside(sheet: SheetResult, grid: Grid, data: set[int]) -> Document:
    """Where a grid stands, and the texts of its rows that are no data: titles and headers; under a table of posts the
    totals and notes too, which under a list of people may name somebody.
    """
    found = {}
    last = sheet.header_row if sheet.kind == "candidate" else None
    for offset, cells in enumerate(grid.rows if grid.lines is None else ()):
        number = grid.first[0] + offset
        if last is not None and number > last:
            break
        texts = (
            {}
            if number in data
            else {str(at): text for at, cell in enumerate(cells) if (text := text_of(cell)) not in ("", UNCALCULATED)}
        )
        if texts:
            found[str(number)] = texts
    return {
        "first": list(grid.first),
        "merged": [list(area) for area in grid.merged],
        "lines": grid.lines is not None,
        "texts": found,
    }


def opened_sheet(kept: Document, rows: Sequence[RowResult] = (), counts: Counter[str] | None = None) -> SheetResult:
    """The sheet, with a grid of texts where rows are given."""
    skipped = kept["skipped"] if isinstance(kept["skipped"], str) else tuple((row, why) for row, why in kept["skipped"])
    columns = tuple(Column(*parts) for parts in kept["columns"])
    grid = _grid(kept, rows) if "first" in kept else None
    return SheetResult(
        file=kept["file"],
        sheet=kept["sheet"],
        header_row=kept["header_row"],
        kind=kept["kind"],
        skipped=skipped,
        columns=columns,
        counts=counts if counts is not None else Counter(row.outcome for row in rows),
        grid=grid,
        hints=kept["hints"],
        layout=kept["layout"],
    )


def _grid(kept: Document, rows: Sequence[RowResult]) -> Grid:
    file, name = kept["file"], kept["sheet"]
    top, left = kept["first"]
    merged = [(a, b, c, d) for a, b, c, d in kept["merged"]]
    if kept["lines"]:
        return Grid(file, name, lines=[(row.row, row.cells.get(0, "")) for row in rows])
    texts = {int(row): {int(at): text for at, text in cells.items()} for row, cells in kept["texts"].items()}
    texts |= {row.row: dict(row.cells) for row in rows}
    width = max((at + 1 for cells in texts.values() for at in cells), default=0)
    last = max(texts, default=top - 1)
    made = [[texts.get(number, {}).get(at, "") for at in range(width)] for number in range(top, last + 1)]
    return Grid(file, name, first=(top, left), rows=made, merged=merged)


def kept_row(sheet: SheetResult, row: RowResult, findings: Sequence[Finding]) -> Document:
    """The cells of a row and what is to be said of them."""
    columns = {} if sheet.holds_lines else {column.index: column for column in sheet.columns}
    doubtful = {finding.column for finding in findings if finding.severity == "question"}
    cells = {
        str(index): text
        for index, told in row.cells.items()
        if (text := _kept_text(columns.get(index), told, doubtful))
    }
    by_letter: dict[str | None, Column] = {column.letter: column for column in columns.values()}
    return {
        "cells": cells,
        "section": row.section,
        "given": row.given,
        "findings": [_kept_finding(finding, by_letter) for finding in findings],
    }


def opened_row(sheet: SheetResult, row: int, outcome: Any, id: str | None, kept: Document) -> RowResult:
    """The row that was kept."""
    cells = {int(index): text for index, text in kept["cells"].items()}
    return RowResult(sheet.file, sheet.sheet, row, outcome, id, cells, kept["section"], kept["given"])


def opened_findings(sheet: SheetResult, row: int, kept: Document) -> Iterator[Finding]:
    """What was to be said of a row."""
    for parts in kept["findings"]:
        yield Finding(**parts, file=sheet.file, sheet=sheet.sheet, row=row)


def _kept_finding(finding: Finding, by_letter: Mapping[str | None, Column]) -> Document:
    value = finding.value
    if isinstance(value, str):
        doubtful = {finding.column} if finding.severity == "question" else set()
        value = _kept_text(by_letter.get(finding.column), value, doubtful)
    return {
        "code": finding.code,
        "severity": finding.severity,
        "column": finding.column,
        "field": finding.field,
        "value": value,
        "repair": finding.repair,
        "values": dict(finding.values),
    }


def _kept_text(column: Column | None, text: str, doubtful: set[str | None]) -> str:
    """A cell as it may be kept; empty where nothing of it may be."""
    if column is None or column.field is None:
        return text
    if column.field == "person.disability_cert":
        value = read_certificate_number(text).value
        return certificate_words(value) if value else _LONG_NUMBER.sub(rf"\1{MASK}", text)
    if column.field == "person.id_no" and column.letter in doubtful:
        return _LONG_NUMBER.sub(rf"\1{MASK}", text)
    dropped = column.field in fields() and fields()[column.field].kept == "no" and column.field != "both.serial"
    return "" if dropped else text
