"""A table that staff had open in a spreadsheet program: found again whatever was sorted, inserted, renamed or added.

The sheet is told by its name, else by its columns; the header may stand below titles and blank rows, and its columns in
any order. What is missing is named with what to do.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from matcher.domain.errors import InputError
from matcher.domain.fairs import Sheets
from matcher.domain.findings import Finding
from matcher.fairs.cells import cell_finding, cell_text, folded

Cells = Sequence[object]


@dataclass(frozen=True)
class Edited:
    """One table: its sheet as it is called now, its header's row (from 1), the header, and all rows of the sheet."""

    sheet: str
    header: int
    titles: Sequence[str]
    rows: Sequence[Cells]

    def lines(self, wanted: Sequence[str]) -> Iterator[tuple[int, tuple[object, ...]]]:
        """Row number and the cells of these columns, of each row in which one of them is filled."""
        columns = [self.column(title) for title in wanted]
        for at, cells in enumerate(self.rows[self.header :], self.header + 1):
            values = tuple(cells[c] if c is not None and c < len(cells) else None for c in columns)
            if any(cell_text(value) for value in values):
                yield at, values

    def column(self, title: str) -> int | None:
        """Where a column stands, from 0; None where the sheet lacks it."""
        return self.titles.index(folded(title)) if folded(title) in self.titles else None

    def finding(self, code: str, row: int, title: str, **values: object) -> Finding:
        """What is wrong with the cell of a row under a title (under the first one where the sheet lacks it)."""
        return cell_finding(code, self.sheet, row, self.column(title) or 0, **values)


def edited(book: Sheets, file: str, sheet: str, needed: Sequence[str]) -> Edited:
    """The table of a sheet that must be there. Raises InputError that says what of it is missing."""
    named = next((name for name in book if folded(name) == folded(sheet)), None)
    found = {name: table for name, rows in book.items() if (table := table_in(name, rows, needed))}
    if named in found:
        return found[named]
    if named is None and len(found) == 1:
        return next(iter(found.values()))
    if named is None:
        raise InputError("fair_edited_sheet", file=file, sheet=sheet, there="、".join(book))
    if not any(cell_text(cell) for row in book[named] for cell in row):
        raise InputError("fair_edited_empty", file=file, sheet=named)
    raise InputError("fair_edited_header", file=file, sheet=named, columns="、".join(missing(book[named], needed)))


def tables_in(book: Sheets, needed: Sequence[str], faults: list[Finding]) -> list[Edited]:
    """Every such table of a book; sheets of another sort are left alone.

    A sheet that has nearly these columns is a fault, and so is a book without a table.
    """
    tables = {name: table for name, rows in book.items() if (table := table_in(name, rows, needed))}
    for name, rows in book.items():
        lacks = missing(rows, needed)
        if name not in tables and (not tables or len(lacks) == 1):
            faults.append(cell_finding("fair_table_header", name, 1, 0, columns="、".join(lacks)))
    return list(tables.values())


def table_in(sheet: str, rows: Sequence[Cells], needed: Sequence[str]) -> Edited | None:
    """The table of a sheet whose header has all these titles, if there is one."""
    wanted = {folded(title) for title in needed}
    for at, row in enumerate(rows, 1):
        titles = [folded(cell) for cell in row]
        if wanted <= set(titles):
            return Edited(sheet, at, titles, rows)
    return None


def missing(rows: Sequence[Cells], needed: Sequence[str]) -> list[str]:
    """The titles that the sheet's likeliest header lacks."""
    lacks = ([title for title in needed if folded(title) not in {folded(cell) for cell in row}] for row in rows)
    return min(lacks, key=len, default=list(needed))
