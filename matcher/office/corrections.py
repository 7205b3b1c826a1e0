"""Looking at an import later, and correcting its cells and columns.

A correction belongs to the import that it corrects: taking that import back takes its corrections back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from matcher.domain.errors import Conflict, UnknownId
from matcher.domain.findings import Finding
from matcher.domain.moments import Clock
from matcher.intake.headers import Column
from matcher.intake.kept import opened_findings, opened_row, opened_sheet, with_columns
from matcher.intake.mapping import mapped
from matcher.intake.quality import OUTCOMES, QualityReport, RowResult, SheetResult
from matcher.intake.reading import read_again
from matcher.intake.settling import PAIRS, SAME_KEY, outcome_of
from matcher.intake.vocabulary import Kind
from matcher.office.imports import ImportDesk, sheet_row
from matcher.store import Document, Import, SheetRow, Store

DOUBTFUL = ("questioned", "rejected")


@dataclass(frozen=True, slots=True)
class ImportSheet:
    """One sheet of an import as it stands now; `number` counts from 0."""

    number: int
    result: SheetResult
    kept: Document


@dataclass(frozen=True, slots=True)
class ImportRow:
    """A row with what is to be said of it."""

    result: RowResult
    findings: tuple[Finding, ...]

    @property
    def pairs(self) -> list[Finding]:
        """The questions about another record, one for each."""
        found = {pair.values.get("id"): pair for pair in self.findings if pair.code in PAIRS}
        return list(found.values())

    @property
    def is_stored(self) -> bool:
        """Whether the row has a record of its own."""
        has_record = self.result.id is not None and self.result.outcome in ("accepted", "questioned")
        return has_record and all(finding.code != SAME_KEY for finding in self.findings)


@dataclass(frozen=True, slots=True)
class Corrected:
    """What a correction did: how many rows were read again, how many of them nothing is asked of any more, and the
    rows that were left as they are, because their record could not be stored with the new cells.
    """

    rows: int
    settled: int
    refused: tuple[int, ...]


class CorrectionDesk:
    """Corrections of one office."""

    def __init__(self, store: Store, imports: ImportDesk, clock: Clock) -> None:
        self._store, self._imports, self._clock = store, imports, clock

    def sheets(self, tenant: str, no: int) -> list[ImportSheet]:
        """The sheets of an import with their counts; none where they are not kept any more."""
        counts: dict[int, Counter[str]] = {}
        for (sheet, outcome), count in self._store.import_sheets.counts(tenant, no).items():
            counts.setdefault(sheet, Counter())[outcome] = count
        return [
            ImportSheet(number, opened_sheet(kept, counts=counts.get(number)), kept)
            for number, kept in enumerate(self._store.import_sheets.sheets(tenant, no))
        ]

    def sheet(self, tenant: str, no: int, number: int) -> ImportSheet:
        """One sheet that was read. Raises UnknownId."""
        sheets = self.sheets(tenant, no)
        if number >= len(sheets) or isinstance(sheets[number].result.skipped, str):
            raise UnknownId("import_sheet_unknown", no=no)
        return sheets[number]

    def rows(self, tenant: str, no: int, sheet: ImportSheet, *, doubtful: bool = False) -> list[ImportRow]:
        """The rows of a sheet, or those alone that something is asked of."""
        rows = self._store.import_sheets.rows(tenant, no, sheet.number, DOUBTFUL if doubtful else None)
        return [opened(sheet, row) for row in rows]

    def report(self, tenant: str, no: int) -> QualityReport:
        """The whole import as a report, for its return sheet."""
        results: list[RowResult] = []
        findings: list[Finding] = []
        sheets: list[SheetResult] = []
        for sheet in self.sheets(tenant, no):
            rows = self.rows(tenant, no, sheet)
            results += [row.result for row in rows]
            findings += [finding for row in rows for finding in row.findings]
            sheets.append(opened_sheet(sheet.kept, [row.result for row in rows]))
        return QualityReport(tuple(sheets), tuple(results), tuple(findings), no)

    def open_import(self, tenant: str, no: int) -> Import:
        """An import that was not taken back. Raises UnknownId, Conflict."""
        found = self._store.find_import(tenant, no)
        if found.state == "undone":
            raise Conflict("import_already_undone", no=no)
        return found

    def correct(self, tenant: str, no: int, number: int, edits: Mapping[int, Mapping[int, str]]) -> Corrected:
        """Read rows again with other texts in some cells, by row and grid column. Raises UnknownId, Conflict."""
        sheet = self.sheet(tenant, no, number)
        rows = {row.result.row: row for row in self.rows(tenant, no, sheet)}
        changed = [_edited(rows[row], cells, sheet) for row, cells in edits.items() if row in rows]
        return self.read_again(tenant, no, sheet, changed)

    def remap(self, tenant: str, no: int, number: int, mapping: Mapping[str, str]) -> Corrected:
        """Read a whole sheet again with other fields for some columns (`mapping.column_keys`; empty: keep as text).

        The sender's next sheet of this layout is read so too. Raises UnknownId, Conflict.
        """
        sheet = self.sheet(tenant, no, number)
        columns = mapped(sheet.result.columns, mapping)
        again = ImportSheet(number, replace(sheet.result, columns=columns), with_columns(sheet.kept, columns))
        with self._store.transaction():
            if sheet.result.layout:
                self._imports.remember(tenant, sheet.result.layout, mapping)
            self._store.import_sheets.rewrite_sheet(tenant, no, number, again.kept)
            return self.read_again(tenant, no, again, self.rows(tenant, no, sheet), sheet.result.columns)

    def read_again(
        self, tenant: str, no: int, sheet: ImportSheet, rows: Sequence[ImportRow], before: Sequence[Column] = ()
    ) -> Corrected:
        """Read rows again as they are, as part of their import; `before` are the columns as they were taken then."""
        imported = self.open_import(tenant, no)
        kind: Kind = "job" if imported.kind == "job" else "candidate"
        options = self._imports.options(tenant, kind, imported.note.get("consents", ()))
        asked = [row.result if row.is_stored else replace(row.result, id=None) for row in rows]
        intake = read_again(sheet.result, asked, kind, replace(options, as_of=imported.at), before)
        now = [
            _now(old, new, [finding for finding in intake.report.findings if finding.row == new.row])
            for old, new in zip(rows, intake.report.rows, strict=True)
        ]
        refused = tuple(old.result.row for old, new in zip(rows, now, strict=True) if new is None)
        with self._store.transaction():
            documents = ((imported.kind, document) for document in intake.records)
            self._store.put_many(tenant, documents, self._clock(), import_id=no)
            self.write(tenant, no, sheet, [row for row in now if row is not None])
            self._store.audit(tenant, "import", "import_corrected", f"import/{no}", f"{len(rows)}", self._clock())
        settled = [new for old, new in zip(rows, now, strict=True) if new and _is_settled(old, new)]
        return Corrected(len(rows), len(settled), refused)

    def document_of(self, tenant: str, no: int, sheet: ImportSheet, row: ImportRow) -> Document | None:
        """What a row that is not stored says, as a document without an id."""
        imported = self.open_import(tenant, no)
        kind: Kind = "job" if imported.kind == "job" else "candidate"
        options = self._imports.alone(imported.at, imported.note.get("consents", ()))
        made = read_again(sheet.result, [replace(row.result, id=None)], kind, options).records
        return {key: value for key, value in made[0].items() if key != "id"} if made else None

    def write(self, tenant: str, no: int, sheet: ImportSheet, rows: Sequence[ImportRow]) -> None:
        """Keep rows as they stand now, and count the import's outcomes anew."""
        kept = [sheet_row(sheet.number, sheet.result, row.result, row.findings) for row in rows]
        with self._store.transaction():
            self._store.import_sheets.rewrite(tenant, no, self.open_import(tenant, no).kind, kept)
            counts: Counter[str] = Counter()
            for (_, outcome), count in self._store.import_sheets.counts(tenant, no).items():
                counts[outcome] += count
            self._store.finish_import(tenant, no, {"rows": {name: counts[name] for name in OUTCOMES if counts[name]}})


