"""Deferred acceptance (Gale and Shapley, 1962): nobody and no post would both rather have each other.

People propose. A post takes the best up to its headcount, an employer with a maximum the best of all its posts up to
that; ties fall to a seeded lottery. So no one gains by wishing otherwise than they do (Dubins and Freedman, 1981; for
the employers' maxima, which are laminar, Hatfield and Milgrom, 2005).
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Market:
    """Who wants whom.

    lists      posts of each proposing person, best first
    priority   of a person at a post: a sortable key, smaller is better; strict within a post and an employer
    headcount  places of each post
    employer   each post's employer
    most       maximum of an employer, where it has one
    """

    lists: Mapping[int, Sequence[int]]
    priority: Callable[[int, int], tuple[float, ...]]
    headcount: Sequence[int]
    employer: Sequence[int]
    most: Mapping[int, int]


def deferred_acceptance(market: Market) -> dict[int, int]:
    """The person-optimal stable placement: post by person, nobody for those who were refused everywhere."""
    held: dict[int, set[tuple[int, int]]] = defaultdict(set)  # (person, post) by employer
    next_wish = dict.fromkeys(market.lists, 0)
    asking = deque(sorted(market.lists))
    while asking:
        person = asking.popleft()
        wishes = market.lists[person]
        if next_wish[person] == len(wishes):
            continue
        post = wishes[next_wish[person]]
        next_wish[person] += 1
        employer = market.employer[post]
        kept = _choose(market, employer, {*held[employer], (person, post)})
        asking.extend(sorted(who for who, _ in ({*held[employer], (person, post)} - kept)))
        held[employer] = kept
    return {person: post for pairs in held.values() for person, post in pairs}


def _choose(market: Market, employer: int, offers: set[tuple[int, int]]) -> set[tuple[int, int]]:
    """The best offers that headcounts and the employer's maximum allow."""
    most = market.most.get(employer, len(offers))
    taken: set[tuple[int, int]] = set()
    filled: dict[int, int] = defaultdict(int)
    for person, post in sorted(offers, key=lambda pair: (market.priority(*pair), pair)):
        if len(taken) < most and filled[post] < market.headcount[post]:
            taken.add((person, post))
            filled[post] += 1
    return taken
