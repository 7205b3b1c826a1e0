"""Which occupations a text resembles, as an encoder writes it behind a row: places, then the part of each.

A profile over some thousand occupations has a few dozen parts that count. `places` and `parts` of one row lie end to
end in one array of halves, which hold whole numbers up to 2,048 exactly; places beyond are counted back from the end
(-1: the last occupation), as numpy reads them. A row without parts resembles nothing known.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Profiles = NDArray[np.floating[Any]]
Spread = NDArray[np.float64]

EXACT = 2048  # whole numbers up to here are exact in a half


def placed(places: NDArray[np.integer[Any]], occupations: int) -> NDArray[np.integer[Any]]:
    """Places of occupations as halves hold them: good for 4,096 occupations."""
    return np.where(places > EXACT, places - occupations, places)


def told(profiles: Profiles) -> NDArray[np.bool_]:
    """(n,) which profiles have a part."""
    half = profiles.shape[1] // 2
    return np.asarray(profiles[:, half:].any(axis=1))


def spread(profiles: Profiles, occupations: int) -> Spread:
    """(occupations, n): each profile laid out in full."""
    half = profiles.shape[1] // 2
    wide = np.zeros((max(occupations, 1), len(profiles)))
    owner = np.broadcast_to(np.arange(len(profiles))[:, None], (len(profiles), half))
    np.add.at(wide, (profiles[:, :half].astype(np.intp), owner), profiles[:, half:])
    return wide


def against(wide: Spread, profiles: Profiles) -> NDArray[np.float64]:
    """(profiles laid out, profiles) inner products."""
    half = profiles.shape[1] // 2
    parts = profiles[:, half:].astype(np.float64)
    products: NDArray[np.float64] = np.einsum("nk,nkm->mn", parts, wide[profiles[:, :half].astype(np.intp)])
    return products