def opened(sheet: ImportSheet, row: SheetRow) -> ImportRow:
    """A row as the store kept it."""
    result = opened_row(sheet.result, row.row, row.outcome, row.id, row.content)
    return ImportRow(result, tuple(opened_findings(sheet.result, row.row, row.content)))


def _edited(row: ImportRow, cells: Mapping[int, str], sheet: ImportSheet) -> ImportRow:
    """A row with other texts; the number that the list gives it may be among them."""
    texts = {index: text for index, text in {**row.result.cells, **cells}.items() if text}
    ids = [column.index for column in sheet.result.columns if column.field in ("job.id", "person.id")]
    given = next((cells[index] for index in ids if index in cells), row.result.given)
    return replace(row, result=replace(row.result, cells=texts, given=given or None))


def _now(old: ImportRow, new: RowResult, findings: Sequence[Finding]) -> ImportRow | None:
    """What a row that was read again is now; None where it cannot be stored and its record stays as it is."""
    new = replace(new, given=old.result.given)
    if not old.is_stored:
        return ImportRow(new, tuple(findings))
    if new.outcome == "rejected":
        return None
    if new.outcome == "duplicate":  # its own record holds what it says already
        findings = [*(finding for finding in findings if finding.severity != "duplicate"), *old.pairs]
        new = replace(new, outcome=outcome_of(findings))
    return ImportRow(new, tuple(findings))


def _is_settled(old: ImportRow, new: ImportRow) -> bool:
    return old.result.outcome in DOUBTFUL and new.result.outcome not in DOUBTFUL
