"""`read_files`: spreadsheets to records, with a report in which every row has its outcome. Pure: it stores nothing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import partial
from itertools import islice
from pathlib import Path

from matcher.domain.errors import SettingError
from matcher.domain.findings import Finding
from matcher.domain.moments import today
from matcher.intake import content, headers, json_lines
from matcher.intake.above import hints_above, hints_under
from matcher.intake.cells import UNCALCULATED
from matcher.intake.draft import Document, Draft, Place, Told
from matcher.intake.duplicates import Register
from matcher.intake.formulas import column_number
from matcher.intake.headers import Column
from matcher.intake.ids import Given, column_texts, given_ids, merely_counts
from matcher.intake.jobs import read_job_row
from matcher.intake.layout import Row, Table
from matcher.intake.mapping import SenderMapping, added, column_keys, field_by_mapping, fingerprint
from matcher.intake.people import read_person_row
from matcher.intake.quality import Outcome, QualityReport, RowResult, SheetResult
from matcher.intake.sandbox import Grid, read_contents
from matcher.intake.settling import Settler, covered_paths
from matcher.intake.sources import Source, sources_of
from matcher.intake.vocabulary import Kind, fields


@dataclass(frozen=True)
class Options:
    """How to read.

    as_of     the clock, for dates without a year
    key       the secret of the hashes that become ids
    consents  what the office vouches for (`matching`, `contact`, ...); a written no of a person goes before it
    mapping   a sender's own
    remembered  what an earlier call learned of a layout (`mapping.fingerprint`): field names by header and by
                `mapping.column_keys`; `mapping` goes before it
    existing  a stored document by id; `stored` every stored document of the kind, for keys and near ones
    apart     pairs of ids, each in order, of which a person has said that they are two
    by_id     a .jsonl line with an id is that record and no other, however alike two lines are
    """

    as_of: datetime
    key: bytes
    consents: Sequence[str] = ()
    mapping: SenderMapping = field(default_factory=SenderMapping)
    remembered: Callable[[str], Mapping[str, str] | None] | None = None
    existing: Callable[[str], Document | None] | None = None
    stored: Iterable[Document] = ()
    apart: Container[tuple[str, str]] = ()
    by_id: bool = False


@dataclass(frozen=True)
class Intake:
    """What reading gave: the documents to store, in order, the report, and by layout what the mapping says of it."""

    kind: Kind
    records: tuple[Document, ...]
    report: QualityReport
    learned: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def read_files(paths: Sequence[Path | str], kind: Kind, options: Options) -> Intake:
    """Read files as records of one kind.

    Raises FileRefused, with nothing read of any file, where one of them is no table, unsafe, too large, or holds the
    other kind alone, and SettingError where the mapping names a column that no sheet has.
    """
    files = read_contents([Path(path) for path in paths])
    sources = [sources_of(file, kind) for file in files]
    reader = _Reader(kind, options)
    for found in sources:
        for source in found:
            reader.read(source)
    reader.check_mapping()
    return reader.finish()


def read_again(
    sheet: SheetResult, rows: Sequence[RowResult], kind: Kind, options: Options, before: Sequence[Column] = ()
) -> Intake:
    """Rows of a sheet once more, with other cells or other columns than before.

    A row with an id is that record's, whatever its cells say now. `before` are the columns as they were taken then:
    what they wrote is written anew too.
    """
    reader = _Reader(kind, options)
    if sheet.holds_lines:
        reader.read_lines_again(sheet, rows)
    else:
        reader.read_again(sheet, rows, before)
    return reader.finish()


DITTO = frozenset(("同上", "〃", "″", "''", "同上行", "上同", "〞", "ditto", "“"))


class _Reader:
    """Reads sheet after sheet and keeps what was met."""

    def __init__(self, kind: Kind, options: Options) -> None:
        self.kind, self.options = kind, options
        self.today: date = today(options.as_of)
        self.settler = Settler(kind, options.key, Register(kind, options.stored, options.existing, options.apart))
        self.sheets: list[SheetResult] = []
        self.rows: list[RowResult] = []
        self.findings: list[Finding] = []
        self.learned: dict[str, dict[str, str]] = {}
        self.unmet = set(options.mapping.placed)
        self.above: tuple[str, dict[str, str]] = ("", {})

    def finish(self) -> Intake:
        report = QualityReport(tuple(self.sheets), tuple(self.rows), tuple(self.findings))
        return Intake(self.kind, tuple(self.settler.records), report, self.learned)

    def check_mapping(self) -> None:
        """Raises SettingError where the mapping names the place of a column that was not met."""
        for placed in self.options.mapping.placed:
            if placed in self.unmet:
                file, words = self.options.mapping.source, placed.words
                raise SettingError("mapping_column_absent", file=file, key=words, reason="[[column]]")

    def read(self, source: Source) -> None:
        grid, table = source.grid, source.table
        if source.skipped:
            kind = source.kind if source.skipped == "other_kind" else None
            shown = None if grid.hidden or grid.lines is not None else grid
            self.sheets.append(SheetResult(grid.file, grid.name, None, kind, source.skipped, grid=shown))
            return
        if table is None:
            self._read_lines(grid)
            return
        counts: Counter[str] = Counter()
        columns = self._columns(table)
        ids = given_ids(table, columns)
        covered = covered_paths(columns, self.options.consents)
        hints = self._hints(table) if self.kind == "job" else {}
        ditto = Ditto()
        for row in map(partial(_doubting, grid, columns), table.rows):
            told = ditto.told(row, columns)
            draft = self._draft(Place(grid.file, grid.name, row.number), told, hints, row.section)
            empty = _uncalculated(row, columns)
            _ask_about(draft, empty)
            cells = {cell.column.index: cell.text for cell in told} | dict.fromkeys(
                (column.index for column in empty), UNCALCULATED
            )
            counts[self._settle(draft, ids.get(row.number), covered, cells, row.section)] += 1
        result = SheetResult(grid.file, grid.name, table.header_row, self.kind, table.skipped, columns, counts, grid)
        self.sheets.append(replace(result, hints=hints, layout=fingerprint(table.header.texts)))

    def _read_lines(self, grid: Grid) -> None:
        counts: Counter[str] = Counter()
        mapping = self.options.mapping.headers
        columns, drafts = json_lines.read(grid, self.kind, self.options.consents, self.today, mapping)
        for draft, (_, line) in zip(drafts, grid.lines or (), strict=True):
            id = draft.document.pop("id", None)
            given = Given(id, ours=self.options.by_id) if id else None
            counts[self._settle(draft, given, cells={0: line})] += 1
        self.sheets.append(SheetResult(grid.file, grid.name, None, self.kind, (), columns, counts, grid))

    def read_again(self, sheet: SheetResult, rows: Sequence[RowResult], before: Sequence[Column]) -> None:
        """Rows of a sheet that was read before, under the records that they have."""
        covered = covered_paths([*sheet.columns, *before], self.options.consents)
        by_index = {column.index: column for column in sheet.columns}
        for row in rows:
            told = [Told(by_index[index], text) for index, text in row.cells.items() if _is_told(text)]
            draft = self._draft(Place(sheet.file, sheet.sheet, row.row), told, sheet.hints, row.section)
            _ask_about(draft, [by_index[index] for index, text in row.cells.items() if text == UNCALCULATED])
            self._settle(draft, _given_again(row, row.given), covered, row.cells, row.section)

    def read_lines_again(self, sheet: SheetResult, rows: Sequence[RowResult]) -> None:
        """Lines of JSON that were read before."""
        grid = Grid(sheet.file, sheet.sheet, lines=[(row.row, row.cells.get(0, "")) for row in rows])
        _, drafts = json_lines.read(grid, self.kind, self.options.consents, self.today, {})
        for draft, row in zip(drafts, rows, strict=True):
            self._settle(draft, _given_again(row, draft.document.pop("id", None)), cells=row.cells)

    def _hints(self, table: Table) -> dict[str, str]:
        """What stands over the table; where that names no employer, what stands over the table before."""
        hints = hints_above(table)
        if table.grid.file != self.above[0]:
            self.above = (table.grid.file, {})
        if "job.employer_name" not in hints:
            return {**self.above[1], **hints}
        self.above = (table.grid.file, hints)
        return hints

    def _settle(
        self,
        draft: Draft,
        given: Given | None,
        covered: frozenset[str] | None = None,
        cells: Mapping[int, str] | None = None,
        section: str | None = None,
    ) -> Outcome:
        outcome, id = self.settler.settle(draft, given, covered)
        self.findings.extend(draft.findings)
        place, own = draft.place, given.id if given and not given.ours else None
        self.rows.append(RowResult(place.file, place.sheet, place.row, outcome, id, cells or {}, section, own))
        return outcome

    def _columns(self, table: Table) -> tuple[Column, ...]:
        width = max((len(row.texts) for row in table.rows), default=0)
        texts = list(table.header.texts) + [""] * (width - len(table.header.texts))

        def cells(index: int) -> list[str]:
            found = (row.texts[index] for row in table.rows if index < len(row.texts) and _is_told(row.texts[index]))
            return list(islice(found, content.SAMPLE))

        named = [(index, table.letter(index), text) for index, text in enumerate(texts) if text or cells(index)]
        own = self._own_fields(table, texts)
        columns = headers.map_columns(named, self.kind, cells, content.guess_field, own)
        return tuple(map(partial(_as_serial, table), columns))

    def _own_fields(self, table: Table, texts: Sequence[str]) -> dict[int, str]:
        """The sender's own fields by column: what is remembered of the layout, and the mapping before it."""
        layout, keys = fingerprint(table.header.texts), column_keys(enumerate(texts))
        said = dict(self.options.mapping.headers)
        for placed in self.options.mapping.placed:
            index = column_number(placed.letter.encode()) - table.grid.first[1]
            if index in keys and placed.is_in(table.grid.file, table.grid.name):
                said[keys[index]] = placed.field
                self.unmet.discard(placed)
        self.learned.setdefault(layout, {}).update(said)
        known = self.options.remembered(layout) if self.options.remembered else None
        mapping = added(known or {}, said)
        found = {index: field_by_mapping(mapping, keys[index], text) for index, text in enumerate(texts)}
        return {index: name for index, name in found.items() if name is not None}

    def _draft(self, place: Place, told: Sequence[Told], hints: Mapping[str, str], section: str | None) -> Draft:
        if self.kind == "candidate":
            return read_person_row(place, told, self.today, self.options.consents)
        return read_job_row(place, told, self.today, hints_under(hints, section))


