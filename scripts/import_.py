"""`fairmatch import`: staff's spreadsheets into the store, with a data-quality report."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fairmatch import options as shared
from fairmatch.output import print_json, say_aside
from matcher.domain.errors import InputError
from matcher.domain.words import say

if TYPE_CHECKING:
    from matcher.intake.reading import Intake
    from matcher.intake.vocabulary import Kind

KINDS: dict[str, Kind] = {"jobs": "job", "candidates": "candidate"}
CONSENTS = ("matching", "disability_matching", "contact")


@click.command("import")
@click.argument("kind", type=click.Choice(list(KINDS)), required=False)
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--report", type=click.Path(path_type=Path), metavar="FILE", help="Write the report as a workbook.")
@click.option("--consents", metavar="A,B", help="What everyone in the files agreed to on paper, as the office vouches.")
@click.option("--consent-source", metavar="TEXT", help="Where those agreements are kept; goes into the audit log.")
@click.option("--mapping", type=click.Path(path_type=Path), metavar="FILE", help="The sender's columns (TOML).")
@click.option("--undo", type=click.IntRange(min=1), metavar="N", help="Take import N back.")
@shared.as_of
@shared.store_options
def command(
    kind: str | None,
    files: tuple[Path, ...],
    *,
    report: Path | None,
    consents: str | None,
    consent_source: str | None,
    mapping: Path | None,
    undo: int | None,
    as_of: datetime | None,
    db: str | None,
    data: str | None,
    tenant: str,
    lang: str,
    as_json: bool,
) -> None:
    """Read jobs or candidates from .xlsx, .xls, .csv and .jsonl files into the store.

    Every row ends as accepted, to ask, rejected or duplicate; the report says why, on stderr, as JSON with --json,
    and as a workbook to mail back with --report FILE.xlsx (with a folder instead: one workbook a sender and a list
    of questions by telephone number). Several files in one call are all stored or none.

    \b
    Examples:
      fairmatch import jobs 岗位.xlsx --report 回执.xlsx
      fairmatch import candidates 名单.csv --consents matching,contact --consent-source "2023年4月报名表"
      fairmatch import --undo 12
    """
    if undo is not None:
        _undo(undo, db, data, tenant, lang, as_json)
        return
    if kind is None or not files:
        raise InputError("import_what")
    if report is not None:
        _check_place(report)
    vouched = _vouched(kind, consents)
    if vouched and not consent_source:
        say_aside(say("import_consent_source", lang))
    with shared.office(db, data, as_of=as_of, index=False) as office:
        from matcher.intake.mapping import read_mapping

        intake = office.import_files(
            tenant,
            KINDS[kind],
            files,
            consents=vouched,
            consent_source=consent_source,
            mapping=read_mapping(mapping, KINDS[kind]) if mapping else None,
        )
    _tell(intake, report, lang, as_json)


def _check_place(report: Path) -> None:
    """Refuse a report that cannot be written before anything is stored."""
    suffix = report.suffix.casefold()
    if suffix in (".xls", ".xlsm", ".csv", ".json", ".jsonl", ".txt"):
        raise InputError("import_report_kind", path=report)
    wrong = report.is_dir() if suffix == ".xlsx" else report.is_file()
    if wrong or (suffix == ".xlsx" and not report.absolute().parent.is_dir()):
        raise InputError("import_report_place", path=report)


def _vouched(kind: str, consents: str | None) -> tuple[str, ...]:
    if consents is None:
        return ()
    if kind != "candidates":
        raise InputError("import_consents_of_jobs")
    names = tuple(name.strip() for name in consents.split(",") if name.strip())
    for name in names:
        if name not in CONSENTS:
            raise InputError("import_consent_unknown", name=name)
    return names


def _tell(intake: Intake, path: Path | None, lang: str, as_json: bool) -> None:
    say_aside(intake.report.text(lang))
    if intake.report.import_id is not None:
        say_aside(say("import_stored", lang, no=intake.report.import_id))
    if path is not None:
        from matcher.intake.mailing import write_mailing, write_workbook

        if path.suffix.casefold() == ".xlsx":
            write_workbook(intake.report, path, lang)
        else:
            write_mailing(intake.report, path, intake.records, lang)
        say_aside(say("import_report_written", lang, path=path))
    if as_json:
        print_json(intake.report.as_json(lang))


def _undo(no: int, db: str | None, data: str | None, tenant: str, lang: str, as_json: bool) -> None:
    with shared.office(db, data, index=False) as office:
        undone = office.undo_import(tenant, no)
    counts = {"removed": undone.removed, "restored": undone.restored, "kept": undone.kept}
    say_aside(say("import_undone", lang, no=no, **counts))
    if as_json:
        print_json({"import": no, **counts})
