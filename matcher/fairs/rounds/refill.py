"""After cancellations: the places that came free go to people who stand by, and nobody else is moved."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from matcher.domain.errors import RecordError
from matcher.domain.findings import Finding
from matcher.fairs.cells import cell_finding, cell_text, folded
from matcher.fairs.naming import PERSON, POST, Names
from matcher.fairs.problem import Problem
from matcher.fairs.rounds.shift_fill import fill
from matcher.fairs.rounds.shift_sets import shift_problem
from matcher.fairs.rounds.shifts import LEVELS, ShiftPlan, Work, finished, gaps, standby
from matcher.fairs.solve.plan import Solution, objective_of

CANCEL = "cancel"
TITLES = (("candidate_id", "job_id"), (PERSON, POST))
"""The columns of a cancellation file, in either language and in any order."""


def read_cancellations(rows: Sequence[Sequence[object]], problem: Problem, works: Iterable[Work]) -> set[Work]:
    """Rows of a file, by their titles (without: person, post): every shift of that pair. Raises RecordError."""
    standing = set(works)
    titles = [folded(cell) for cell in rows[0]] if rows else []
    names, out = Names(problem), set[Work]()
    findings: list[Finding] = []
    columns = next(([titles.index(t) for t in pair] for pair in TITLES if set(pair) <= set(titles)), None)
    untitled = columns is None and len(titles) > 1 and names.people.find(rows[0][0]) is not None
    if columns is None and not untitled:
        raise RecordError([cell_finding("fair_cancel_header", CANCEL, 1, 0)], "fair_cancel_wrong")
    columns = columns or [0, 1]
    for at, row in enumerate(rows if untitled else rows[1:], 1 if untitled else 2):
        person, post = (row[c] if c < len(row) else None for c in columns)
        if not (cell_text(person) or cell_text(post)):
            continue
        pair = names.pair(person, post)
        mine = {work for work in standing if (work.person, work.post) == (pair.person, pair.post)}
        bad = [(columns[title == POST], code, values) for title, code, values in pair.wrong]
        if not bad and not mine:
            told = {"person": cell_text(person), "post": cell_text(post), **_worked(problem, standing, pair.person)}
            bad.append((columns[0], "fair_cancel_unknown", told))
        findings += [cell_finding(code, CANCEL, at, column, **values) for column, code, values in bad]
        out |= mine
    if findings:
        raise RecordError(findings, "fair_cancel_wrong")
    return out


def _worked(problem: Problem, works: Iterable[Work], person: int | None) -> dict[str, object]:
    """Where the person does work, for whoever took down another post."""
    posts = dict.fromkeys(problem.posts[work.post].id for work in sorted(works) if work.person == person)
    return {"works": "、".join(posts) or "–"}


def refill(problem: Problem, works: Iterable[Work], cancelled: set[Work], version: int) -> ShiftPlan:
    """Fill what the cancellations opened from those who work nothing; a party comes whole or not at all."""
    kept = sorted(set(works) - cancelled)
    sets = shift_problem(problem)
    at = {(shift.post, shift.index): s for s, shift in enumerate(sets.shifts)}
    opened = np.zeros(len(sets.shifts), dtype=np.int64)
    for work in cancelled:
        opened[at[work.post, work.shift]] += 1
    working = {work.person for work in kept} | {work.person for work in cancelled}
    fills = fill(sets, opened, working)
    added = [
        Work(person, sets.shifts[s].post, sets.shifts[s].index) for unit, s in fills for person in sets.units[unit]
    ]
    everything = sorted({*kept, *added})
    worth = objective_of(problem, [(work.person, work.post) for work in everything])
    plan = finished(sets, np.zeros(sets.allowed.shape, dtype=bool), Solution(worth, worth, LEVELS))
    return replace(
        plan,
        works=tuple(everything),
        standby=standby(problem, working | {work.person for work in added}),
        gaps=gaps(sets, everything),
        version=version,
        cancelled=tuple(sorted({(work.person, work.post) for work in cancelled})),
    )
