"""An import looked at: a line per sheet, its doubtful cells corrected in place, its columns and near pairs settled."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

from flask import Response, redirect, request, send_file, url_for
from werkzeug.wrappers import Response as Redirect

from api.auth import caller, needs
from api.console.rows_shown import (
    CELL,
    COLUMN,
    MARK,
    column_lines,
    doubts_of,
    field_choices,
    is_hidden,
    mark_of,
    pair_lines,
    row_form,
    title_of,
)
from api.console.shell import blueprint, language, page
from api.doors import office
from api.problems import clean
from matcher.domain.errors import InputError
from matcher.domain.findings import Finding
from matcher.domain.words import say
from matcher.intake.cells import UNCALCULATED
from matcher.intake.mailing import questions_workbook, write_workbook
from matcher.intake.mapping import column_keys
from matcher.intake.quality import OUTCOMES
from matcher.intake.vocabulary import Kind
from matcher.office.corrections import DOUBTFUL, ImportRow, ImportSheet
from matcher.office.pairs import ANSWERS, about

PER_PAGE = 25
MOST_PAIRS = 100
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/import/<int:number>")
@needs("profiles:write")
def imported(number: int) -> Response:
    """A line per sheet, with what waits in each."""
    found = office().store.find_import(caller().tenant, number)
    sheets = office().corrections.sheets(caller().tenant, number)
    files = list(dict.fromkeys(sheet.result.file for sheet in sheets if sheet.result.grid))
    lines = [_line(sheet) for sheet in sheets]
    return page(
        "imported.html",
        number=number,
        found=found,
        counts={outcome: found.note.get("rows", {}).get(outcome, 0) for outcome in OUTCOMES},
        sheets=lines,
        unread=[line for line in lines if line["refused"]],
        files=files if len(files) > 1 else [],
        mended=_mended(sheets),
        sensitive=caller().sensitive,
        waits=any(sheet.result.counts[outcome] for sheet in sheets for outcome in DOUBTFUL),
    )


def _line(sheet: ImportSheet) -> dict[str, Any]:
    result = sheet.result
    skipped = result.skipped if isinstance(result.skipped, str) else None
    return {
        "number": sheet.number,
        "file": result.file,
        "sheet": result.sheet or "",
        "header_row": result.header_row or "",
        "refused": skipped and say(f"skipped_{skipped}", language()),
        "counts": [sum(result.counts.values()), *(result.counts[outcome] for outcome in OUTCOMES)],
        "waits": sum(result.counts[outcome] for outcome in DOUBTFUL),
    }


def _mended(sheets: list[ImportSheet]) -> list[tuple[str, int]]:
    """What was put in order, and how often."""
    found: Counter[str] = Counter()
    for sheet in sheets:
        for code, values, count in sheet.kept["mended"]:
            found[say(code, language(), **values)] += count
    return sorted(found.items(), key=lambda one: (-one[1], one[0]))


@blueprint.get("/import/<int:number>/sheets/<int:sheet>")
@needs("profiles:write")
def import_sheet(number: int, sheet: int) -> Response:
    """One sheet: its near pairs, its doubtful cells as fields, its columns."""
    tenant, desk = caller().tenant, office().corrections
    kind = _kind(number)
    found = desk.sheet(tenant, number, sheet)
    rows = desk.rows(tenant, number, found, doubtful=True)
    asked = [(row, pair) for row in rows for pair in row.pairs][:MOST_PAIRS]
    waiting = [row for row in rows if doubts_of(row)]
    pages = max(1, -(-len(waiting) // PER_PAGE))
    here = min(max(request.args.get("page", 1, int), 1), pages)
    shown = waiting[(here - 1) * PER_PAGE : here * PER_PAGE]
    return page(
        "import_sheet.html",
        number=number,
        sheet=_line(found),
        done=_done(),
        pairs=list(filter(None, (_pair(number, found, row, pair, kind) for row, pair in asked))),
        forms=[row_form(row, found.result, kind) for row in shown],
        waiting=len(waiting),
        here=here,
        pages=pages,
        columns=column_lines(found.result, kind),
        choices=field_choices(kind),
        skipped=_skipped(found),
        remembered=found.result.layout is not None,
    )


def _skipped(sheet: ImportSheet) -> list[tuple[int, str, str]]:
    """The rows that are no data: their number, why, and what stands there as far as it is kept."""
    skipped, texts = sheet.result.skipped, sheet.kept.get("texts", {})
    if isinstance(skipped, str):
        return []
    return [
        (row, say(f"skipped_{why}", language()), clean(" ".join(texts.get(str(row), {}).values())))
        for row, why in skipped
    ]


def _kind(number: int) -> Kind:
    """What an import that was not taken back holds. Raises UnknownId, Conflict."""
    return "job" if office().corrections.open_import(caller().tenant, number).kind == "job" else "candidate"


def _done() -> str | None:
    """What the form before did, from the counts in the address."""
    code = request.args.get("done", "")
    if code not in ("cells", "columns", "pair"):
        return None
    counts = {name: request.args.get(name, 0, int) for name in ("rows", "settled", "refused")}
    told = say(f"console_done_{code}", language(), **counts)
    return told + (say("console_done_refused", language(), **counts) if counts["refused"] else "")


def _pair(number: int, sheet: ImportSheet, row: ImportRow, pair: Finding, kind: Kind) -> dict[str, Any] | None:
    documents = office().pairs.documents(caller().tenant, number, sheet, row, pair)
    if documents is None:
        return None
    return {
        "row": row.result.row,
        "other": about(row, pair),
        "title": title_of(row, sheet.result, kind),
        "where": _where(sheet, pair),
        "same_key": not row.is_stored,
        "lines": pair_lines(*documents, kind),
    }


def _where(sheet: ImportSheet, pair: Finding) -> str | None:
    """The row that a question is about, with its sheet where that is another; None for a record that was stored."""
    if "row" not in pair.values:
        return None
    places = [str(pair.values[name]) for name in ("file", "sheet") if pair.values.get(name) not in (None, "-")]
    here = list(filter(None, (sheet.result.file, sheet.result.sheet)))
    return " ".join([*(places if places != here else ()), say("console_row", language(), row=pair.values["row"])])


def _back(number: int, sheet: int, done: str, **counts: int) -> Redirect:
    values: dict[str, Any] = {"number": number, "sheet": sheet, "done": done, **counts}
    return redirect(url_for("console.import_sheet", **values), 303)


@blueprint.post("/import/<int:number>/sheets/<int:sheet>/cells")
@needs("profiles:write")
def correct_cells(number: int, sheet: int) -> Redirect:
    """Reads the rows again whose cells were changed."""
    tenant, desk, kind = caller().tenant, office().corrections, _kind(number)
    found = desk.sheet(tenant, number, sheet)
    rows = {row.result.row: row for row in desk.rows(tenant, number, found, doubtful=True)}
    edits: dict[int, dict[int, str]] = {}
    for name, value in request.form.items():
        place = CELL.fullmatch(name)
        if place and (row := rows.get(int(place[1]))):
            _take(edits, row, int(place[2]), value, found, kind)
    for number_of_row in edits:
        if request.form.get(MARK.format(number_of_row)) != mark_of(rows[number_of_row]):
            raise InputError("console_row_changed", row=number_of_row)
    done = desk.correct(tenant, number, sheet, edits)
    return _back(number, sheet, "cells", rows=done.rows, settled=done.settled, refused=len(done.refused))


def _take(
    edits: dict[int, dict[int, str]], row: ImportRow, index: int, value: str, sheet: ImportSheet, kind: Kind
) -> None:
    """A cell whose text is another than was shown."""
    stood, text = row.result.cells.get(index, ""), "\n".join(value.splitlines()).strip()
    unseen = stood == UNCALCULATED or is_hidden(sheet.result, index, stood, kind)
    shown = "" if unseen else "\n".join(stood.splitlines())
    if text != shown:
        edits.setdefault(row.result.row, {})[index] = text


@blueprint.post("/import/<int:number>/sheets/<int:sheet>/columns")
@needs("profiles:write")
def correct_columns(number: int, sheet: int) -> Redirect:
    """Reads the sheet again by other columns, and remembers them for the sender."""
    kind = _kind(number)
    found = office().corrections.sheet(caller().tenant, number, sheet)
    known = {name for name, _ in field_choices(kind)}
    mapping = {}
    keys = column_keys((column.index, column.header) for column in found.result.columns)
    for column in found.result.columns:
        chosen = request.form.get(COLUMN.format(column.index))
        if chosen is None or chosen == (column.field or ""):
            continue
        if chosen not in known | {""}:
            raise InputError("console_field_unknown")
        mapping[keys[column.index]] = chosen
    if not mapping:
        return _back(number, sheet, "columns")
    done = office().corrections.remap(caller().tenant, number, sheet, mapping)
    return _back(number, sheet, "columns", rows=done.rows, settled=done.settled, refused=len(done.refused))


@blueprint.post("/import/<int:number>/sheets/<int:sheet>/pairs")
@needs("profiles:write")
def answer_pair(number: int, sheet: int) -> Redirect:
    """One record or two, as a person says."""
    form = request.form
    answer = next((one for one in ANSWERS if one == form.get("answer")), None)
    if answer is None or not form.get("row", "").isdecimal():
        raise InputError("console_answer_unknown")
    office().pairs.answer(caller().tenant, number, sheet, int(form["row"]), form.get("other", ""), answer)
    return _back(number, sheet, "pair")


@blueprint.get("/import/<int:number>/return")
@needs("sensitive:read")
def return_sheet(number: int) -> Response:
    """The return sheet as the import stands now: of all files, or of one."""
    file = request.args.get("file", -1, int)
    report = office().corrections.report(caller().tenant, number)
    files = list(dict.fromkeys(sheet.file for sheet in report.sheets if sheet.grid))
    one = files[file] if 0 <= file < len(files) else None
    name = say("console_workbook_name", language(), number=number) if one is None else f"{Path(one).stem}-回执.xlsx"
    return download(lambda path: write_workbook(report, path, language(), one), name)


@blueprint.get("/import/<int:number>/questions")
@needs("sensitive:read")
def questions(number: int) -> Response:
    """The open questions by telephone number."""
    tenant, kind = caller().tenant, _kind(number)
    report = office().corrections.report(tenant, number)
    ids = {row.id for row in report.rows if row.id and row.outcome in DOUBTFUL}
    records = [stored.document for stored in office().store.get_many(kind, [(tenant, id) for id in sorted(ids)])]
    made = questions_workbook(report, records, language())
    return download(lambda path: path.write_bytes(made), say("console_questions_name", language(), number=number))


def download(write: Callable[[Path], Any], name: str) -> Response:
    """A workbook that `write` makes, to be kept by the caller and by nobody else."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "made.xlsx"
        write(path)
        answer = send_file(BytesIO(path.read_bytes()), mimetype=WORKBOOK, as_attachment=True, download_name=name)
    answer.headers["Cache-Control"] = "no-store"
    return answer
