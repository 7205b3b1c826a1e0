"""What came of a fair: result columns read back, impossible and double entries refused, events and a funnel."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.domain.errors import RecordError
from matcher.domain.fairs import Sheets
from matcher.domain.findings import Finding
from matcher.domain.words import LANGUAGES, say
from matcher.fairs.cells import cell_finding, cell_text, folded
from matcher.fairs.edited import Edited, tables_in
from matcher.fairs.naming import PERSON, POST, Names, Pair, Wrong, is_shift, shifts_named
from matcher.fairs.paper.booth_sheets import OUTCOMES, REASONS
from matcher.fairs.problem import Problem

SHIFT, OUTCOME, REASON = "班次", "结果", "原因代码"
COLUMNS = (PERSON, POST, OUTCOME)
EVENTS: Mapping[str, tuple[str, ...]] = {
    "hire": ("interview", "offer", "hire"),
    "offer": ("interview", "offer"),
    "second": ("interview",),
    "pending": ("interview",),
    "reject": ("interview", "reject"),
    "no_show": ("no_show",),
    "insured": ("interview", "offer", "hire", "insured"),
}
"""The feedback events of each result, in the order in which they happened."""
NO_RESULT = ""
"""The outcome of a row whose result is still empty: the person was invited, and that is all one knows."""
FUNNEL: tuple[tuple[str, frozenset[str]], ...] = (
    ("invited", frozenset({*OUTCOMES, NO_RESULT})),
    ("came", frozenset(OUTCOMES) - {"no_show"}),
    ("interviewed", frozenset(OUTCOMES) - {"no_show"}),
    ("offered", frozenset({"offer", "hire", "insured"})),
    ("hired", frozenset({"hire", "insured"})),
    ("insured", frozenset({"insured"})),
)
HIRED = frozenset({"hire", "insured"})
LEAST_SHOWN = 5
Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one interview (of one shift, in a morning), and where it stands: person and post in `columns`."""

    person: int
    post: int
    outcome: str
    reason: str | None
    sheet: str
    row: int
    shift: int = 0
    columns: tuple[int, int] = (0, 1)

    def finding(self, code: str, part: int, **values: object) -> Finding:
        """What is wrong with its person (0) or its post (1)."""
        return cell_finding(code, self.sheet, self.row, self.columns[part], **values)

    @property
    def place(self) -> str:
        """Its cell of the person, to look there too."""
        return str(self.finding("fair_result_twice", 0).field)


def read_results(books: Iterable[Sheets], problem: Problem, files: Sequence[str] = ()) -> tuple[Result, ...]:
    """Every row of the result sheets. Raises RecordError that names each bad cell; then nothing is used.

    `files` are the books' names, told beside the cell where there are several.
    """
    names = Names(problem)
    findings: list[Finding] = []
    results: list[Result] = []
    for at, book in enumerate(books):
        file = f"{files[at]} " if len(files) > 1 else ""
        for table in tables_in({f"{file}{name}": rows for name, rows in book.items()}, COLUMNS, findings):
            results += _sheet(table, problem, names, findings)
    findings += _impossible(problem, [result for result in results if result.outcome])
    if findings:
        raise RecordError(findings, "fair_results_wrong")
    return tuple(results)


def _sheet(table: Edited, problem: Problem, names: Names, findings: list[Finding]) -> Iterator[Result]:
    for row, (person, post, shift, outcome, reason) in table.lines((PERSON, POST, SHIFT, OUTCOME, REASON)):
        pair = names.pair(person, post)
        told, why, index = cell_text(outcome), cell_text(reason), cell_text(shift)
        bad = list(_wrong(pair, problem, index, told, why)) if told or why else []
        findings += [table.finding(code, row, title, **values) for title, code, values in bad]
        if not bad and pair.person is not None and pair.post is not None:
            result = coded(told, "outcome", OUTCOMES, "") or NO_RESULT
            shift_at = int(index) if index.isdecimal() else 0
            places = table.column(PERSON) or 0, table.column(POST) or 0
            because = coded(why, "reason", REASONS, "R")
            yield Result(pair.person, pair.post, result, because, table.sheet, row, shift_at, places)


def _wrong(pair: Pair, problem: Problem, shift: str, told: str, why: str) -> Iterator[Wrong]:
    """What is wrong with a filled row."""
    outcome = coded(told, "outcome", OUTCOMES, "")
    yield from pair.wrong
    post = None if pair.post is None else problem.posts[pair.post]
    if shift and post and post.shifts and not is_shift(post, shift):
        yield SHIFT, "fair_shift_unknown", shifts_named(post)
    if not told:
        yield OUTCOME, "fair_result_missing", {}
    elif outcome is None:
        yield OUTCOME, "fair_result_unknown", {"value": told, "allowed": _allowed("outcome", OUTCOMES, "")}
    if why and coded(why, "reason", REASONS, "R") is None:
        yield REASON, "fair_result_reason", {"value": why, "allowed": _allowed("reason", REASONS, "R")}
    elif why and outcome is not None and outcome != "reject":
        yield REASON, "fair_result_reason_idle", {"value": told}
    elif outcome == "reject" and not why:
        yield REASON, "fair_result_reason_missing", {"allowed": _allowed("reason", REASONS, "R")}


