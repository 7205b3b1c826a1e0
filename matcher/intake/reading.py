"""`read_files`: spreadsheets to records, with a report in which every row has its outcome. Pure: it stores nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path

from matcher.domain.errors import FileRefused, RecordError
from matcher.domain.findings import Finding
from matcher.domain.moments import today
from matcher.domain.records import read_candidate, read_job
from matcher.intake import content, headers, json_lines, lines
from matcher.intake.cells import text_of
from matcher.intake.draft import Document, Draft, Place, Told, path_of
from matcher.intake.duplicates import Register, Seen, differing, made_id
from matcher.intake.duplicates import content as content_of
from matcher.intake.headers import Column
from matcher.intake.jobs import hints_of, read_job_row
from matcher.intake.layout import Table, find_table
from matcher.intake.mapping import fingerprint
from matcher.intake.people import read_person_row
from matcher.intake.quality import Outcome, QualityReport, RowResult, SheetResult
from matcher.intake.sandbox import Contents, Grid, read_contents
from matcher.intake.vocabulary import Kind, bare, fields, plain, synonyms

MOST_PAIRS = 3  # questions that one row asks about others


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


def _is_worth_reading(table: Table) -> bool:
    """Whether a table can hold records: it names a title or a person, or has rows of some width."""
    names = {headers.field_of(text, table.kind)[0] for text in table.header.texts if text}
    return bool(names & {"job.title", "person.name", "person.id_no", "person.phone", "person.id"}) or (
        len(table.rows) >= 1
        and len([text for text in table.header.texts if text]) >= 3
        and not names & {"job.employer_name"}
    )


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
        self.register = Register(kind, options.stored, options.existing)
        self.records: list[Document] = []
        self.sheets: list[SheetResult] = []
        self.rows: list[RowResult] = []
        self.findings: list[Finding] = []
        self.layouts: list[str] = []

    def finish(self) -> Intake:
        report = QualityReport(tuple(self.sheets), tuple(self.rows), tuple(self.findings))
        return Intake(self.kind, tuple(self.records), report, tuple(dict.fromkeys(self.layouts)))

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
        ids = _ids(table, columns)
        covered = _covered(columns, self.options.consents)
        hints = _hints(table) if self.kind == "job" else {}
        for row in table.rows:
            told = [
                Told(c, text) for c in columns if c.index < len(row.cells) and (text := text_of(row.cells[c.index]))
            ]
            draft = self._draft(Place(grid.file, grid.name, row.number), told, hints, row.section)
            counts[self._settle(draft, ids.get(row.number), covered)] += 1
        result = SheetResult(grid.file, grid.name, table.header_row, self.kind, table.skipped, columns, counts, grid)
        self.sheets.append(result)

    def _columns(self, table: Table) -> tuple[Column, ...]:
        width = max((len(row.cells) for row in table.rows), default=0)
        texts = list(table.header.texts) + [""] * (width - len(table.header.texts))

        def cells(index: int) -> list[str]:
            found = (text_of(row.cells[index]) for row in table.rows if index < len(row.cells))
            return [text for text in found if text][: content.SAMPLE]

        named = [(index, table.letter(index), text) for index, text in enumerate(texts) if text or cells(index)]
        layout = fingerprint(table.header.texts)
        self.layouts.append(layout)
        known = self.options.remembered(layout) if self.options.remembered else None
        mapping = {**(known or {}), **self.options.mapping}
        return headers.map_columns(named, self.kind, cells, content.guess_field, mapping)

    def _draft(self, place: Place, told: Sequence[Told], hints: Mapping[str, str], section: str | None) -> Draft:
        if self.kind == "candidate":
            return read_person_row(place, told, self.today, self.options.consents)
        if section and lines.EMPLOYER.fullmatch(lines.section_name(section)):
            hints = {**hints, "job.employer_name": lines.section_name(section)}
        return read_job_row(place, told, self.today, hints)

    def _settle(self, draft: Draft, given: Given | None, covered: frozenset[str] | None = None) -> Outcome:
        """Decide a row's outcome, keep its record and its findings.

        `covered`: the paths that the sheet has columns for; what a stored record holds beyond them stays as it is.
        """
        draft.document.pop("id", None)
        outcome, id = self._decide(draft, given, covered)
        self.findings.extend(draft.findings)
        self.rows.append(RowResult(draft.place.file, draft.place.sheet, draft.place.row, outcome, id))
        return outcome

    def _decide(self, draft: Draft, given: Given | None, covered: frozenset[str] | None) -> tuple[Outcome, str | None]:
        document = self._valid(draft, given)
        if document is None:
            return "rejected", None
        id = given.id if given else made_id(self.kind, document, self.options.key)
        same = self.register.same_row(document, id, by_key=not (given and given.ours))
        if same:
            return self._same_in_call(draft, document, same)
        stored = self.register.same_stored(document, id, by_key=not (given and given.ours))
        if stored:
            id = stored.id
            document = _kept(stored.document, document, covered)
            if content_of(stored.document) == content_of(document):
                _add(draft, "duplicate_stored", "duplicate", id=id)
                self.register.add(document, id, _where(draft))
                return "duplicate", id
        for other in self.register.maybe(document, id)[:MOST_PAIRS]:
            _add_pair(draft, document, other)
        self.register.add(document, id, _where(draft))
        self.records.append({"id": id, **document})
        return ("questioned" if any(f.severity == "question" for f in draft.findings) else "accepted"), id

    def _same_in_call(self, draft: Draft, document: Document, same: Seen) -> tuple[Outcome, str]:
        if content_of(same.document) == content_of(document):
            _add(draft, "duplicate_row", "duplicate", **same.where)
            return "duplicate", same.id
        fields = "、".join(differing(same.document, document))
        _add(draft, "same_key_other_cells", "question", fields=fields, **same.where)
        return "questioned", same.id

    def _valid(self, draft: Draft, given: Given | None) -> Document | None:
        """The document as the contract has it; a field that it refuses is asked and left out, a row without what a
        record needs is rejected.
        """
        if any(finding.severity == "reject" for finding in draft.findings):
            return None
        missing = _missing(self.kind, draft.document, given)
        if missing:
            _add(draft, missing, "reject")
            return None
        for _ in range(5):
            try:
                made = self._checked({"id": "x", **draft.document})
                made.pop("id")
                return made
            except RecordError as error:
                if not _leave_out(draft, error.findings):
                    break
        _add(draft, "row_unreadable", "reject")
        return None

    def _checked(self, document: Document) -> Document:
        record = read_job(document) if self.kind == "job" else read_candidate(document)
        return record.document()


def _missing(kind: Kind, document: Document, given: Given | None) -> str | None:
    if kind == "job":
        return None if document.get("title") else "title_missing"
    return None if given or document.get("contact") else "person_unnamed"


def _leave_out(draft: Draft, findings: Sequence[Finding]) -> bool:
    left = False
    for finding in findings:
        top = (finding.pointer or "").lstrip("/").partition("/")[0]
        if top in draft.document and top != "title":
            del draft.document[top]
            place = draft.place
            draft.findings.append(
                replace(
                    finding,
                    severity="question",
                    file=place.file,
                    sheet=place.sheet,
                    row=place.row,
                    field=top,
                    pointer=None,
                )
            )
            left = True
    return left


def _where(draft: Draft) -> dict[str, object]:
    return {"file": draft.place.file, "sheet": draft.place.sheet or "-", "row": draft.place.row}


def _add(draft: Draft, code: str, severity: str, **values: object) -> None:
    place = draft.place
    draft.findings.append(
        Finding(code, severity, file=place.file, sheet=place.sheet, row=place.row, values=values)  # type: ignore[arg-type]
    )


def _add_pair(draft: Draft, document: Document, other: Seen) -> None:
    fields = "、".join(differing(other.document, document))
    if other.where:
        _add(draft, "maybe_same_row", "question", fields=fields, id=other.id, **other.where)
    else:
        _add(draft, "maybe_same_stored", "question", fields=fields, id=other.id)


def _hints(table: Table) -> dict[str, str]:
    titles = [text for row in table.above for text in row]
    hints = hints_of(table.header.texts, titles, table.grid.name)
    known = synonyms("job")
    for row in table.above:
        for at, text in enumerate(row):
            label = lines.label_of(text)
            name, value = label or (text, "")
            field_name = known.get(bare(name))
            if field_name not in ("job.employer_name", "job.contact", "job.contact_phone", "job.location"):
                continue
            after = row[at + 1] if at + 1 < len(row) else ""
            if not value and plain(after) not in known:
                value = after
            if value:
                hints[field_name] = value
    return hints


@dataclass(frozen=True, slots=True)
class Given:
    """The id that a row brings: its own number, or `ours`, which a return sheet carried."""

    id: str
    ours: bool = False


def _ids(table: Table, columns: Sequence[Column]) -> dict[int, Given]:
    """The ids that rows bring; none from a column that merely counts them."""
    found: dict[int, Given] = {}
    for column in columns:
        if column.field in ("job.id", "person.id"):
            texts = _column_texts(table, column)
            if not _merely_counts(list(texts.values())):
                found = {number: Given(text) for number, text in texts.items()} | found
    for column in columns:
        if column.field == "both.record_id":
            found |= {number: Given(text, ours=True) for number, text in _column_texts(table, column).items()}
    return found


def _column_texts(table: Table, column: Column) -> dict[int, str]:
    """The filled cells of a column by row number."""
    found = ((row.number, text_of(row.cells[column.index])) for row in table.rows if column.index < len(row.cells))
    return {number: text for number, text in found if text}


# Objects whose parts have columns of their own; the rest of a stored one stays where a sheet tells only some.
_IN_PARTS = ("contact", "employer", "disability")


def _covered(columns: Sequence[Column], vouched: Sequence[str]) -> frozenset[str]:
    """The paths that a sheet has columns for."""
    paths = {path for column in columns if (path := path_of(column))}
    if vouched:
        paths.add("consents")
    if any(column.field is None or fields()[column.field].kept == "text" for column in columns):
        paths |= {"remark", "description", "advert"}
    return frozenset(paths)


def _kept(stored: Document, document: Document, covered: frozenset[str] | None) -> Document:
    """The document with what the stored record holds beyond the sheet's columns; None covers all."""
    if covered is None:
        return document
    tops = {path.partition(".")[0] for path in covered}
    made = {key: value for key, value in stored.items() if key not in tops and key != "id"} | document
    if "consents" not in tops and "consents" in stored:
        made["consents"] = stored["consents"]
    for key in _IN_PARTS:
        if key in tops and key not in covered and key in stored:
            rest = {part: value for part, value in stored[key].items() if f"{key}.{part}" not in covered}
            if rest or key in made:
                made[key] = {**rest, **made.get(key, {})}
    return made


def _merely_counts(texts: Sequence[str]) -> bool:
    if not texts or not all(text.isdigit() and len(text) <= 6 for text in texts):
        return False
    numbers = [int(text) for text in texts]
    steps = sum(1 for a, b in pairwise(numbers) if b == a + 1)
    starts = min(numbers) <= 1 or max(numbers) < 1000
    return starts and steps >= 0.8 * (len(numbers) - 1)
