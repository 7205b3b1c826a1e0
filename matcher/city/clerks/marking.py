"""A reader's report against the truth: which headers, columns, rows and fields it got right.

The report is the object of contract 6.1; the truth is what `write_city` lays beside the files. Nothing here knows how
the reading is done.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from matcher.domain import codes, places

Record = Mapping[str, Any]
RowPlace = tuple[str, str | None, int]


@dataclass(slots=True)
class Share:
    """How many of how many; what went wrong, in words."""

    right: int = 0
    total: int = 0
    wrong: list[str] = field(default_factory=list)

    def note(self, right: bool, what: str) -> None:
        """Count one."""
        self.total += 1
        self.right += right
        if not right:
            self.wrong.append(what)

    @property
    def value(self) -> float:
        """The share that is right; 1 of nothing."""
        return self.right / self.total if self.total else 1.0


@dataclass(slots=True)
class Marks:
    """What a reading got right.

    headers     sheets whose header row was found
    columns     columns whose field is right, of those that the contract settles
    rows        data rows with an outcome that is right; rows that are no data and are listed so
    fields      expected values that are stored, of rows that are stored
    duplicates  planted exact duplicates that were found
    false_merges, consents_invented, unbalanced   what must not happen, in words
    """

    headers: Share = field(default_factory=Share)
    columns: Share = field(default_factory=Share)
    rows: Share = field(default_factory=Share)
    skipped: Share = field(default_factory=Share)
    fields: Share = field(default_factory=Share)
    duplicates: Share = field(default_factory=Share)
    false_merges: list[str] = field(default_factory=list)
    consents_invented: list[str] = field(default_factory=list)
    unbalanced: list[str] = field(default_factory=list)


def mark(truth: Sequence[Mapping[str, Any]], report: Mapping[str, Any], records: Mapping[str, Record]) -> Marks:
    """Marks of a report on the files of `truth`; `records` are the stored ones by id."""
    marks = Marks()
    sheets = {(_base(sheet["file"]), sheet["sheet"]): sheet for sheet in report["files"]}
    rows = {(_base(row["file"]), row["sheet"], row["row"]): row for row in report["records"]}
    for sheet in report["files"]:
        counts = sheet.get("rows") or {}
        parts = sum(counts.get(key, 0) for key in ("accepted", "questioned", "rejected", "duplicate"))
        if counts.get("read", 0) != parts:
            marks.unbalanced.append(f"{sheet['file']} {sheet['sheet']}: {counts}")
    for file in truth:
        for name in file["ignored"]:
            read = (sheets.get((file["file"], name), {}).get("rows") or {}).get("read", 0)
            marks.headers.note(not read, f"{file['file']} {name}: {read} rows read of a sheet to be left alone")
        for sheet in file["sheets"]:
            _mark_sheet(marks, file["file"], sheet, sheets.get((file["file"], sheet["sheet"]), {}))
            for row in sheet["rows"]:
                _mark_row(marks, (file["file"], sheet["sheet"], row["row"]), row, rows, records)
    return marks


def _base(name: str) -> str:
    return PurePath(name).name


def _mark_sheet(marks: Marks, file: str, truth: Mapping[str, Any], found: Mapping[str, Any]) -> None:
    where = f"{file} {truth['sheet']}"
    marks.headers.note(
        found.get("header_row") == truth["header_row"], f"{where}: {found.get('header_row')} for {truth['header_row']}"
    )
    columns = {column["column"]: column.get("field") for column in found.get("columns", ())}
    for column in truth["columns"]:
        got = columns.get(column["column"])
        marks.columns.note(got in column["fields"], f"{where} {column['column']} {column['header']!r}: {got}")
    listed = {entry["row"] for entry in found.get("skipped") or () if isinstance(entry, Mapping)}
    for entry in truth["skipped"]:
        marks.skipped.note(entry["row"] in listed, f"{where} row {entry['row']}: a {entry['what']}")


def _mark_row(
    marks: Marks,
    place: RowPlace,
    truth: Mapping[str, Any],
    rows: Mapping[RowPlace, Record],
    records: Mapping[str, Record],
) -> None:
    found = rows.get(place, {})
    outcome, where = found.get("outcome"), f"{place[0]} {place[1]} row {place[2]}"
    marks.rows.note(
        outcome in truth["outcomes"], f"{where}: {outcome} for {'/'.join(truth['outcomes'])} {truth.get('why', '')}"
    )
    if truth.get("why") == "duplicate":
        marks.duplicates.note(outcome == "duplicate" or outcome in truth["outcomes"], where)
        return
    if outcome == "duplicate":
        marks.false_merges.append(where)
    record = records.get(found.get("id") or "")
    if record is None or outcome not in ("accepted", "questioned") or truth.get("why") == "changed":
        return
    for path, expected in truth["fields"].items():
        right = holds(record, path, expected)
        marks.fields.note(right, f"{where} {path}: {_at(record, path)!r} for {expected!r}")
        if path == "consents" and set(record.get("consents", ())) - set(expected or ()):
            marks.consents_invented.append(where)


def _at(record: Any, path: str) -> Any:
    for part in path.split("."):
        record = record.get(part) if isinstance(record, Mapping) else None
    return record


def _fold(text: object) -> str:
    return "".join(unicodedata.normalize("NFKC", str(text)).casefold().split())


def holds(record: Record, path: str, expected: Any) -> bool:
    """Whether a stored record says at `path` what is expected (None: nothing)."""
    stored = _at(record, path)
    if expected is None or expected == []:
        return stored is None or stored in ((), [])
    if stored is None:
        return False
    compare: Callable[[Any, Any], bool] = _COMPARED.get(path, _alike)
    return compare(stored, expected)


def _alike(stored: Any, expected: Any) -> bool:
    if isinstance(expected, list):
        return not isinstance(stored, str) and {_fold(v) for v in stored} == {_fold(v) for v in expected}
    if isinstance(expected, int | float) and isinstance(stored, int | float):
        return float(stored) == float(expected)
    return _fold(stored) == _fold(expected)


def _contains(stored: Any, expected: Any) -> bool:
    return _fold(expected) in _fold(stored)


def _among(stored: Any, expected: Any) -> bool:
    return set(expected) <= set(stored)


def _same_place(stored: Any, expected: Any) -> bool:
    found = places.find(str(stored))
    return found is not None and expected in found.path


def _by_key(key: Callable[[str], str | None]) -> Callable[[Any, Any], bool]:
    def compare(stored: Any, expected: Any) -> bool:
        return {key(_name(v)) for v in stored} == {key(_name(v)) for v in expected}

    return compare


def _name(value: Any) -> str:
    return str(value["name"]) if isinstance(value, Mapping) else str(value)


def _same_schooling(stored: Any, expected: Any) -> bool:
    return codes.EDUCATION_RANK.get(stored) == codes.EDUCATION_RANK.get(expected)


_COMPARED: Mapping[str, Callable[[Any, Any], bool]] = {
    "advert": _contains,
    "description": _contains,
    "location.division": _same_place,
    "accommodations": _by_key(codes.accommodation),
    "insurance": _among,
    "disability.needs": _by_key(codes.accommodation),
    "required_certificates": _by_key(codes.certificate_key),
    "min_education": _same_schooling,
    "education": _same_schooling,
}


def summary(marks: Marks) -> Iterator[str]:
    """The marks as lines."""
    for name in ("headers", "columns", "rows", "skipped", "fields", "duplicates"):
        share: Share = getattr(marks, name)
        yield f"{name:11} {share.right:6} of {share.total:6}  {share.value:.4f}"
    for name in ("false_merges", "consents_invented", "unbalanced"):
        yield f"{name:18} {len(getattr(marks, name))}"
