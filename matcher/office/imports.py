"""Files of records into the store: read whole, stored in one transaction, with the office's word for consents."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from matcher.domain.moments import Clock
from matcher.intake.reading import Intake, Options, read_files
from matcher.store import Document, Store, Undone, Vault

STEP = 1000


class ImportDesk:
    """Imports of one office."""

    def __init__(self, store: Store, vault: Vault, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._key = vault.mac("intake-ids", b"")

    def read(self, paths: Sequence[Path], kind: str, as_of: datetime, consents: Sequence[str] = ()) -> Intake:
        """Files as records, without the store: what a fair reads."""
        return read_files(paths, kind, Options(as_of=as_of, key=self._key, consents=consents))  # type: ignore[arg-type]

    def bring(
        self,
        tenant: str,
        kind: str,
        paths: Sequence[Path],
        *,
        consents: Sequence[str] = (),
        consent_source: str | None = None,
        mapping: Mapping[str, str] | None = None,
    ) -> Intake:
        """Read files and store what is right: of all files of the call, or of none. Raises FileRefused."""
        at = self._clock()
        stored = {document["id"]: document for document in self._stored(tenant, kind)}
        options = Options(
            as_of=at,
            key=self._key,
            consents=consents,
            mapping=mapping or {},
            remembered=lambda layout: self._remembered(tenant, layout),
            existing=stored.get,
            stored=stored.values(),
        )
        intake = read_files(paths, kind, options)  # type: ignore[arg-type]
        counts = dict(intake.report.counts())
        note = {"files": [path.name for path in paths], "rows": counts, "consents": list(consents)}
        with self._store.transaction():
            number = self._store.start_import(tenant, kind, at, note)  # type: ignore[arg-type]
            rows = ((kind, document) for document in intake.records)
            self._store.put_many(tenant, rows, at, import_id=number)  # type: ignore[arg-type]
            if consents:
                said = f"{', '.join(consents)}: {consent_source or ''}"
                self._store.audit(tenant, "import", "consents_vouched", f"import/{number}", said, at)
            self._store.finish_import(tenant, number, {})
            for layout in intake.layouts if mapping else ():
                self._store.set_text(tenant, _name(layout), json.dumps(dict(mapping or {}), ensure_ascii=False))
        return dataclasses.replace(intake, report=dataclasses.replace(intake.report, import_id=number))

    def undo(self, tenant: str, number: int) -> Undone:
        """Take an import back. Raises UnknownId, Conflict."""
        undone = self._store.undo_import(tenant, number, self._clock())
        self._store.audit(tenant, "import", "import_undone", f"import/{number}", "", self._clock())
        return undone

    def _remembered(self, tenant: str, layout: str) -> Mapping[str, str] | None:
        """What a clerk once said of the columns of a sender's sheet."""
        kept = self._store.get_text(tenant, _name(layout))
        return json.loads(kept) if kept else None

    def _stored(self, tenant: str, kind: str) -> Iterator[Document]:
        after = ""
        while page := self._store.page(tenant, kind, after, STEP):  # type: ignore[arg-type]
            yield from (record.document for record in page)
            after = page[-1].id


def _name(layout: str) -> str:
    """Under which name the store keeps a layout's mapping."""
    return f"import_mapping/{layout}"
