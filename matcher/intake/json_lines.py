"""`.jsonl`: lines that are records already, and lines whose keys are headers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from matcher.domain.errors import RecordError
from matcher.domain.findings import Finding
from matcher.domain.records import Candidate, Job, read_candidate, read_job
from matcher.domain.strict_json import read_json
from matcher.intake.cells import letter_of, text_of
from matcher.intake.draft import Draft, Place, Told
from matcher.intake.headers import Column, field_of, named_column
from matcher.intake.jobs import read_job_row
from matcher.intake.people import read_person_row
from matcher.intake.sandbox import Grid
from matcher.intake.values.choices import CONSENTS
from matcher.intake.vocabulary import Kind, plain

KEYS: Mapping[Kind, frozenset[str]] = {
    "job": frozenset(Job.model_fields),
    "candidate": frozenset(Candidate.model_fields),
}
SAMPLED = 200


def kind_of(lines: Sequence[tuple[int, str]]) -> Kind | None:
    """The kind that the keys of the first lines tell, None where they fit both."""
    told = {"job": 0, "candidate": 0}
    for _, text in lines[:SAMPLED]:
        try:
            value = read_json(text)
        except RecordError:
            continue
        for key in value if isinstance(value, dict) else ():
            is_job = key in KEYS["job"] or field_of(key, "job")[1] == "name"
            is_person = key in KEYS["candidate"] or field_of(key, "candidate")[1] == "name"
            if is_job != is_person:
                told["job" if is_job else "candidate"] += 1
    if told["job"] == told["candidate"]:
        return None
    return "job" if told["job"] > told["candidate"] else "candidate"


def read(
    grid: Grid, kind: Kind, vouched: Sequence[str], as_of: date, mapping: Mapping[str, str]
) -> tuple[tuple[Column, ...], list[Draft]]:
    """The columns (the keys in the order in which they first stand) and one draft a line."""
    values = [(Place(grid.file, None, number), _value(text)) for number, text in grid.lines or ()]
    objects = [value for _, value in values if isinstance(value, dict)]
    keys = list(dict.fromkeys(key for value in objects for key in value))
    headers = {key for value in objects if not _is_record(value, kind) for key in value}
    columns = {key: _column(key, index, kind, mapping, key in headers) for index, key in enumerate(keys)}
    return tuple(columns.values()), [_draft(place, value, kind, columns, vouched, as_of) for place, value in values]


def _value(text: str) -> Any:
    """The JSON of a line, or the error that it gave."""
    try:
        return read_json(text)
    except RecordError as error:
        return error


def _column(key: str, index: int, kind: Kind, mapping: Mapping[str, str], is_header: bool) -> Column:
    """A key as a column; one that a record does not have and no line uses as a header is none."""
    letter = letter_of(index + 1)
    if key in KEYS[kind]:
        return Column(index, letter, key, f"record.{key}", "name")
    if not is_header:
        return Column(index, letter, key, None, "none")
    return named_column(index, letter, key, kind, mapping.get(plain(key)))


def _draft(
    place: Place, value: Any, kind: Kind, columns: Mapping[str, Column], vouched: Sequence[str], as_of: date
) -> Draft:
    draft = Draft(place)
    if isinstance(value, RecordError):
        draft.findings += [_rejected(place, finding) for finding in value.findings]
    elif not isinstance(value, dict):
        draft.findings.append(_rejected(place, Finding("want_object")))
    elif _is_record(value, kind):
        _take_record(draft, value, kind, vouched)
    else:
        told = [Told(_as_header(columns[key], kind), _text(item)) for key, item in value.items() if _text(item)]
        draft = (
            read_person_row(place, told, as_of, vouched)
            if kind == "candidate"
            else read_job_row(place, told, as_of, {})
        )
        ids = [cell.text for cell in told if cell.column.field in ("job.id", "person.id")]
        if ids:
            draft.document["id"] = ids[0]
    return draft


def _is_record(value: Mapping[str, Any], kind: Kind) -> bool:
    """Whether a line is a record of the contract (a misspelt key is then refused) rather than a row with headers."""
    known = sum(1 for key in value if key in KEYS[kind])
    return known * 2 >= len(value) and not any(ord(letter) > 0x2E80 for key in value for letter in key)


def _as_header(column: Column, kind: Kind) -> Column:
    if column.field and column.field.startswith("record."):
        field, basis = field_of(column.header, kind)
        return replace(column, field=field, basis=basis)
    return column


def _text(item: Any) -> str:
    if isinstance(item, list):
        return "、".join(filter(None, map(_text, item)))
    if isinstance(item, dict):
        return "、".join(filter(None, map(_text, item.values())))
    return text_of(float(item) if isinstance(item, int) and not isinstance(item, bool) else item)


def _take_record(draft: Draft, value: dict[str, Any], kind: Kind, vouched: Sequence[str]) -> None:
    document = {"id": "x", **value}
    try:
        made = (read_job(document) if kind == "job" else read_candidate(document)).document()
    except RecordError as error:
        draft.findings += [_rejected(draft.place, finding) for finding in error.findings]
        return
    if "id" not in value:
        made.pop("id")
    if vouched and kind == "candidate":
        made["consents"] = [code for code in CONSENTS if code in {*vouched, *made.get("consents", ())}]
    draft.document.update(made)


def _rejected(place: Place, finding: Finding) -> Finding:
    code = "json_line_syntax" if finding.code == "json_syntax" else finding.code  # the row says which line it is
    return replace(finding, code=code, severity="reject", file=place.file, sheet=None, row=place.row)
