"""Short texts (titles, skills) compared one with another, so that two lists are compared item by item.

A mean of vectors blurs: a person who gained a skill could move away from a post that asks for it. The best match of
each item never falls when a list grows.

Two phrases are as near as their meaning, the occupations that they resemble and their characters say, in the weights of
PARTS. All three are exact: the short forms in the index are for finding (docs/RESULTS_models.md has what each costs).
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matcher.domain.scrub import scrub
from matcher.index.cache import VectorCache
from matcher.index.encoder import Encoder, Vectors
from matcher.index.growing import Growing, GrowingSparse
from matcher.index.profiles import Profiles, against, spread
from matcher.index.texts import Texts
from matcher.index.vectorize import vectorize
from matcher.table.keys import key

Keys = NDArray[np.int64] | Sequence[int]
Cosines = NDArray[np.float64]

PARTS: Mapping[str, float] = {"title": 0.3, "occupation": 0.35, "words": 0.3}  # chosen on public dev sets


def phrase_text(text: str) -> Texts:
    """A phrase as the encoder sees it."""
    return Texts(title=(scrub(text).strip(),))


class Phrases:
    """What is known of phrases, by the key of their text (`table.keys`), for one encoder. Only ever grows."""

    def __init__(self, encoder: Encoder, cache: VectorCache | None = None) -> None:
        self._encoder = encoder
        self._cache = cache
        self._lock = threading.Lock()
        self._rows: dict[int, int] = {}
        self._names: dict[int, str] = {}
        self._columns = np.flatnonzero(encoder.layout.spread({"title": 1.0}))
        self._meanings = Growing((len(self._columns),), np.float32)
        self._profiles = Growing((encoder.width - encoder.layout.width,), np.float16)
        self._words = GrowingSparse()
        weights = {part: weight for part, weight in PARTS.items() if part != "occupation" or encoder.occupations}
        self.weights = {part: weights.get(part, 0.0) / sum(weights.values()) for part in PARTS}
        nothing = sparse.csr_array((1, encoder.word_columns), dtype=np.float32)
        self._append([], np.zeros((1, encoder.width), dtype=np.float32), nothing)  # row 0: of what was never learnt

    def __len__(self) -> int:
        return len(self._rows)

    def learn(self, texts: Iterable[str]) -> None:
        """Take in the phrases that are new, all in one call of the encoder. Safe from several threads."""
        new = {number: text for text in texts if (number := key(text)) not in self._rows}
        if not new:
            return
        made = self._made(list(new.values()))
        with self._lock:
            missing = [at for at, number in enumerate(new) if number not in self._rows]
            self._names.update(new)
            self._append([list(new)[at] for at in missing], made[0][missing], made[1][missing])

    def _made(self, texts: Sequence[str]) -> tuple[Vectors, sparse.csr_array]:
        phrases = [phrase_text(text) for text in texts]
        return vectorize(phrases, self._encoder, self._cache), self._encoder.words(phrases)

    def _append(self, keys: Sequence[int], rows: Vectors, words: sparse.csr_array) -> None:
        first = len(self._meanings)
        self._meanings.append(rows[:, self._columns])
        self._profiles.append(rows[:, self._encoder.layout.width :])
        self._words.append(words)
        self._rows.update({phrase: first + at for at, phrase in enumerate(keys)})

    def name(self, number: int) -> str:
        """What a learnt phrase was called."""
        return self._names[int(number)]

    def _at(self, keys: Keys) -> NDArray[np.int64]:
        return np.fromiter((self._rows.get(int(k), 0) for k in keys), dtype=np.int64, count=len(keys))

    def meanings(self, keys: Keys) -> Vectors:
        """(n, width of the block `title`) unit rows; zeros for a key that was never learnt."""
        found: Vectors = self._meanings.view()[self._at(keys)]
        return found

    def profiles(self, keys: Keys) -> Profiles:
        """(n, width of a profile) which occupations each phrase resembles."""
        found: NDArray[Any] = self._profiles.view()[self._at(keys)]
        return found

    def spread(self, profiles: Profiles) -> Cosines:
        """(occupations, n) profiles laid out in full."""
        return spread(profiles, self._encoder.occupations)

    def told(self, some: Keys, others: Keys) -> Cosines:
        """(some, others): nearness by meaning and characters alone, weighted; what occupations say is to be added."""
        meaning = self.meanings(some).astype(np.float64) @ self.meanings(others).T.astype(np.float64)
        words = self._words.products(self._at(some), self._at(others))
        return self.weights["title"] * meaning + self.weights["words"] * words

    def near(self, some: Keys, others: Keys) -> Cosines:
        """(some, others): the weighted sum of the parts' cosines; at most 1."""
        if len(some) > len(others):
            return self.near(others, some).T
        resembling = against(self.spread(self.profiles(some)), self.profiles(others))
        return self.told(some, others) + self.weights["occupation"] * resembling
