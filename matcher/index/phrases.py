"""Short texts (titles, skills) with a vector each, so that two lists are compared item by item.

A mean of vectors blurs: a person who gained a skill could move away from a post that asks for it. The best match of
each item never falls when a list grows.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from matcher.domain.scrub import scrub
from matcher.index.cache import VectorCache
from matcher.index.encoder import Encoder, Vectors
from matcher.index.texts import Texts
from matcher.index.vectorize import vectorize
from matcher.table.keys import key

Keys = NDArray[np.int64]

# What of a phrase's row counts, as chosen for titles on public dev sets (docs/RESULTS_models.md): its meaning, the
# occupations that it is near to, its characters.
PARTS: Mapping[str, float] = {"title": 0.3, "occupation": 0.35, "words": 0.3}


def phrase_text(text: str) -> Texts:
    """A phrase as the encoder sees it."""
    return Texts(title=(scrub(text).strip(),))


class Phrases:
    """Vectors of phrases by the key of their text (`table.keys`), for one encoder. Only ever grows."""

    def __init__(self, encoder: Encoder, cache: VectorCache | None = None) -> None:
        self._encoder = encoder
        self._cache = cache
        self._lock = threading.Lock()
        self._rows: dict[int, int] = {}
        self._names: dict[int, str] = {}
        self._vectors: Vectors = np.empty((64, self._width()), dtype=np.float32)

    def _width(self) -> int:
        return int(np.count_nonzero(self._encoder.layout.spread(PARTS)))

    def __len__(self) -> int:
        return len(self._rows)

    def learn(self, texts: Iterable[str]) -> None:
        """Make vectors for the phrases that are new, all in one call of the encoder. Safe from several threads."""
        new = {number: text for text in texts if (number := key(text)) not in self._rows}
        if not new:
            return
        made = self._make(list(new.values()))
        with self._lock:
            missing = [at for at, number in enumerate(new) if number not in self._rows]
            self._names.update(new)
            self._append([list(new)[at] for at in missing], made[missing])

    def _make(self, texts: Sequence[str]) -> Vectors:
        """(n, width) unit rows whose inner product is the weighted sum of the parts' cosines."""
        weights = np.sqrt(self._encoder.layout.spread(PARTS))
        rows = (vectorize([phrase_text(text) for text in texts], self._encoder, self._cache) * weights)[:, weights > 0]
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        unit: Vectors = np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0).astype(np.float32)
        return unit

    def _append(self, keys: Sequence[int], vectors: Vectors) -> None:
        start, need = len(self._rows), len(self._rows) + len(keys)
        if need > len(self._vectors):
            space = np.empty((max(need, len(self._vectors) * 2), vectors.shape[1]), dtype=np.float32)
            space[:start] = self._vectors[:start]
            self._vectors = space
        self._vectors[start:need] = vectors
        self._rows.update({phrase: start + at for at, phrase in enumerate(keys)})

    def name(self, number: int) -> str:
        """What a learnt phrase was called."""
        return self._names[int(number)]

    def vectors(self, keys: Keys | Sequence[int]) -> Vectors:
        """(n, width) unit rows; zeros for a key that was never learnt."""
        rows = np.fromiter((self._rows.get(int(k), -1) for k in keys), dtype=np.int64, count=len(keys))
        found = self._vectors[np.maximum(rows, 0)]
        found[rows < 0] = 0
        return found
