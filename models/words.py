"""Hashed TF-IDF: character grams as rows that are the same for any corpus.

A gram's column comes from its hash (CRC-32), its rarity from a table that ships with the project, learned from titles
of occupations. Nothing is learned from the records, so a row never goes stale and a new one needs no new fit.

    exact    sparse, COLUMNS wide: two grams rarely share a column (the cosine is right within .01)
    folded   dense, `width` wide, signed (Weinberger et al. 2009): inner products are right within 1/√width
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from models.embedder import Vectors, unit_rows
from models.errors import ArtifactError
from models.tokenizer import HAN_TEXT, grams

COLUMNS = 1 << 15
WIDTH = 256


class WordHasher:
    """Texts to unit rows; a text without a gram is a row of zeros."""

    kind = "words"

    def __init__(self, rarity: NDArray[np.float32], unseen: tuple[float, float], width: int = WIDTH) -> None:
        """`rarity`: (COLUMNS,), 0 where no known gram falls; `unseen`: for a Chinese gram there, and for any other."""
        if rarity.shape != (COLUMNS,):
            raise ArtifactError(f"a table of {rarity.shape} rarities, not ({COLUMNS},)")
        self.width = width
        self._rarity = rarity.astype(np.float32)
        self._unseen = unseen
        self.name = f"words-{width}-{zlib.crc32(self._rarity.tobytes()):08x}"

    @classmethod
    def plain(cls, width: int = WIDTH) -> WordHasher:
        """Every gram equally rare."""
        return cls(np.ones(COLUMNS, dtype=np.float32), (1.0, 1.0), width)

    @classmethod
    def learned(cls, corpora: Iterable[tuple[Sequence[str], int]], width: int = WIDTH) -> WordHasher:
        """From corpora of (texts, least number of texts that a gram must stand in to be kept).

        Rarity is ln((1 + n) / (1 + documents)) + 1 in a gram's corpus; where two share a column the commoner counts.
        """
        rarity = np.full(COLUMNS, np.inf, dtype=np.float32)
        unseen = [1.0, 1.0]
        for texts, least in corpora:
            documents = Counter(gram for text in texts for gram in set(grams(text)))
            for gram, count in documents.items():
                value = np.float32(np.log((1 + len(texts)) / (1 + count)) + 1)
                script = _script(gram)
                unseen[script] = max(unseen[script], float(value))
                if count >= least:
                    rarity[_column(gram)] = min(rarity[_column(gram)], value)
        table = np.where(np.isfinite(rarity), rarity, 0).astype(np.float16).astype(np.float32)
        return cls(table, (round(unseen[0], 3), round(unseen[1], 3)), width)

    def exact(self, texts: Sequence[str]) -> sparse.csr_array:
        """(n, COLUMNS) sparse unit rows, no sign."""
        parts = [self._weights(text) for text in texts]
        starts = np.cumsum([0] + [len(columns) for columns, _ in parts]).astype(np.int32)
        columns = np.concatenate([c for c, _ in parts]) if parts else np.zeros(0, np.int32)
        values = np.concatenate([v / np.linalg.norm(v) if len(v) else v for _, v in parts]) if parts else columns
        return sparse.csr_array((values.astype(np.float32), columns, starts), shape=(len(texts), COLUMNS))

    def folded(self, exact: sparse.csr_array) -> Vectors:
        """(n, width) dense unit rows of the exact ones."""
        code = np.arange(COLUMNS)
        sign = np.where(code * 2654435761 % (1 << 32) >> 31, 1, -1).astype(np.float32)  # Knuth's multiplicative hash
        fold = sparse.csr_array((sign, (code, code % self.width)), shape=(COLUMNS, self.width))
        return unit_rows((exact @ fold).toarray())

    def _weights(self, text: str) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
        weights: dict[int, float] = {}
        for gram, count in Counter(grams(text)).items():
            column = _column(gram)
            rarity = float(self._rarity[column]) or self._unseen[_script(gram)]
            weights[column] = weights.get(column, 0.0) + (1 + np.log(count)) * rarity
        ordered = sorted(weights.items())
        return np.array([c for c, _ in ordered], np.int32), np.array([w for _, w in ordered], np.float64)

    def state(self) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
        """The table in half precision."""
        return {"rarity": self._rarity.astype(np.float16)}, {"unseen": list(self._unseen), "width": self.width}

    @classmethod
    def restored(cls, arrays: Mapping[str, NDArray[Any]], about: Mapping[str, Any]) -> WordHasher:
        """The hasher that `state` described."""
        chinese, other = about["unseen"]
        return cls(arrays["rarity"].astype(np.float32), (float(chinese), float(other)), int(about["width"]))


def _column(gram: str) -> int:
    return zlib.crc32(gram.encode()) % COLUMNS


def _script(gram: str) -> int:
    return 0 if HAN_TEXT.match(gram) else 1
