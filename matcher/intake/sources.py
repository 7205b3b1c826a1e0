"""Which sheets of a file are read, and why the others are not."""

from __future__ import annotations

from dataclasses import dataclass

from matcher.domain.errors import FileRefused
from matcher.intake import headers, json_lines
from matcher.intake.layout import Table, find_table
from matcher.intake.sandbox import Contents, Grid
from matcher.intake.vocabulary import Kind, all_headers, bare


@dataclass(frozen=True, slots=True)
class Source:
    """One sheet: its table, or the reason why it is not read."""

    grid: Grid
    table: Table | None = None
    skipped: str | None = None
    kind: Kind | None = None


def sources_of(file: Contents, kind: Kind) -> list[Source]:
    """The sheets of a file. Raises FileRefused where none of them is a table of this kind."""
    found = [_source(grid, kind) for grid in file.sheets]
    if any(source.table and _names_records(source.table) for source in found):
        found = [Source(s.grid, skipped="no_table") if s.table and not _names_records(s.table) else s for s in found]
    if not any(source.skipped is None for source in found):
        if any(source.skipped == "form" for source in found):
            raise FileRefused("file_form", file=file.name)
        if any(source.skipped == "other_kind" for source in found):
            raise FileRefused(
                "file_other_kind_job" if kind == "candidate" else "file_other_kind_candidate", file=file.name
            )
        raise FileRefused("file_no_table", file=file.name)
    return found


def _source(grid: Grid, kind: Kind) -> Source:
    if grid.hidden:
        return Source(grid, skipped="hidden")
    if grid.lines is not None:
        told = json_lines.kind_of(grid.lines)
        return Source(grid, kind=told or kind, skipped="other_kind" if told and told != kind else None)
    table = find_table(grid, kind)
    if table is not None and _is_form(table):
        return Source(grid, skipped="form")
    if table is None or not _is_worth_reading(table):
        return Source(grid, skipped="no_table")
    if table.kind != kind:
        return Source(grid, table, "other_kind", table.kind)
    return Source(grid, table, kind=kind)


NAMING = frozenset(("job.title", "person.name", "person.id_no", "person.phone", "person.id"))
ENOUGH_FIELDS = 5  # known columns from which a table without a title or a name is read all the same


FORM_ROWS = 3  # rows from which labels in the first column make a form
FORM_WIDTH = 4


def _is_form(table: Table) -> bool:
    """Whether a sheet is one record written downwards: a label in each row, its value beside it."""
    rows = [[text for text in row.texts if text] for row in table.rows]
    labels = sum(1 for row in rows if bare(row[0]) in all_headers())
    return len(rows) >= FORM_ROWS and labels >= 0.6 * len(rows) and max(map(len, rows)) <= FORM_WIDTH


def _names_records(table: Table) -> bool:
    """Whether the headers name a title or a person, or many fields besides."""
    names = _fields(table)
    return bool(names & NAMING) or len(names) >= ENOUGH_FIELDS


def _is_worth_reading(table: Table) -> bool:
    """Whether a table can hold records: a list of booths or firms is none, a jobs sheet with odd headers may be the
    only one that a workbook has.
    """
    texts = [text for text in table.header.texts if text]
    return _names_records(table) or (bool(table.rows) and len(texts) >= 3 and "job.employer_name" not in _fields(table))


def _fields(table: Table) -> set[str]:
    found = (headers.field_of(text, table.kind)[0] for text in table.header.texts if text)
    return set(filter(None, found))
