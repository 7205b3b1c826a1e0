"""An earlier pack of a round read back as staff edited it, and what a new version changes of it.

As with a fair, rows with 是 in 锁定, and rows that staff changed or added, are pins; a cell that cannot stand is named.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from matcher.domain.errors import InputError, RecordError
from matcher.domain.fairs import Sheets
from matcher.domain.findings import Finding
from matcher.fairs.cells import as_mark, cell_text, folded
from matcher.fairs.edited import edited
from matcher.fairs.naming import PERSON, POST, Names, Pair, is_shift, shifts_named
from matcher.fairs.paper.changes import calls
from matcher.fairs.paper.previous import PLAN_FILE
from matcher.fairs.problem import Problem
from matcher.fairs.view import file_names

SHIFT, LOCK = "班次", "锁定"
SHEETS: Mapping[str, tuple[str, str]] = {
    "referrals": ("推荐", "recommendations"),
    "placement": ("安置", "placements"),
    "shifts": ("排班", "assignments"),
}
"""The sheet that staff edit, and the part of `plan.json` that it was written from."""
STAMP = re.compile(rb'<p class="stamp">.*?</p>', re.DOTALL)


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
    """What staff want kept, in their order; `version` and `told`, what each candidate id has on paper.

    `sheets` are the employers' sheets as they were printed, by path.
    """

    rows: tuple[Row, ...]
    version: int
    told: Mapping[str, Sequence[str]]
    sheets: Mapping[str, bytes] = field(default_factory=dict)

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
    timed = problem.fair.kind == "shifts"
    lock = () if problem.fair.kind == "referrals" else (LOCK,)
    table = edited(book, PLAN_FILE, sheet, (PERSON, POST, *((SHIFT,) if timed else ()), *lock))
    printed = _printed(plan, part)
    names, known = Names(problem), {_as_printed(*line) for line in printed}
    findings: list[Finding] = []
    read: list[Row] = []
    for at, (person, post, shift, mark) in table.lines((PERSON, POST, SHIFT, LOCK)):
        pair, locked, index = names.pair(person, post), as_mark(mark), cell_text(shift) if timed else ""
        firm = locked is not False or not {_as_printed(person, post, index), _by_id(problem, pair, index)} & known
        bad = list(pair.wrong)
        if locked is None:
            bad.append((LOCK, "fair_lock_unclear", {"value": cell_text(mark)}))
        if timed and pair.post is not None and not is_shift(problem.posts[pair.post], index):
            bad.append((SHIFT, "fair_shift_unknown", shifts_named(problem.posts[pair.post])))
        if firm:
            findings += [table.finding(code, at, title, **values) for title, code, values in bad]
        if not bad and pair.person is not None and pair.post is not None:
            read.append(Row(at, pair.person, pair.post, int(index or 0), firm))
    if printed and not read and not findings:
        raise InputError("fair_edited_empty", file=PLAN_FILE, sheet=table.sheet)
    findings += [
        table.finding(code, row.row, column, **_named(problem, row))
        for row, column, code in conflicts([row for row in read if row.firm])
    ]
    if findings:
        raise RecordError(sorted(findings, key=lambda f: (f.row or 0, f.column or "")), "fair_pins_conflict")
    return EarlierRound(tuple(read), int(plan.get("version", 1)), _told(printed))


def _printed(plan: Mapping[str, Any], part: str) -> list[tuple[str, str, str]]:
    if part == "recommendations":
        return [(r["candidate_id"], p["job_id"], "") for r in plan[part] for p in r["posts"]]
    return [(e["candidate_id"], e["job_id"], str(e.get("shift", ""))) for e in plan[part]]


def _as_printed(person: object, post: object, shift: object) -> tuple[str, ...]:
    return folded(person), folded(post), folded(shift)


def _by_id(problem: Problem, pair: Pair, shift: str) -> tuple[str, ...]:
    """The row as it was printed, where its cells are but written in another way."""
    if pair.person is None or pair.post is None:
        return ()
    return _as_printed(problem.people[pair.person].id, problem.posts[pair.post].id, shift)


def _named(problem: Problem, row: Row) -> dict[str, object]:
    rule, post = int(problem.pairs.rule[row.person, row.post]), problem.posts[row.post]
    return {
        "person": problem.people[row.person].id,
        "post": post.id,
        "headcount": post.headcount,
        "most": problem.fair.limits.interviews_per_candidate,
        "recommendations": problem.fair.limits.recommendations,
        "rule": problem.words.rule(problem.pairs.rules[rule]) if rule >= 0 else "",
    }


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
    """`changed/`: the sheets of these people, the employers' sheets that say something else now, and `calls.csv`."""
    now = _told(_printed(document, SHEETS[problem.fair.kind][1]))
    names = file_names(person.id for person in problem.people)
    sheets = [path for id_ in people if id_ in names and (path := f"candidates/{names[id_]}.html") in files]
    sheets += [path for path in files if path.startswith("employers/") and _differs(path, files, earlier)]
    changed = {f"changed/{path}": files[path] for path in sorted(sheets)}
    for folder in {path.partition("/")[0] for path in sheets}:
        changed[f"changed/{folder}/font.woff"] = files[f"{folder}/font.woff"]
    old_new = [(id_, "; ".join(earlier.told.get(id_, ())), "; ".join(now.get(id_, ()))) for id_ in sorted(people)]
    return {**changed, **calls(problem, old_new)}


def _differs(path: str, files: Mapping[str, bytes], earlier: EarlierRound) -> bool:
    """Whether a sheet says something else than the printed one, whatever version and time are stamped on it."""
    if not path.endswith(".html"):
        return False
    now, before = (STAMP.sub(b"", page) for page in (files[path], earlier.sheets.get(path, b"")))
    return now != before
