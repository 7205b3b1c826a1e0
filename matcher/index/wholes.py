"""What a record says as a whole: titles and description as one text.

Titles compared with titles miss what the rest of a profile says; descriptions compared with descriptions drown in what
every post and every person writes. The whole is the direction of both together, a description counting the more the
longer it is, but by the root of its length only. Skills are left out: a mean of vectors blurs, and one more skill shall
never move a person away from a post that asks for it.

Two wholes are as near as their meaning and the occupations that they resemble say, in the shares that two phrases have
(`index.phrases.PARTS`). Who writes no description has no whole: a bare title is compared as a title.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.index.encoder import Vectors
from matcher.index.phrases import Phrases
from matcher.index.profiles import Profiles, against, placed

TITLE_BYTES = 100  # a description of so many bytes of UTF-8 counts as much as the titles; chosen on public dev sets
STEP = 256  # records whose profiles are laid out at once: bounds the memory of a large import

Rows = NDArray[np.floating]


@dataclass(frozen=True)
class Wholes:
    """meanings: (n, width of the block `title`) unit rows; profiles: (n, width of a profile); zeros: no whole."""

    meanings: Vectors
    profiles: Profiles

    def take(self, rows: NDArray[np.int64]) -> Wholes:
        """Some, by number."""
        return Wholes(self.meanings[rows], self.profiles[rows])


def wholes(
    phrases: Phrases, titles: Sequence[Sequence[int]], bodies: Vectors, described: Profiles, sizes: Sequence[int]
) -> Wholes:
    """Of records with the keys of `titles`; bodies, described: their descriptions; sizes: those in bytes, 0 of none."""
    weights = np.sqrt(np.array(sizes, dtype=np.float64) / TITLE_BYTES)[:, None]
    owner = np.repeat(np.arange(len(titles)), [len(own) for own in titles])
    keys = np.array([key for own in titles for key in own], dtype=np.int64)
    named = _unit(_summed(phrases.meanings(keys), owner, len(titles)))
    meanings = np.where(weights > 0, _unit(named + weights * bodies), 0).astype(np.float32)
    profiles = np.zeros_like(described)
    for start in range(0, len(titles), STEP):
        part = slice(start, start + STEP)
        own = (owner >= start) & (owner < start + STEP)
        wide = phrases.spread(phrases.profiles(keys[own])).T
        named = _unit(_summed(wide, owner[own] - start, len(described[part])))
        together = np.where(weights[part] > 0, named + weights[part] * phrases.spread(described[part]).T, 0)
        profiles[part] = _packed(_unit(together), profiles.shape[1] // 2)
    return Wholes(meanings, profiles)


def whole_nearness(phrases: Phrases, mine: Wholes, theirs: Wholes) -> NDArray[np.float64]:
    """(n,) cosines of one whole with n, 0..1; NaN where a side has none."""
    if not mine.meanings.any():
        return np.full(len(theirs.meanings), np.nan)
    shares = phrases.weights
    near = shares["title"] * (theirs.meanings.astype(np.float64) @ mine.meanings[0].astype(np.float64))
    near += shares["occupation"] * against(phrases.spread(mine.profiles), theirs.profiles)[0]
    return np.where(theirs.meanings.any(axis=1), np.clip(near / (shares["title"] + shares["occupation"]), 0, 1), np.nan)


def _summed(rows: Rows, owner: NDArray[np.int64], count: int) -> NDArray[np.float64]:
    """(count, width) the sum of each owner's rows."""
    sums = np.zeros((count, rows.shape[1]))
    np.add.at(sums, owner, rows)
    return sums


def _unit(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(lengths > 0, lengths, 1))


def _packed(wide: NDArray[np.float64], kept: int) -> NDArray[np.float64]:
    """(n, 2 kept) the largest parts of profiles laid out in full, as `index.profiles` reads them."""
    if not kept:
        return np.empty((len(wide), 0))
    places = np.sort(np.argpartition(-wide, kept - 1, axis=1)[:, :kept], axis=1)
    return np.hstack([placed(places, wide.shape[1]), _unit(np.take_along_axis(wide, places, axis=1))])
