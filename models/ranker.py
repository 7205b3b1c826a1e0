"""The ranker before any outcome exists: a weighted sum that anybody can recompute with a pencil.

Features are named, lie in 0..1, and more is better in each. A feature that is not known (NaN) counts with the value
`absent` that its weight line gives. Contributions sum to the score, so that a reason can show its share.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

Features = NDArray[np.floating]
Weights = Mapping[str, float | Mapping[str, float]]
NEUTRAL = 0.5  # what an unknown feature counts for unless its line says otherwise: neither praise nor blame


class IndexRanker:
    """score = Σ weight × feature / Σ weight, in 0..1; monotone in every feature because no weight is negative."""

    kind = "index"
    score_kind = "index"

    def __init__(self, weights: Weights) -> None:
        """`weights`: feature → weight, or feature → {"weight": w, "absent": value of an unknown one in 0..1}.

        Raises ValueError for a negative or missing weight, an `absent` outside 0..1, or weights that sum to zero.
        """
        lines = {name: line if isinstance(line, Mapping) else {"weight": line} for name, line in weights.items()}
        self.names = tuple(lines)
        raw = np.array([line["weight"] for line in lines.values()], dtype=np.float64)
        self._absent = np.array([line.get("absent", NEUTRAL) for line in lines.values()], dtype=np.float64)
        if not (np.isfinite(raw).all() and (raw >= 0).all() and raw.sum() > 0):
            raise ValueError(f"ranker weights must be numbers from 0, not all 0: {dict(weights)}")
        if not ((self._absent >= 0) & (self._absent <= 1)).all():
            raise ValueError(f"the value of an absent feature must lie in 0..1: {dict(weights)}")
        self._given = raw
        self._weights = raw / raw.sum()
        self.stamp = hashlib.sha256(json.dumps(self.state()[1], sort_keys=True).encode()).hexdigest()[:12]

    def contributions(self, features: Features) -> NDArray[np.float64]:
        """(n, features): what each feature adds to the score; a row sums to it. Columns in the order of `names`.

        Raises ValueError when the columns are not as many as the names.
        """
        if features.ndim != 2 or features.shape[1] != len(self.names):
            raise ValueError(f"features of shape {features.shape} for {len(self.names)} names")
        known = np.where(np.isnan(features), self._absent, np.clip(features, 0, 1))
        return np.asarray(known * self._weights, dtype=np.float64)

    def score(self, features: Features) -> NDArray[np.float64]:
        """(n,) in 0..1, rounded to 6 decimals."""
        return np.asarray(np.round(self.contributions(features).sum(axis=1), 6), dtype=np.float64)

    def state(self) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
        """No arrays; the weights as JSON."""
        lines = zip(self.names, self._given, self._absent, strict=True)
        return {}, {"weights": [[name, float(weight), float(absent)] for name, weight, absent in lines]}

    @classmethod
    def restored(cls, _arrays: Mapping[str, NDArray[Any]], about: Mapping[str, Any]) -> IndexRanker:
        """The ranker that `state` described."""
        return cls({name: {"weight": weight, "absent": absent} for name, weight, absent in about["weights"]})
