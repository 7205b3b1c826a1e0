"""Care for the list as a whole: no employer fills a page, and equal scores have one order."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def by_score(scores: NDArray[np.float64], ids: Sequence[str]) -> list[int]:
    """Positions, best first; ties by id."""
    return sorted(range(len(ids)), key=lambda i: (-scores[i], ids[i]))


def spread(order: Sequence[int], group: Sequence[int], *, window: int, limit: int) -> list[int]:
    """The same positions, so that no `window` in a row hold more than `limit` of one group, as far as that can be.

    order  positions, best first
    group  (n,) the group of each position; a negative one (unknown) is never limited
    Each place takes the best position that may stand there; where none may, the best of all. Every position stays in
    the list, and those of one group keep their order.
    """
    waiting: dict[int, deque[tuple[int, int]]] = {}
    for rank, position in enumerate(order):
        key = group[position] if group[position] >= 0 else -1
        waiting.setdefault(key, deque()).append((rank, position))
    recent: deque[int] = deque(maxlen=max(window - 1, 0))
    counts: dict[int, int] = {}
    placed: list[int] = []
    for _ in order:
        free = [key for key in waiting if key < 0 or counts.get(key, 0) < limit]
        key = min(free or waiting, key=lambda k: waiting[k][0])
        placed.append(waiting[key].popleft()[1])
        if not waiting[key]:
            del waiting[key]
        if recent.maxlen and len(recent) == recent.maxlen:
            counts[recent[0]] -= 1
        if recent.maxlen:
            recent.append(key)
            counts[key] = counts.get(key, 0) + 1
    return placed
