"""`read_files`: spreadsheets to records, with a report in which every row has its outcome. Pure: it stores nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import partial
from itertools import islice
from pathlib import Path

from matcher.domain.errors import FileRefused
from matcher.domain.findings import Finding
from matcher.domain.moments import today
from matcher.intake import content, headers, json_lines, lines
from matcher.intake.above import hints_above
from matcher.intake.draft import Document, Draft, Place, Told
from matcher.intake.duplicates import Register
from matcher.intake.headers import Column
from matcher.intake.ids import Given, column_texts, given_ids, merely_counts
from matcher.intake.jobs import read_job_row
from matcher.intake.layout import Row, Table, find_table
from matcher.intake.mapping import fingerprint
from matcher.intake.people import read_person_row
from matcher.intake.quality import Outcome, QualityReport, RowResult, SheetResult
from matcher.intake.sandbox import Contents, Grid, read_contents
from matcher.intake.settling import Settler, covered_paths
from matcher.intake.vocabulary import Kind


@dataclass(frozen=True)
class Options:
    """How to read.

    as_of     the clock, for dates without a year
    key       the secret of the hashes that become ids
    consents  what the office vouches for (`matching`, `contact`, ...); a written no of a person goes before it
    mapping   a sender's own: normalised header to field name of import_fields.csv; an empty name keeps a column as text
    remembered  what an earlier call learned of a layout (`mapping.fingerprint`); `mapping` goes before it
    existing  a stored document by id; `stored` every stored document of the kind, for keys and near ones
    """

    as_of: datetime
    key: bytes
    consents: Sequence[str] = ()
    mapping: Mapping[str, str] = field(default_factory=dict)
    remembered: Callable[[str], Mapping[str, str] | None] | None = None
    existing: Callable[[str], Document | None] | None = None
    stored: Iterable[Document] = ()


@dataclass(frozen=True)
class Intake:
    """What reading gave: the documents to store, in order, the report, and the layouts that were met."""

    kind: Kind
    records: tuple[Document, ...]
    report: QualityReport
    layouts: tuple[str, ...] = ()


def read_files(paths: Sequence[Path | str], kind: Kind, options: Options) -> Intake:
    """Read files as records of one kind.

    Raises FileRefused, with nothing read of any file, where one of them is no table, unsafe, too large, or holds the
    other kind alone.
    """
    files = read_contents([Path(path) for path in paths])
    sources = [_sources(file, kind) for file in files]
    reader = _Reader(kind, options)
    for found in sources:
        for source in found:
            reader.read(source)
    return reader.finish()


@dataclass(frozen=True, slots=True)
class _Source:
    """One sheet: its table, or the reason why it is not read."""

    grid: Grid
    table: Table | None = None
    skipped: str | None = None
    kind: Kind | None = None


def _sources(file: Contents, kind: Kind) -> list[_Source]:
    found = [_source(grid, kind) for grid in file.sheets]
    if any(source.table and _names_records(source.table) for source in found):
        found = [_Source(s.grid, skipped="no_table") if s.table and not _names_records(s.table) else s for s in found]
    if not any(source.skipped is None for source in found):
        if any(source.skipped == "other_kind" for source in found):
            raise FileRefused(
                "file_other_kind_job" if kind == "candidate" else "file_other_kind_candidate", file=file.name
            )
        raise FileRefused("file_no_table", file=file.name)
    return found


def _source(grid: Grid, kind: Kind) -> _Source:
    if grid.hidden:
        return _Source(grid, skipped="hidden")
    if grid.lines is not None:
        told = json_lines.kind_of(grid.lines)
        return _Source(grid, kind=told or kind, skipped="other_kind" if told and told != kind else None)
    table = find_table(grid, kind)
    if table is None or not _is_worth_reading(table):
        return _Source(grid, skipped="no_table")
    if table.kind != kind:
        return _Source(grid, table, "other_kind", table.kind)
    return _Source(grid, table, kind=kind)


DITTO = frozenset(("同上", "〃", "″", "''", "同上行", "上同", "〞", "ditto", "“"))
NAMING = frozenset(("job.title", "person.name", "person.id_no", "person.phone", "person.id"))
ENOUGH_FIELDS = 5  # known columns from which a table without a title or a name is read all the same


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


def looks_like(paths: Sequence[Path | str]) -> list[Kind | None]:
    """The kind of the first readable table of each file. Raises FileRefused."""
    found: list[Kind | None] = []
    for file in read_contents([Path(path) for path in paths]):
        kinds = [source.kind for source in (_source(grid, "job") for grid in file.sheets) if source.kind]
        found.append(kinds[0] if kinds else None)
    return found


class _Reader:
    """Reads sheet after sheet and keeps what was met."""

    def __init__(self, kind: Kind, options: Options) -> None:
        self.kind, self.options = kind, options
        self.today: date = today(options.as_of)
        self.settler = Settler(kind, options.key, Register(kind, options.stored, options.existing))
        self.sheets: list[SheetResult] = []
        self.rows: list[RowResult] = []
        self.findings: list[Finding] = []
        self.layouts: list[str] = []
        self.above: tuple[str, dict[str, str]] = ("", {})

    def finish(self) -> Intake:
        report = QualityReport(tuple(self.sheets), tuple(self.rows), tuple(self.findings))
        return Intake(self.kind, tuple(self.settler.records), report, tuple(dict.fromkeys(self.layouts)))

    def read(self, source: _Source) -> None:
        grid, table = source.grid, source.table
        if source.skipped:
            kind = source.kind if source.skipped == "other_kind" else None
            self.sheets.append(SheetResult(grid.file, grid.name, None, kind, source.skipped))
            return
        counts: Counter[str] = Counter()
        if table is None:
            columns, drafts = json_lines.read(grid, self.kind, self.options.consents, self.today, self.options.mapping)
            for draft in drafts:
                id = draft.document.pop("id", None)
                counts[self._settle(draft, Given(id) if id else None)] += 1
            self.sheets.append(SheetResult(grid.file, grid.name, None, self.kind, (), columns, counts, grid))
            return
        columns = self._columns(table)
        ids = given_ids(table, columns)
        covered = covered_paths(columns, self.options.consents)
        hints = self._hints(table) if self.kind == "job" else {}
        ditto = Ditto()
        for row in table.rows:
            told = ditto.told(row, columns)
            draft = self._draft(Place(grid.file, grid.name, row.number), told, hints, row.section)
            counts[self._settle(draft, ids.get(row.number), covered)] += 1
        result = SheetResult(grid.file, grid.name, table.header_row, self.kind, table.skipped, columns, counts, grid)
        self.sheets.append(result)

    def _hints(self, table: Table) -> dict[str, str]:
        """What stands over the table; where that names no employer, what stands over the table before."""
        hints = hints_above(table)
        if table.grid.file != self.above[0]:
            self.above = (table.grid.file, {})
        if "job.employer_name" not in hints:
            return {**self.above[1], **hints}
        self.above = (table.grid.file, hints)
        return hints

    def _settle(self, draft: Draft, given: Given | None, covered: frozenset[str] | None = None) -> Outcome:
        outcome, id = self.settler.settle(draft, given, covered)
        self.findings.extend(draft.findings)
        self.rows.append(RowResult(draft.place.file, draft.place.sheet, draft.place.row, outcome, id))
        return outcome

    def _columns(self, table: Table) -> tuple[Column, ...]:
        width = max((len(row.texts) for row in table.rows), default=0)
        texts = list(table.header.texts) + [""] * (width - len(table.header.texts))

        def cells(index: int) -> list[str]:
            found = (row.texts[index] for row in table.rows if index < len(row.texts) and row.texts[index])
            return list(islice(found, content.SAMPLE))

        named = [(index, table.letter(index), text) for index, text in enumerate(texts) if text or cells(index)]
        layout = fingerprint(table.header.texts)
        self.layouts.append(layout)
        known = self.options.remembered(layout) if self.options.remembered else None
        mapping = {**(known or {}), **self.options.mapping}
        columns = headers.map_columns(named, self.kind, cells, content.guess_field, mapping)
        return tuple(map(partial(_as_serial, table), columns))

    def _draft(self, place: Place, told: Sequence[Told], hints: Mapping[str, str], section: str | None) -> Draft:
        if self.kind == "candidate":
            return read_person_row(place, told, self.today, self.options.consents)
        if section and lines.EMPLOYER.fullmatch(lines.section_name(section)):
            hints = {**hints, "job.employer_name": lines.section_name(section)}
        return read_job_row(place, told, self.today, hints)


def _as_serial(table: Table, column: Column) -> Column:
    """A column that merely counts the rows is a serial number, whatever it is called."""
    open_to_it = (column.field is None and column.basis == "none") or column.field in ("job.id", "person.id")
    if open_to_it and merely_counts(column_texts(table, column).values()):
        return replace(column, field="both.serial", basis="content")
    return column


class Ditto:
    """Cells that say "as above" (同上, 〃): they hold what the nearest cell above said."""

    def __init__(self) -> None:
        self.above: dict[int, str] = {}

    def told(self, row: Row, columns: Sequence[Column]) -> list[Told]:
        """The filled cells of a row."""
        found = []
        for column in columns:
            text = row.texts[column.index] if column.index < len(row.texts) else ""
            if text in DITTO:
                text = self.above.get(column.index, "")
            elif text:
                self.above[column.index] = text
            if text:
                found.append(Told(column, text))
        return found
