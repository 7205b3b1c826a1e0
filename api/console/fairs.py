"""Before and after a fair: its folder is sent, checked, planned or its results read; the pack is looked at and kept."""

from __future__ import annotations

import tempfile
import zipfile
from io import BytesIO
from mimetypes import guess_type
from pathlib import Path, PurePosixPath

from flask import Response, redirect, request, url_for
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as Redirect

from api.auth import caller, needs
from api.console.importing import OWN_SCRIPT, UPLOAD_BYTES
from api.console.shell import attachment, blueprint, language, page
from api.doors import office
from api.fair_jobs import Action, FairJob, Sent, fair_jobs
from api.problems import clean, status_of
from matcher.domain.errors import InputError, UnknownId
from matcher.domain.words import say

ACTIONS: dict[str, Action] = {"check": "check", "plan": "plan", "results": "results"}
READ = (".xlsx", ".xls", ".csv", ".jsonl", ".toml")
PACK_FILE = "plan.json"
MOST_FILES = 20_000
ZIP_DAY = (2023, 1, 1, 0, 0, 0)
SHEETS = ("summary", "booths", "employers", "candidates", "wall", "codes", "door", "accessibility")
SHEET_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; font-src 'self' data:; img-src 'self' data:; frame-ancestors 'none'"
)
"""A pack's pages carry their own style, font and pictures, and no script."""


@blueprint.get("/fairs")
@needs("fairs:run", "sensitive:read")
def fairs() -> Response:
    """The form."""
    return _form()


@blueprint.get("/fairs/template.xlsx")
@needs("fairs:run", "sensitive:read")
def fair_template() -> Response:
    """The empty workbook of `fair template`."""
    from matcher.fairs.template import template  # noqa: PLC0415 the planner's room is loaded where it is asked for

    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return attachment(say("console_fair_template_name", language()), kind, template(language()))


@blueprint.post("/fairs")
@needs("fairs:run", "sensitive:read")
def run_fair() -> Response | Redirect:
    """Starts what was asked and leads to its page."""
    request.max_content_length, request.max_form_parts = UPLOAD_BYTES, MOST_FILES
    folder = tempfile.TemporaryDirectory()
    try:
        action = ACTIONS.get(request.form.get("what", ""))
        if action is None:
            raise InputError("console_fair_action")
        job = FairJob(caller().tenant, action, language(), office().clock())
        fair_jobs().start(job, _sent(action, Path(folder.name)), folder)
    except InputError as error:
        folder.cleanup()
        return _form(status_of(error), refused=clean(error.message(language())))
    return redirect(url_for("console.fair_job", id_=job.id), 303)


def _sent(action: Action, folder: Path) -> Sent:
    """The uploads in folders of their own. Raises InputError for what is missing."""
    fair = _saved("fair", folder / "fair", READ)
    if not fair:
        raise InputError("console_fair_choose")
    previous = _saved("previous", folder / "previous", (PACK_FILE, "plan.xlsx"))
    book = next((path for path in previous if path.name == "plan.xlsx"), None)
    if previous and (book is None or not (book.parent / PACK_FILE).is_file()):
        raise InputError("console_fair_not_a_pack")
    cancel = _saved("cancel", folder / "cancel", READ)
    if cancel and book is None:
        raise InputError("console_fair_cancel_alone")
    results = _saved("results", folder / "results", READ)
    if action == "results" and not results:
        raise InputError("console_fair_choose_results")
    which = request.form.get("which", "").strip()
    return Sent(folder / "fair", which, book.parent if book else None, next(iter(cancel), None), tuple(results))


def _saved(field: str, folder: Path, wanted: tuple[str, ...]) -> list[Path]:
    """The uploads of a field under their paths within the folder that was chosen; packs that lie in it are left out."""
    files = [(file, _path(file)) for file in request.files.getlist(field) if file.filename]
    tops = {path.parts[0] for _, path in files}
    if len(tops) == 1 and all(len(path.parts) > 1 for _, path in files):
        files = [(file, path.relative_to(path.parts[0])) for file, path in files]
    packs = () if field == "previous" else tuple(path.parent for _, path in files if path.name == PACK_FILE)
    saved = []
    for file, path in files:
        left_out = path.name.startswith((".", "~$")) or any(pack in path.parents for pack in packs)
        if left_out or not path.name.lower().endswith(wanted):
            continue
        target = folder.joinpath(*path.parts)
        target.parent.mkdir(parents=True, exist_ok=True)
        file.save(target)
        saved.append(target)
    return saved


def _path(file: FileStorage) -> PurePosixPath:
    """An upload's path, as a browser sends that of a folder's files; none leads out of the folder, or to a drive."""
    parts = PurePosixPath((file.filename or "").replace("\\", "/").replace(":", "_")).parts
    return PurePosixPath(*([part for part in parts if part not in ("/", "..", ".")] or ["_"]))


@blueprint.get("/fairs/<id_>")
@needs("fairs:run", "sensitive:read")
def fair_job(id_: str) -> Response:
    """How far it is, and what came of it."""
    job = fair_jobs().get(caller().tenant, id_)
    there = [name for name in SHEETS if f"{name}.html" in job.files]
    response = page("fair_job.html", job=job, sheets=there)
    response.headers["Content-Security-Policy"] = OWN_SCRIPT
    return response


@blueprint.get("/fairs/<id_>/pack.zip")
@needs("fairs:run", "sensitive:read")
def fair_pack(id_: str) -> Response:
    """The whole pack, in a folder of the fair's name: byte for byte what the command writes."""
    job = fair_jobs().get(caller().tenant, id_)
    name = say("console_fair_pack_name", language(), version=job.answer.get("version", 1))
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        for path, content in job.files.items():
            book.writestr(zipfile.ZipInfo(f"{name}/{path}", ZIP_DAY), content, zipfile.ZIP_DEFLATED)
    return attachment(f"{name}.zip", "application/zip", out.getvalue())


@blueprint.get("/fairs/<id_>/files/<path:path>")
@needs("fairs:run", "sensitive:read")
def fair_page(id_: str, path: str) -> Response:
    """One file of the pack, to look at and to print."""
    content = fair_jobs().get(caller().tenant, id_).files.get(path)
    if content is None:
        raise UnknownId("console_fair_forgotten")
    response = Response(content, mimetype=guess_type(path)[0] or "application/octet-stream")
    response.headers["Content-Security-Policy"] = SHEET_POLICY
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.post("/fairs/<id_>/forget")
@needs("fairs:run", "sensitive:read")
def forget_fair(id_: str) -> Redirect:
    """Drops the pack from memory before its hour is over."""
    fair_jobs().forget(fair_jobs().get(caller().tenant, id_))
    return redirect(url_for("console.fairs"), 303)


def _form(status: int = 200, **values: object) -> Response:
    response = page("fairs.html", status, **values)
    response.headers["Content-Security-Policy"] = OWN_SCRIPT
    return response
