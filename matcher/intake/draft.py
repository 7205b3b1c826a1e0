"""A record in the making: what a row's cells gave, and what is to be said of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from matcher.domain.findings import Finding
from matcher.domain.sensitive import SENSITIVE
from matcher.intake.headers import Column
from matcher.intake.values.reading import Reading
from matcher.intake.vocabulary import fields, label_of

Document = dict[str, Any]
LONGEST_NAME = 500  # characters of a title or name (contract 2, `domain.fields.Name`)
_SURER_FIRST = {"mapping": 0, "name": 1, "words": 2, "content": 3, "none": 4}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands."""

    file: str
    sheet: str | None
    row: int


@dataclass(frozen=True, slots=True)
class Told:
    """One filled cell of a row: its column and its text."""

    column: Column
    text: str

    @property
    def label(self) -> str:
        """What the text is called where it is kept."""
        return label_of(self.column.field, self.column.header)

    @property
    def labelled(self) -> str:
        """The text with its label."""
        return f"{self.label}：{self.text}" if self.label else self.text


@dataclass(slots=True)
class Draft:
    """The document of one row while its cells are read."""

    place: Place
    document: Document = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    def note(self, told: Told, reading: Reading, path: str | None = None) -> Any:
        """Put the finding of a reading on record and give its value."""
        if reading.severity:
            self.say(told, reading.code or "", reading.severity, path, repair=reading.value, values=reading.values)
        return reading.value

    def say(
        self,
        told: Told,
        code: str,
        severity: Any,
        path: str | None = None,
        repair: Any = None,
        values: Mapping[str, object] | None = None,
    ) -> None:
        """A finding about one cell."""
        self.findings.append(
            Finding(
                code,
                severity,
                file=self.place.file,
                sheet=self.place.sheet,
                row=self.place.row,
                column=told.column.letter or None,
                field=path or path_of(told.column),
                value=told.text,
                repair=repair,
                values=values or {},
            )
        )

    def held(self, path: str) -> Any:
        """What a field of the document holds, None where it is not set."""
        value: Any = self.document
        for part in path.split("."):
            value = value.get(part) if isinstance(value, dict) else None
        return value

    def take(self, told: Told, path: str, value: Any, keep: Writer | None = None) -> None:
        """Set a field by what a column says. Where another column set it otherwise, that stands and this is said;
        `keep` takes the text, unless it is sensitive.
        """
        held = self.held(path)
        if held is None or value in (None, held):
            self.put(path, value)
            return
        self.say(told, "second_column", "repair", path, repair=held)
        if keep and path.partition(".")[0] not in SENSITIVE["candidate"]:
            keep(self, told)

    def join(self, path: str, value: str | None) -> None:
        """Set a field of several numbers (`contact.phone`), or add to those that another column gave."""
        numbers = [number for text in (self.held(path), value) if text for number in text.split("/")]
        if numbers:
            target, part = path.split(".")
            self.document.setdefault(target, {})[part] = "/".join(dict.fromkeys(numbers))

    def name(self, told: Told, path: str, text: str, keep: Writer | None = None) -> None:
        """Set a field that is a name. Too long, its beginning is stored and this is said; `keep` takes all of it."""
        if len(text) <= LONGEST_NAME:
            self.take(told, path, text, keep)
            return
        self.say(told, "text_cut", "repair", path, repair=text[:LONGEST_NAME], values={"most": LONGEST_NAME})
        self.put(path, text[:LONGEST_NAME])
        if keep:
            keep(self, told)

    def put(self, path: str, value: Any) -> None:
        """Set a field of the document (`pay.min`); None and a field that is already there change nothing."""
        if value is None:
            return
        target, *rest = path.split(".")
        document = self.document
        for part in rest:
            document = document.setdefault(target, {})
            target = part
        document.setdefault(target, value)

    def add(self, path: str, values: list[Any]) -> None:
        """Append to a list of the document, without doubles."""
        held = self.document.setdefault(path, [])
        held.extend(value for value in values if value not in held)

    def keep(self, told: Told) -> None:
        """Keep a cell as text, under its header."""
        self.texts.append(told.labelled)


def by_field(cells: Sequence[Told]) -> dict[str, list[Told]]:
    """The cells of a row by field (empty: none); of several columns for one field the surest first."""
    found: dict[str, list[Told]] = {}
    for told in sorted(cells, key=lambda told: _SURER_FIRST[told.column.basis]):
        found.setdefault(told.column.field or "", []).append(told)
    return found


def path_of(column: Column) -> str | None:
    """The record's path of a column, None where it has none."""
    if column.field is None:
        return None
    if column.field.startswith("record."):
        return column.field.removeprefix("record.")
    return fields()[column.field].path


Reader = Callable[[str], Reading]
Writer = Callable[[Draft, Told], None]


def fills(path: str, read: Reader, keep: Writer) -> Writer:
    """Sets a field by what a cell says, and what else the cell tells; `keep` takes what the value does not hold."""

    def fill(draft: Draft, told: Told) -> None:
        reading = read(told.text)
        draft.take(told, path, draft.note(told, reading, path), keep)
        for other, value in reading.more.items():
            draft.put(other, value)
        if reading.note:
            keep(draft, told)

    return fill


def extends(path: str, read: Reader, keep: Writer) -> Writer:
    """Appends to a list by what a cell says; `keep` takes what the values do not hold."""

    def extend(draft: Draft, told: Told) -> None:
        reading = read(told.text)
        value = draft.note(told, reading, path)
        if value is not None:
            draft.add(path, value)
        if reading.note:
            keep(draft, told)

    return extend
