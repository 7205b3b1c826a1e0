"""Whether a score may be read as a probability: what was said beside what came, on outcomes that were held back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

PARTS = 10


@dataclass(frozen=True, slots=True)
class Part:
    """A tenth of the pairs by what was said of them: how many, the mean probability, the share that turned out well."""

    n: int
    said: float
    came: float


@dataclass(frozen=True)
class Reliability:
    """Said beside came over all pairs.

    brier     mean squared distance of the probability from what came (Brier 1950)
    constant  the same if the past's share of good outcomes had been said of everybody: a probability that is worse
              than that tells nothing
    error     mean distance of said from came over the parts (expected calibration error, parts of equal size)
    """

    brier: float
    constant: float
    error: float
    parts: tuple[Part, ...]

    @property
    def telling(self) -> bool:
        """Whether the probabilities are better than one number for everybody."""
        return self.brier < self.constant

    def as_json(self) -> dict[str, Any]:
        """For `--json`."""
        parts = [{"n": part.n, "said": part.said, "came": part.came} for part in self.parts]
        return {"brier": self.brier, "brier_constant": self.constant, "error": self.error, "parts": parts}


def reliability(said: NDArray[np.float64], came: NDArray[np.bool_], share: float) -> Reliability:
    """From probabilities (n,) and outcomes (n,); `share`: of good outcomes in the past."""
    if not len(said):
        return Reliability(0.0, 0.0, 0.0, ())
    order = np.argsort(said, kind="stable")
    parts = tuple(
        Part(len(rows), round(float(said[rows].mean()), 6), round(float(came[rows].mean()), 6))
        for rows in np.array_split(order, min(PARTS, len(said)))
    )
    return Reliability(
        brier=round(float(np.mean((said - came) ** 2)), 6),
        constant=round(float(np.mean((share - came) ** 2)), 6),
        error=round(sum(part.n * abs(part.said - part.came) for part in parts) / len(said), 6),
        parts=parts,
    )
