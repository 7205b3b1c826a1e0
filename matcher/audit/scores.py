"""Every score and every order in both worlds, byte for byte, in both directions and every scenario."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from matcher.audit.breaches import Breaches
from matcher.audit.worlds import features
from matcher.index.encoder import Layout
from matcher.index.side import Asker, View
from matcher.ranking.features import FEATURES
from matcher.ranking.memory import Memory
from matcher.ranking.rank import Ranker
from matcher.table.ragged import Bools, Rows

Direction = Literal["jobs_for_people", "people_for_jobs"]
Scores = NDArray[np.float64]
Listen = Callable[[str, int, Rows, Scores], None]
"""Scenario, the asker's row, the rows that may be matched in the order of the list, and their scores."""


@dataclass(frozen=True)
class Scoring:
    """Everybody with everybody in two worlds.

    rankers  by scenario
    allowed  by scenario, the asker's row to (n,) who may be matched, before and after
    """

    direction: Direction
    views: tuple[View[Any], View[Any]]
    rankers: Mapping[str, Ranker]
    allowed: Mapping[str, Callable[[int], tuple[Bools, Bools]]]
    layout: Layout
    memory: Memory

    def compare(
        self, askers: tuple[Sequence[Asker[Any]], Sequence[Asker[Any]]], breaches: Breaches, listen: Listen
    ) -> int:
        """How many scores were compared. `askers`: the same in both worlds; `listen` hears every list before."""
        place = _places(self.views[0].table.keys)
        columns = {name: [FEATURES.index(each) for each in ranker.names] for name, ranker in self.rankers.items()}
        if self.views[0].vectors.rows().tobytes() != self.views[1].vectors.rows().tobytes():
            breaches.note("vector", direction=self.direction)
        for at, (one, other) in enumerate(zip(*askers, strict=True)):
            who = one.table.keys[0][1]
            if one.queries.tobytes() != other.queries.tobytes():
                breaches.note("vector", direction=self.direction, of=who)
            told = [
                features(asker, view, self.layout, self.memory)
                for asker, view in zip((one, other), self.views, strict=True)
            ]
            for name, ranker in self.rankers.items():
                scores = [ranker.score(each[:, columns[name]]) for each in told]
                where = {"direction": self.direction, "scenario": name, "of": who}
                free = self.allowed[name](at)
                lists = [in_order(np.flatnonzero(free[0] & free[1]), each, place) for each in scores]
                if moved := _moved(*scores):
                    breaches.note("score", moved, **where)
                if not np.array_equal(lists[0], lists[1]):
                    breaches.note("order", **where)
                rows = in_order(np.flatnonzero(free[0]), scores[0], place)
                listen(name, at, rows, scores[0][rows])
        return len(askers[0]) * len(self.views[0].table) * len(self.rankers)


def _moved(one: Scores, other: Scores) -> int:
    """How many scores are not the same bytes."""
    return int(np.count_nonzero(one.view(np.uint64) != other.view(np.uint64)))


def in_order(rows: Rows, scores: Scores, place: Rows) -> Rows:
    """Rows, best first; ties by id, as the matcher has them. `place`: the place of each row's id among all ids."""
    return rows[np.lexsort((place[rows], -scores[rows]))]


def _places(keys: Sequence[tuple[str, str]]) -> Rows:
    order = sorted(range(len(keys)), key=lambda row: keys[row][1])
    place = np.empty(len(keys), dtype=np.int64)
    place[order] = np.arange(len(keys))
    return place
