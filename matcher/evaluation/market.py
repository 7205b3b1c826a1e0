"""What lists do to a market when everybody follows them: who is seen, who queues where.

    coverage@k       share of the posts that stand among the first k of anybody's list
    gini@k           inequality of how often posts stand there (0: equal, near 1: a few posts take all)
    congestion@v     share of the visits that would have to go elsewhere for all queues to be equally long per place,
                     if everybody visits the first v posts of the list
    longest_queue@v  visitors per place at the post where the most would queue

Gini: as in Brown 1994. Congestion is the distance in total variation between visits and places, as in job-market
congestion studies (Mashayekhi, Kang, Lijffijt and De Bie, 2023, review recommender systems that lower it).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.domain.records import Job
from matcher.evaluation.runs import Run
from matcher.evaluation.texts import Texts

SEEN, VISITED = 10, 3


@dataclass(frozen=True, slots=True)
class Market:
    """The market measures of one run."""

    coverage: float
    gini: float
    congestion: float
    longest_queue: float

    def by_name(self) -> dict[str, float]:
        """The measures under their names."""
        return {
            f"coverage@{SEEN}": self.coverage,
            f"gini@{SEEN}": self.gini,
            f"congestion@{VISITED}": self.congestion,
            f"longest_queue@{VISITED}": self.longest_queue,
        }


def market(run: Run, places: NDArray[np.int64]) -> Market:
    """Of a run whose documents are posts with `places` (documents,) each at least 1."""
    seen = appearances(run, SEEN, len(places))
    visits = appearances(run, VISITED, len(places)).astype(np.float64)
    fair = visits.sum() * places / places.sum()
    return Market(
        coverage=float(np.count_nonzero(seen) / len(seen)),
        gini=gini(seen),
        congestion=float(np.maximum(visits - fair, 0).sum() / max(1.0, visits.sum())),
        longest_queue=float((visits / places).max()),
    )


def appearances(run: Run, k: int, documents: int) -> NDArray[np.int64]:
    """(documents,) in how many lists each document stands among the first k."""
    place = np.arange(len(run.documents)) - np.repeat(run.starts[:-1], run.sizes())
    counts: NDArray[np.int64] = np.bincount(run.documents[place < k], minlength=documents).astype(np.int64)
    return counts


def gini(counts: NDArray[np.int64]) -> float:
    """Gini's index of how counts are shared out; 0 where there is nothing to share."""
    ascending, n = np.sort(counts), len(counts)
    if not ascending.sum():
        return 0.0
    ranks = np.arange(1, n + 1)
    return float((2 * ranks - n - 1) @ ascending / (n * ascending.sum()))


def places_of(corpus: Texts) -> NDArray[np.int64] | None:
    """(documents,) the headcount of each post, 1 where it is missing or 0; None if the documents are no posts."""
    posts = [record for record in corpus.records if isinstance(record, Job)]
    if len(posts) != len(corpus):
        return None
    return np.array([max(1, post.headcount or 1) for post in posts], dtype=np.int64)
