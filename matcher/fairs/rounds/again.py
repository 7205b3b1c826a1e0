"""An earlier pack of a round read back as staff edited it, and what a new version changes of it.

As with a fair, rows with 是 in 锁定, and rows that staff changed or added, are pins; a cell that cannot stand is named.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from matcher.domain.errors import InputError, RecordError
from matcher.domain.fairs import Sheets
from matcher.domain.findings import Finding
from matcher.fairs.cells import cell_finding, cell_text
from matcher.fairs.paper.changes import calls
from matcher.fairs.paper.previous import LOCKED
from matcher.fairs.problem import Problem
from matcher.fairs.view import file_names

PERSON, POST, SHIFT, LOCK = "求职者编号", "岗位编号", "班次", "锁定"
SHEETS: Mapping[str, tuple[str, str]] = {
    "referrals": ("推荐", "recommendations"),
    "placement": ("安置", "placements"),
    "shifts": ("排班", "assignments"),
}
"""The sheet that staff edit, and the part of `plan.json` that it was written from."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the sheet by index; `firm` where staff locked, changed or added it."""

    row: int
    person: int
    post: int
    shift: int
    firm: bool

    @property
    def key(self) -> tuple[int, int, int]:
        """Who, what and when, whatever row it stands in."""
        return self.person, self.post, self.shift


@dataclass(frozen=True)
class EarlierRound:
    """What staff want kept, in their order; `version` and `told`, what each candidate id has on paper."""

    rows: tuple[Row, ...]
    version: int
    told: Mapping[str, Sequence[str]]

    @property
    def pinned(self) -> tuple[Row, ...]:
        """What must stand."""
        return tuple(row for row in self.rows if row.firm)


Conflict = tuple[Row, str, str]
"""A row that cannot stand, the column to look at, and why."""


def read_round(
    plan: Mapping[str, Any], book: Sheets, problem: Problem, conflicts: Callable[[Sequence[Row]], Iterable[Conflict]]
) -> EarlierRound:
    """Read the edited sheet; `conflicts` judges the firm rows. Raises RecordError that names every cell."""
    sheet, part = SHEETS[problem.fair.kind]
    rows = book.get(sheet)
    wanted = (PERSON, POST, SHIFT) if problem.fair.kind == "shifts" else (PERSON, POST)
    if rows is None or not rows:
        raise InputError("fair_sheet_missing", file="plan.xlsx", sheet=sheet)
    columns = {cell_text(title): at for at, title in enumerate(rows[0])}
    if not set(wanted) <= columns.keys():
        raise InputError("fair_pin_header", columns=" ".join(wanted))
    printed = _printed(plan, part)
    known = set(printed)
    findings: list[Finding] = []
    read: list[Row] = []
    for at, cells in enumerate(rows[1:], 2):
        texts = [_cell(cells, columns, name) for name in (PERSON, POST, SHIFT, LOCK)]
        if any(texts[:3]):
            line = (texts[0], texts[1], texts[2] if problem.fair.kind == "shifts" else "")
            firm = texts[3].casefold() in LOCKED or line not in known
            found, bad = _row(problem, at, line, firm)
            read += [found] if found else []
            findings += [cell_finding(code, sheet, at, columns[c], person=line[0], post=line[1]) for c, code in bad]
    findings += [
        cell_finding(code, sheet, row.row, columns[column], **_named(problem, row))
        for row, column, code in conflicts([row for row in read if row.firm])
    ]
    if findings:
        raise RecordError(sorted(findings, key=lambda f: (f.row or 0, f.column or "")), "fair_pins_conflict")
    return EarlierRound(tuple(read), int(plan.get("version", 1)), _told(printed))


def _cell(cells: Sequence[object], columns: Mapping[str, int], name: str) -> str:
    at = columns.get(name, len(cells))
    return cell_text(cells[at]) if at < len(cells) else ""


def _printed(plan: Mapping[str, Any], part: str) -> list[tuple[str, str, str]]:
    if part == "recommendations":
        return [(r["candidate_id"], p["job_id"], "") for r in plan[part] for p in r["posts"]]
    return [(e["candidate_id"], e["job_id"], str(e.get("shift", ""))) for e in plan[part]]


def _row(problem: Problem, at: int, line: tuple[str, str, str], firm: bool) -> tuple[Row | None, list[tuple[str, str]]]:
    """The row by index, or, where it is firm, which of its cells cannot be read."""
    person, post = problem.person_index.get(line[0]), problem.post_index.get(line[1])
    shifts = len(problem.posts[post].shifts) if post is not None else 0
    timed = problem.fair.kind == "shifts"
    good = not timed or (line[2].isdecimal() and int(line[2]) < shifts)
    if person is not None and post is not None and good:
        return Row(at, person, post, int(line[2]) if timed else 0, firm), []
    wrong = (
        (PERSON, "fair_person_unknown", person is None),
        (POST, "fair_post_unknown", post is None),
        (SHIFT, "fair_shift_unknown", post is not None and not good),
    )
    return None, [(column, code) for column, code, is_wrong in wrong if is_wrong and firm]


def _named(problem: Problem, row: Row) -> dict[str, object]:
    return {"person": problem.people[row.person].id, "post": problem.posts[row.post].id}


def _told(printed: Iterable[tuple[str, str, str]]) -> dict[str, list[str]]:
    told: dict[str, list[str]] = defaultdict(list)
    for person, post, shift in printed:
        told[person].append(f"{post} {shift}".strip())
    return dict(told)


def pairs_that_cannot_be(problem: Problem, rows: Sequence[Row]) -> list[Conflict]:
    """Rows of a pair that a rule excludes, and rows that stand twice."""
    count = Counter(row.key for row in rows)
    found = [(row, POST, "fair_pin_not_allowed") for row in rows if not problem.pairs.allowed[row.person, row.post]]
    return found + [(row, PERSON, "fair_row_twice") for row in rows if count[row.key] > 1]


def more_than(
    rows: Sequence[Row], key: Callable[[Row], int], most: Callable[[int], int], what: tuple[str, str]
) -> list[Conflict]:
    """Rows of a person or a post that has more of them than it may; `what`: column and code."""
    count = Counter(key(row) for row in rows)
    return [(row, *what) for row in rows if count[key(row)] > most(key(row))]


def changed_people(problem: Problem, earlier: EarlierRound, document: Mapping[str, Any]) -> set[str]:
    """Candidate ids of those who have something else now than on paper."""
    now = _told(_printed(document, SHEETS[problem.fair.kind][1]))
    return {id_ for id_ in {*earlier.told, *now} if sorted(earlier.told.get(id_, ())) != sorted(now.get(id_, ()))}


def changed_round(
    problem: Problem,
    earlier: EarlierRound,
    document: Mapping[str, Any],
    people: Iterable[str],
    files: Mapping[str, bytes],
) -> dict[str, bytes]:
    """`changed/`: the sheets of these people, and `calls.csv`."""
    now = _told(_printed(document, SHEETS[problem.fair.kind][1]))
    names = file_names(person.id for person in problem.people)
    sheets = [path for id_ in people if id_ in names and (path := f"candidates/{names[id_]}.html") in files]
    changed = {f"changed/{path}": files[path] for path in sorted(sheets)}
    if sheets:
        changed["changed/candidates/font.woff"] = files["candidates/font.woff"]
    old_new = ((id_, "; ".join(earlier.told.get(id_, ())), "; ".join(now.get(id_, ()))) for id_ in sorted(people))
    return {**changed, "changed/calls.csv": calls(old_new)}
