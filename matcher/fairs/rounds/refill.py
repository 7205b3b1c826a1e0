"""After cancellations: the places that came free go to people who stand by, and nobody else is moved."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from matcher.domain.errors import RecordError
from matcher.domain.findings import Finding
from matcher.fairs.cells import cell_finding, cell_text
from matcher.fairs.problem import Problem
from matcher.fairs.rounds.shift_fill import fill
from matcher.fairs.rounds.shift_sets import shift_problem
from matcher.fairs.rounds.shifts import LEVELS, ShiftPlan, Work, finished, gaps, standby
from matcher.fairs.solve.plan import Solution, objective_of

TITLES = (("candidate_id", "job_id"), ("求职者编号", "岗位编号"))
"""The columns of a cancellation file, in either language and in any order."""


def read_cancellations(rows: Sequence[Sequence[object]], problem: Problem, works: Iterable[Work]) -> set[Work]:
    """Rows of a file, by their titles (without: person, post): every shift of that pair. Raises RecordError."""
    standing = set(works)
    out: set[Work] = set()
    findings: list[Finding] = []
    titles = [cell_text(cell) for cell in rows[0]] if rows else []
    columns = next(([titles.index(t) for t in pair] for pair in TITLES if set(pair) <= set(titles)), None)
    untitled = columns is None and len(titles) > 1 and titles[0] in problem.person_index
    if columns is None and not untitled:
        raise RecordError([cell_finding("fair_cancel_header", "cancel", 1, 0)], "fair_cancel_wrong")
    columns = columns or [0, 1]
    for at, row in enumerate(rows if untitled else rows[1:], 1 if untitled else 2):
        person, post = (cell_text(row[c]) if c < len(row) else "" for c in columns)
        if not (person or post):
            continue
        mine = {
            work
            for work in standing
            if problem.people[work.person].id == person and problem.posts[work.post].id == post
        }
        if not mine:
            findings.append(cell_finding("fair_cancel_unknown", "cancel", at, columns[0], person=person, post=post))
        out |= mine
    if findings:
        raise RecordError(findings, "fair_cancel_wrong")
    return out


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
