"""Which posts count towards a quota, how quotas lie within each other, and the parts of those that cross."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matcher.domain.fairs import Fair, Quota, employer_key
from matcher.fairs.problem import Post, Problem


@dataclass(frozen=True)
class QuotaTree:
    """Quotas of which any two are apart or one holds the other, outermost first.

    quotas   as given to the flow
    of_post  (posts,) the innermost quota of each post, -1 for none
    parent   (quotas,) the innermost quota that holds each quota, -1 for none
    """

    quotas: tuple[Quota, ...]
    of_post: NDArray[np.int64]
    parent: NDArray[np.int64]


def counts_towards(quota: Quota, post: Post) -> bool:
    """By the post's division (or one within it), or by its employer's name."""
    if quota.division is not None:
        return (post.division or "").startswith(quota.division)
    return employer_key(quota.employer or "") == post.employer_key


def idle_quotas(fair: Fair) -> list[str]:
    """Minima and divisions' maxima that a stable placement leaves aside, in words."""
    if fair.mode == "optimal":
        return []
    named = [(quota.division or quota.employer or "", quota) for quota in fair.quotas]
    least = [f"{name} ≥ {quota.minimum}" for name, quota in named if quota.minimum]
    most = [f"{name} ≤ {q.maximum}" for name, q in named if q.division is not None and q.maximum is not None]
    return least + most


def empty_quotas(problem: Problem) -> list[str]:
    """Names of quotas towards which no post counts: misspelt, most likely."""
    return [
        quota.division or quota.employer or ""
        for quota in problem.fair.quotas
        if not any(counts_towards(quota, post) for post in problem.posts)
    ]


def quota_tree(problem: Problem, used: Iterable[int] = ()) -> tuple[QuotaTree, frozenset[int]]:
    """The quotas as a tree, and which of them are no part of it because they cross one of a division.

    Divisions hold each other or are apart, and so are employers: an employer with posts on both sides of a division's
    border is all that can cross. Such a quota is laid out as one part for each innermost division, by how many of
    its posts are `used`; without use it is left out.
    """
    quotas, posts = problem.fair.quotas, problem.posts
    members = [np.array([counts_towards(quota, post) for post in posts], dtype=bool) for quota in quotas]
    areas = [mine for quota, mine in zip(quotas, members, strict=True) if quota.division is not None]
    crossing = frozenset(
        at
        for at, (quota, mine) in enumerate(zip(quotas, members, strict=True))
        if quota.employer is not None
        and any((mine & a).any() and (mine & ~a).any() and (a & ~mine).any() for a in areas)
    )
    whole = [(quota, mine) for at, (quota, mine) in enumerate(zip(quotas, members, strict=True)) if at not in crossing]
    tree = _tree(whole, len(posts))
    if use := Counter(used):
        borders = tree.of_post
        for at in sorted(crossing):
            whole += _parts(quotas[at], members[at], borders, use)
        tree = _tree(whole, len(posts))
    return tree, crossing


def _tree(quotas: Iterable[tuple[Quota, NDArray[np.bool_]]], posts: int) -> QuotaTree:
    inwards = sorted(quotas, key=lambda pair: -int(pair[1].sum()))
    of_post = np.full(posts, -1, dtype=np.int64)
    parent = np.full(len(inwards), -1, dtype=np.int64)
    for at, (_, inside) in enumerate(inwards):
        if inside.any():
            parent[at] = of_post[inside][0]
            of_post[inside] = at
    return QuotaTree(tuple(quota for quota, _ in inwards), of_post, parent)


def _parts(
    quota: Quota, members: NDArray[np.bool_], borders: NDArray[np.int64], use: Counter[int]
) -> list[tuple[Quota, NDArray[np.bool_]]]:
    """A quota as one for each innermost area, its numbers shared out by use."""
    areas = [members & (borders == area) for area in np.unique(borders[members])]
    used = [sum(use[int(post)] for post in np.flatnonzero(area)) for area in areas]
    least = _shared_out(quota.minimum, used)
    most = [None] * len(areas) if quota.maximum is None else _shared_out(quota.maximum, used)
    return [
        (replace(quota, minimum=low, maximum=high), area) for low, high, area in zip(least, most, areas, strict=True)
    ]


def _shared_out(count: int, by: Collection[int]) -> list[int]:
    """`count` shared out in proportion, the largest remainders first."""
    total = sum(by) or len(by)
    exact = [count * (part if sum(by) else 1) / total for part in by]
    shares = [int(part) for part in exact]
    for at in sorted(range(len(exact)), key=lambda at: (shares[at] - exact[at], at))[: count - sum(shares)]:
        shares[at] += 1
    return shares
