"""The ranker that outcomes train: boosted trees, monotone in every named feature, calibrated to a probability."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from models.calibration import Sigmoid
from models.forest import Features, Forest

FOLDS = 5
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
        """From features (n, len(names)), NaN where unknown, and outcomes (n,). Same input and seed, same ranker.

        Calibrated on scores that were made without the row itself (five folds). Raises ValueError with fewer than
        five outcomes of either kind.
        """
        good = np.asarray(good, dtype=bool)
        if min(good.sum(), len(good) - good.sum()) < FOLDS:
            raise ValueError(f"training takes at least {FOLDS} good and {FOLDS} bad outcomes")
        fold = _folds(good, seed)
        raw = np.zeros(len(good))
        for k in range(FOLDS):
            raw[fold == k] = _raw(_grown(features[fold != k], good[fold != k], seed), features[fold == k])
        return cls(names, _grown(features, good, seed), Sigmoid.fit(raw, good))

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


def _folds(good: NDArray[np.bool_], seed: int) -> NDArray[np.intp]:
    """A fold for each row, both outcomes spread evenly."""
    random = np.random.default_rng(seed)
    fold = np.empty(len(good), dtype=np.intp)
    for kind in (True, False):
        rows = random.permutation(np.flatnonzero(good == kind))
        fold[rows] = np.arange(len(rows)) % FOLDS
    return fold
