"""Files of records into the store: read whole, stored in one transaction, with the office's word for consents."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from matcher.domain.findings import Finding
from matcher.domain.moments import Clock
from matcher.intake.kept import kept_row, kept_sheet
from matcher.intake.mapping import SenderMapping, added
from matcher.intake.quality import QualityReport, RowResult, SheetResult
from matcher.intake.reading import Intake, Options, read_files
from matcher.intake.vocabulary import Kind
from matcher.store import Document, SheetRow, Store, Undone, Vault

STEP = 1000


class ImportDesk:
    """Imports of one office."""

    def __init__(self, store: Store, vault: Vault, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._key = vault.mac("intake-ids", b"")

    def read(self, paths: Sequence[Path], kind: str, as_of: datetime, consents: Sequence[str] = ()) -> Intake:
        """Files as records, without the store: what a fair reads."""
        return read_files(paths, kind, self.alone(as_of, consents))  # type: ignore[arg-type]

    def alone(self, as_of: datetime, consents: Sequence[str] = ()) -> Options:
        """How to read without the store. Two posts of a fair may differ in nothing but their ids and shifts."""
        return Options(as_of=as_of, key=self._key, consents=consents, by_id=True)

    def options(
        self, tenant: str, kind: Kind, consents: Sequence[str] = (), mapping: SenderMapping | None = None
    ) -> Options:
        """How to read what is to be stored beside what is."""
        stored = {document["id"]: document for document in self._stored(tenant, kind)}
        return Options(
            as_of=self._clock(),
            key=self._key,
            consents=consents,
            mapping=mapping or SenderMapping(),
            remembered=lambda layout: self._remembered(tenant, layout),
            existing=stored.get,
            stored=stored.values(),
            apart=self._store.import_sheets.apart(tenant, kind),
        )

    def bring(
        self,
        tenant: str,
        kind: Kind,
        paths: Sequence[Path],
        *,
        consents: Sequence[str] = (),
        consent_source: str | None = None,
        mapping: SenderMapping | None = None,
    ) -> Intake:
        """Read files and store what is right, of all of the call or of none. Raises FileRefused, SettingError."""
        intake = read_files(paths, kind, self.options(tenant, kind, consents, mapping))
        at, report = self._clock(), intake.report
        note = {"files": [path.name for path in paths], "rows": dict(report.counts()), "consents": list(consents)}
        with self._store.transaction():
            number = self._store.start_import(tenant, kind, at, note)
            rows = ((kind, document) for document in intake.records)
            self._store.put_many(tenant, rows, at, import_id=number)
            self._store.import_sheets.keep(tenant, number, kind, at, *_kept(report))
            if consents:
                said = f"{', '.join(consents)}: {consent_source or ''}"
                self._store.audit(tenant, "import", "consents_vouched", f"import/{number}", said, at)
            self._store.finish_import(tenant, number, {})
            for layout, columns in intake.learned.items():
                self.remember(tenant, layout, columns)
        return dataclasses.replace(intake, report=dataclasses.replace(report, import_id=number))

    def undo(self, tenant: str, number: int) -> Undone:
        """Take an import back. Raises UnknownId, Conflict."""
        undone = self._store.undo_import(tenant, number, self._clock())
        self._store.audit(tenant, "import", "import_undone", f"import/{number}", "", self._clock())
        return undone

    def remember(self, tenant: str, layout: str, mapping: Mapping[str, str]) -> None:
        """What the columns of a sender's sheet are, for the next of the same layout; added to what is known."""
        if mapping:
            whole = added(self._remembered(tenant, layout) or {}, mapping)
            self._store.set_text(tenant, _name(layout), json.dumps(whole, ensure_ascii=False))

    def _remembered(self, tenant: str, layout: str) -> Mapping[str, str] | None:
        """What a clerk once said of the columns of a sender's sheet."""
        kept = self._store.get_text(tenant, _name(layout))
        return json.loads(kept) if kept else None

    def _stored(self, tenant: str, kind: Kind) -> Iterator[Document]:
        after = ""
        while page := self._store.page(tenant, kind, after, STEP):
            yield from (record.document for record in page)
            after = page[-1].id


def _name(layout: str) -> str:
    """Under which name the store keeps a layout's mapping."""
    return f"import_mapping/{layout}"


def _kept(report: QualityReport) -> tuple[list[Document], list[SheetRow]]:
    """The sheets and rows of a report, as the store keeps them."""
    numbers = {(sheet.file, sheet.sheet): number for number, sheet in enumerate(report.sheets)}
    by_row: dict[tuple[str | None, str | None, int | None], list[Finding]] = {}
    for finding in report.findings:
        by_row.setdefault((finding.file, finding.sheet, finding.row), []).append(finding)
    by_sheet: list[list[RowResult]] = [[] for _ in report.sheets]
    for row in report.rows:
        by_sheet[numbers[row.file, row.sheet]].append(row)
    sheets, rows = [], []
    for number, (sheet, results) in enumerate(zip(report.sheets, by_sheet, strict=True)):
        found = {row.row: by_row.get((row.file, row.sheet, row.row), []) for row in results}
        sheets.append(kept_sheet(sheet, results, (finding for of_row in found.values() for finding in of_row)))
        rows += [sheet_row(number, sheet, row, found[row.row]) for row in results]
    return sheets, rows


def sheet_row(number: int, sheet: SheetResult, row: RowResult, findings: Sequence[Finding]) -> SheetRow:
    """A row as the store keeps it."""
    near = [str(found.values["id"]) for found in findings if found.severity == "question" and "id" in found.values]
    content = kept_row(sheet, row, findings)
    return SheetRow(number, row.row, row.outcome, row.id, content, tuple(dict.fromkeys(near)))
