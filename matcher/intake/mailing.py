"""The report as workbooks: one for all, or one a sender with a list of questions by telephone number."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from matcher.documents.return_sheet import Mark, ReturnSheet, write_return_workbook
from matcher.documents.workbook import Sheet, workbook
from matcher.domain.errors import Unavailable
from matcher.domain.findings import Finding
from matcher.domain.words import say
from matcher.intake.cells import UNCALCULATED, Cell, column_of
from matcher.intake.draft import Document
from matcher.intake.quality import QualityReport, SheetResult
from matcher.intake.settling import SAME_KEY

_QUESTION_COLUMNS = ("phone", "who", "place", "cell", "question")


def write_workbook(report: QualityReport, path: Path, language: str = "zh", file: str | None = None) -> None:
    """All read sheets in one workbook, or those of one file. Raises Unavailable where it cannot be written."""
    sheets = [sheet for sheet in report.sheets if sheet.grid and file in (None, sheet.file)]
    _write(path, sheets, report, language)


def write_mailing(report: QualityReport, folder: Path, records: Sequence[Document], language: str = "zh") -> list[Path]:
    """One workbook a sender's file, and `待问清单.xlsx`; the paths written. Raises Unavailable."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for file in dict.fromkeys(sheet.file for sheet in report.sheets if sheet.grid):
        path = folder / f"{Path(file).stem}-回执.xlsx"
        write_workbook(report, path, language, file)
        written.append(path)
    path = folder / "待问清单.xlsx"
    path.write_bytes(questions_workbook(report, records, language))
    return [*written, path]


def questions_workbook(report: QualityReport, records: Sequence[Document], language: str = "zh") -> bytes:
    """The open questions by telephone number, as a workbook."""
    header = [say(f"questions_{name}", language) for name in _QUESTION_COLUMNS]
    return workbook([Sheet("待问清单", header, question_rows(report, records, language))])


def _write(path: Path, sheets: Sequence[SheetResult], report: QualityReport, language: str) -> None:
    several = len({sheet.file for sheet in sheets}) > 1
    try:
        write_return_workbook(path, [_return_sheet(sheet, report, several, language) for sheet in sheets])
    except OSError as error:
        raise Unavailable("report_not_written", path=str(path), why=error.strerror or str(error)) from None


def _return_sheet(sheet: SheetResult, report: QualityReport, several: bool, language: str) -> ReturnSheet:
    grid = sheet.grid
    assert grid is not None
    stem = Path(sheet.file).stem
    name = stem if sheet.sheet is None else f"{stem}-{sheet.sheet}" if several else sheet.sheet
    marks = [
        Mark(finding.row, column_of(finding.column), finding.severity, finding.text(language))
        for finding in report.findings
        if finding.file == sheet.file and finding.sheet == sheet.sheet and finding.row
    ]
    records = {
        row.row: row.id
        for row in report.rows
        if row.id and row.file == sheet.file and row.sheet == sheet.sheet and row.outcome in ("accepted", "questioned")
    }
    for finding in report.findings:  # the row is not stored: corrected, it may be another record
        if finding.code == SAME_KEY and finding.file == sheet.file and finding.sheet == sheet.sheet:
            records.pop(finding.row or 0, None)
    if grid.lines is not None:
        lines = [[column.header for column in sheet.columns], *([text] for _, text in grid.lines)]
        return ReturnSheet(name, lines, (1, 1), None, (), (), {})
    rows: list[list[Cell]] = [["" if cell == UNCALCULATED else cell for cell in row] for row in grid.rows]
    return ReturnSheet(name, rows, grid.first, sheet.header_row, grid.merged, marks, records)


def question_rows(report: QualityReport, records: Sequence[Document], language: str) -> list[list[str]]:
    """One line a question: phone, name, where it stands, what stands there, what to ask; by phone number."""
    people = {document["id"]: document for document in records}
    ids = {(row.file, row.sheet, row.row): row.id for row in report.rows}
    lines = []
    for finding in report.findings:
        if finding.severity in ("question", "reject"):
            document = people.get(ids.get((finding.file or "", finding.sheet, finding.row or 0)) or "", {})
            lines.append(_question_row(finding, document, language))
    return sorted(lines, key=lambda line: (not line[0], line[0]))


def _question_row(finding: Finding, document: Document, language: str) -> list[str]:
    contact = document.get("contact", {})
    who = contact.get("name") or ""
    if "title" in document:
        who = " ".join(filter(None, (document.get("employer", {}).get("name"), document["title"], who)))
    place = " ".join(filter(None, (finding.file, finding.sheet, say("report_row", language, row=finding.row))))
    if finding.column:
        place += say("report_column", language, column=finding.column)
    value = "" if finding.value is None else str(finding.value)
    return [contact.get("phone") or "", who, place, value, finding.text(language)]
