"""What the index needs of a text encoder; `matcher.office` brings one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

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
    """Texts to rows of blocks, each block of length 1 or all zeros."""

    stamp: str

    @property
    def layout(self) -> Layout:
        """The blocks' columns."""

    def encode(self, records: Sequence[Texts]) -> Vectors:
        """(n, layout.width) rows in the order of the records."""
