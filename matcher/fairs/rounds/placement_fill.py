"""Room that quotas leave when they are shared out over areas: whoever is left takes it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping

import numpy as np
from numpy.typing import NDArray

from matcher.fairs.problem import Problem
from matcher.fairs.rounds.quotas import counts_towards


def filled_up(
    problem: Problem, value: NDArray[np.int64], post_of: Mapping[int, int], closed: Collection[int]
) -> dict[int, int]:
    """Post by person, with everybody added who still fits into headcounts and whole quotas: by tier, then by value."""
    load = Counter(post_of.values())
    heads = np.array([post.headcount - load[at] for at, post in enumerate(problem.posts)], dtype=np.int64)
    heads[list(closed)] = 0
    quotas = [quota for quota in problem.fair.quotas if quota.maximum is not None]
    inside = np.array([[counts_towards(q, post) for post in problem.posts] for q in quotas], dtype=bool)
    inside = inside.reshape(len(quotas), len(problem.posts))
    left = np.array([q.maximum for q in quotas], dtype=np.int64) - inside[:, list(post_of.values())].sum(axis=1)
    full = dict(post_of)
    away = (i for i in range(len(problem.people)) if i not in full and problem.options[i])
    for person in sorted(away, key=lambda i: (problem.people[i].tier, -int(value[i].max()), i)):
        free = problem.pairs.allowed[person] & (heads > 0) & ~inside[left <= 0].any(axis=0)
        if free.any():
            post = int(np.where(free, value[person], -1).argmax())
            full[person] = post
            heads[post] -= 1
            left -= inside[:, post]
    return full
