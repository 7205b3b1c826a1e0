"""An earlier pack read back: the plan as it was printed, and the workbook as staff have edited it since.

Rows with 是 in 锁定, and rows that staff moved or added, are pins. A pin that cannot stand is named cell by cell.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from matcher.domain.errors import InputError, RecordError
from matcher.domain.fairs import Sheets
from matcher.domain.findings import Finding
from matcher.domain.moments import parse_moment
from matcher.domain.strict_json import read_json
from matcher.fairs.cells import as_clock, cell_finding, cell_text
from matcher.fairs.paper.plan_book import INTERVIEW_HEADER, INTERVIEW_SHEET
from matcher.fairs.problem import Problem
from matcher.fairs.solve.constraints import breaches
from matcher.fairs.solve.hall import HallArrays
from matcher.fairs.solve.plan import Interview
from matcher.fairs.view import View

COLUMNS = INTERVIEW_HEADER[:6]
LOCKED = frozenset({"是", "√", "锁定", "yes", "true", "1"})
COLUMN_OF = {
    "fair_pin_booth": "展位",
    "fair_pin_not_accessible": "展位",
    "fair_pin_not_allowed": "岗位编号",
    "fair_pin_post_twice": "岗位编号",
    "fair_pin_post_full": "岗位编号",
    "fair_pin_person_full": "求职者编号",
}
"""Where a conflict is shown; every other one is about the time."""


@dataclass(frozen=True)
class Printed:
    """One interview of the earlier plan, by its ids: booth code and start as 09:10."""

    candidate_id: str
    job_id: str
    booth: str
    start: str


@dataclass(frozen=True)
class Earlier:
    """An earlier plan.

    printed     what people have on paper
    reference   what staff want kept, where it still exists
    pinned      what must stand
    posts       recommended posts of each person, by id
    """

    version: int
    printed: frozenset[Printed]
    reference: frozenset[Interview]
    pinned: frozenset[Interview]
    posts: Mapping[str, Sequence[str]]


def read_plan(folder: Path) -> Mapping[str, Any]:
    """`plan.json` of a pack. Raises InputError."""
    try:
        plan = read_json((folder / "plan.json").read_bytes())
    except (OSError, RecordError):
        plan = None
    if not isinstance(plan, dict):
        raise InputError("fair_no_previous", folder=folder.name)
    return plan


def read_earlier(plan: Mapping[str, Any], book: Sheets, view: View, hall: HallArrays) -> Earlier:
    """Read the edited workbook against the plan. Raises RecordError that names every conflicting cell."""
    if INTERVIEW_SHEET not in book:
        raise InputError("fair_sheet_missing", file="plan.xlsx", sheet=INTERVIEW_SHEET)
    printed = frozenset(
        Printed(i["candidate_id"], i["job_id"], i["booth"], f"{parse_moment(i['start']):%H:%M}")
        for i in plan["interviews"]
    )
    findings: list[Finding] = []
    rows: dict[Interview, _Line] = {}
    pinned: set[Interview] = set()
    columns, lines = _table(book[INTERVIEW_SHEET])
    for line in lines:
        firm = line.locked or line.printed not in printed
        interview, bad = _interview(line, view)
        if interview is None:
            findings += [_finding(line, column, columns, code) for column, code in bad if firm]
            continue
        if interview in rows and firm:
            findings.append(_finding(line, "求职者编号", columns, "fair_row_twice"))
        rows[interview] = line
        if firm:
            pinned.add(interview)
    for code, interview in breaches(hall, sorted(pinned)):
        findings.append(_finding(rows[interview], COLUMN_OF.get(code, "开始"), columns, code))
    if findings:
        raise RecordError(sorted(findings, key=lambda f: (f.row or 0, f.column or "")), "fair_pins_conflict")
    posts = {r["candidate_id"]: [p["job_id"] for p in r["posts"]] for r in plan["recommendations"]}
    return Earlier(int(plan.get("version", 1)), printed, frozenset(rows), frozenset(pinned), posts)


@dataclass(frozen=True)
class _Line:
    row: int
    candidate_id: str
    job_id: str
    booth: str
    start: str
    end: str
    locked: bool

    @property
    def printed(self) -> Printed:
        return Printed(self.candidate_id, self.job_id, self.booth, self.start)


def _table(rows: Sequence[Sequence[object]]) -> tuple[Mapping[str, int], Iterator[_Line]]:
    header = next((at for at, row in enumerate(rows) if set(COLUMNS) <= {cell_text(c) for c in row}), None)
    if header is None:
        raise InputError("fair_pin_header", columns=" ".join(COLUMNS))
    columns = {cell_text(title): at for at, title in enumerate(rows[header])}
    return columns, _lines(rows, header, columns)


def _lines(rows: Sequence[Sequence[object]], header: int, columns: Mapping[str, int]) -> Iterator[_Line]:
    for row, cells in enumerate(rows[header + 1 :], header + 2):
        values = [cells[columns[name]] if columns[name] < len(cells) else None for name in COLUMNS]
        if not any(cell_text(value) for value in values):
            continue
        person, post, booth = (cell_text(value) for value in values[:3])
        start, end = (as_clock(value) for value in values[3:5])
        yield _Line(row, person, post, booth, start, end, cell_text(values[5]).casefold() in LOCKED)


def _interview(line: _Line, view: View) -> tuple[Interview | None, list[tuple[str, str]]]:
    """The row by index, or which of its cells cannot be read."""
    problem = view.problem
    booths = {booth.code: at for at, booth in enumerate(problem.fair.booths)}
    slot = _slot(line.start, problem)
    bad = [
        (column, code)
        for column, code, wrong in (
            ("求职者编号", "fair_person_unknown", line.candidate_id not in problem.person_index),
            ("岗位编号", "fair_post_unknown", line.job_id not in problem.post_index),
            ("展位", "fair_booth_unknown", line.booth not in booths),
            ("开始", "fair_start_wrong", slot is None),
            ("结束", "fair_end_wrong", slot is not None and line.end not in ("", view.clock(slot + 1))),
        )
        if wrong
    ]
    if bad or slot is None:
        return None, bad
    person, post = problem.person_index[line.candidate_id], problem.post_index[line.job_id]
    return Interview(person, post, booths[line.booth], slot), []


def _slot(start: str, problem: Problem) -> int | None:
    hall = problem.fair.hall
    hour, colon, minute = start.partition(":")
    if not (colon and hour.isdecimal() and minute.isdecimal()):
        return None
    slot, rest = divmod(int(hour) * 60 + int(minute) - hall.opens, hall.slot_minutes)
    return slot if rest == 0 and 0 <= slot < (hall.closes - hall.opens) // hall.slot_minutes else None


def _finding(line: _Line, column: str, columns: Mapping[str, int], code: str) -> Finding:
    values = {"person": line.candidate_id, "post": line.job_id}
    return cell_finding(code, INTERVIEW_SHEET, line.row, columns[column], **values)
