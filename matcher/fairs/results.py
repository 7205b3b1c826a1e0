"""What came of a fair: result columns read back, impossible and double entries refused, events and a funnel."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from matcher.domain.errors import RecordError
from matcher.domain.fairs import Sheets
from matcher.domain.findings import Finding
from matcher.domain.words import LANGUAGES, say
from matcher.fairs.cells import cell_finding, cell_text
from matcher.fairs.paper.booth_sheets import OUTCOMES, REASONS
from matcher.fairs.problem import Problem

PERSON, POST, OUTCOME, REASON = "求职者编号", "岗位编号", "结果", "原因代码"
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
FUNNEL: tuple[tuple[str, frozenset[str]], ...] = (
    ("invited", frozenset(OUTCOMES)),
    ("came", frozenset(OUTCOMES) - {"no_show"}),
    ("interviewed", frozenset(OUTCOMES) - {"no_show"}),
    ("offered", frozenset({"offer", "hire", "insured"})),
    ("hired", frozenset({"hire", "insured"})),
    ("insured", frozenset({"insured"})),
)
LEAST_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one interview, and where it stands."""

    person: int
    post: int
    outcome: str
    reason: str | None
    sheet: str
    row: int


def read_results(books: Iterable[Sheets], problem: Problem) -> tuple[Result, ...]:
    """Every filled row of the result sheets. Raises RecordError that names each cell; then nothing is used."""
    findings: list[Finding] = []
    results: list[Result] = []
    for book in books:
        for name, rows in book.items():
            results += _sheet(name, rows, problem, findings)
    findings += _impossible(problem, results)
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
        person, post, outcome, reason = (
            cell_text(cells[columns[name]]) if name in columns and columns[name] < len(cells) else ""
            for name in (PERSON, POST, OUTCOME, REASON)
        )
        if not outcome:
            continue
        result, why = coded(outcome, "outcome", OUTCOMES, ""), coded(reason, "reason", REASONS, "R")
        bad = [
            (code, title)
            for code, title, wrong in (
                ("fair_person_unknown", PERSON, person not in problem.person_index),
                ("fair_post_unknown", POST, post not in problem.post_index),
                ("fair_result_unknown", OUTCOME, result is None),
                ("fair_result_reason", REASON, bool(reason) and why is None),
                ("fair_result_reason_missing", REASON, result == "reject" and not reason),
            )
            if wrong
        ]
        for code, title in bad:
            values = {"person": person, "post": post, "allowed": _allowed(code)}
            findings.append(cell_finding(code, sheet, row, columns.get(title, 0), **values))
        if not bad and result:
            yield Result(problem.person_index[person], problem.post_index[post], result, why, sheet, row)


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
    """A pair twice, a person hired twice, more hires than places, a pair that no rule allows."""
    first: dict[tuple[int, int], Result] = {}
    hired: dict[int, Result] = {}
    at_post = Counter(r.post for r in results if r.outcome in ("hire", "insured"))
    for result in results:
        pair = (result.person, result.post)
        if pair in first:
            yield cell_finding("fair_result_twice", result.sheet, result.row, 0, other=first[pair].row)
        first.setdefault(pair, result)
        if not problem.pairs.allowed[pair]:
            yield cell_finding("fair_result_not_eligible", result.sheet, result.row, 1)
        if result.outcome not in ("hire", "insured"):
            continue
        if result.person in hired and hired[result.person].post != result.post:
            yield cell_finding("fair_result_hired_twice", result.sheet, result.row, 0, other=hired[result.person].row)
        hired.setdefault(result.person, result)
        post = problem.posts[result.post]
        if at_post[result.post] > post.headcount:
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
            "context": {"fair": problem.fair.name, "date": problem.fair.day.isoformat()},
        }
        for result in results
        for event in EVENTS[result.outcome]
    ]


def funnel(results: Iterable[Result]) -> dict[str, int]:
    """People at each step, each counted once."""
    results = list(results)
    return {step: len({r.person for r in results if r.outcome in outcomes}) for step, outcomes in FUNNEL}


def funnel_by(
    results: Iterable[Result], group: Callable[[Result], str], least: int = LEAST_SHOWN
) -> dict[str, dict[str, int | None]]:
    """The funnel of each group; a cell below `least` (but for 0) is hidden as None.

    Where one cell alone is hidden at a step, the smallest other one is hidden too, or the total would give it away.
    """
    groups: dict[str, list[Result]] = {}
    for result in results:
        groups.setdefault(group(result), []).append(result)
    counted = {name: funnel(groups[name]) for name in sorted(groups)}
    shown: dict[str, dict[str, int | None]] = {name: dict(steps) for name, steps in counted.items()}
    for step, _ in FUNNEL:
        by_size = sorted((steps[step], name) for name, steps in counted.items() if steps[step])
        small = sum(count < least for count, _ in by_size)
        for _, name in by_size[: max(small, 2) if small else 0]:
            shown[name][step] = None
    return shown
