"""An earlier pack read back: the plan as it was printed, and the workbook as staff have edited it since.

Rows with 是 in 锁定, and rows that staff moved or added, are pins. A pin that cannot stand is named cell by cell.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

from matcher.domain.errors import InputError, RecordError
from matcher.domain.fairs import Sheets, employer_key
from matcher.domain.moments import parse_moment
from matcher.domain.strict_json import read_json
from matcher.fairs.cells import as_clock, as_mark, cell_text, folded
from matcher.fairs.edited import edited
from matcher.fairs.naming import PERSON, POST, Names
from matcher.fairs.paper.plan_book import INTERVIEW_HEADER, INTERVIEW_SHEET
from matcher.fairs.problem import Problem
from matcher.fairs.solve.constraints import breaches
from matcher.fairs.solve.hall import HallArrays
from matcher.fairs.solve.plan import Interview
from matcher.fairs.view import View, clock

COLUMNS = INTERVIEW_HEADER[:6]
NEEDED = tuple(title for title in COLUMNS if title != "结束")
PLAN_FILE = "plan.xlsx"
COLUMN_OF = {
    "fair_pin_booth": "展位",
    "fair_pin_not_accessible": "展位",
    "fair_pin_not_allowed": POST,
    "fair_pin_post_twice": POST,
    "fair_pin_post_full": POST,
    "fair_pin_person_full": PERSON,
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
    table = edited(book, PLAN_FILE, INTERVIEW_SHEET, NEEDED)
    printed = frozenset(
        Printed(i["candidate_id"], i["job_id"], i["booth"], f"{parse_moment(i['start']):%H:%M}")
        for i in plan["interviews"]
    )
    ends = {(i["candidate_id"], i["job_id"]): f"{parse_moment(i['end']):%H:%M}" for i in plan["interviews"]}
    lines = _Lines(view, printed, ends)
    rows: dict[Interview, _Line] = {}
    pinned: set[Interview] = set()
    for line in map(lines.read, table.lines(COLUMNS)):
        if line.interview is None:
            continue
        if line.interview in rows and line.firm:
            lines.found.append((line.row, PERSON, "fair_row_twice", {}))
        rows[line.interview] = line
        if line.firm:
            pinned.add(line.interview)
    if printed and not rows and not lines.found:
        raise InputError("fair_edited_empty", file=PLAN_FILE, sheet=table.sheet)
    for code, interview in breaches(hall, sorted(pinned)):
        lines.found.append((rows[interview].row, COLUMN_OF.get(code, "开始"), code, _conflict(view, interview)))
    if lines.found:
        findings = [table.finding(code, row, title, **values) for row, title, code, values in lines.found]
        raise RecordError(sorted(findings, key=lambda f: (f.row or 0, f.column or "")), "fair_pins_conflict")
    posts = {r["candidate_id"]: [p["job_id"] for p in r["posts"]] for r in plan["recommendations"]}
    return Earlier(int(plan.get("version", 1)), printed, frozenset(rows), frozenset(pinned), posts)


@dataclass(frozen=True)
class _Line:
    """A row of the sheet: what it says, where that can be read, and whether it must stand."""

    row: int
    interview: Interview | None
    firm: bool


Found = tuple[int, str, str, Mapping[str, object]]
"""Row, title, code and values of what is wrong with a cell."""


class _Lines:
    """Reads the rows one by one and gathers what is wrong with those that must stand."""

    def __init__(self, view: View, printed: frozenset[Printed], ends: Mapping[tuple[str, str], str]) -> None:
        self.found: list[Found] = []
        self._view = view
        self._names = Names(view.problem)
        self._booths = {folded(booth.code): at for at, booth in enumerate(view.problem.fair.booths)}
        self._printed = {_as_printed(*astuple(line)) for line in printed}
        places = (self._place(*astuple(line)) for line in printed)
        self._still = {place for place in places if None not in place}
        people, posts = view.problem.person_index, view.problem.post_index
        self._ends = {(people.get(person), posts.get(post)): end for (person, post), end in ends.items()}

    def read(self, numbered: tuple[int, tuple[object, ...]]) -> _Line:
        """One row; what cannot be read is told only of rows that staff locked, changed or added.

        Who moves a start may leave the end empty, or as it was printed.
        """
        row, (person, post, booth, start, end, lock) = numbered
        locked = as_mark(lock)
        pair = self._names.pair(person, post)
        _, _, where, slot = place = self._place(person, post, booth, start)
        as_it_was = place in self._still or _as_printed(person, post, booth, start) in self._printed
        old_end, end = self._ends.get((pair.person, pair.post), ""), as_clock(end)
        ended_anew = None not in place and end not in ("", old_end)
        firm = locked is not False or not as_it_was or ended_anew
        bad = list(pair.wrong)
        if locked is None:
            bad.append(("锁定", "fair_lock_unclear", {"value": cell_text(lock)}))
        if where is None:
            bad.append(("展位", "fair_booth_unknown", _booths(self._view, pair.post) | {"booth": cell_text(booth)}))
        if slot is None:
            bad.append(("开始", "fair_start_wrong", _hours(self._view) | {"value": as_clock(start)}))
        elif end not in ("", old_end, self._view.clock(slot + 1)):
            bad.append(("结束", "fair_end_wrong", {"end": self._view.clock(slot + 1)}))
        if firm:
            self.found += [(row, *wrong) for wrong in bad]
        if bad or pair.person is None or pair.post is None or where is None or slot is None:
            return _Line(row, None, firm)
        return _Line(row, Interview(pair.person, pair.post, where, slot), firm)

    def _place(self, person: object, post: object, booth: object, start: object) -> tuple[int | None, ...]:
        """Person, post, booth and slot, None for each that cannot be read."""
        pair = self._names.pair(person, post)
        slot = _slot(as_clock(start), self._view.problem)
        return pair.person, pair.post, self._booths.get(folded(booth)), slot


def _as_printed(person: object, post: object, booth: object, start: object) -> tuple[str, ...]:
    return folded(person), folded(post), folded(booth), as_clock(start)


def _slot(start: str, problem: Problem) -> int | None:
    hall = problem.fair.hall
    hour, colon, minute = start.partition(":")
    if not (colon and hour.isdecimal() and minute.isdecimal()):
        return None
    slot, rest = divmod(int(hour) * 60 + int(minute) - hall.opens, hall.slot_minutes)
    return slot if rest == 0 and 0 <= slot < _slots(problem) else None


def _slots(problem: Problem) -> int:
    hall = problem.fair.hall
    return (hall.closes - hall.opens) // hall.slot_minutes


def _hours(view: View) -> dict[str, object]:
    hall = view.problem.fair.hall
    return {"first": view.clock(0), "minutes": hall.slot_minutes, "last": view.clock(_slots(view.problem) - 1)}


def _booths(view: View, post: int | None) -> dict[str, object]:
    """Where a post is met; every booth of the fair where the post is not known."""
    key = None if post is None else view.problem.posts[post].employer_key
    fair = view.problem.fair
    codes = [booth.code for booth in fair.booths if key in (None, employer_key(booth.employer))]
    return {"booths": "、".join(codes) or "–"}


def _conflict(view: View, interview: Interview) -> dict[str, object]:
    """What the words of a conflict may name."""
    problem, fair = view.problem, view.problem.fair
    post, booth = problem.posts[interview.post], fair.booths[interview.booth]
    rule = int(problem.pairs.rule[interview.person, interview.post])
    return {
        **_booths(view, interview.post),
        "booth": booth.code,
        "employer": post.employer,
        "breaks": "、".join(f"{clock(first)}–{clock(last)}" for first, last in booth.breaks),
        "accessible": "、".join(b.code for b in fair.booths if b.accessible) or "–",
        "rule": problem.words.rule(problem.pairs.rules[rule]) if rule >= 0 else "",
        "walk": fair.hall.walk_minutes,
        "interpreters": fair.hall.interpreters,
        "most": fair.limits.interviews_per_candidate,
        "places": post.headcount * fair.limits.interviews_per_place,
    }
