"""Rows, cells, columns and pairs of an import as a page shows them: what is sensitive stays hidden from who may not
see it, and can be written anew all the same.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

from api.auth import caller
from api.console.shell import language
from api.problems import clean
from matcher.domain.findings import Finding
from matcher.domain.sensitive import SENSITIVE
from matcher.intake.cells import UNCALCULATED
from matcher.intake.differences import differences, label_of_path, words_of
from matcher.intake.draft import Document, path_of
from matcher.intake.headers import Column
from matcher.intake.quality import MASK, SheetResult
from matcher.intake.settling import PAIRS
from matcher.intake.vocabulary import KIND_WORD, Kind, fields, name_of_field
from matcher.office.corrections import ImportRow

CELL = re.compile(r"cell-(\d{1,7})-(\d{1,4})")
MARK, COLUMN = "mark-{}", "column-{}"
LINE = Column(0, "", "JSON", None, "none")  # a line of JSON is one cell
_COMPLETES = {"title_missing": ("job.title",), "person_unnamed": ("person.name", "person.phone", "person.id_no")}


def doubts_of(row: ImportRow) -> list[Finding]:
    """What is asked of a row's cells, pairs aside."""
    return [one for one in row.findings if one.severity in ("question", "reject") and one.code not in PAIRS]


def row_form(row: ImportRow, sheet: SheetResult, kind: Kind) -> dict[str, Any]:
    """A row as a form: the doubtful cells with what is asked of each, the others, and what is asked of the row."""
    columns = [LINE] if sheet.holds_lines else [c for c in sheet.columns if c.field != "both.record_id"]
    asked: dict[int, list[str]] = {}
    reasons = []
    for finding in doubts_of(row):
        about = [column for column in columns if _is_about(column, finding, row)]
        told = clean(finding.text(language()))
        for column in about:
            asked.setdefault(column.index, []).extend([told] if finding.column else [])
        if not about or finding.column is None:
            reasons.append(told)
    cells = [
        (column.index in asked, _cell(row, column, sheet, kind, asked.get(column.index, []))) for column in columns
    ]
    return {
        "row": row.result.row,
        "title": title_of(row, sheet, kind),
        "outcome": row.result.outcome,
        "reasons": list(dict.fromkeys(reasons)),
        "cells": [cell for doubtful, cell in cells if doubtful],
        "others": [cell for doubtful, cell in cells if not doubtful],
        "mark": mark_of(row),
    }


def _is_about(column: Column, finding: Finding, row: ImportRow) -> bool:
    """Whether a finding is about a column: by its letter; of the row as a whole, by what would complete it."""
    if finding.column is not None:
        return bool(column.letter == finding.column)
    if finding.code in _COMPLETES:
        return column.field in _COMPLETES[finding.code]
    of_field = finding.field and (path_of(column) or "").partition(".")[0] == finding.field.partition(".")[0]
    return column is LINE or bool(of_field and row.result.cells.get(column.index))


def _cell(row: ImportRow, column: Column, sheet: SheetResult, kind: Kind, reasons: list[str]) -> dict[str, Any]:
    text = row.result.cells.get(column.index, "")
    hidden = is_hidden(sheet, column.index, text, kind)
    return {
        "name": f"cell-{row.result.row}-{column.index}",
        "place": f"{column.letter}{row.result.row}",
        "header": column.header or (name_of_field(column.field) if column.field else ""),
        "value": "" if hidden or text == UNCALCULATED else text,
        "hidden": MASK if hidden else "",
        "long": "\n" in text or len(text) > 60,
        "reasons": list(dict.fromkeys(reasons)),
    }


def is_hidden(sheet: SheetResult, index: int, text: str, kind: Kind) -> bool:
    """Whether the caller may not see a cell: a sensitive field, or a text in which a number of somebody stands."""
    if caller().sensitive or text in ("", UNCALCULATED):
        return False
    column = LINE if sheet.holds_lines else next((c for c in sheet.columns if c.index == index), LINE)
    top = (path_of(column) or "").partition(".")[0]
    return column is LINE or top in SENSITIVE[kind] or clean(text) != text


def title_of(row: ImportRow, sheet: SheetResult, kind: Kind) -> str:
    """What a clerk calls the row: the post and its employer, or the person's name where the caller may see it."""
    wanted = ("job.title", "job.employer_name") if kind == "job" else ("person.name",)
    found = {column.field: row.result.cells.get(column.index, "") for column in sheet.columns}
    hidden = kind == "candidate" and not caller().sensitive
    return " ".join(clean(found[name]) for name in wanted if found.get(name) and not hidden) or row.result.id or ""


def mark_of(row: ImportRow) -> str:
    """Tells whether a row is still as the form showed it."""
    cells = json.dumps(sorted(row.result.cells.items()), ensure_ascii=False)
    return hashlib.sha256(cells.encode()).hexdigest()[:12]


def column_lines(sheet: SheetResult, kind: Kind) -> list[dict[str, Any]]:
    """The columns with what each was taken for; keys of JSON cannot be chosen for."""
    return [
        {
            "name": COLUMN.format(column.index),
            "letter": column.letter,
            "header": column.header,
            "field": column.field or "",
            "told": _told(column),
            "basis": column.basis,
            "open": not sheet.holds_lines and column.field != "both.record_id",
        }
        for column in sheet.columns
    ]


def _told(column: Column) -> str:
    if column.field is None:
        return ""
    if language() == "zh" and column.field in fields():
        return name_of_field(column.field)
    return path_of(column) or column.field.partition(".")[2]


def field_choices(kind: Kind) -> list[tuple[str, str]]:
    """Every field that a column can be, with what it is called."""
    names = [name for name in fields() if name.startswith(KIND_WORD[kind] + ".")]
    if language() == "zh":
        return [(name, name_of_field(name)) for name in names]
    return [(name, fields()[name].path or name.partition(".")[2]) for name in names]


def pair_lines(one: Document, other: Document, kind: Kind) -> list[tuple[str, str, str]]:
    """The fields in which two documents differ: what the field is called, and the words of both."""
    words = language()
    lines = []
    for difference in differences(one, other):
        values = [words_of(difference.path, value, words) for value in (difference.one, difference.other)]
        top = difference.path.partition(".")[0]
        if not caller().sensitive:
            values = [MASK if value and top in SENSITIVE[kind] else clean(value) for value in values]
        lines.append((label_of_path(difference.path, kind, words), values[0], values[1]))
    return lines
