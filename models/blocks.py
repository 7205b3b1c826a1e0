"""A record's texts as blocks of numbers, laid side by side in one row.

    title    what the post is called, or what the person wants to be     dense
    skills   each skill or certificate a text of its own                 dense
    body     everything else that was written                            dense
    words    the title's and the skills' character grams                 hashed TF-IDF

Each block of a row has length 1, or is all zeros where the record says nothing. So the inner product of two blocks is
a cosine, and a scenario's weights ride on the query alone: `(asker * layout.spread(weights)) @ rows.T` is the weighted
sum of cosines, one index serves every scenario, and a changed weight needs no rebuild.

Dense blocks are the embedder's vectors, through the learned map where there is one for this embedder. The words block
is fixed: signed feature hashing (Weinberger et al. 2009) of grams, weighted by a rarity that ships with the project,
so that a record added tomorrow needs no new fit. Two texts without a common gram get an inner product of 0 ± 1/√width.

Size: 4 bytes × `layout.width` a record: 1,024 wide with the default, 410 MB for 100,000 records.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from models.embedder import Embedder, Vectors, unit_rows
from models.words import WordHasher

DENSE = ("title", "skills", "body")
WORDS = "words"


@dataclass(frozen=True, slots=True)
class BlockTexts:
    """The texts of one record, each block a tuple; blank texts count as missing. Scrubbed of personal data before."""

    title: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    body: tuple[str, ...] = ()

    def key(self, stamp: str) -> str:
        """What the record's row may be cached under: SHA-256 over its texts and the encoder's stamp."""
        texts = [list(getattr(self, field.name)) for field in fields(self)]
        return hashlib.sha256(json.dumps([stamp, texts], ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True)
class BlockLayout:
    """Which columns of a row belong to which block."""

    widths: Mapping[str, int]

    @property
    def width(self) -> int:
        """Columns of a row."""
        return sum(self.widths.values())

    def columns(self, block: str) -> slice:
        """The columns of a block. Raises KeyError for an unknown one."""
        names = list(self.widths)
        if block not in self.widths:
            raise KeyError(f"block {block!r} is not one of {names}")
        start = sum(self.widths[name] for name in names[: names.index(block)])
        return slice(start, start + self.widths[block])

    def spread(self, weights: Mapping[str, float]) -> Vectors:
        """(width,) float32: a weight for each column; a block without a weight gets 0, an unknown one is KeyError."""
        row = np.zeros(self.width, dtype=np.float32)
        for block, weight in weights.items():
            row[self.columns(block)] = weight
        return row

    def cosines(self, asker: Vectors, rows: Vectors) -> dict[str, Vectors]:
        """Block → (n,) cosines between one row and n rows; NaN where either side has nothing in the block."""
        found = {}
        for block in self.widths:
            mine, theirs = asker[self.columns(block)], rows[:, self.columns(block)]
            there = mine.any() & theirs.any(axis=1)
            found[block] = np.where(there, np.clip(theirs @ mine, -1, 1), np.nan).astype(np.float32)
        return found


class BlockEncoder:
    """Records' texts to rows of blocks, float32 (n, layout.width)."""

    def __init__(
        self,
        embedder: Embedder,
        words: WordHasher,
        apply_map: Callable[[Vectors], Vectors] | None = None,
        map_stamp: str = "no-map",
    ) -> None:
        """`apply_map` takes the embedder's unit rows to (n, anything) unit rows; zero rows must stay zero."""
        self._embedder = embedder
        self._words = words
        self._map: Callable[[Vectors], Vectors] = apply_map or (lambda vectors: vectors)
        dense: int = self._map(np.zeros((1, embedder.dimensions), dtype=np.float32)).shape[1]
        self.layout = BlockLayout({**dict.fromkeys(DENSE, dense), WORDS: words.width})
        self.stamp = f"{embedder.name}|{map_stamp}|{words.name}"

    def encode(self, records: Sequence[BlockTexts]) -> Vectors:
        """Rows in the order of the records. Each distinct text is embedded once a call.

        A block of several texts is the mean of their vectors, made a unit row again: a person who would be a cook or
        a waiter stands between both.
        """
        rows = np.zeros((len(records), self.layout.width), dtype=np.float32)
        texts = sorted(set(chain.from_iterable(r.title + r.skills + r.body for r in records)))
        vectors = self._map(self._embedder.embed(texts))
        place = {text: i for i, text in enumerate(texts)}
        for block in DENSE:
            lists = [[place[text] for text in getattr(record, block)] for record in records]
            rows[:, self.layout.columns(block)] = unit_rows(_sums(vectors, lists))
        rows[:, self.layout.columns(WORDS)] = self._words.rows([" ".join(r.title + r.skills) for r in records])
        return rows


def _sums(vectors: Vectors, lists: Sequence[Sequence[int]]) -> NDArray[np.float64]:
    """(len(lists), d): the sum of the listed rows, zeros for an empty list."""
    sums = np.zeros((len(lists), vectors.shape[1]), dtype=np.float64)
    owner = np.repeat(np.arange(len(lists)), [len(rows) for rows in lists])
    np.add.at(sums, owner, vectors[np.fromiter(chain.from_iterable(lists), dtype=np.intp, count=len(owner))])
    return sums
