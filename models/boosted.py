"""The ranker that outcomes train: boosted trees, monotone in every named feature, calibrated to a probability."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from models.calibration import Sigmoid
from models.forest import Features, Forest

LEAST = 5  # outcomes of either kind
BLOCKS = 6  # of time: each is foretold from those before it
ROUNDS = 150
LEAVES = 8
RATE = 0.08
LEAST_IN_LEAF = 20


class BoostedRanker:
    """score = the calibrated probability of a good outcome; more of any feature never lowers it."""

    kind = "boosted"
    score_kind = "probability"

    def __init__(self, names: Sequence[str], forest: Forest, calibration: Sigmoid) -> None:
        self.names = tuple(names)
        self._forest = forest
        self._calibration = calibration
        self.base = float(calibration.apply(np.array([forest.base]))[0])
        parts = [",".join(names), repr(calibration), *(array.tobytes().hex() for array in forest.state()[0].values())]
        self.stamp = hashlib.sha256("|".join(parts).encode()).hexdigest()[:12]

    @classmethod
    def fit(cls, names: Sequence[str], features: Features, good: NDArray[np.bool_], seed: int = 0) -> BoostedRanker:
        """From features (n, len(names)), NaN where unknown, and outcomes (n,), rows in the order of time.

        Calibrated as it will serve: on later rows, by trees that saw earlier ones alone. Same input and seed, same
        ranker. Raises ValueError with fewer than five outcomes of either kind, or all of one kind before the other.
        """
        good = np.asarray(good, dtype=bool)
        if min(good.sum(), len(good) - good.sum()) < LEAST:
            raise ValueError(f"training takes at least {LEAST} good and {LEAST} bad outcomes")
        foretold = [
            (_raw(_grown(features[:start], good[:start], seed), features[start:end]), good[start:end])
            for start, end in _blocks(good)
        ]
        raw, came = (np.concatenate(parts) for parts in zip(*foretold, strict=True))
        return cls(names, _grown(features, good, seed), Sigmoid.fit(raw, came))

    def contributions(self, features: Features) -> NDArray[np.float64]:
        """(n, features): what each feature adds to `base`; base + a row's sum is its score.

        Log-odds are shared out by the trees' paths and turned into probability with one factor a row.
        """
        if features.ndim != 2 or features.shape[1] != len(self.names):
            raise ValueError(f"features of shape {features.shape} for {len(self.names)} names")
        moved = self._forest.contributions(features)
        raw = self._forest.base + moved.sum(axis=1)
        shift = raw - self._forest.base
        near = self._calibration.slope * self.base * (1 - self.base)  # the factor where the shift vanishes
        gain = self._calibration.apply(raw) - self.base
        factor = np.where(np.abs(shift) > 1e-9, gain / np.where(np.abs(shift) > 1e-9, shift, 1), near)
        return np.asarray(moved * factor[:, None], dtype=np.float64)

    def score(self, features: Features) -> NDArray[np.float64]:
        """(n,) probabilities, rounded to 6 decimals."""
        return np.asarray(np.round(self._calibration.apply(_raw(self._forest, features)), 6), dtype=np.float64)

    def state(self) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
        """Arrays and JSON."""
        arrays, about = self._forest.state()
        return arrays, about | {
            "names": list(self.names),
            "slope": self._calibration.slope,
            "offset": self._calibration.offset,
        }

    @classmethod
    def restored(cls, arrays: Mapping[str, NDArray[Any]], about: Mapping[str, Any]) -> BoostedRanker:
        """The ranker that `state` described."""
        calibration = Sigmoid(float(about["slope"]), float(about["offset"]))
        return cls(about["names"], Forest.restored(arrays, about), calibration)


def _raw(forest: Forest, features: Features) -> NDArray[np.float64]:
    return np.asarray(forest.base + forest.contributions(features).sum(axis=1), dtype=np.float64)


def _grown(features: Features, good: NDArray[np.bool_], seed: int) -> Forest:
    from sklearn.ensemble import HistGradientBoostingClassifier  # noqa: PLC0415  (heavy)

    model = HistGradientBoostingClassifier(
        learning_rate=RATE,
        max_iter=ROUNDS,
        max_leaf_nodes=LEAVES,
        min_samples_leaf=min(LEAST_IN_LEAF, max(2, len(good) // 10)),
        l2_regularization=1.0,
        monotonic_cst=[1] * features.shape[1],
        early_stopping=False,
        random_state=seed,
    )
    silent = np.isnan(features).all(axis=0)  # scikit-learn cannot bin a column that holds nothing; no tree splits on it
    with threadpool_limits(1):  # waiting threads of OpenMP cost more than these few rows gain by a second core
        return Forest.of(model.fit(np.where(silent, 0.0, features), good))


def _blocks(good: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """(start, end) of stretches of time with equally many of the rarer outcome, each with both kinds before it."""
    rarer = np.flatnonzero(good if 2 * good.sum() <= len(good) else ~good)
    edges = [*rarer[np.arange(1, BLOCKS) * len(rarer) // BLOCKS].tolist(), len(good)]
    both = [edge for edge in edges if 0 < good[:edge].sum() < edge]
    if len(set(both)) < 2:
        raise ValueError("training takes good and bad outcomes that come by turns")
    return [(start, end) for start, end in pairwise(both) if start < end]
