"""Events to examples: a pair's features with whether it turned out well, ordered by when it began.

Good is a pair that reached an interview or more (`evaluation/outcomes.toml`, grade 2); bad is one that was seen or
applied for and did not. A pair that nobody ever saw is no example: nothing is known of it.

The past knows nothing of the future: its pairs are told by the events before the cut alone. And a pair whose answer may
still be on its way is no bad one: it is an example of neither part until `PATIENCE` has passed since it began. Nor is a
pair an example that no match would have shown when it began (`learning.standing`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from matcher.evaluation.interactions import Event, grade_of
from matcher.learning.standing import Pair, open_pairs
from matcher.ranking.matrix import AllPairs

GOOD = 2
PAST_SHARE = 0.7  # of the pairs whose end is known, in order of time
PATIENCE = timedelta(days=7)  # from the first look at a post to an interview (assumption), but
PATIENCE_SHARE = 10  # no more than a tenth of the whole time


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one pair, and when it began."""

    candidate: str
    job: str
    good: bool
    at: datetime


@dataclass(frozen=True)
class Examples:
    """Features (n, f) in the ranker's columns, outcomes (n,), and whose each is (n,), a row of the people; by time."""

    features: NDArray[np.float64]
    good: NDArray[np.bool_]
    people: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.good)


def outcomes(events: Iterable[Event]) -> list[Outcome]:
    """One outcome a pair, in order of time, ties by ids."""
    first: dict[tuple[str, str], datetime] = {}
    best: dict[tuple[str, str], int] = {}
    for event in events:
        pair = (event.candidate, event.job)
        first[pair] = min(event.at, first.get(pair, event.at))
        best[pair] = max(grade_of(event.event) or 0, best.get(pair, 0))
    found = [Outcome(*pair, best[pair] >= GOOD, at) for pair, at in first.items()]
    return sorted(found, key=lambda one: (one.at, one.candidate, one.job))


def split(
    events: Sequence[Event], places: Mapping[str, int], share: float = PAST_SHARE
) -> tuple[list[Outcome], list[Outcome]]:
    """Past and held-back outcomes: every pair begun after one moment is held back, for everybody alike.

    places  the headcount of each job that has one
    """
    if not events:
        return [], []
    moments = [event.at for event in events]
    patience = min(PATIENCE, (max(moments) - min(moments)) / PATIENCE_SHARE)
    known = [one for one in outcomes(events) if one.at <= max(moments) - patience]
    if not known:
        return [], []
    cut = known[min(len(known) - 1, int(len(known) * share))].at
    past = [one for one in outcomes(event for event in events if event.at < cut) if one.at < cut - patience]
    shown = open_pairs(events, places)
    return _of(past, shown), _of([one for one in known if one.at >= cut], shown)


def _of(found: Sequence[Outcome], shown: set[Pair]) -> list[Outcome]:
    return [one for one in found if (one.candidate, one.job) in shown]


def examples(found: Sequence[Outcome], pairs: AllPairs, people: Sequence[str], jobs: Sequence[str]) -> Examples:
    """The features of outcomes, in their order; `people` and `jobs` are the ids of the pairs' rows and columns."""
    row = {name: at for at, name in enumerate(people)}
    column = {name: at for at, name in enumerate(jobs)}
    known = [one for one in found if one.candidate in row and one.job in column]
    owners = np.array([row[one.candidate] for one in known], dtype=np.int64)
    posts = np.array([column[one.job] for one in known], dtype=np.int64)
    features = np.empty((len(known), len(pairs.names)))
    for person in np.unique(owners):
        own = owners == person
        features[own] = pairs.features(int(person), posts[own])
    return Examples(features, np.array([one.good for one in known], dtype=bool), owners)
