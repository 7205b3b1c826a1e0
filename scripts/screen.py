"""`fairmatch screen`: discriminatory conditions in job advertisements, and held posts that a person releases."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fairmatch import options
from fairmatch.output import print_json, say_aside
from matcher.domain.errors import InputError
from matcher.domain.moments import today
from matcher.domain.words import say

if TYPE_CHECKING:
    from matcher.intake.quality import RowResult, SheetResult

_NO_KEY = b""


@click.command("screen")
@click.argument("file", required=False, metavar="[FILE]")
@click.option("--release", "job", metavar="JOB", help="Release this stored post, which the screening holds.")
@click.option("--reason", metavar="TEXT", help="Why it is released; kept in the audit log.")
@click.option("--by", metavar="NAME", help="Who releases it; kept in the audit log.")
@options.as_of
@options.store_options
def command(**given: Any) -> None:
    """Discriminatory and unlawful conditions in job advertisements.

    FILE is a text (one advertisement) or a jobs spreadsheet. The screen proposes, a person decides: a post whose
    verdict is `hold` is not matched until its text changes or somebody releases it.

    \b
    Examples:
      fairmatch screen advert.txt
      fairmatch screen jobs.xlsx --json
      fairmatch screen --release j-001 --reason "catering, health certificate" --by "Li Hua"
    """
    run(**given)


def run(
    *,
    file: str | None,
    job: str | None,
    reason: str | None,
    by: str | None,
    as_of: datetime | None,
    tenant: str,
    lang: str,
    as_json: bool,
    db: str | None,
    data: str | None,
) -> None:
    """Screen a file, or release a post."""
    if job is not None and file is None:
        missing = [name for name, value in (("--reason", reason), ("--by", by)) if not (value or "").strip()]
        if missing:
            raise InputError("screen_release_needs", what=", ".join(missing))
        with options.office(db, data, as_of=as_of, index=False) as office:
            office.release(tenant, job, reason, by)
        say_aside(say("screen_released", lang, job=job))
        if as_json:
            print_json({"job_id": job, "released": True})
        return
    if file is None or job is not None or reason or by:
        raise InputError("screen_file_or_release")
    moment = options.clock_at(as_of)()
    shown = _text(file, lang, moment) if _is_text(file) else _table(file, lang, moment)
    if as_json:
        print_json(shown)
    else:
        click.echo(as_text(shown, lang))


def _is_text(file: str) -> bool:
    return Path(file).suffix.lower() in (".txt", ".text", ".md")


def _text(file: str, lang: str, moment: datetime) -> dict[str, Any]:
    from matcher.screening.screen import screen

    try:
        raw = Path(file).read_bytes()
    except FileNotFoundError:
        raise InputError("file_missing", path=file) from None
    except OSError as error:
        raise InputError("file_not_read", path=file, reason=error.strerror or "") from None
    return {**screen(_decoded(raw, file), lang, today(moment)).as_json()}


def _decoded(raw: bytes, file: str) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InputError("screen_not_text", path=file)


def _table(file: str, lang: str, moment: datetime) -> dict[str, Any]:
    """One object per data row, in the order of the file: its post, or its cells where it gives no post of its own."""
    from matcher.intake.reading import Options, read_files
    from matcher.screening.screen import screen_job, screen_texts

    if not Path(file).exists():
        raise InputError("file_missing", path=file)
    read = read_files([file], "job", Options(as_of=moment, key=_NO_KEY))
    posts = {document["id"]: document for document in read.records}
    sheets = {(sheet.file, sheet.sheet): sheet for sheet in read.report.sheets}
    items: list[dict[str, Any]] = []
    told: set[str | None] = set()
    for row in read.report.rows:
        own = row.id in posts and (row.outcome != "questioned" or row.id not in told)
        told.add(row.id)
        if own:
            screening = screen_job(posts[row.id or ""], lang, today(moment))
        else:
            screening = screen_texts(_cells(row, sheets[row.file, row.sheet]), lang, today(moment))
        items.append({**_place(row), **screening.as_json(), **({} if own else {"outcome": row.outcome})})
    return {"items": items}


def _place(row: RowResult) -> dict[str, Any]:
    """Where a row stands, and the id that the file gives it: one that intake makes hangs on the office's key."""
    place: dict[str, Any] = {"row": row.row} if row.sheet is None else {"sheet": row.sheet, "row": row.row}
    return {**place, "id": row.given} if row.given else place


def _cells(row: RowResult, sheet: SheetResult) -> dict[str, str]:
    """The texts of a row that is no post, by the path of their column, else its header; of a line of JSON, the line."""
    from matcher.intake.draft import path_of

    if sheet.holds_lines:
        return {"line": row.cells.get(0, "")}
    texts: dict[str, str] = {}
    for column in sheet.columns:
        path = path_of(column) or column.header
        if row.cells.get(column.index) and not path.startswith("contact."):
            texts[column.header if path in texts else path] = row.cells[column.index]
    return texts


def as_text(shown: dict[str, Any], lang: str) -> str:
    """The screening as lines for people."""
    return "\n".join(line for item in shown.get("items", [shown]) for line in _lines(item, lang))


def _lines(item: dict[str, Any], lang: str) -> list[str]:
    place = item.get("id") or (say("screen_row", lang, row=item["row"]) if "row" in item else "")
    verdict = say(f"screen_verdict_{item['verdict']}", lang)
    lines = [f"{place}  {verdict}".strip()]
    for found in item["findings"]:
        where = f"{found['field']} " if "field" in found else ""
        phrase, laws = " ".join(found["text"].split()), "；".join(found["basis"])
        lines.append(f"  [{found['ground']}] {where}{found['start']}-{found['end']} “{phrase}”  {laws}")
        lines.append(f"      {found['note']}")
        lines.append(f"    → {found['rewrite']}")
    return lines
