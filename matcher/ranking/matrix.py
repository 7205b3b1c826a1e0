"""Everybody with every post, for plans that assign all at once.

The same features and the same ranker as one match, so that a plan and a match never disagree about a pair.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from matcher.domain.records import Candidate, Job
from matcher.index.encoder import Layout
from matcher.index.side import Asker, Side, View
from matcher.ranking.pairing import pair_at, pair_features
from matcher.ranking.rank import Ranker
from matcher.ranking.reasons import Pair, reasons
from matcher.table.columns import some_rows
from matcher.table.ragged import Rows
from matcher.table.table import Candidates, Jobs

MILLION = 1_000_000


class AllPairs:
    """Some people with all posts of a side; columns are the side's rows."""

    def __init__(
        self,
        candidates: Side[Candidates, Candidate],
        jobs: Side[Jobs, Job],
        people: Sequence[Candidate],
        layout: Layout,
        ranker: Ranker,
        tenant: str,
    ) -> None:
        self._jobs = jobs
        self._layout = layout
        self._ranker = ranker
        self._askers = list(candidates.askers(tenant, people))

    @property
    def names(self) -> Sequence[str]:
        """The features, in the order of the columns."""
        return self._ranker.names

    def features(self, person: int, posts: Rows) -> NDArray[np.float64]:
        """(len(posts), features) of one person with some posts."""
        with self._jobs.reading() as view:
            return self._features(self._askers[person], view, posts)

    def scores(self) -> NDArray[np.int32]:
        """(people, posts) in millionths."""
        with self._jobs.reading() as view:
            posts = len(view.table)
        return np.array(list(self.each()), dtype=np.int32).reshape(len(self._askers), posts)

    def each(self) -> Iterator[NDArray[np.int32]]:
        """(posts,) scores in millionths, person by person."""
        with self._jobs.reading() as view:
            rows = np.arange(len(view.table), dtype=np.int64)
            for asker in self._askers:
                scores = self._ranker.score(self._features(asker, view, rows)) if len(rows) else rows
                yield np.round(scores * MILLION).astype(np.int32)

    def reasons(self, person: int, posts: Sequence[int], language: str) -> list[list[str]]:
        """Why each of some posts suits a person, best reason first."""
        asker = self._askers[person]
        with self._jobs.reading() as view:
            matrix = self._features(asker, view, np.array(posts, dtype=np.int64))
            shares = self._ranker.contributions(matrix)
            return [
                self._told(pair_at(asker, view, post, language), matrix[at], shares[at])
                for at, post in enumerate(posts)
            ]

    def _told(self, pair: Pair, values: NDArray[np.float64], shares: NDArray[np.float64]) -> list[str]:
        named, parts = (dict(zip(self.names, row.tolist(), strict=True)) for row in (values, shares))
        return [str(told["text"]) for told in reasons(pair, named, parts)]

    def _features(self, asker: Asker[Candidates], view: View[Jobs], rows: Rows) -> NDArray[np.float64]:
        whole = len(rows) == len(view.table)
        posts = view.table.facts if whole else some_rows(view.table.facts, rows)
        columns = pair_features(asker, view, self._layout, asker.table.facts, posts, rows)
        return np.stack([np.broadcast_to(columns[name], len(rows)) for name in self._ranker.names], axis=1)
