"""The office's memory: titles that staff once confirmed help the next match at once.

Staff say "万能工 is 维修电工". From then on a title near 万能工 is drawn towards 维修电工: by the nearest confirmed
ones, each with a weight that falls with distance, and by nothing where none is near. So occupations that nobody confirmed
keep the scores that they had. Each drawing names the titles that did it, and a forgotten title is gone at once: nothing
is trained, the memory is the list.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.embedder import Embedder, Vectors, unit_rows
from models.normalise import normalise

NEAREST = 5
REACH = 0.55  # cosine from which a confirmed title counts at all
FALL = 4.0  # weight = ((cosine - REACH) / (1 - REACH)) ** FALL: full at the same title, a tenth at .80


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A title and what staff said it means (an occupation's name or code, or another title)."""

    title: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Recollection:
    """What the memory says of one title: a meaning, how sure (0..1), and the confirmed titles it rests on."""

    meaning: str
    weight: float
    because: tuple[str, ...]


class Memory:
    """Confirmed titles with their vectors. Immutable: `with_confirmed` and `without` give a new one."""

    def __init__(self, embedder: Embedder, confirmed: Sequence[Confirmed] = ()) -> None:
        """Titles that are the same after normalising are one; the last word counts."""
        kept = {normalise(item.title): item for item in confirmed if normalise(item.title)}
        self.confirmed = tuple(kept.values())
        self._embedder = embedder
        self._vectors = embedder.embed([item.title for item in self.confirmed])

    def with_confirmed(self, *items: Confirmed) -> Memory:
        """The memory with more titles."""
        return Memory(self._embedder, (*self.confirmed, *items))

    def without(self, title: str) -> Memory:
        """The memory that never heard of the title."""
        gone = normalise(title)
        return Memory(self._embedder, [item for item in self.confirmed if normalise(item.title) != gone])

    def recall(self, titles: Sequence[str]) -> list[list[Recollection]]:
        """For each title what it may mean, surest first; an empty list where nothing near was confirmed."""
        cosines = self._embedder.embed(titles) @ self._vectors.T
        return [self._recollections(row) for row in cosines]

    def _recollections(self, cosines: Vectors) -> list[Recollection]:
        weights = weight_at(cosines)
        nearest = [i for i in np.argsort(-weights, kind="stable")[:NEAREST] if weights[i] > 0]
        grouped: dict[str, list[int]] = {}
        for i in nearest:
            grouped.setdefault(self.confirmed[i].meaning, []).append(int(i))
        total = sum(float(weights[i]) for i in nearest)
        strongest = float(weights[nearest[0]]) if nearest else 0.0
        found = [
            Recollection(
                meaning,
                strongest * sum(float(weights[i]) for i in rows) / total,  # near titles that disagree share the weight
                tuple(self.confirmed[i].title for i in rows),
            )
            for meaning, rows in grouped.items()
        ]
        return sorted(found, key=lambda item: (-item.weight, item.meaning))


def weight_at(cosines: NDArray[np.floating]) -> NDArray[np.float64]:
    """The weight of a confirmed title by its cosine: 0 up to REACH, 1 at the same title, steeply between."""
    return np.clip((np.asarray(cosines, dtype=np.float64) - REACH) / (1 - REACH), 0, 1) ** FALL


def drawn(vectors: Vectors, recollections: Sequence[Sequence[Recollection]], meanings: Embedder) -> Vectors:
    """(n, d) unit rows: each title's vector drawn towards what the memory says it means, by the memory's weight.

    `meanings` embeds the meanings into the space of `vectors`. A title of which nothing is remembered stays as it is.
    """
    pulled = vectors.astype(np.float64)
    for row, found in enumerate(recollections):
        if found:
            share = sum(item.weight for item in found)
            towards = meanings.embed([item.meaning for item in found])
            pull = np.sum([item.weight * there for item, there in zip(found, towards, strict=True)], axis=0)
            pulled[row] = (1 - min(share, 1)) * vectors[row] + pull
    return unit_rows(pulled)
