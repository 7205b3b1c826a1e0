"""Whether a new ranker may serve: only if it is better on outcomes that neither ranker has seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from matcher.evaluation.significance import paired
from matcher.learning.examples import Examples
from matcher.learning.reliability import Reliability, reliability
from matcher.ranking.rank import Ranker

LEAST_PEOPLE = 30  # fewer cannot show a difference


@dataclass(frozen=True)
class Trial:
    """The comparison on held-back outcomes: mean average precision of each person's list, and its difference."""

    people: int
    current: float
    candidate: float
    difference: float
    ci95: tuple[float, float]
    p: float
    reliability: Reliability

    @property
    def verdict(self) -> Literal["few", "not_better", "not_telling", "promoted"]:
        """Promoted: ranks better, with an interval that does not reach down to nothing, and its probabilities tell."""
        if self.people < LEAST_PEOPLE:
            return "few"
        if self.ci95[0] <= 0:
            return "not_better"
        return "promoted" if self.reliability.telling else "not_telling"

    @property
    def promoted(self) -> bool:
        """Whether the new ranker may serve."""
        return self.verdict == "promoted"

    def as_json(self) -> dict[str, Any]:
        """The verdict for `--json` and the audit log."""
        return {
            "people": self.people,
            "map": {"current": self.current, "candidate": self.candidate},
            "difference": self.difference,
            "ci95": list(self.ci95),
            "p": self.p,
            "reliability": self.reliability.as_json(),
            "promoted": self.promoted,
            "verdict": self.verdict,
        }


def compare(current: Ranker, candidate: Ranker, held: Examples, share: float, seed: int = 0) -> Trial:
    """Two rankers on the same held-back examples; `share`: of good outcomes in the past."""
    scores = [ranker.score(held.features) for ranker in (current, candidate)]
    values = np.array([_precisions(score, held) for score in scores])
    reliable = reliability(scores[1], held.good, share)
    if not values.size:
        return Trial(0, 0.0, 0.0, 0.0, (0.0, 0.0), 1.0, reliable)
    verdict = paired(values[1][:, None], values[0][:, None], seed)[0]
    return Trial(
        people=values.shape[1],
        current=round(float(values[0].mean()), 6),
        candidate=round(float(values[1].mean()), 6),
        difference=round(verdict.difference, 6),
        ci95=(round(verdict.ci95[0], 6), round(verdict.ci95[1], 6)),
        p=verdict.p,
        reliability=reliable,
    )


def _precisions(scores: NDArray[np.float64], held: Examples) -> list[float]:
    """Average precision of each person who has a good and a bad outcome; ties count against the good one."""
    values = []
    for person in np.unique(held.people):
        own = held.people == person
        good = held.good[own]
        if good.all() or not good.any():
            continue
        order = np.lexsort((good, -scores[own]))
        hits = np.flatnonzero(good[order])
        values.append(float(np.mean((np.arange(len(hits)) + 1) / (hits + 1))))
    return values
