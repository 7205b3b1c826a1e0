"""Staff drop workbooks here; what was read stands on the page of the import that they become."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from flask import Response, redirect, request, url_for
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as Redirect

from api.auth import caller, needs
from api.console.imported import download
from api.console.shell import POLICY, blueprint, language, page
from api.doors import office
from api.problems import clean, status_of
from matcher.domain.errors import FileRefused, InputError
from matcher.domain.words import say
from matcher.intake.mailing import write_workbook
from matcher.intake.quality import QualityReport
from matcher.intake.vocabulary import Kind

UPLOAD_BYTES = 256 << 20
KINDS: dict[str, Kind] = {"jobs": "job", "candidates": "candidate"}
CONSENTS = ("matching", "contact")
OTHER_KIND = {"file_other_kind_job": "jobs", "file_other_kind_candidate": "candidates"}
OWN_SCRIPT = f"{POLICY}; script-src 'self'; connect-src 'self'"  # for the progress of an upload, on this page alone


@dataclass(frozen=True, slots=True)
class Asked:
    """What the form says."""

    kind: Kind
    files: list[FileStorage]
    consents: list[str]
    consent_source: str | None
    wants_workbook: bool


@blueprint.get("/import")
@needs("profiles:write")
def choose() -> Response:
    """The form."""
    return _form()


@blueprint.post("/import")
@needs("profiles:write")
def bring() -> Response | Redirect:
    """Stores what the files hold and leads to the import's page; or gives the whole return sheet at once."""
    request.max_content_length = UPLOAD_BYTES
    try:
        asked = _asked()
        with tempfile.TemporaryDirectory() as folder:
            report = _read(asked, Path(folder))
    except InputError as error:
        return _refused(error)
    if asked.wants_workbook:
        name = say("console_workbook_name", language(), number=report.import_id)
        return download(lambda path: write_workbook(report, path, language()), name)
    return redirect(url_for("console.imported", number=report.import_id), 303)


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
    intake = office().import_files(
        caller().tenant,
        asked.kind,
        _saved(asked.files, folder),
        consents=asked.consents,
        consent_source=asked.consent_source,
    )
    return intake.report


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


def _refused(error: InputError) -> Response:
    """The form again, with what is wrong; where posts were taken for people, with the right kind chosen."""
    kind, message = request.form.get("kind"), error.message(language())
    if isinstance(error, FileRefused) and error.code in OTHER_KIND:
        kind = OTHER_KIND[error.code]
        message = say(f"console_other_kind_{KINDS[kind]}", language(), **error.values)
    return _form(status_of(error), refused=clean(message), kind=kind)


def _form(status: int = 200, **values: object) -> Response:
    response = page("import.html", status, **values)
    response.headers["Content-Security-Policy"] = OWN_SCRIPT
    return response


@blueprint.post("/import/<int:number>/undo")
@needs("profiles:write")
def undo(number: int) -> Redirect:
    """Takes an import back."""
    office().undo_import(caller().tenant, number)
    return redirect(url_for("console.home"))
