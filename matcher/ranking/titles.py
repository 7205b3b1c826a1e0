"""How near what a person wishes is to what a post is called, each read in the light of its description.

A title says little ("专员"): which occupations it resembles is the mean of what the title and the description say, on
either side. Meaning and characters are those of the titles alone (`index.phrases`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from matcher.index.phrases import Phrases
from matcher.index.profiles import Profiles, against, told
from matcher.ranking.features import Column, alike, best_by_owner, flat
from matcher.ranking.memory import bridged
from matcher.table.ragged import Ragged

Lift = Callable[[Sequence[int], NDArray[np.int64]], Column]
"""Of some titles and others, what a memory adds to the nearness of each pair: (some, others) weights in 0..1."""


def title_nearness(
    phrases: Phrases, one: Sequence[int], mine: Profiles, many: Ragged, theirs: Profiles, lift: Lift | None = None
) -> Column:
    """(n,) the nearest pair of a list of titles and each row's list; NaN where either list is empty.

    mine    (1, width) the profile of the description that goes with `one`; theirs: (n, width) of the rows'
    """
    if not one:
        return np.full(len(many), np.nan)
    keys, owner = flat(many)
    distinct, place = np.unique(keys, return_inverse=True)
    wide = phrases.spread(phrases.profiles(one))
    if told(mine).any():
        wide = (wide + phrases.spread(mine)) / 2
    resembling = against(wide, phrases.profiles(distinct))[:, place]
    described = told(theirs)[owner]
    resembling = np.where(described, (resembling + against(wide, theirs)[:, owner]) / 2, resembling)
    cosines = phrases.told(one, distinct)[:, place] + phrases.weights["occupation"] * resembling
    near = alike(cosines, one, keys)
    if lift:
        near = bridged(near, lift(one, distinct)[:, place])
    return np.where(many.sizes > 0, best_by_owner(near.max(axis=0, initial=0), owner, len(many)), np.nan)
