"""For each employer the one change of its own that serves the most additional people, whatever the kind of fair.

What a change serves is for the caller to count: this module proposes the changes and keeps the best.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from matcher.fairs.problem import Opening, Problem
from matcher.fairs.solve.bottlenecks import first
from matcher.fairs.solve.limits import Limits
from matcher.fairs.solve.plan import Concession


@dataclass(frozen=True, slots=True)
class Gains:
    """How many more people would be served.

    opening  by an opening
    places   by that many more places (the second) at a post (the first)
    most     by any number of places anywhere
    """

    opening: Callable[[Opening], int]
    places: Callable[[int, int], int]
    most: int


@dataclass(frozen=True)
class _Offer:
    post: int
    change: dict[str, object]
    more: int
    places: int = 0


def best_changes(
    problem: Problem, openings: Iterable[Opening], posts: Iterable[int], gains: Gains, limits: Limits
) -> tuple[Concession, ...]:
    """The best single change of each employer that serves anybody more, the greatest effect first.

    Of two changes with the same effect the one of fewer places is taken, then the one that stands first; `posts` are
    those at which places are counted.
    """
    best: dict[str, _Offer] = {}
    for opening in openings:
        if limits.over:
            break
        change = {"change": opening.field, "to": opening.to, "text": opening.text}
        _offer(best, problem, _Offer(opening.post, change, gains.opening(opening)))
    for post in posts:
        if gains.most > 0 and not limits.over:
            _more_places(best, problem, post, gains)
    found = [Concession(problem.posts[o.post].employer, o.post, o.change, o.more) for o in best.values()]
    return tuple(sorted(found, key=lambda c: (-c.more_served, problem.posts[c.post].id)))


def opened(problem: Problem, opening: Opening) -> Problem:
    """The problem after an opening."""
    allowed = problem.pairs.allowed.copy()
    allowed[list(opening.people), opening.post] = True
    return replace(problem, pairs=replace(problem.pairs, allowed=allowed))


def with_places(problem: Problem, post: int, places: int) -> Problem:
    """The problem with so many more places at a post."""
    posts = list(problem.posts)
    posts[post] = replace(posts[post], headcount=posts[post].headcount + places)
    return replace(problem, posts=tuple(posts))


def _more_places(best: dict[str, _Offer], problem: Problem, post: int, gains: Gains) -> None:
    """Offer the fewest places that serve as many as any number of places at this post would."""
    rival = best.get(problem.posts[post].employer_key)
    reached = gains.places(post, gains.most)
    if reached <= 0 or (rival and reached < rival.more):
        return
    if rival and reached == rival.more and (rival.places <= 1 or gains.places(post, rival.places - 1) < reached):
        return
    places = first(lambda add: gains.places(post, add) >= reached, 0, gains.most)
    post_id, to = problem.posts[post].id, problem.posts[post].headcount + places
    change = {"change": "headcount", "to": to, "add": places, "job_id": post_id}
    _offer(best, problem, _Offer(post, change, reached, places))


def _offer(best: dict[str, _Offer], problem: Problem, offer: _Offer) -> None:
    key = problem.posts[offer.post].employer_key
    rival = best.get(key)
    if offer.more > 0 and (rival is None or (offer.more, -offer.places) > (rival.more, -rival.places)):
        best[key] = offer
