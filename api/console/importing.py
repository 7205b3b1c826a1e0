"""Staff drop workbooks here and see what was read, what is asked, and in which cell."""

from __future__ import annotations

import tempfile
from pathlib import Path

from flask import Response, redirect, request, url_for
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as Redirect

from api.auth import caller, needs
from api.console.shell import blueprint, language, page
from api.doors import office
from matcher.domain.errors import InputError

UPLOAD_BYTES = 256 << 20
KINDS = {"jobs": "job", "candidates": "candidate"}
CONSENTS = ("matching", "contact")
MOST_ISSUES = 500  # a page that a browser of an office PC still scrolls


@blueprint.route("/import", methods=["GET", "POST"])
@needs("profiles:write")
def bring() -> Response:
    """The form; and after it the report, sheet by sheet and cell by cell."""
    if request.method == "GET":
        return page("import.html", report=None)
    request.max_content_length = UPLOAD_BYTES
    files = [file for file in request.files.getlist("files") if file.filename]
    kind = KINDS.get(request.form.get("kind", ""))
    if kind is None or not files:
        raise InputError("console_choose_files")
    consents = [name for name in CONSENTS if request.form.get(f"consent_{name}")] if kind == "candidate" else []
    with tempfile.TemporaryDirectory() as folder:
        intake = office().import_files(
            caller().tenant,
            kind,  # type: ignore[arg-type]
            _saved(files, Path(folder)),
            consents=consents,
            consent_source=request.form.get("consent_source") or None,
        )
    report = intake.report.as_json(language())
    issues = [issue for issue in report["issues"] if issue["severity"] != "repair"]
    return page(
        "import.html",
        report=report,
        counts=intake.report.counts(),
        issues=issues[:MOST_ISSUES],
        more=max(0, len(issues) - MOST_ISSUES),
        repairs=len(report["issues"]) - len(issues),
    )


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
