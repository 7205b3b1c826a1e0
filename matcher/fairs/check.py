"""Before anybody plans: can everybody be met, and if not, which people and posts show it, and what would cure it.

A bottleneck is one part of a least cut: people whose posts, all together, have fewer places than they are. Each cure
is the smallest one of its kind that gives everybody in the bottleneck an interview.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from matcher.domain.fairs import Hall
from matcher.domain.words import say
from matcher.fairs.hall import HallArrays, hall_arrays, open_slots
from matcher.fairs.problem import Problem
from matcher.fairs.served import most_served

DAY = 24 * 60
CURES_OF_A_KIND = 3
POSTS_TRIED = 40


@dataclass(frozen=True)
class Cure:
    """One addition that removes a bottleneck: `add` posts, interviews a place, minutes or interpreters."""

    change: str
    job_id: str | None
    booth: str | None
    add: int


@dataclass(frozen=True)
class Bottleneck:
    """People who are more than the places that all their posts and booths have."""

    people: int
    posts: tuple[str, ...]
    places: int
    reason: str
    cures: tuple[Cure, ...]


@dataclass(frozen=True)
class Check:
    """What `fair check` answers."""

    people: int
    places: int
    minutes_needed: int
    minutes_offered: int
    bottlenecks: tuple[Bottleneck, ...]

    @property
    def feasible(self) -> bool:
        """Everybody who may be interviewed by anybody can be."""
        return not self.bottlenecks


def check(problem: Problem) -> Check:
    """Look for bottlenecks; people whom no rule lets near any post are not counted."""
    hall = hall_arrays(problem)
    allowed = problem.pairs.allowed
    people = np.asarray(allowed.any(axis=1))
    meetable = _without_interpreters(problem, hall)
    bottlenecks = [*_nowhere_to_meet(problem, people & ~np.asarray(meetable.any(axis=1)))]
    bottlenecks += _short_of_places(problem, hall, meetable)
    bottlenecks += _short_of_interpreters(problem, hall, meetable)
    slot = problem.fair.hall.slot_minutes
    return Check(
        people=int(people.sum()),
        places=int(hall.post_places.sum()),
        minutes_needed=int(people.sum()) * slot,
        minutes_offered=int(hall.open.sum()) * slot,
        bottlenecks=tuple(bottlenecks),
    )


def _without_interpreters(problem: Problem, hall: HallArrays) -> NDArray[np.bool_]:
    """Pairs that booths and places allow, whatever the interpreters."""
    meetable = problem.pairs.allowed & (hall.employer_of >= 0)[None, :] & (hall.post_places > 0)[None, :]
    for person in np.flatnonzero(hall.step_free):
        for post in np.flatnonzero(meetable[person]):
            meetable[person, post] = bool(hall.booths_for(int(person), int(post)))
    return np.asarray(meetable)


def _nowhere_to_meet(problem: Problem, people: NDArray[np.bool_]) -> Iterator[Bottleneck]:
    """People whose posts have no booth at all, or none that they can reach."""
    if people.any():
        posts = np.flatnonzero(problem.pairs.allowed[people].any(axis=0))
        yield Bottleneck(int(people.sum()), _ids(problem, posts), 0, "fair_no_booth", ())


def _ids(problem: Problem, posts: NDArray[np.int64]) -> tuple[str, ...]:
    return tuple(problem.posts[int(post)].id for post in posts)


def _short_of_places(problem: Problem, hall: HallArrays, meetable: NDArray[np.bool_]) -> list[Bottleneck]:
    groups = np.maximum(hall.employer_of, 0)
    served = most_served(meetable, hall.post_places, groups, hall.employer_places)
    found = []
    for people, posts in _parts(meetable & served.cut_people[:, None] & served.cut_posts[None, :]):
        usable = meetable[np.ix_(people, posts)]
        part = _Part(problem, hall, usable, posts, groups[posts])
        found.append(Bottleneck(len(people), _ids(problem, posts), part.places(), "fair_bottleneck", part.cures()))
    return sorted(found, key=lambda b: (b.places - b.people, b.posts))


def _parts(linked: NDArray[np.bool_]) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Connected parts of the cut, by the smallest person."""
    left = np.asarray(linked.any(axis=1))
    while left.any():
        people: NDArray[np.bool_] = np.zeros(left.shape, dtype=bool)
        people[int(np.flatnonzero(left)[0])] = True
        while True:
            posts = np.asarray(linked[people].any(axis=0))
            grown = np.asarray(linked[:, posts].any(axis=1))
            if (grown == people).all():
                break
            people = grown
        yield np.flatnonzero(people), np.flatnonzero(posts)
        left &= ~people


