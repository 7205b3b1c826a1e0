"""A placement round that bends: what is left beside the pins, and what an earlier place is worth."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from matcher.fairs.problem import Problem
from matcher.fairs.rounds.quotas import counts_towards


def without_pins(problem: Problem, pinned: Mapping[int, int]) -> Problem:
    """What is left to place beside the pins."""
    if not pinned:
        return problem
    allowed = problem.pairs.allowed.copy()
    allowed[list(pinned)] = False
    load = Counter(pinned.values())
    posts = tuple(
        replace(post, headcount=max(post.headcount - load[at], 0), min_headcount=max(post.min_headcount - load[at], 1))
        for at, post in enumerate(problem.posts)
    )
    quotas = []
    for quota in problem.fair.quotas:
        inside = sum(counts_towards(quota, problem.posts[post]) for post in pinned.values())
        most = None if quota.maximum is None else max(quota.maximum - inside, 0)
        quotas.append(replace(quota, minimum=max(quota.minimum - inside, 0), maximum=most))
    fair, pairs = replace(problem.fair, quotas=tuple(quotas)), replace(problem.pairs, allowed=allowed)
    return replace(problem, fair=fair, posts=posts, pairs=pairs)


def worth_keeping(problem: Problem, value: NDArray[np.int64], earlier: Mapping[int, int]) -> NDArray[np.int64]:
    """Values in which an earlier place is worth more than whatever all others could gain by it."""
    kept = value.copy()
    bonus = len(problem.people) * int(value.max(initial=0)) + 1
    for person, post in earlier.items():
        kept[person, post] += bonus
    return kept
