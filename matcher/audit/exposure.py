"""What groups get: places in employers' lists, posts to choose from, and how well the best of them fit.

Differences between groups are shown, not judged: people differ in trade, place and wishes, and services are for groups
by law. What they must not come from is the trait itself, which the exchange of traits shows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.audit.groups import SMALLEST, Group
from matcher.audit.scores import Scores
from matcher.table.ragged import Bools, Rows

Intervals = Callable[[NDArray[np.float64]], Sequence[tuple[float, float]]]
"""(people, columns) to the 95 % interval of each column's mean."""

BEST = 3
MEASURES = ("exposure", "posts", "best")


class Outcomes:
    """What each person gets in each scenario, gathered list by list.

    exposure  the sum over employers' lists of 1 / log2(rank + 1), as nDCG discounts a place (Järvelin and Kekäläinen
              2002; as exposure: Singh and Joachims 2018), divided by the mean of all, so that 1 is the average
    posts     how many posts the person may be matched with
    best      the mean score of the three best posts; a place without a post counts 0
    """

    def __init__(self, people: int, scenarios: Sequence[str]) -> None:
        self._at = {name: at for at, name in enumerate(scenarios)}
        self._values = {measure: np.zeros((people, len(scenarios))) for measure in MEASURES}

    def person(self, scenario: str, asker: int, rows: Rows, scores: Scores) -> None:
        """Hears a person's list."""
        self._values["posts"][asker, self._at[scenario]] = len(rows)
        self._values["best"][asker, self._at[scenario]] = float(scores[:BEST].sum()) / BEST

    def post(self, scenario: str, asker: int, rows: Rows, scores: Scores) -> None:
        """Hears a post's list."""
        self._values["exposure"][rows, self._at[scenario]] += 1 / np.log2(np.arange(len(rows)) + 2)

    def table(self, measure: str, among: Bools) -> NDArray[np.float64]:
        """(people, scenarios)."""
        values = self._values[measure]
        if measure != "exposure":
            return values
        mean = values[among].mean(axis=0) if among.any() else np.zeros(values.shape[1])
        return np.divide(values, mean, out=np.zeros_like(values), where=mean > 0)


def by_group(outcomes: Outcomes, groups: Sequence[Group], among: Bools, intervals: Intervals) -> list[dict[str, Any]]:
    """One entry a group: `attribute value n hidden`, and for each measure `{"mean", "ci95"}` of every scenario."""
    table = np.concatenate([outcomes.table(measure, among) for measure in MEASURES], axis=1)
    return [_one(group, table, intervals) for group in groups]


def _one(group: Group, table: NDArray[np.float64], intervals: Intervals) -> dict[str, Any]:
    n = int(group.rows.sum())
    shown: dict[str, Any] = {"attribute": group.attribute, "value": group.value, "n": n, "hidden": False}
    if n < SMALLEST:
        return {**shown, "n": None, "hidden": True} if n else shown
    values = table[group.rows]
    cells = [
        {"mean": round(float(mean), 6), "ci95": [round(low, 6), round(high, 6)]}
        for mean, (low, high) in zip(values.mean(axis=0), intervals(values), strict=True)
    ]
    count = len(cells) // len(MEASURES)
    return {**shown, **{name: cells[at * count : (at + 1) * count] for at, name in enumerate(MEASURES)}}
