"""Care for the list as a whole: no employer fills a page, and equal scores have one order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray


def by_score(scores: NDArray[np.float64], ids: Sequence[str]) -> list[int]:
    """Positions, best first; ties by id."""
    return sorted(range(len(ids)), key=lambda i: (-scores[i], ids[i]))


def pages(order: Sequence[int], group: Sequence[int], size: int, limit: int) -> Iterator[list[int]]:
    """The same positions page by page, so that none holds more than `limit` of one group, as far as that can be.

    order  positions, best first
    group  (n,) the group of each position; a negative one (unknown) is never limited
    Each page takes the best that may stand on it, and where nobody else is left, the best of all; on it the best come
    first. Every position stands on one page.
    """
    waiting = list(order)
    rank = {position: at for at, position in enumerate(order)}
    while waiting:
        page: list[int] = []
        deferred: list[int] = []
        counts = Counter[int]()
        for at, position in enumerate(waiting):
            if len(page) == size:
                deferred += waiting[at:]
                break
            key = group[position]
            if key >= 0 and counts[key] >= limit:
                deferred.append(position)
            else:
                counts[key] += 1
                page.append(position)
        short = size - len(page)
        yield sorted(page + deferred[:short], key=rank.__getitem__)
        waiting = deferred[short:]
