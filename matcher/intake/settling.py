"""What becomes of a row: accepted, questioned, rejected or duplicate, and under which id."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pydantic_core import PydanticCustomError

from matcher.domain.errors import RecordError
from matcher.domain.fields import check_id
from matcher.domain.findings import Finding, Severity
from matcher.domain.records import read_candidate, read_job
from matcher.intake.differences import differences, label_of_path
from matcher.intake.draft import Document, Draft, path_of
from matcher.intake.duplicates import Register, Seen, identify, made_id
from matcher.intake.duplicates import content as content_of
from matcher.intake.headers import Column
from matcher.intake.ids import Given
from matcher.intake.quality import Outcome
from matcher.intake.vocabulary import Kind, fields

MOST_PAIRS = 3  # questions that one row asks about others
SAME_KEY = "same_key_other_cells"  # the row is not stored
PAIRS = (SAME_KEY, "maybe_same_row", "maybe_same_stored")


def outcome_of(findings: Sequence[Finding]) -> Outcome:
    """Of a row that is stored: questioned where something is asked of it."""
    return "questioned" if any(finding.severity == "question" for finding in findings) else "accepted"


class Settler:
    """Decides row after row, knowing the rows before it and the store; `records` are the documents to store."""

    def __init__(self, kind: Kind, key: bytes, register: Register) -> None:
        self.kind, self.key, self.register = kind, key, register
        self.records: list[Document] = []

    def settle(
        self, draft: Draft, given: Given | None, covered: frozenset[str] | None = None
    ) -> tuple[Outcome, str | None]:
        """A row's outcome and its record's id; what is to be said of it joins the draft's findings.

        `covered`: the paths that the sheet has columns for; what a stored record holds beyond them stays as it is.
        """
        document = self._valid(draft, given)
        if document is None:
            return "rejected", None
        given = _usable(draft, given)
        identity, by_key = identify(self.kind, document), not (given and given.ours)
        id = given.id if given else made_id(self.kind, identity, self.key)
        same = self.register.same_row(identity, id, by_key)
        if same:
            return self._same_in_call(draft, document, same)
        stored = self.register.same_stored(identity, id, by_key)
        if stored:
            id = stored.id
            identity = identify(self.kind, _kept(stored.document, document, covered))
            if identity.content == content_of(stored.document):
                _add(draft, "duplicate_stored", "duplicate", id=id)
                self.register.add(identity, id, _where(draft))
                return "duplicate", id
        near = self.register.maybe(identity, id)
        if stored:  # of two records that are stored it was asked when the later one came
            near = [other for other in near if self.register.is_new(other)]
        for other in near[:MOST_PAIRS]:
            _add_pair(draft, _differing(self.kind, other.document, identity.document), other)
        self.register.add(identity, id, _where(draft))
        self.records.append({"id": id, **identity.document})
        return outcome_of(draft.findings), id

    def _same_in_call(self, draft: Draft, document: Document, same: Seen) -> tuple[Outcome, str]:
        if content_of(same.document) == content_of(document):
            _add(draft, "duplicate_row", "duplicate", **same.where)
            return "duplicate", same.id
        _add(draft, SAME_KEY, "question", **_differing(self.kind, same.document, document), **same.where)
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


def _usable(draft: Draft, given: Given | None) -> Given | None:
    """The id that the row brings, where it can be one."""
    if given is None:
        return None
    try:
        check_id(given.id)
    except PydanticCustomError:
        _add(draft, "id_unusable", "repair")
        return None
    return given


def _missing(kind: Kind, document: Document, given: Given | None) -> str | None:
    if kind == "job":
        return None if document.get("title") else "title_missing"
    return None if given or document.get("contact") else "person_unnamed"


def _leave_out(draft: Draft, findings: Sequence[Finding]) -> bool:
    """Take the refused fields out of the document and ask about them; False where that changes nothing."""
    left = False
    for finding in findings:
        top = (finding.pointer or "").lstrip("/").partition("/")[0]
        if top in draft.document and top != "title":
            del draft.document[top]
            asked = replace(finding, severity="question", field=top, pointer=None)
            place = draft.place
            draft.findings.append(replace(asked, file=place.file, sheet=place.sheet, row=place.row))
            left = True
    return left


def _where(draft: Draft) -> dict[str, object]:
    return {"file": draft.place.file, "sheet": draft.place.sheet or "-", "row": draft.place.row}


def _add(draft: Draft, code: str, severity: Severity, **values: object) -> None:
    place = draft.place
    draft.findings.append(Finding(code, severity, file=place.file, sheet=place.sheet, row=place.row, values=values))


def _add_pair(draft: Draft, differing: Mapping[str, object], other: Seen) -> None:
    code = "maybe_same_row" if other.where else "maybe_same_stored"
    _add(draft, code, "question", id=other.id, **differing, **other.where)


def _differing(kind: Kind, one: Document, other: Document) -> dict[str, object]:
    """The fields in which two documents differ, by the list's own headers."""
    labels = dict.fromkeys(label_of_path(difference.path, kind) for difference in differences(one, other))
    return {"labels": "、".join(labels)}


# Objects whose parts have columns of their own; the rest of a stored one stays where a sheet tells only some.
_IN_PARTS = ("contact", "employer", "disability")


def covered_paths(columns: Sequence[Column], vouched: Sequence[str]) -> frozenset[str]:
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
