"""Before anybody plans: can everybody be met, and if not, which people and posts show it, and what would cure it.

A bottleneck is one part of a least cut: people whose posts, all together, have fewer places than they are. Each cure
is the smallest one of its kind after which nobody is short at the posts of the bottleneck, in the whole fair.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from matcher.domain.fairs import Hall
from matcher.domain.words import say
from matcher.fairs.hall import HallArrays, hall_arrays, open_slots
from matcher.fairs.problem import Problem
from matcher.fairs.served import Served, most_served

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
    if not hall.booths_of:
        return []
    room = _Room(problem, hall, meetable)
    found = []
    for people, posts in _parts(meetable, room.served(_Addition()), room.employers):
        part = _Part(room, people, posts)
        found.append(Bottleneck(len(people), _ids(problem, posts), part.places(), "fair_bottleneck", part.cures()))
    return sorted(found, key=lambda b: (b.places - b.people, b.posts))


def _parts(
    meetable: NDArray[np.bool_], served: Served, employers: NDArray[np.int64]
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Parts of the cut that share no post and no booth that is full, by the smallest person."""
    linked = meetable & served.cut_people[:, None] & served.cut_posts[None, :]
    full = served.cut_groups[employers] & served.cut_posts
    left = np.asarray(linked.any(axis=1))
    while left.any():
        people: NDArray[np.bool_] = np.zeros(left.shape, dtype=bool)
        people[int(np.flatnonzero(left)[0])] = True
        while True:
            posts = np.asarray(linked[people].any(axis=0))
            posts |= full & np.isin(employers, employers[posts & full])
            grown = np.asarray(linked[:, posts].any(axis=1))
            if (grown == people).all():
                break
            people = grown
        yield np.flatnonzero(people), np.flatnonzero(posts)
        left &= ~people


@dataclass(frozen=True)
class _Addition:
    """What is added to a fair: heads at one post, interviews for each place, minutes at the end."""

    post: int | None = None
    heads: int = 0
    per_place: int = 0
    minutes: int = 0


class _Room:
    """The places of a fair, and what additions make of them."""

    def __init__(self, problem: Problem, hall: HallArrays, meetable: NDArray[np.bool_]) -> None:
        self.problem, self.hall, self.meetable = problem, hall, meetable
        self.employers = np.maximum(hall.employer_of, 0)
        self._headcount = np.array([post.headcount for post in problem.posts], dtype=np.int64)

    def served(self, more: _Addition, people: NDArray[np.int64] | None = None) -> Served:
        """How many can be met after an addition, of everybody or of some people as if they were alone."""
        headcount = self._headcount.copy()
        if more.post is not None:
            headcount[more.post] += more.heads
        places = headcount * (self.problem.fair.limits.interviews_per_place + more.per_place)
        rows = self.meetable if people is None else self.meetable[people]
        return most_served(rows, places, self.employers, self._slots(more.minutes))

    def _slots(self, more: int) -> NDArray[np.int64]:
        """(employers,) open slots with minutes added at the end."""
        if not more:
            return self.hall.employer_places
        fair = self.problem.fair
        longer = Hall(fair.hall.opens, fair.hall.closes + more, fair.hall.slot_minutes)
        after = open_slots(longer, fair.booths).sum(axis=1)
        return np.array([after[list(booths)].sum() for booths in self.hall.booths_of], dtype=np.int64)


class _Part:
    """One bottleneck. A cure must hold in the whole fair, where others want the same booths."""

    def __init__(self, room: _Room, people: NDArray[np.int64], posts: NDArray[np.int64]) -> None:
        self.room, self.people, self.posts = room, people, posts

    def places(self, more: _Addition | None = None) -> int:
        """How many of its people can be met as if they were alone."""
        return self.room.served(more or _Addition(), self.people).count

    def cures(self) -> tuple[Cure, ...]:
        """The smallest single additions of each kind; none of a kind that alone does not cure."""
        found = list(islice(self._more_heads(), CURES_OF_A_KIND))
        found.sort(key=lambda cure: (cure.add, cure.job_id or ""))
        per_place = self._least(lambda add: _Addition(per_place=add))
        if per_place:
            found.append(Cure("interviews_per_place", None, None, per_place))
        hall = self.room.problem.fair.hall
        first = hall.slot_minutes - (hall.closes - hall.opens) % hall.slot_minutes
        slots = self._least(lambda add: _Addition(minutes=first + (add - 1) * hall.slot_minutes))
        if slots and hall.closes + first + (slots - 1) * hall.slot_minutes <= DAY:
            found.append(Cure("closes_minutes", None, self._only_booth(), first + (slots - 1) * hall.slot_minutes))
        return tuple(found)

    def _only_booth(self) -> str | None:
        booths = {booth for post in self.posts for booth in self.room.hall.booths_of_post(int(post))}
        return self.room.problem.fair.booths[min(booths)].code if len(booths) == 1 else None

    def _more_heads(self) -> Iterator[Cure]:
        """Cures by heads at one post, about the smallest first.

        Tried are posts whose booths have the minutes for everybody who is short, those that most people may take first.
        """
        room = self.room
        met = room.served(_Addition(), self.people)
        used = np.bincount(room.employers[met.post_of[met.post_of >= 0]], minlength=len(room.hall.booths_of))
        spare = (room.hall.employer_places - used)[room.employers[self.posts]]
        open_to = np.asarray(room.meetable[np.ix_(self.people, self.posts)].sum(axis=0))
        promising = np.flatnonzero(spare >= len(self.people) - met.count)
        tried = self.posts[sorted(promising, key=lambda at: (-int(open_to[at]), int(at)))[:POSTS_TRIED]]
        alone = [(least, int(post)) for post in tried if (least := self._least_alone(partial(_heads, int(post))))]
        for least, post in sorted(alone, key=lambda pair: (pair[0], room.problem.posts[pair[1]].id)):
            add = self._least_for_all(partial(_heads, post), least)
            if add:
                yield Cure("headcount", room.problem.posts[post].id, None, add)

    def _least(self, addition: Callable[[int], _Addition]) -> int:
        least = self._least_alone(addition)
        return self._least_for_all(addition, least) if least else 0

    def _least_alone(self, addition: Callable[[int], _Addition]) -> int:
        """The least that meets its people as if they were alone, 0 if none does. More never meets fewer of them."""
        wanted = len(self.people)
        if self.places(addition(wanted)) < wanted:
            return 0
        return _first(lambda add: self.places(addition(add)) >= wanted, 0, wanted)

    def _least_for_all(self, addition: Callable[[int], _Addition], alone: int) -> int:
        """An amount that leaves nobody short at its posts in the whole fair, where one less does; 0 if none does.

        What does not do for its people alone cannot do for all, so the search starts there.
        """
        if self._cured(addition(alone)):
            return alone
        most = len(self.room.meetable)
        return _first(lambda add: self._cured(addition(add)), alone, most) if self._cured(addition(most)) else 0

    def _cured(self, addition: _Addition) -> bool:
        return not self.room.served(addition).cut_posts[self.posts].any()


def _heads(post: int, add: int) -> _Addition:
    return _Addition(post, heads=add)


def _first(holds: Callable[[int], bool], low: int, high: int) -> int:
    """Halve between an amount at which it does not hold and one at which it does."""
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle, high)
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
