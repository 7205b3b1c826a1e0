"""The fallback embedder: TF-IDF over character grams and a truncated SVD, both learned from the texts at hand.

It needs no model file and knows only what its corpus shows. A text none of whose grams it knows is a zero row.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from models.embedder import Vectors, unit_rows_of
from models.errors import ArtifactError
from models.lexical import Lexicon
from models.normalise import NORMALISATION


class LexicalEmbedder:
    """`fit` learns it; `state` and `restored` carry it through an artefact."""

    kind = "lexical-embedder"

    def __init__(self, lexicon: Lexicon, components: NDArray[np.float32], stamp: str) -> None:
        """`components`: (terms, dimensions) float32, the directions of the SVD."""
        self.name = f"tfidf-svd/{stamp}/{NORMALISATION}"
        self.dimensions = int(components.shape[1])
        self._lexicon = lexicon
        self._components = components
        self._stamp = stamp

    @classmethod
    def fit(cls, texts: Sequence[str], dimensions: int = 256, seed: int = 0) -> LexicalEmbedder:
        """Learns from a corpus; the same texts, dimensions and seed give the same embedder.

        A corpus with fewer texts or terms than `dimensions` gives a narrower embedder. Raises ValueError when no
        text holds a term.
        """
        from sklearn.decomposition import TruncatedSVD  # noqa: PLC0415  (heavy)

        known = sorted(set(texts))
        lexicon = Lexicon.of(known)
        rows = lexicon.tfidf(known)
        width = min(dimensions, *rows.shape)
        if width == 0:
            raise ValueError("no text holds a term to learn from")
        svd = TruncatedSVD(n_components=width, n_iter=7, random_state=seed).fit(rows)
        components = np.round(svd.components_.T, 6).astype(np.float32)
        return cls(lexicon, np.ascontiguousarray(components), _stamp_of(lexicon, components))

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Float32 (n, dimensions): unit rows; zeros for a blank text and for one without a known gram."""
        return unit_rows_of(texts, self.dimensions, lambda known: self._lexicon.tfidf(known) @ self._components)

    def state(self) -> tuple[dict[str, NDArray[np.generic]], dict[str, object]]:
        """Arrays and JSON for `artifact.save`."""
        arrays: dict[str, NDArray[np.generic]] = {"components": self._components, "rarity": self._lexicon.rarity}
        return arrays, {"terms": list(self._lexicon.columns), "stamp": self._stamp}

    @classmethod
    def restored(cls, arrays: Mapping[str, NDArray[np.generic]], about: Mapping[str, object]) -> LexicalEmbedder:
        """The embedder that `state` described. Raises ArtifactError where the parts do not fit."""
        terms = about.get("terms")
        if not isinstance(terms, list) or len({len(terms), len(arrays["rarity"]), len(arrays["components"])}) > 1:
            raise ArtifactError("the lexical embedder's terms and arrays differ in length")
        lexicon = Lexicon({str(t): i for i, t in enumerate(terms)}, arrays["rarity"].astype(np.float32))
        return cls(lexicon, arrays["components"].astype(np.float32), str(about["stamp"]))


def _stamp_of(lexicon: Lexicon, components: NDArray[np.float32]) -> str:
    learned = "\n".join(lexicon.columns).encode() + lexicon.rarity.tobytes() + components.tobytes()
    return hashlib.sha256(learned).hexdigest()[:12]
