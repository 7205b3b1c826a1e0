"""Staff drop workbooks here and see what was read, what is asked, and in which cell."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from flask import Response, redirect, request, send_file, url_for
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as Redirect

from api.auth import caller, needs
from api.console.shell import blueprint, language, page
from api.doors import office
from api.problems import clean, status_of
from matcher.domain.errors import FileRefused, InputError
from matcher.domain.findings import Finding
from matcher.domain.sensitive import SENSITIVE
from matcher.domain.words import say
from matcher.intake.draft import path_of
from matcher.intake.headers import Column
from matcher.intake.mailing import write_workbook
from matcher.intake.quality import MASK, OUTCOMES, QualityReport, SheetResult, masked
from matcher.intake.vocabulary import label_of

UPLOAD_BYTES = 256 << 20
KINDS = {"jobs": "job", "candidates": "candidate"}
CONSENTS = ("matching", "contact")
MOST_ISSUES = 500  # a page that a browser of an office PC still scrolls


WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OTHER_KIND = {"file_other_kind_job": "jobs", "file_other_kind_candidate": "candidates"}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the form says."""

    kind: str
    files: list[FileStorage]
    consents: list[str]
    consent_source: str | None
    wants_workbook: bool


@blueprint.get("/import")
@needs("profiles:write")
def choose() -> Response:
    """The form."""
    return page("import.html")


@blueprint.post("/import")
@needs("profiles:write")
def bring() -> Response:
    """The report, sheet by sheet and cell by cell; or the return sheet, of which nothing is kept."""
    request.max_content_length = UPLOAD_BYTES
    try:
        asked = _asked()
        with tempfile.TemporaryDirectory() as folder:
            report = _read(asked, Path(folder))
            if asked.wants_workbook:
                return _workbook(report, Path(folder))
    except InputError as error:
        return _refused(error)
    return page("import.html", report=_shown(report, asked.kind))


def _asked() -> Asked:
    """Raises InputError where the kind or the files are missing."""
    form = request.form
    files = [file for file in request.files.getlist("files") if file.filename]
    kind = KINDS.get(form.get("kind", ""))
    if kind is None or not files:
        raise InputError("console_choose_files")
    consents = [name for name in CONSENTS if form.get(f"consent_{name}")] if kind == "candidate" else []
    return Asked(kind, files, consents, form.get("consent_source") or None, form.get("then") == "workbook")


def _read(asked: Asked, folder: Path) -> QualityReport:
    return (
        office()
        .import_files(
            caller().tenant,
            asked.kind,  # type: ignore[arg-type]
            _saved(asked.files, folder),
            consents=asked.consents,
            consent_source=asked.consent_source,
        )
        .report
    )


def _workbook(report: QualityReport, folder: Path) -> Response:
    path = folder / "return.xlsx"
    write_workbook(report, path, language())
    name = say("console_workbook_name", language(), number=report.import_id)
    answer = send_file(BytesIO(path.read_bytes()), mimetype=WORKBOOK, as_attachment=True, download_name=name)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _refused(error: InputError) -> Response:
    """The form again, with what is wrong; where posts were taken for people, with the right kind chosen."""
    kind, message = request.form.get("kind"), error.message(language())
    if isinstance(error, FileRefused) and error.code in OTHER_KIND:
        kind = OTHER_KIND[error.code]
        message = say(f"console_other_kind_{KINDS[kind]}", language(), **error.values)
    return page("import.html", status_of(error), refused=clean(message), kind=kind)


def _shown(report: QualityReport, kind: str) -> dict[str, Any]:
    """What the page tells of a report."""
    findings = [found for found in report.findings if found.severity != "repair"]
    findings.sort(key=lambda found: found.severity == "duplicate")  # what must be answered stands first
    return {
        "number": report.import_id,
        "counts": report.counts(),
        "repairs": len(report.findings) - len(findings),
        "sheets": [_sheet(sheet) for sheet in report.sheets],
        "issues": [(found, _value(found, kind), clean(found.text(language()))) for found in findings[:MOST_ISSUES]],
        "more": max(0, len(findings) - MOST_ISSUES),
    }


def _sheet(sheet: SheetResult) -> dict[str, Any]:
    """A sheet's line: its counts, what each column was taken for and on what ground, the rows that are no data."""
    words = language()
    refused, skipped = (sheet.skipped, ()) if isinstance(sheet.skipped, str) else (None, sheet.skipped)
    return {
        "file": sheet.file,
        "sheet": sheet.sheet or "",
        "header_row": sheet.header_row or "",
        "refused": refused and say(f"skipped_{refused}", words),
        "counts": [sum(sheet.counts.values()), *(sheet.counts[outcome] for outcome in OUTCOMES)],
        "columns": [(column.letter, column.header, _field(column), column.basis) for column in sheet.columns],
        "unmapped": sum(column.field is None for column in sheet.columns),
        "skipped": [(row, say(f"skipped_{why}", words)) for row, why in skipped],
    }


def _field(column: Column) -> str:
    """What a column was taken for: the list's own header in Chinese, the record's path in English."""
    if column.field is None:
        return ""
    label = label_of(column.field, column.header)
    return label if language() == "zh" else path_of(column) or label


def _value(found: Finding, kind: str) -> str:
    """What stood in a cell, without a contact or a disability; without any sensitive field for who may not see them."""
    hidden = (found.field or "").partition(".")[0] in SENSITIVE[kind] and not caller().sensitive
    return MASK if hidden and found.value else masked(found)


def _saved(files: list[FileStorage], folder: Path) -> list[Path]:
    """The uploads under their own names, each in a folder of its own: two senders may use one name."""
    paths = []
    for number, file in enumerate(files):
        name = Path((file.filename or "").replace("\\", "/")).name.lstrip(".") or f"{number}"
        place = folder / str(number)
        place.mkdir()
        file.save(place / name)
        paths.append(place / name)
    return paths


@blueprint.post("/import/<int:number>/undo")
@needs("profiles:write")
def undo(number: int) -> Redirect:
    """Takes an import back."""
    office().undo_import(caller().tenant, number)
    return redirect(url_for("console.home"))
