"""Every pair of two sides at once, for fairs and placements: people alike in what a rule reads share its verdicts.

A side of thousands holds few levels of schooling, few wishes, few sets of certificates: a rule judges each once.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from matcher.rules.applied import Applied
from matcher.rules.pairs import Pairs
from matcher.rules.verdict import UNKNOWN, Verdict
from matcher.table.ragged import Bools, Ragged, Rows
from matcher.table.table import Candidates

NOBODY = np.uint8(255)  # a code above that of every rule: this one excludes nobody
IN_CACHE = 1 << 16  # pairs judged at a time (benchmarks/rules_crowd.py)


class _Shared:
    """One rule over all pairs: `row[i]` is the row of `codes` and `asks` that holds for candidate i."""

    def __init__(self, rule: Applied, at: int, pairs: Pairs) -> None:
        people, n = pairs.candidates, len(pairs.jobs)
        kinds, self.row = _alike(people, rule.rule.reads)
        self.codes = np.full((len(kinds), n), NOBODY)
        self.asks = np.zeros((len(kinds), n), bool)
        step = max(1, IN_CACHE // max(n, 1))
        for start in range(0, len(kinds), step):
            some = slice(start, start + step)
            part = Pairs(people.some(kinds[some]), pairs.jobs, pairs.context)
            found = np.broadcast_to(rule.rule.judge(part, rule.params), part.shape)
            self.codes[some][rule.excludes(found)] = at
            self.asks[some] = found == UNKNOWN
        self.excludes, self.wonders = bool((self.codes != NOBODY).any()), bool(self.asks.any())


def judge_crowd(rules: Sequence[Applied], pairs: Pairs) -> tuple[NDArray[np.int16], Bools]:
    """(m, n) index of the first excluding rule, -1 where allowed, and whether an allowed pair has a question."""
    m, n = pairs.shape
    of_job, job_asks = np.full(n, NOBODY), np.zeros(n, bool)
    of_person, person_asks = np.full(m, NOBODY), np.zeros(m, bool)
    on_pairs: list[tuple[int, Applied]] = []
    for at, rule in enumerate(rules):
        if rule.rule.of == "job":
            _fold(rule, at, rule.rule.judge(pairs, rule.params), of_job, job_asks)
        elif rule.rule.of == "candidate":
            _fold(rule, at, rule.rule.judge(pairs, rule.params), of_person, person_asks)
        elif not rule.rule.reads and (found := rule.rule.judge(pairs, rule.params)).size == 1:
            _fold(rule, at, found, of_person, person_asks)
        else:
            on_pairs.append((at, rule))
    # Whom a rule on one side shuts out before any rule on pairs has its say, no rule on pairs looks at.
    earliest = on_pairs[0][0] if on_pairs else len(rules)
    people, jobs = np.flatnonzero(of_person >= earliest), np.flatnonzero(of_job >= earliest)
    part = Pairs(pairs.candidates.some(people), pairs.jobs.some(jobs), pairs.context)
    shared = [_Shared(rule, at, part) for at, rule in on_pairs] if len(people) and len(jobs) else []
    first = np.minimum(of_job, of_person[:, None])
    asks = np.zeros((m, n), bool)
    for i, who in enumerate(people):
        row, question = first[who, jobs], job_asks[jobs] | person_asks[who]
        for rule_rows in shared:
            if rule_rows.excludes:
                np.minimum(row, rule_rows.codes[rule_rows.row[i]], out=row)
            if rule_rows.wonders:
                np.logical_or(question, rule_rows.asks[rule_rows.row[i]], out=question)
        first[who, jobs] = row
        asks[who, jobs] = question & (row == NOBODY)
    return np.where(first == NOBODY, np.int16(-1), first.astype(np.int16)), asks


def _fold(rule: Applied, at: int, found: Verdict, codes: NDArray[np.uint8], asks: Bools) -> None:
    column = np.broadcast_to(found.ravel(), codes.shape)
    np.minimum(codes, np.where(rule.excludes(column), np.uint8(at), NOBODY), out=codes)
    asks |= column == UNKNOWN


def _alike(people: Candidates, reads: Sequence[str]) -> tuple[Rows, Rows]:
    """One row of each kind of people that differ in some columns, and for each person the number of the kind."""
    if not reads:
        everybody = np.arange(len(people))
        return everybody, everybody
    parts = [_as_bytes(getattr(people.facts, name, None), getattr(people.protected, name, None)) for name in reads]
    rows = np.concatenate(parts, axis=1)
    _, kinds, kind = np.unique(rows, axis=0, return_index=True, return_inverse=True)
    return kinds, kind.ravel()


def _as_bytes(*columns: NDArray[np.generic] | Ragged | None) -> NDArray[np.uint8]:
    column = next(found for found in columns if found is not None)
    if isinstance(column, Ragged):
        seen: dict[tuple[int, bytes], int] = {}
        keys = ((int(column.counts[at]), column.row(at).tobytes()) for at in range(len(column)))
        column = np.array([seen.setdefault(key, len(seen)) for key in keys], np.int64)
    plain = np.ascontiguousarray(column).reshape(len(column), -1)
    return plain.view(np.uint8).reshape(len(plain), plain.shape[1] * plain.itemsize)
