"""A record's texts as blocks of numbers, laid side by side in one row.

    title        what the post is called, or what the person wants to be            through the learned map
    occupation   which known occupations title and body resemble (`occupations`)    folded profile
    skills       each skill or certificate a text of its own                        through the learned map
    body         everything else that was written, sentence by sentence             through the learned map
    words        the title's character grams (`words`)                              folded TF-IDF

Each block of a row has length 1, or is all zeros where the record says nothing. So the inner product of two blocks is
a cosine, and a scenario's weights ride on the query alone: `(asker * layout.spread(weights)) @ rows.T` is the weighted
sum of cosines, one index serves every scenario, and a changed weight needs no rebuild.

`occupation` and `words` are short forms of long sparse rows, right within 1/√width: good enough to find a few hundred.
`exact` gives the long rows, some 60 numbers a record, with which the few hundred are ranked.

Size of the dense row: 4 bytes × `layout.width`, 928 wide with what ships: 370 MB for 100,000 records.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import chain

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from models.advert import core_parts
from models.embedder import Embedder, Vectors, unit_rows
from models.occupations import KEPT, OccupationModel
from models.sentences import sentences
from models.sparse_rows import largest, unit_sparse
from models.title_map import TextKind, TitleMap
from models.words import WordHasher

BLOCKS = ("title", "occupation", "skills", "body", "words")
ENCODING = "blocks-2"  # part of every stamp: raise it when this module or `advert` lays texts out otherwise
BODY_SHARE = 1.0  # of a body's profile beside the title's in the block `occupation`; chosen on dev queries


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
    """Which columns of a row belong to which block; a width of 0: no model for the block."""

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


@dataclass(frozen=True)
class Encoded:
    """n records: `rows` (n, layout.width) dense; `exact`: block → (n, any) sparse unit rows.

    profile  (n, occupations) sparse unit rows: which occupations the body resembles, without a body the title
    """

    rows: Vectors
    exact: Mapping[str, sparse.csr_array]
    profile: sparse.csr_array


class BlockEncoder:
    """Records' texts to rows of blocks."""

    def __init__(
        self,
        embedder: Embedder,
        words: WordHasher,
        title_map: TitleMap | None = None,
        occupations: OccupationModel | None = None,
    ) -> None:
        """Raises ValueError when the map or the occupations were learned for another embedder."""
        for part in (title_map, occupations):
            if part is not None and part.embedder != embedder.name:
                raise ValueError(f"{part.kind} was learned for {part.embedder}, not for {embedder.name}")
        self._embedder = embedder
        self._words = words
        self._map = title_map
        self._occupations = occupations
        dense = title_map.width if title_map else embedder.dimensions
        folded = occupations.folded_width if occupations else 0
        self.layout = BlockLayout(
            {"title": dense, "occupation": folded, "skills": dense, "body": dense, "words": words.width}
        )
        learned = [_stamp_of(part) for part in (title_map, occupations) if part]
        self.stamp = "|".join([ENCODING, embedder.name, words.name, *learned])

    @property
    def occupations(self) -> int:
        """Columns of a profile; 0 where none were learned."""
        return len(self._occupations.names) if self._occupations else 0

    def encode(self, records: Sequence[BlockTexts]) -> Vectors:
        """Float32 (n, layout.width), in the order of the records. Each distinct text is embedded once a call.

        A block of several texts is the mean of their rows, made a unit row again: a person who would be a cook or a
        waiter stands between both.
        """
        return self.encode_both(records).rows

    def encode_both(self, records: Sequence[BlockTexts]) -> Encoded:
        """Dense rows and the exact sparse ones."""
        names = _Lists.of([record.title for record in records])
        skills = _Lists.of([record.skills for record in records])
        bodies = _Lists.of([[s for text in record.body for s in sentences(text)] for record in records])
        cores = _Lists.of([core_parts(name) for name in names.texts])
        vector = self._vectors(names.texts + skills.texts + bodies.texts + cores.texts)

        read = unit_rows(vector(names.texts) + cores.means(vector(cores.texts)))  # a title as it stands, and its core
        body = bodies.means(vector(bodies.texts))
        words = _joined(names, self._words.exact(names.texts), cores, self._words.exact(cores.texts))
        blocks = {
            "title": names.means(self._mapped(read)),
            "skills": skills.means(self._mapped(vector(skills.texts))),
            "body": self._mapped(body, "sentence"),
            "words": self._words.folded(words),
        }
        exact, profile = {"words": words}, sparse.csr_array((len(records), 0), dtype=np.float32)
        if self._occupations:
            exact["occupation"], profile = self._profiles(self._occupations, names, read, body)
            blocks["occupation"] = self._occupations.folded(exact["occupation"])
        return Encoded(np.hstack([blocks[name] for name in BLOCKS if name in blocks]), exact, profile)

    def words(self, records: Sequence[BlockTexts]) -> sparse.csr_array:
        """(n, columns of the words) the exact rows of the block `words`, without embedding anything."""
        names = _Lists.of([record.title for record in records])
        cores = _Lists.of([core_parts(name) for name in names.texts])
        return _joined(names, self._words.exact(names.texts), cores, self._words.exact(cores.texts))

    def _vectors(self, texts: Sequence[str]) -> Callable[[Sequence[str]], Vectors]:
        distinct = sorted(set(texts))
        vectors = self._embedder.embed(distinct)
        place = {text: row for row, text in enumerate(distinct)}
        return lambda wanted: vectors[np.fromiter((place[text] for text in wanted), np.intp, len(wanted))]

    def _mapped(self, vectors: Vectors, text: TextKind = "title") -> Vectors:
        return self._map.apply(vectors, text) if self._map else vectors

    @staticmethod
    def _profiles(
        occupations: OccupationModel, names: _Lists, read: Vectors, body: Vectors
    ) -> tuple[sparse.csr_array, sparse.csr_array]:
        """The profile of title and body together, and the body's (without one the title's)."""
        of_titles = unit_sparse(largest(names.summing() @ occupations.profiles(read), KEPT))
        of_bodies = occupations.profiles(body, "sentence")
        missing = sparse.diags_array(~body.any(axis=1), dtype=np.float32)
        return unit_sparse(of_titles + BODY_SHARE * of_bodies), of_bodies + missing @ of_titles


