"""The learned map: from an embedder's space to one in which titles of one occupation lie together.

A closed-form discriminant (Fisher; Duda, Hart and Stork, ch. 3.8). Vectors are centred, whitened by the scatter within
the occupations, and turned to the directions that part the occupations most:

    S_w = (1 - λ) Σ_class scatter + λ tr/d I        S_b = scatter of the class means
    projection = S_w^(-1/2) · top eigenvectors of S_w^(-1/2) S_b S_w^(-1/2)

Short names and sentences have different means, so each is centred on its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from models.embedder import Vectors, unit_rows
from models.errors import ArtifactError

TextKind = Literal["title", "sentence"]
TEXT_KINDS: tuple[TextKind, ...] = ("title", "sentence")


@dataclass(frozen=True)
class TitleMap:
    """`embedder`: the name whose vectors it takes; `means`: text kind → (d,); `projection`: (d, width) float32."""

    embedder: str
    means: Mapping[TextKind, Vectors]
    projection: Vectors

    kind = "title-map"

    @property
    def width(self) -> int:
        """Columns of a mapped row."""
        return int(self.projection.shape[1])

    def apply(self, vectors: Vectors, text: TextKind = "title") -> Vectors:
        """(n, d) unit rows to (n, width) unit rows; rows of zeros stay zeros."""
        there = vectors.any(axis=1, keepdims=True)
        return unit_rows(np.where(there, (vectors - self.means[text]) @ self.projection, 0))

    def state(self) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
        """Half-precision arrays: rounding them costs nothing that was measurable."""
        arrays: dict[str, NDArray[Any]] = {"projection": self.projection.astype(np.float16)}
        return arrays | {f"mean_{k}": v.astype(np.float32) for k, v in self.means.items()}, {"embedder": self.embedder}

    @classmethod
    def restored(cls, arrays: Mapping[str, NDArray[Any]], about: Mapping[str, Any]) -> TitleMap:
        """The map that `state` described. Raises ArtifactError where the parts do not fit."""
        means = {k: arrays[f"mean_{k}"].astype(np.float32) for k in TEXT_KINDS}
        projection = arrays["projection"].astype(np.float32)
        if any(mean.shape != projection.shape[:1] for mean in means.values()):
            raise ArtifactError("the map's means and projection differ in width")
        return cls(about["embedder"], means, projection)


def fit(
    embedder: str,
    vectors: Mapping[TextKind, Vectors],
    labels: Mapping[TextKind, NDArray[np.intp]],
    width: int = 160,
    shrinkage: float = 0.4,
) -> TitleMap:
    """Learns the map from unit vectors (n, d) of each text kind and the occupation (n,) of each row.

    `shrinkage` is λ above. Needs some ten thousand rows for 512 dimensions; takes about a second.
    """
    means = {kind: np.asarray(vectors[kind].mean(axis=0, dtype=np.float64), np.float32) for kind in vectors}
    rows = np.concatenate([vectors[k] - means[k] for k in vectors]).astype(np.float64)
    classes = np.concatenate([labels[k] for k in vectors])
    size = np.bincount(classes).astype(np.float64)
    centres = np.zeros((len(size), rows.shape[1]))
    np.add.at(centres, classes, rows)
    centres /= np.maximum(size, 1)[:, None]
    apart = rows - centres[classes]
    within = apart.T @ apart / len(rows)
    within = (1 - shrinkage) * within + shrinkage * np.trace(within) / len(within) * np.eye(len(within))
    between = (centres * size[:, None]).T @ centres / len(rows)
    return TitleMap(embedder, means, _directions(within, between, width).astype(np.float32))


def _directions(within: NDArray[np.float64], between: NDArray[np.float64], width: int) -> NDArray[np.float64]:
    values, axes = np.linalg.eigh(within)
    whitening = axes / np.sqrt(values)
    strength, turned = np.linalg.eigh(whitening.T @ between @ whitening)
    directions = whitening @ turned[:, np.argsort(-strength)[:width]]
    # an eigenvector's sign is a matter of chance: make its largest part positive
    largest = np.abs(directions).argmax(axis=0)
    return np.asarray(directions * np.sign(directions[largest, np.arange(directions.shape[1])]))
