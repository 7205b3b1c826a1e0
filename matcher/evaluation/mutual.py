"""A system asked from both sides: a pair is as good as the less willing side finds it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.evaluation.texts import System, Texts


def mutual(system: System) -> System:
    """The harmonic mean of a pair's places on both sides' lists, each as the share of the list that it is ahead of.

    Reciprocal recommendation as in Pizzato, Rej, Chung, Koprinska and Kay, RecSys 2010. Both directions are held in
    memory: (queries, documents) twice, as float32.
    """

    def score(queries: Texts, corpus: Texts) -> Iterator[NDArray[np.floating[Any]]]:
        there = _ahead(np.vstack(list(system(queries, corpus))))
        back = _ahead(np.vstack(list(system(corpus, queries)))).T
        yield 2 * there * back / (there + back)

    return score


def _ahead(scores: NDArray[np.floating[Any]]) -> NDArray[np.float32]:
    """Of each cell the share of its row that it does not stand behind, in (0, 1]; equal scores share one place."""
    shares = np.empty(scores.shape, dtype=np.float32)
    for row, line in zip(shares, np.asarray(scores, dtype=np.float32), strict=True):
        row[:] = np.searchsorted(np.sort(line), line, side="right")
    return shares / np.float32(scores.shape[1])
