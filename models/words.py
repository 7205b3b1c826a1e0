"""Hashed TF-IDF: character grams as a short dense row, the same for any corpus.

A gram's column and sign come from its hash, its rarity from a shipped list of grams of occupation titles; a gram that
is not on the list is as rare as the rarest. Nothing is learned from the records, so rows never go stale.
"""

from __future__ import annotations

import hashlib
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from models.embedder import Vectors, unit_rows
from models.tokenizer import grams

WIDTH = 256
PLAIN: Mapping[str, float] = {}  # every gram equally rare


class WordHasher:
    """Texts to unit rows, float32 (n, width); a text without a gram is a zero row."""

    def __init__(self, rarity: Mapping[str, float] = PLAIN, width: int = WIDTH) -> None:
        """`rarity`: gram → inverse document frequency. Width: more columns, less noise (1/√width a pair)."""
        self.width = width
        listed = "\n".join(f"{gram}\t{value:.3f}" for gram, value in sorted(rarity.items()))
        self.name = f"words-{width}-{hashlib.sha256(listed.encode()).hexdigest()[:8]}"
        self._rarity = rarity
        self._rarest = max(rarity.values(), default=1.0)

    def rows(self, texts: Sequence[str]) -> Vectors:
        """See the class. Deterministic over processes and machines (CRC-32, no salted hash)."""
        rows = np.zeros((len(texts), self.width), dtype=np.float64)
        for row, text in zip(rows, texts, strict=True):
            for gram, count in Counter(grams(text)).items():
                code = zlib.crc32(gram.encode())
                sign = 1 if code >> 31 else -1
                row[code % self.width] += sign * (1 + np.log(count)) * self._rarity.get(gram, self._rarest)
        return unit_rows(rows)
