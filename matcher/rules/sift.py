"""Who may be matched, asked of a whole side rule by rule: what one rule shuts out, the next no longer looks at."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.rules.context import Context
from matcher.rules.pairs import Pairs
from matcher.rules.scenario import Scenario
from matcher.table.ragged import Bools, Rows
from matcher.table.table import Candidates, Jobs

ALLOWED, NOT_MEANT = np.int16(-1), np.int16(-2)
WORTH_GATHERING = 0.6  # share of rows still open below which the rest are left behind (benchmarks/rules_sift.py)


@dataclass(frozen=True)
class Sifted:
    """The first rule that excludes each record of a side, without the rules after it.

    codes  the scenario's rules in order
    first  (n,) int16: index of the first excluding rule, -1 allowed, -2 not among those meant
    """

    codes: Sequence[str]
    first: NDArray[np.int16]

    def allowed(self) -> Rows:
        """Rows that may be matched, in order."""
        return np.flatnonzero(self.first == ALLOWED)

    def counts(self, merged: Collection[str] = (), name: str = "") -> dict[str, Any]:
        """`{"total", "by_rule"}`; the codes `merged` are counted under one `name`."""
        found = np.bincount(self.first + 2, minlength=len(self.codes) + 2)[2:]
        by_rule: dict[str, int] = {}
        for code, number in zip(self.codes, found, strict=True):
            if number:
                shown = name if code in merged else code
                by_rule[shown] = by_rule.get(shown, 0) + int(number)
        return {"total": sum(by_rule.values()), "by_rule": by_rule}


def sift(
    scenario: Scenario, candidates: Candidates, jobs: Jobs, context: Context, among: Bools | None = None
) -> Sifted:
    """One candidate among all jobs, or one job among all candidates; `among`: (n,) who is meant (live, visible)."""
    codes = [applied.code for applied in scenario.rules]
    of_jobs = len(candidates) == 1
    many: Jobs | Candidates = jobs if of_jobs else candidates
    first = np.full(len(many), NOT_MEANT)
    rows = np.arange(len(many)) if among is None else np.flatnonzero(among)
    first[rows] = ALLOWED
    part = many if len(rows) == len(many) else many.some(rows)
    shut = np.zeros(len(rows), bool)
    pairs = _pairs(part, candidates, jobs, context)
    for at, applied in enumerate(scenario.rules):
        excludes = applied.excludes(applied.rule.judge(pairs, applied.params))
        if not excludes.any():
            continue
        newly = np.broadcast_to(excludes, pairs.shape).ravel() & ~shut
        first[rows[newly]] = at
        shut |= newly
        if np.count_nonzero(shut) > (1 - WORTH_GATHERING) * len(shut):
            rows = rows[~shut]
            shut = np.zeros(len(rows), bool)
            pairs = _pairs(many.some(rows), candidates, jobs, context)
        if not len(rows):
            break
    return Sifted(codes, first)


def _pairs(part: Jobs | Candidates, candidates: Candidates, jobs: Jobs, context: Context) -> Pairs:
    return Pairs(candidates, part, context) if isinstance(part, Jobs) else Pairs(part, jobs, context)