DAYS = frozenset(("job.start", "job.end", "job.posted_at", "person.unemployed_since"))
_ZERO_LOST = re.compile(r"\d{1,2}\.[123]")


def _doubting(grid: Grid, columns: Sequence[Column], row: Row) -> Row:
    """A row in which a day that Excel took for a number has a question mark: it keeps 6.30 as 6.3, another day."""
    found = [c.index for c in columns if c.field in DAYS and c.index < len(row.texts)]
    cells = grid.rows[row.number - grid.first[0]] if found else ()
    lost = [i for i in found if i < len(cells) and isinstance(cells[i], float) and _ZERO_LOST.fullmatch(row.texts[i])]
    if not lost:
        return row
    return replace(row, texts=[f"{text}?" if index in lost else text for index, text in enumerate(row.texts)])


def _is_told(text: str) -> bool:
    return text not in ("", UNCALCULATED)


def _uncalculated(row: Row, columns: Sequence[Column]) -> list[Column]:
    """The columns that matter in which a row has a formula without its result."""
    found = [c for c in columns if c.index < len(row.texts) and row.texts[c.index] == UNCALCULATED]
    return [column for column in found if column.field is None or fields()[column.field].kept != "no"]


def _ask_about(draft: Draft, uncalculated: Sequence[Column]) -> None:
    for column in uncalculated:
        draft.say(Told(column, ""), "formula_uncalculated", "question")


def _given_again(row: RowResult, own: str | None) -> Given | None:
    return Given(row.id, ours=True) if row.id else Given(own) if own else None


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
            elif _is_told(text):
                self.above[column.index] = text
            if _is_told(text):
                found.append(Told(column, text))
        return found
