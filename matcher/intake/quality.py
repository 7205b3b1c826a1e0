"""The data-quality report of contract 6.1: as JSON, as text, and the sheets for the workbook that goes back."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from matcher.domain.findings import Finding
from matcher.domain.words import say
from matcher.intake.draft import path_of
from matcher.intake.headers import Column
from matcher.intake.sandbox import Grid

Outcome = Literal["accepted", "questioned", "rejected", "duplicate"]
OUTCOMES: tuple[Outcome, ...] = ("accepted", "questioned", "rejected", "duplicate")
KIND_WORDS = {"job": "jobs", "candidate": "candidates"}
MASK = "***"


@dataclass(frozen=True, slots=True)
class RowResult:
    """What became of one data row; `id` is that of the record, None where nothing is stored for it.

    cells    its texts by grid column, as they were read (of a line of JSON: 0 is the line)
    section  the section line over it
    given    the number that the list gives it, where that can be an id
    """

    file: str
    sheet: str | None
    row: int
    outcome: Outcome
    id: str | None
    cells: Mapping[int, str] = field(default_factory=dict)
    section: str | None = None
    given: str | None = None


@dataclass(frozen=True, slots=True)
class SheetResult:
    """What was read of one sheet. `skipped`: rows with their reason, or the reason why the whole sheet was not read.

    `hints` are what stands outside the rows for all of them; `layout` is what a sender's mapping is remembered by.
    """

    file: str
    sheet: str | None
    header_row: int | None
    kind: str | None
    skipped: tuple[tuple[int, str], ...] | str
    columns: tuple[Column, ...] = ()
    counts: Counter[str] = field(default_factory=Counter)
    grid: Grid | None = None
    hints: Mapping[str, str] = field(default_factory=dict)
    layout: str | None = None

    @property
    def holds_lines(self) -> bool:
        """Whether its rows are lines of JSON."""
        return self.grid is not None and self.grid.lines is not None

    def as_json(self) -> dict[str, Any]:
        """One object of `files`."""
        return {
            "file": self.file,
            "sheet": self.sheet,
            "header_row": self.header_row,
            "kind": KIND_WORDS.get(self.kind or ""),
            "skipped": self.skipped
            if isinstance(self.skipped, str)
            else [{"row": r, "reason": why} for r, why in self.skipped],
            "columns": [
                {"column": column.letter, "header": column.header, "field": path_of(column), "basis": column.basis}
                for column in self.columns
            ],
            "rows": {"read": sum(self.counts.values())} | {outcome: self.counts[outcome] for outcome in OUTCOMES},
        }


@dataclass(frozen=True, slots=True)
class QualityReport:
    """Every sheet, every row, every cell that must be known of. `import_id` is set once the records are stored."""

    sheets: tuple[SheetResult, ...]
    rows: tuple[RowResult, ...]
    findings: tuple[Finding, ...]
    import_id: int | None = None

    def counts(self) -> Counter[str]:
        """Outcomes over all sheets."""
        return sum((sheet.counts for sheet in self.sheets), Counter())

    def as_json(self, language: str = "zh") -> dict[str, Any]:
        """The object of contract 6.1."""
        return {
            "files": [sheet.as_json() for sheet in self.sheets],
            "records": [
                {"file": row.file, "sheet": row.sheet, "row": row.row, "outcome": row.outcome, "id": row.id}
                for row in self.rows
            ],
            "import": self.import_id,
            "issues": [_issue(finding, language) for finding in self.findings],
        }

    def text(self, language: str = "zh") -> str:
        """The report as lines for a terminal; values of `contact` and `disability` are masked."""
        lines = []
        by_sheet: dict[tuple[str | None, str | None], list[Finding]] = {}
        for finding in self.findings:
            by_sheet.setdefault((finding.file, finding.sheet), []).append(finding)
        for sheet in self.sheets:
            lines += _sheet_lines(sheet, by_sheet.get((sheet.file, sheet.sheet), []), language)
        counts = self.counts()
        lines.append(
            say("report_sum", language, read=sum(counts.values()), **{name: counts[name] for name in OUTCOMES})
        )
        return "\n".join(lines)


def _issue(finding: Finding, language: str) -> dict[str, Any]:
    return {
        "file": finding.file,
        "sheet": finding.sheet,
        "row": finding.row,
        "column": finding.column,
        "field": finding.field,
        "value": _without_certificate(finding),
        "severity": finding.severity,
        "code": finding.code,
        "reason": finding.text(language),
        "repair": finding.repair,
    }


def _without_certificate(finding: Finding) -> Any:
    """The value of an issue; the number of a disability certificate, which tells the disability, never leaves whole."""
    if isinstance(finding.value, str) and (finding.field or "").startswith("disability"):
        return re.sub(r"(\d{4})\d{10,}[\dXx]?\d*", rf"\1{MASK}", finding.value)
    return finding.value


def _sheet_lines(sheet: SheetResult, findings: Sequence[Finding], language: str) -> list[str]:
    name = f"{sheet.file} [{sheet.sheet}]" if sheet.sheet else sheet.file
    if isinstance(sheet.skipped, str):
        return [say("report_sheet_skipped", language, name=name, reason=say(f"skipped_{sheet.skipped}", language))]
    counts = {outcome: sheet.counts[outcome] for outcome in OUTCOMES}
    lines = [
        say(
            "report_sheet" if sheet.header_row else "report_lines",
            language,
            name=name,
            read=sum(sheet.counts.values()),
            header=sheet.header_row,
            **counts,
        )
    ]
    unmapped = [f"{column.letter} {column.header}".strip() for column in sheet.columns if column.field is None]
    if unmapped:
        lines.append("  " + say("report_unmapped", language, columns=_joined(unmapped, language)))
    guessed = [
        f"{c.letter} {c.header} → {path_of(c) or '-'}"
        for c in sheet.columns
        if c.basis in ("words", "content") and c.field
    ]
    if guessed:
        lines.append("  " + say("report_guessed", language, columns=_joined(guessed, language)))
    if sheet.skipped:
        skipped = [f"{row} {say(f'skipped_{reason}', language)}" for row, reason in sheet.skipped]
        lines.append("  " + say("report_skipped", language, rows=_joined(skipped, language)))
    repairs = Counter(finding.text(language) for finding in findings if finding.severity == "repair")
    for reason, count in sorted(repairs.items(), key=lambda item: (-item[1], item[0])):
        lines.append("  " + say("report_repairs", language, count=count, reason=reason))
    lines += ["  " + _finding_line(finding, language) for finding in findings if finding.severity != "repair"]
    return lines


def _joined(texts: Sequence[str], language: str) -> str:
    return ("; " if language == "en" else "；").join(texts)


def _finding_line(finding: Finding, language: str) -> str:
    place = say("report_row", language, row=finding.row)
    if finding.column:
        place += say("report_column", language, column=finding.column)
    value = masked(finding)
    quoted = f" “{value}”" if value else ""
    return f"{say(f'severity_{finding.severity}', language)} {place}{quoted}: {finding.text(language)}"


def masked(finding: Finding) -> str:
    """The value of a finding as it may stand in a text: `contact` and `disability` hidden, long numbers too."""
    if finding.value in (None, ""):
        return ""
    if (finding.field or "").partition(".")[0] in ("contact", "disability"):
        return MASK
    return re.sub(r"\d{7,}[\dXx]?", MASK, str(finding.value))[:60]