def _stamp_of(part: TitleMap | OccupationModel) -> str:
    arrays, _ = part.state()
    content = hashlib.sha256(b"".join(arrays[name].tobytes() for name in sorted(arrays)))
    return f"{part.kind}-{content.hexdigest()[:12]}"


@dataclass(frozen=True)
class _Lists:
    """Lists of texts, one a record, laid end to end."""

    texts: list[str]
    lengths: NDArray[np.intp]

    @classmethod
    def of(cls, lists: Sequence[Sequence[str]]) -> _Lists:
        return cls(list(chain.from_iterable(lists)), np.array([len(texts) for texts in lists], dtype=np.intp))

    def summing(self) -> sparse.csr_array:
        """(records, texts) of ones: times rows of texts it gives their sum for each record."""
        starts = np.concatenate([[0], np.cumsum(self.lengths)])
        shape = (len(self.lengths), len(self.texts))
        return sparse.csr_array((np.ones(shape[1], np.float32), np.arange(shape[1]), starts), shape=shape)

    def means(self, rows: Vectors) -> Vectors:
        """(records, d): the direction of the mean of each record's rows; zeros for an empty list."""
        return unit_rows(self.summing() @ rows)


def _joined(names: _Lists, of_names: sparse.csr_array, cores: _Lists, of_cores: sparse.csr_array) -> sparse.csr_array:
    """Words of each record's titles, each title read twice like its vector."""
    return unit_sparse(names.summing() @ unit_sparse(of_names + unit_sparse(cores.summing() @ of_cores)))