def _allowed(kind: str, codes: Sequence[str], letter: str) -> str:
    return "、".join(f"{letter}{n} {say(f'fair_{kind}_{name}', 'zh')}" for n, name in enumerate(codes, 1))


def coded(text: str, kind: str, codes: Sequence[str], letter: str) -> str | None:
    """A result or a reason by its number on the sheet (3, R3), its code, its words, or both (R3 待遇谈不拢)."""
    told = folded(text)
    for number, code in enumerate(codes, 1):
        words = {folded(say(f"fair_{kind}_{code}", language)) for language in LANGUAGES}
        numbers = {folded(f"{letter}{number}"), str(number)}
        both = {f"{n}{mark}{word}" for n in numbers for mark in ("", ".", "、", ":", "-") for word in words}
        if told in {code, *numbers, *words, *both}:
            return code
    return None


def _impossible(problem: Problem, results: Sequence[Result]) -> Iterator[Finding]:
    """A pair twice, a person hired twice, more hires than places, a pair that no rule allows.

    In a morning a person may work several shifts; places are those of each shift.
    """
    first: dict[tuple[int, int, int], Result] = {}
    hired: dict[int, Result] = {}
    hires = {(r.person, r.post, r.shift) for r in results if r.outcome in HIRED}
    full = Counter((post, shift) for _, post, shift in hires)
    for result in results:
        key = (result.person, result.post, result.shift)
        if key in first:
            yield result.finding("fair_result_twice", 0, other=first[key].place)
        first.setdefault(key, result)
        rule = int(problem.pairs.rule[result.person, result.post])
        if rule >= 0:
            yield result.finding("fair_result_not_eligible", 1, rule=problem.words.rule(problem.pairs.rules[rule]))
        if result.outcome not in HIRED:
            continue
        other = hired.setdefault(result.person, result)
        if other.post != result.post and problem.fair.kind != "shifts":
            yield result.finding("fair_result_hired_twice", 0, other=other.place)
        post = problem.posts[result.post]
        if full[result.post, result.shift] > post.headcount:
            yield result.finding("fair_result_too_many", 1, post=post.id, headcount=post.headcount)


def events(problem: Problem, results: Iterable[Result], at: str) -> list[dict[str, object]]:
    """The events of the results, as the feedback call takes them; `at` is the fair's end."""
    return [
        {
            "candidate_id": problem.people[result.person].id,
            "job_id": problem.posts[result.post].id,
            "event": event,
            "at": at,
            **({"reason_code": result.reason} if event == "reject" and result.reason else {}),
            "context": _context(problem, result),
        }
        for result in results
        if result.outcome
        for event in EVENTS[result.outcome]
    ]


def _context(problem: Problem, result: Result) -> dict[str, object]:
    told: dict[str, object] = {"fair": problem.fair.name, "date": problem.fair.day.isoformat()}
    return {**told, "shift": result.shift} if problem.fair.kind == "shifts" else told


def funnel(results: Iterable[Result]) -> dict[str, int]:
    """People at each step, each counted once."""
    results = list(results)
    return {step: len({r.person for r in results if r.outcome in outcomes}) for step, outcomes in FUNNEL}


def funnel_by(
    results: Iterable[Result], group: Callable[[Result], str], least: int = LEAST_SHOWN
) -> dict[str, dict[str, int | None]]:
    """The funnel of each group; a cell below `least` (but for 0) is hidden as None.

    Further cells are hidden until none that is hidden can be worked out from the totals and from the steps beside it.
    """
    groups: dict[str, list[Result]] = {}
    for result in results:
        groups.setdefault(group(result), []).append(result)
    names = sorted(groups)
    counted = np.array([list(funnel(groups[name]).values()) for name in names]).reshape(len(names), len(FUNNEL))
    shown = (counted == 0) | (counted >= least)
    while shown.any() and len(given := np.argwhere(~shown & ~_could_differ(counted, shown))):
        step = int(given[0][1])
        cells = [(abs(int(at) - step), int(counted[row, at]), int(row), int(at)) for row, at in np.argwhere(shown)]
        *_, row, at = min(cells)
        shown[row, at] = False
    return {
        name: {step: int(counted[row, at]) if shown[row, at] else None for at, (step, _) in enumerate(FUNNEL)}
        for row, name in enumerate(names)
    }


def _could_differ(counted: Counts, shown: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """(groups, steps) hidden cells that one person fewer, and one more in another group, would leave as they are shown.

    Such a person stands in both groups at a run of hidden steps; columns keep their totals, and steps still only fall.
    """
    able = np.zeros_like(shown)
    before = np.pad(counted, ((0, 0), (1, 0)), constant_values=int(counted.sum()) + 1)
    after = np.pad(counted, ((0, 0), (0, 1)))[:, 1:]
    for first in range(len(FUNNEL)):
        for last in range(first, len(FUNNEL)):
            hidden = ~shown[:, first : last + 1].any(axis=1)
            fewer = hidden & (counted[:, last] > after[:, last])
            more = hidden & (counted[:, first] < before[:, first])
            for mine, others in ((fewer, more), (more, fewer)):
                able[:, first : last + 1] |= (mine & (int(others.sum()) - others > 0))[:, None]
    return able