class _Part:
    """One bottleneck by itself: all posts of its people are in it, so it can be cured by itself."""

    def __init__(
        self,
        problem: Problem,
        hall: HallArrays,
        usable: NDArray[np.bool_],
        posts: NDArray[np.int64],
        groups: NDArray[np.int64],
    ) -> None:
        self.problem, self.hall, self.usable, self.posts, self.groups = problem, hall, usable, posts, groups
        self.headcount = np.array([problem.posts[int(post)].headcount for post in posts], dtype=np.int64)
        self.per_place = problem.fair.limits.interviews_per_place

    def places(self, headcount: NDArray[np.int64] | None = None, per_place: int = 0, minutes: int = 0) -> int:
        """How many of its people can be met, after a change."""
        count = self.headcount if headcount is None else headcount
        group_places = self.hall.employer_places
        if minutes:
            fair = self.problem.fair
            longer = Hall(fair.hall.opens, fair.hall.closes + minutes, fair.hall.slot_minutes)
            open_after = open_slots(longer, fair.booths).sum(axis=1)
            group_places = np.array([open_after[list(booths)].sum() for booths in self.hall.booths_of], dtype=np.int64)
        return most_served(self.usable, count * (self.per_place + per_place), self.groups, group_places).count

    def cures(self) -> tuple[Cure, ...]:
        """The smallest single additions of each kind; none of a kind that alone does not cure."""
        found = sorted(self._more_heads(), key=lambda cure: (cure.add, cure.job_id or ""))[:CURES_OF_A_KIND]
        per_place = self._least(lambda add: self.places(per_place=add))
        if per_place:
            found.append(Cure("interviews_per_place", None, None, per_place))
        hall = self.problem.fair.hall
        first = hall.slot_minutes - (hall.closes - hall.opens) % hall.slot_minutes
        slots = self._least(lambda add: self.places(minutes=first + (add - 1) * hall.slot_minutes))
        if slots and hall.closes + first + (slots - 1) * hall.slot_minutes <= DAY:
            booths = {b for group in self.groups for b in self.hall.booths_of[int(group)]}
            booth = self.problem.fair.booths[min(booths)].code if len(booths) == 1 else None
            found.append(Cure("closes_minutes", None, booth, first + (slots - 1) * hall.slot_minutes))
        return tuple(found)

    def _more_heads(self) -> Iterator[Cure]:
        """Posts whose booths have the minutes for everybody who is short, those that most people may take first."""
        met = most_served(self.usable, self.headcount * self.per_place, self.groups, self.hall.employer_places)
        used = np.bincount(self.groups[met.post_of[met.post_of >= 0]], minlength=len(self.hall.booths_of))
        spare = (self.hall.employer_places - used)[self.groups]
        open_to = np.asarray(self.usable.sum(axis=0))
        promising = np.flatnonzero(spare >= len(self.usable) - met.count)
        for at in sorted(promising, key=lambda at: (-int(open_to[at]), int(at)))[:POSTS_TRIED]:
            add = self._least(partial(self._with_more_heads, int(at)))
            if add:
                yield Cure("headcount", self.problem.posts[int(self.posts[at])].id, None, add)

    def _with_more_heads(self, at: int, add: int) -> int:
        more = self.headcount.copy()
        more[at] += add
        return self.places(headcount=more)

    def _least(self, met_with: Callable[[int], int]) -> int:
        """The least addition that meets everybody, 0 if none does. More never meets fewer, so halving finds it."""
        wanted = len(self.usable)
        low, high = 0, max(wanted, 1)
        if met_with(high) < wanted:
            return 0
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if met_with(middle) >= wanted else (middle, high)
        return high


def _short_of_interpreters(problem: Problem, hall: HallArrays, meetable: NDArray[np.bool_]) -> list[Bottleneck]:
    """People who can be met with an interpreter alone, against the appointments that the interpreters have."""
    alone = np.asarray(meetable.any(axis=1) & ~(meetable & ~hall.interpreted).any(axis=1))
    groups = np.maximum(hall.employer_of, 0)
    reachable = most_served(meetable & alone[:, None], hall.post_places, groups, hall.employer_places)
    appointments = hall.interpreters * hall.slots
    if reachable.count <= appointments:
        return []
    posts = np.flatnonzero(meetable[alone].any(axis=0))
    add = -(-(reachable.count - appointments) // hall.slots)
    cure = Cure("interpreters", None, None, add)
    return [Bottleneck(reachable.count, _ids(problem, posts), appointments, "fair_bottleneck_interpreters", (cure,))]


def as_answer(found: Check, problem: Problem, language: str) -> dict[str, object]:
    """The answer of `fair check --json`."""
    titles = {post.id: post.title for post in problem.posts}
    return {
        "feasible": found.feasible,
        "people": found.people,
        "places": found.places,
        "minutes": {"needed": found.minutes_needed, "offered": found.minutes_offered},
        "bottlenecks": [
            {
                "people": b.people,
                "posts": list(b.posts),
                "places": b.places,
                "text": say(b.reason, language, people=b.people, places=b.places, posts=len(b.posts)),
                "cures": [
                    {
                        "change": cure.change,
                        "job_id": cure.job_id,
                        "booth": cure.booth,
                        "add": cure.add,
                        "text": cure_text(cure, titles, language),
                    }
                    for cure in b.cures
                ],
            }
            for b in found.bottlenecks
        ],
    }


def cure_text(cure: Cure, titles: dict[str, str], language: str) -> str:
    """A cure in words."""
    title = titles.get(cure.job_id or "", "")
    code = f"fair_cure_{cure.change}" + ("_booth" if cure.booth else "")
    return say(code, language, add=cure.add, title=title, job_id=cure.job_id, booth=cure.booth)
