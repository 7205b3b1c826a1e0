"""What a careful reader must make of a file: the truth that is written beside the workbooks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal["jobs", "candidates"]


@dataclass(slots=True)
class RowTruth:
    """A data row.

    outcomes  the outcomes that are right; more than one where the contract leaves it open
    fields    expected values by dotted path; None: must be absent; `advert`: words that it must hold
    same_as   of a planted duplicate, of the same key with other cells, of a near one: the other row
    why       what was planted, None for an ordinary row
    """

    row: int
    outcomes: tuple[str, ...]
    fields: dict[str, Any]
    why: str | None = None
    same_as: tuple[str, str | None, int] | None = None


@dataclass(slots=True)
class ColumnTruth:
    """A column. `fields` are the paths that are right for its header, None where nothing is stored of it."""

    letter: str
    header: str
    fields: tuple[str | None, ...]


@dataclass(slots=True)
class SheetTruth:
    """A sheet with a table; `skipped` are rows that are no data."""

    sheet: str | None
    header_row: int
    columns: list[ColumnTruth] = field(default_factory=list)
    rows: list[RowTruth] = field(default_factory=list)
    skipped: list[tuple[int, str]] = field(default_factory=list)


@dataclass(slots=True)
class FileTruth:
    """A file. `ignored` are sheets from which nothing is read, with the reason."""

    file: str
    kind: Kind
    sheets: list[SheetTruth] = field(default_factory=list)
    ignored: dict[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The truth as a JSON object."""
        return {
            "file": self.file,
            "kind": self.kind,
            "ignored": self.ignored,
            "sheets": [_sheet(sheet) for sheet in self.sheets],
        }


def _sheet(sheet: SheetTruth) -> dict[str, Any]:
    return {
        "sheet": sheet.sheet,
        "header_row": sheet.header_row,
        "columns": [{"column": c.letter, "header": c.header, "fields": list(c.fields)} for c in sheet.columns],
        "rows": [_row(row) for row in sheet.rows],
        "skipped": [{"row": row, "what": what} for row, what in sheet.skipped],
    }


def _row(row: RowTruth) -> Mapping[str, Any]:
    found: dict[str, Any] = {"row": row.row, "outcomes": list(row.outcomes), "fields": row.fields}
    if row.why:
        found["why"] = row.why
    if row.same_as:
        file, sheet, number = row.same_as
        found["same_as"] = {"file": file, "sheet": sheet, "row": number}
    return found
