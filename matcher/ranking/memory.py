"""The office's memory in a match: titles that staff once confirmed bring a wish and a post nearer.

Staff confirmed that who wished A suits the post B. From then on a wish near A and a title near B belong together, with
a weight that falls with both distances: the cube of the nearness of the wish to A times that of the title to B; 1 for
the very same names, nothing for what is less near than LEAST. What is missing to the same name is bridged by that
weight: `nearness + (1 - nearness) × weight`, so that a memory never lowers a score and nothing exceeds 1.

LEAST and FALL were chosen on a half of public dev queries; docs/RESULTS_models.md says what it brings, for occupations
that were seen and for others apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from matcher.index.phrases import Keys, Phrases
from matcher.ranking.features import Column, similar
from matcher.table.keys import key

FALL = 3
LEAST = 0.4
NEAREST = 3  # confirmed names that recall looks for beside the asker's own


@dataclass(frozen=True)
class Memory:
    """Confirmed pairs of names, as keys of learnt phrases (`table.keys`); `counts`: how often each was confirmed."""

    wishes: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    titles: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    counts: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    stamp: str = ""

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str, int]], stamp: str) -> Memory:
        """From (wish, title, times confirmed); the phrases are to be learnt by the caller."""
        kept = [(key(wish), key(title), count) for wish, title, count in pairs]
        wishes, titles, counts = np.array(kept, dtype=np.int64).reshape(-1, 3).T
        return cls(wishes, titles, counts, stamp)

    def __len__(self) -> int:
        return len(self.wishes)

    def weights(self, phrases: Phrases, wishes: Keys, titles: Keys) -> Column:
        """(wishes, titles) the weight of the nearest confirmed pair, 0..1."""
        weights = np.zeros((len(wishes), len(titles)))
        for of_wishes, of_titles, _ in self._speaking(phrases, wishes, titles):
            np.maximum(weights, np.outer(of_wishes, of_titles), out=weights)
        return weights

    def support(self, phrases: Phrases, wishes: Keys, titles: Keys) -> tuple[int, bool]:
        """How many confirmations speak for a pair, and whether one of them is of the very same names."""
        spoken = [
            (count, of_wishes.max() * of_titles.max())
            for of_wishes, of_titles, count in self._speaking(phrases, wishes, titles)
        ]
        return sum(count for count, _ in spoken), any(weight == 1 for _, weight in spoken)

    def counterparts(self, phrases: Phrases, asked: Keys, *, wished: bool) -> dict[int, float]:
        """The nearest confirmed names on the other side of some wishes (`wished`) or titles: key → weight."""
        near, far = (self.wishes, self.titles) if wished else (self.titles, self.wishes)
        weights = _fallen(phrases, asked, near).max(axis=0, initial=0)
        found: dict[int, float] = {}
        for at in np.lexsort((far, -weights)):
            if weights[at] > 0 and len(found) < NEAREST:
                found.setdefault(int(far[at]), float(weights[at]))
        return found

    def _speaking(
        self, phrases: Phrases, wishes: Keys, titles: Keys
    ) -> Iterator[tuple[NDArray[np.float64], NDArray[np.float64], int]]:
        """Each confirmed pair that is near enough to a wish and to a title: its weights with all of either, its count.

        The shorter list is looked at first: it leaves few pairs to compare the longer one with.
        """
        if len(titles) < len(wishes):
            of_titles = _fallen(phrases, titles, self.titles)
            kept = np.flatnonzero(of_titles.any(axis=0))
            of_titles, of_wishes = of_titles[:, kept], _fallen(phrases, wishes, self.wishes[kept])
        else:
            of_wishes = _fallen(phrases, wishes, self.wishes)
            kept = np.flatnonzero(of_wishes.any(axis=0))
            of_wishes, of_titles = of_wishes[:, kept], _fallen(phrases, titles, self.titles[kept])
        for at in np.flatnonzero(of_wishes.any(axis=0) & of_titles.any(axis=0)):
            yield of_wishes[:, at], of_titles[:, at], int(self.counts[kept[at]])


NOTHING = Memory()


def bridged(nearness: Column, weights: Column) -> Column:
    """Nearness with what memory adds."""
    return nearness + (1 - nearness) * weights


def _fallen(phrases: Phrases, some: Keys, confirmed: NDArray[np.int64]) -> Column:
    near = similar(phrases, some, confirmed)
    return np.where(near >= LEAST, near**FALL, 0)
