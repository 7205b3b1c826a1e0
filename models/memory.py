"""The office's memory: titles that staff once confirmed help the next match at once.

Staff say "万能工 means 维修电工". From then on a title near 万能工 speaks for what is called 维修电工, with one weight
that falls with distance: the cube of the cosine, 1 at the same title, .5 at a cosine of .8, .03 at .3. A post's score
gains SHARE × that weight; what nobody confirmed anything near keeps its score. Each weight names the titles it rests
on, and a forgotten title is gone at once: nothing is trained, the memory is the list.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.embedder import Vectors
from models.normalise import normalise

FALL = 3  # power of the cosine; chosen on half A of the csco2022 dev queries, as SHARE was
NEAREST = 5  # confirmed titles that may speak for one asked title
SHARE = 0.6  # what a weight of 1 adds to a score whose blocks weigh 1.3 together


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A title and what staff said it means: an occupation's code or name, or another title."""

    title: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Recollection:
    """What the memory says of one title: a meaning, its weight (0..1), and the confirmed titles it rests on."""

    meaning: str
    weight: float
    because: tuple[str, ...]


class Memory:
    """Confirmed titles and their vectors. Immutable: `with_confirmed` and `without` give a new one."""

    def __init__(self, embed: Callable[[Sequence[str]], Vectors], confirmed: Sequence[Confirmed] = ()) -> None:
        """`embed` gives unit rows, best `BlockEncoder.titles`. The same title twice is one; the last word counts."""
        kept = {normalise(item.title): item for item in confirmed if normalise(item.title)}
        self.confirmed = tuple(kept.values())
        self._embed = embed
        self._vectors = embed([item.title for item in self.confirmed])

    def with_confirmed(self, *items: Confirmed) -> Memory:
        """The memory with more titles."""
        return Memory(self._embed, (*self.confirmed, *items))

    def without(self, title: str) -> Memory:
        """The memory that never heard of the title."""
        gone = normalise(title)
        return Memory(self._embed, [item for item in self.confirmed if normalise(item.title) != gone])

    def recall(self, titles: Sequence[str]) -> list[list[Recollection]]:
        """For each title what it may mean, surest first; an empty list where nothing near was confirmed."""
        return [self._recollections(row) for row in weight_at(self._embed(titles) @ self._vectors.T)]

    def _recollections(self, weights: NDArray[np.float64]) -> list[Recollection]:
        grouped: dict[str, list[int]] = {}
        for i in np.argsort(-weights, kind="stable")[:NEAREST]:
            if weights[i] > 0:
                grouped.setdefault(self.confirmed[i].meaning, []).append(int(i))
        found = [
            Recollection(meaning, round(float(weights[near[0]]), 6), tuple(self.confirmed[i].title for i in near))
            for meaning, near in grouped.items()
        ]
        return sorted(found, key=lambda item: (-item.weight, item.meaning))


def weight_at(cosines: NDArray[np.floating]) -> NDArray[np.float64]:
    """The weight of a confirmed title by its cosine."""
    return np.asarray(np.clip(cosines, 0, 1), dtype=np.float64) ** FALL


def speaking_for(recollections: Sequence[Recollection], names: Sequence[Collection[str]]) -> NDArray[np.float64]:
    """(n,): for each post, by its names (title, occupation's code, ...), the largest weight of a meaning it bears."""
    weights = {item.meaning: item.weight for item in recollections}
    return np.array([max((weights.get(name, 0.0) for name in bears), default=0.0) for bears in names])
