"""`fairmatch screen`: discriminatory conditions in job advertisements, and held posts that a person releases."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fairmatch import options
from fairmatch.output import print_json, say_aside
from matcher.domain.errors import InputError
from matcher.domain.moments import today
from matcher.domain.words import say

if TYPE_CHECKING:
    from matcher.intake.quality import RowResult

_MADE_ID = re.compile(r"j-[0-9a-f]{20}")  # a hash that only the office's own key can repeat: the row says more
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
    """One object per data row, in the order of the file; a row that is no record has no verdict."""
    from matcher.intake.reading import Options, read_files

    if not Path(file).exists():
        raise InputError("file_missing", path=file)
    read = read_files([file], "job", Options(as_of=moment, key=_NO_KEY))
    documents = {document["id"]: document for document in read.records}
    return {"items": [_item(row, documents.get(row.id or ""), lang, today(moment)) for row in read.report.rows]}


def _item(row: RowResult, document: dict[str, Any] | None, lang: str, day: date) -> dict[str, Any]:
    from matcher.screening.screen import screen_job

    place: dict[str, Any] = {"row": row.row} if row.sheet is None else {"sheet": row.sheet, "row": row.row}
    if row.id and not _MADE_ID.fullmatch(row.id):
        place["id"] = row.id
    if document is None:
        return {**place, "verdict": None, "findings": [], "outcome": row.outcome}
    return {**place, **screen_job(document, lang, day).as_json()}


def as_text(shown: dict[str, Any], lang: str) -> str:
    """The screening as lines for people."""
    return "\n".join(line for item in shown.get("items", [shown]) for line in _lines(item, lang))


def _lines(item: dict[str, Any], lang: str) -> list[str]:
    place = item.get("id") or (say("screen_row", lang, row=item["row"]) if "row" in item else "")
    verdict = say(f"screen_verdict_{item['verdict'] or 'none'}", lang)
    lines = [f"{place}  {verdict}".strip()]
    for found in item["findings"]:
        where = f"{found['field']} " if "field" in found else ""
        lines.append(f"  [{found['ground']}] {where}{found['start']}-{found['end']}  {'；'.join(found['basis'])}")
        lines.append(f"      {found['note']}")
        lines.append(f"    → {found['rewrite']}")
    return lines
