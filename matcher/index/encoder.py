"""What the index needs of a text encoder; `matcher.office` brings one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matcher.index.texts import Texts

Vectors = NDArray[np.float32]


class Layout(Protocol):
    """Which columns of a row belong to which block."""

    @property
    def width(self) -> int:
        """Columns of a row."""

    def spread(self, weights: Mapping[str, float]) -> Vectors:
        """(width,): a weight for each column."""

    def cosines(self, asker: Vectors, rows: Vectors) -> Mapping[str, Vectors]:
        """Block → (n,) cosines of one row with n rows, NaN where a side has nothing in the block."""


class Encoder(Protocol):
    """Texts to rows of blocks, each block of length 1 or all zeros, and to what blocks hold in short, exactly."""

    stamp: str

    @property
    def layout(self) -> Layout:
        """The blocks' columns."""

    @property
    def width(self) -> int:
        """Columns of an encoded row: the blocks, then a profile (`index.profiles`)."""

    @property
    def occupations(self) -> int:
        """How many occupations a profile's places name."""

    @property
    def word_columns(self) -> int:
        """Columns of `words`."""

    def encode(self, records: Sequence[Texts]) -> Vectors:
        """(n, width) rows in the order of the records; the profile is that of the body, without one of the title."""

    def words(self, records: Sequence[Texts]) -> sparse.csr_array:
        """(n, word_columns) sparse unit rows: the characters of the titles."""
