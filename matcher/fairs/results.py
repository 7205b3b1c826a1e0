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
from matcher.fairs.cells import cell_finding, cell_text
from matcher.fairs.paper.booth_sheets import OUTCOMES, REASONS
from matcher.fairs.problem import Problem

PERSON, POST, SHIFT, OUTCOME, REASON = "求职者编号", "岗位编号", "班次", "结果", "原因代码"
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
    """What came of one interview (of one shift, in a morning), and where it stands."""

    person: int
    post: int
    outcome: str
    reason: str | None
    sheet: str
    row: int
    shift: int = 0


def read_results(books: Iterable[Sheets], problem: Problem) -> tuple[Result, ...]:
    """Every row of the result sheets. Raises RecordError that names each bad cell; then nothing is used."""
    findings: list[Finding] = []
    results: list[Result] = []
    for book in books:
        for name, rows in book.items():
            results += _sheet(name, rows, problem, findings)
    findings += _impossible(problem, [result for result in results if result.outcome])
    if findings:
        raise RecordError(findings, "fair_results_wrong")
    return tuple(results)


def _sheet(sheet: str, rows: Sequence[Sequence[object]], problem: Problem, findings: list[Finding]) -> Iterator[Result]:
    header = next((at for at, row in enumerate(rows) if set(COLUMNS) <= {cell_text(c) for c in row}), None)
    if header is None:
        findings.append(cell_finding("fair_results_header", sheet, 1, 0, columns=" ".join(COLUMNS)))
        return
    columns = {cell_text(title): at for at, title in enumerate(rows[header])}
    for row, cells in enumerate(rows[header + 1 :], header + 2):
        read = {
            name: cell_text(cells[columns[name]]) if name in columns and columns[name] < len(cells) else ""
            for name in (PERSON, POST, SHIFT, OUTCOME, REASON)
        }
        bad = list(_wrong(read, problem)) if read[OUTCOME] else []
        for code, title in bad:
            values = {"person": read[PERSON], "post": read[POST], "allowed": _allowed(code)}
            findings.append(cell_finding(code, sheet, row, columns.get(title, 0), **values))
        person, post = problem.person_index.get(read[PERSON]), problem.post_index.get(read[POST])
        if not bad and person is not None and post is not None:
            outcome = coded(read[OUTCOME], "outcome", OUTCOMES, "") or NO_RESULT
            shift = int(read[SHIFT]) if read[SHIFT].isdecimal() else 0
            yield Result(person, post, outcome, coded(read[REASON], "reason", REASONS, "R"), sheet, row, shift)


def _wrong(read: Mapping[str, str], problem: Problem) -> Iterator[tuple[str, str]]:
    """Code and column of what is wrong with a filled row."""
    post, outcome = problem.post_index.get(read[POST]), coded(read[OUTCOME], "outcome", OUTCOMES, "")
    shifts = len(problem.posts[post].shifts) if post is not None else 0
    if read[PERSON] not in problem.person_index:
        yield "fair_person_unknown", PERSON
    if post is None:
        yield "fair_post_unknown", POST
    elif read[SHIFT] and not (read[SHIFT].isdecimal() and int(read[SHIFT]) < max(shifts, 1)):
        yield "fair_shift_unknown", SHIFT
    if outcome is None:
        yield "fair_result_unknown", OUTCOME
    if read[REASON] and coded(read[REASON], "reason", REASONS, "R") is None:
        yield "fair_result_reason", REASON
    if outcome == "reject" and not read[REASON]:
        yield "fair_result_reason_missing", REASON


def _allowed(code: str) -> str:
    names = {"fair_result_unknown": ("outcome", OUTCOMES, ""), "fair_result_reason": ("reason", REASONS, "R")}
    if code not in names:
        return ""
    kind, codes, letter = names[code]
    return "、".join(f"{letter}{n} {say(f'fair_{kind}_{name}', 'zh')}" for n, name in enumerate(codes, 1))


def coded(text: str, kind: str, codes: Sequence[str], letter: str) -> str | None:
    """A result or a reason by its number on the sheet (3, R3), its code or its words."""
    folded = text.strip().casefold()
    for number, code in enumerate(codes, 1):
        words = {say(f"fair_{kind}_{code}", language).casefold() for language in LANGUAGES}
        if folded in {code, f"{letter}{number}".casefold(), str(number), *words}:
            return code
    return None


def _impossible(problem: Problem, results: Sequence[Result]) -> Iterator[Finding]:
    """A pair twice, a person hired twice, more hires than places, a pair that no rule allows.

    In a morning a person may work several shifts; places are those of each shift.
    """
    first: dict[tuple[int, int, int], Result] = {}
    hired: dict[int, Result] = {}
    full = Counter((r.post, r.shift) for r in results if r.outcome in HIRED)
    for result in results:
        key = (result.person, result.post, result.shift)
        if key in first:
            yield cell_finding("fair_result_twice", result.sheet, result.row, 0, other=first[key].row)
        first.setdefault(key, result)
        if not problem.pairs.allowed[result.person, result.post]:
            yield cell_finding("fair_result_not_eligible", result.sheet, result.row, 1)
        if result.outcome not in HIRED:
            continue
        other = hired.setdefault(result.person, result)
        if other.post != result.post and problem.fair.kind != "shifts":
            yield cell_finding("fair_result_hired_twice", result.sheet, result.row, 0, other=other.row)
        post = problem.posts[result.post]
        if full[result.post, result.shift] > post.headcount:
            values = {"post": post.id, "headcount": post.headcount}
            yield cell_finding("fair_result_too_many", result.sheet, result.row, 1, **values)


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
