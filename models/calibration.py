"""From a raw score to the probability of a good outcome: one sigmoid (Platt 2000, in the form of Lin et al. 2007)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

NEWTON_STEPS = 50
RIDGE = 1e-6  # keeps the slope finite where the classes part perfectly


@dataclass(frozen=True)
class Sigmoid:
    """p = 1 / (1 + exp(-(slope × score + offset))); a slope below 0 is not taken, so that the order never turns."""

    slope: float
    offset: float

    @classmethod
    def fit(cls, scores: NDArray[np.floating], good: NDArray[np.bool_]) -> Sigmoid:
        """From raw scores (n,) and outcomes (n,). Raises ValueError unless both outcomes occur.

        Targets are (n₊ + 1)/(n₊ + 2) and 1/(n₋ + 2) in place of 1 and 0, as Platt proposes against overconfidence.
        """
        positive = int(good.sum())
        negative = len(good) - positive
        if not positive or not negative:
            raise ValueError("calibrating takes good and bad outcomes")
        target = np.where(good, (positive + 1) / (positive + 2), 1 / (negative + 2))
        design = np.stack([scores.astype(np.float64), np.ones(len(scores))], axis=1)
        beta = np.array([0.0, np.log((positive + 1) / (negative + 1))])
        for _ in range(NEWTON_STEPS):
            odds = sigmoid(design @ beta)
            slope = design.T @ (odds - target) + RIDGE * beta
            bend = (design.T * (odds * (1 - odds))) @ design + RIDGE * np.eye(2)
            step = np.linalg.solve(bend, slope)
            beta -= step / max(1.0, float(np.abs(step).max()) / 5)
            if np.abs(step).max() < 1e-10:
                break
        if beta[0] < 0:
            return cls(0.0, float(np.log(target.mean() / (1 - target.mean()))))
        return cls(float(beta[0]), float(beta[1]))

    def apply(self, scores: NDArray[np.floating]) -> NDArray[np.float64]:
        """(n,) probabilities."""
        return sigmoid(self.slope * scores.astype(np.float64) + self.offset)


def sigmoid(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """1 / (1 + exp(-x)) without overflow."""
    return np.asarray(np.exp(-np.logaddexp(0, -x)), dtype=np.float64)
