"""What matching needs of a ranker; `matcher.office` brings one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class Ranker(Protocol):
    """Features to scores in 0..1, monotone in each, with each feature's share."""

    @property
    def names(self) -> Sequence[str]:
        """The features, in the order of the columns."""

    @property
    def score_kind(self) -> str:
        """`index`, or `probability` where it was fitted to outcomes."""

    @property
    def stamp(self) -> str:
        """Changes when scores would."""

    def score(self, features: NDArray[np.float64], /) -> NDArray[np.float64]:
        """(n,) from (n, features); NaN is a feature that is not told."""

    def contributions(self, features: NDArray[np.float64], /) -> NDArray[np.float64]:
        """(n, features): what each adds to the score; a row sums to it."""
