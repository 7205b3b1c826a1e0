"""Which occupations a text resembles: a profile over the occupations that the model was trained on.

A classifier with normalised prototypes (Wang et al. 2017, "NormFace"): a vector is projected, made a unit row, and
compared with a unit prototype of each occupation; the softmax of `sharpness` × cosine is the profile. Two titles that
share no word meet when they resemble the same occupations. What it answers can be read: `nearest` names them.

Occupations come in tables (O*NET, CSCO), each with a softmax of its own: a Chinese title resembles occupations of both,
and a coarse table is not outvoted by a fine one.

The profile is kept to its `KEPT` largest parts and made a unit row. For a dense index `folded` shortens it by a fixed
projection of random signs (Achlioptas 2003), which keeps inner products up to 1/√width.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from models.embedder import Vectors, unit_rows
from models.errors import ArtifactError
from models.title_map import TEXT_KINDS, TextKind

KEPT = 32


@dataclass(frozen=True)
class OccupationModel:
    """See the module's head.

    embedder    the name of the embedder whose vectors it takes
    means       text kind → (d,)
    projection  (d, p)
    prototypes  (occupations, p), unit rows
    weights     (occupations,): what an occupation counts in a profile
    tables      how many occupations each table has, one after the other
    names       of the occupations, (code, name) each
    signs       (occupations, folded width) of ±1
    """

    embedder: str
    means: Mapping[TextKind, Vectors]
    projection: Vectors
    prototypes: Vectors
    weights: Vectors
    tables: Sequence[int]
    names: Sequence[tuple[str, str]]
    signs: NDArray[np.int8]
    sharpness: float = 16.0

    kind = "occupation-model"

    @property
    def folded_width(self) -> int:
        """Columns of a folded profile."""
        return int(self.signs.shape[1])

    def probabilities(self, vectors: Vectors, text: TextKind = "title") -> Vectors:
        """(n, occupations): how likely each occupation is within its table; zeros for a zero row."""
        there = vectors.any(axis=1, keepdims=True)
        cosines = unit_rows((vectors - self.means[text]) @ self.projection) @ self.prototypes.T
        odds = np.exp(self.sharpness * (cosines - 1))
        for table in np.split(odds, np.cumsum(self.tables)[:-1], axis=1):  # views into `odds`
            np.divide(table, table.sum(axis=1, keepdims=True), out=table)
        return np.where(there, odds, 0).astype(np.float32)

    def profiles(self, vectors: Vectors, text: TextKind = "title") -> sparse.csr_array:
        """(n, occupations) unit rows with at most KEPT parts; an empty row for a zero row."""
        weighed = self.probabilities(vectors, text) * self.weights
        kept = min(KEPT, weighed.shape[1])
        columns = np.sort(np.argpartition(-weighed, kept - 1, axis=1)[:, :kept], axis=1)
        parts = unit_rows(np.take_along_axis(weighed, columns, axis=1))
        starts = np.arange(0, columns.size + 1, kept, dtype=np.int32)
        rows = sparse.csr_array((parts.ravel(), columns.ravel().astype(np.int32), starts), shape=weighed.shape)
        rows.eliminate_zeros()
        return rows

    def folded(self, profiles: sparse.csr_array) -> Vectors:
        """(n, folded_width) unit rows whose inner products come near those of the profiles."""
        return unit_rows(profiles @ self.signs.astype(np.float32))

    def nearest(self, vector: Vectors, k: int = 3) -> list[tuple[str, str, float]]:
        """The k likeliest occupations of one text, of any table: (code, name, probability)."""
        odds = self.probabilities(vector[None])[0]
        return [(*self.names[i], float(odds[i])) for i in np.argsort(-odds, kind="stable")[:k]]

    def state(self) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
        """Half-precision arrays; the signs as bits."""
        arrays: dict[str, NDArray[Any]] = {
            "projection": self.projection.astype(np.float16),
            "prototypes": self.prototypes.astype(np.float16),
            "weights": self.weights.astype(np.float32),
            "signs": np.packbits(self.signs > 0, axis=1),
        }
        arrays |= {f"mean_{k}": v.astype(np.float32) for k, v in self.means.items()}
        about = {"embedder": self.embedder, "sharpness": self.sharpness, "names": [list(n) for n in self.names]}
        return arrays, about | {"folded": self.folded_width, "tables": list(self.tables)}

    @classmethod
    def restored(cls, arrays: Mapping[str, NDArray[Any]], about: Mapping[str, Any]) -> OccupationModel:
        """The model that `state` described. Raises ArtifactError where the parts do not fit."""
        signs = np.unpackbits(arrays["signs"], axis=1, count=about["folded"]).astype(np.int8) * 2 - 1
        names = [(str(code), str(name)) for code, name in about["names"]]
        tables = about.get("tables", [len(names)])  # written before there were tables: one
        if len({len(names), len(signs), len(arrays["prototypes"]), len(arrays["weights"]), sum(tables)}) > 1:
            raise ArtifactError("the occupation model's names and arrays differ in length")
        return cls(
            about["embedder"],
            {k: arrays[f"mean_{k}"].astype(np.float32) for k in TEXT_KINDS},
            arrays["projection"].astype(np.float32),
            unit_rows(arrays["prototypes"].astype(np.float32)),
            arrays["weights"].astype(np.float32),
            tables,
            names,
            signs,
            float(about["sharpness"]),
        )
