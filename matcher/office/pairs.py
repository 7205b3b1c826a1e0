"""Pairs of records that may be one: what a person says of them is done and remembered."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from matcher.domain.errors import InputError, UnknownId
from matcher.domain.findings import Finding
from matcher.domain.moments import Clock
from matcher.intake.merging import merged
from matcher.intake.quality import Outcome
from matcher.intake.settling import PAIRS, SAME_KEY, outcome_of
from matcher.intake.vocabulary import Kind
from matcher.office.corrections import CorrectionDesk, ImportRow, ImportSheet
from matcher.store import Document, Store

Answer = Literal["apart", "keep_other", "keep_row", "use_row", "drop_row"]
ANSWERS: tuple[Answer, ...] = ("apart", "keep_other", "keep_row", "use_row", "drop_row")


class PairDesk:
    """Pairs of one office."""

    def __init__(self, store: Store, corrections: CorrectionDesk, clock: Clock) -> None:
        self._store, self._corrections, self._clock = store, corrections, clock

    def answer(self, tenant: str, no: int, number: int, row: int, other: str, answer: Answer) -> None:
        """What a person says of a row and the record that it may be: `apart`, two records, which is remembered;
        `keep_other` or `keep_row`, one record, in which the values of the other or of the row stand.

        Of a row with the key of another: `use_row` updates the record by it, `drop_row` leaves it out.
        Raises UnknownId, Conflict.
        """
        sheet = self._corrections.sheet(tenant, no, number)
        rows = self._corrections.rows(tenant, no, sheet, doubtful=True)
        asked = next((one for one in rows if one.result.row == row and _asks_about(one, other)), None)
        if asked is None:
            raise UnknownId("import_pair_unknown", row=row)
        kind: Kind = "job" if self._corrections.open_import(tenant, no).kind == "job" else "candidate"
        mine = str(asked.result.id)
        with self._store.transaction():
            if answer == "use_row":
                self._corrections.read_again(tenant, no, sheet, [asked])
            elif answer == "drop_row":
                self._end(tenant, no, sheet, asked, other, "row_dropped")
            elif answer == "apart":
                self._store.import_sheets.keep_apart(tenant, kind, mine, other)
                left = tuple(one for one in asked.findings if one.code not in PAIRS or one.values.get("id") != other)
                self._write(tenant, no, sheet, asked, outcome_of(left), mine, left)
            else:
                self._end(tenant, no, sheet, asked, other, "row_merged")
                self._merge(tenant, kind, other, mine, no, other_wins=answer == "keep_row")

    def documents(
        self, tenant: str, no: int, sheet: ImportSheet, row: ImportRow, pair: Finding
    ) -> tuple[Document, Document] | None:
        """What the row says and what the record says that it may be; None where either is gone."""
        imported = self._corrections.open_import(tenant, no)
        other = self._store.get(tenant, imported.kind, about(row, pair))
        if pair.code == SAME_KEY:
            mine = self._corrections.document_of(tenant, no, sheet, row)
        else:
            stored = self._store.get(tenant, imported.kind, str(row.result.id))
            mine = stored.document if stored else None
        return (mine, other.document) if mine is not None and other is not None else None

    def merge(self, tenant: str, kind: Kind, keep: str, other: str) -> int:
        """Make two records one: the id and the values of `keep` stand; how many events moved to it.

        Raises UnknownId, InputError.
        """
        if keep == other:
            raise InputError("merge_same", id=keep)
        with self._store.transaction():
            return self._merge(tenant, kind, keep, other)

    def _merge(
        self, tenant: str, kind: Kind, keep: str, other: str, no: int | None = None, *, other_wins: bool = False
    ) -> int:
        one, two = (self._document(tenant, kind, id) for id in (keep, other))
        document = {**merged(two, one), "id": keep} if other_wins else merged(one, two)
        moved = self._store.merge(tenant, kind, document, other, self._clock(), no)
        self._store.audit(tenant, "merge", "merged", f"{kind}/{keep}", f"{other}, {moved} events", self._clock())
        return moved

    def _document(self, tenant: str, kind: Kind, id: str) -> Document:
        stored = self._store.get(tenant, kind, id)
        if stored is None:
            raise UnknownId(f"{kind}_id_unknown", id=id)
        return stored.document

    def _end(self, tenant: str, no: int, sheet: ImportSheet, row: ImportRow, other: str, code: str) -> None:
        """The row is another record's: nothing is asked of it any more."""
        at = row.result
        said = Finding(code, "duplicate", file=at.file, sheet=at.sheet, row=at.row, values={"id": other})
        mended = (finding for finding in row.findings if finding.severity == "repair")
        self._write(tenant, no, sheet, row, "duplicate", other, (*mended, said))

    def _write(
        self,
        tenant: str,
        no: int,
        sheet: ImportSheet,
        row: ImportRow,
        outcome: Outcome,
        id: str,
        findings: tuple[Finding, ...],
    ) -> None:
        now = ImportRow(replace(row.result, outcome=outcome, id=id), findings)
        self._corrections.write(tenant, no, sheet, [now])


def about(row: ImportRow, pair: Finding) -> str:
    """The id of the record that a question is about: of a row with the key of another, its own."""
    return str(pair.values.get("id", row.result.id))


def _asks_about(row: ImportRow, other: str) -> bool:
    return any(about(row, pair) == other for pair in row.pairs)
