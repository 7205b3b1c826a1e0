"""People who are more than the places of all that they can go to, and the smallest additions that cure it.

A bottleneck is one part of a least cut. Each cure is the smallest one of its kind after which nobody is short at the
seats of the bottleneck, whoever else wants them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from matcher.fairs.problem import Problem
from matcher.fairs.solve.served import Served, most_served

CURES_OF_A_KIND = 3
POSTS_TRIED = 40
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Cure:
    """One addition that removes a bottleneck: `add` posts, interviews a place, minutes or interpreters."""

    change: str
    job_id: str | None
    booth: str | None
    add: int


@dataclass(frozen=True)
class Bottleneck:
    """People who are more than the places that all their posts and booths have; `least` is what was asked for."""

    people: int
    posts: tuple[str, ...]
    places: int
    reason: str
    cures: tuple[Cure, ...] = ()
    least: int = 0
    name: str = ""


@dataclass(frozen=True)
class Addition:
    """What is added: heads at one post, interviews for each place, minutes at the end."""

    post: int | None = None
    heads: int = 0
    per_place: int = 0
    minutes: int = 0


@dataclass(frozen=True)
class Ladder:
    """Additions of one kind, from the smallest up: the n-th is `of(n)` and adds `amount(n)`; there are `steps`."""

    change: str
    of: Callable[[int], Addition]
    amount: Callable[[int], int]
    steps: int


@dataclass(frozen=True)
class Room:
    """What people can go to: seats (posts, or shifts of posts), in groups that share a limit.

    able      (people, seats) bool
    post_of   (seats,) the post of each seat
    group_of  (seats,)
    capacity  places of the seats and of the groups after an addition
    """

    able: NDArray[np.bool_]
    post_of: Ints
    group_of: Ints
    capacity: Callable[[Addition], tuple[Ints, Ints]]

    def served(self, more: Addition, people: Ints | None = None) -> Served:
        """How many can be met after an addition, of everybody or of some people as if they were alone."""
        seats, groups = self.capacity(more)
        return most_served(self.able if people is None else self.able[people], seats, self.group_of, groups)


def bottlenecks(problem: Problem, room: Room, reason: str, ladders: Sequence[Ladder] = ()) -> list[Bottleneck]:
    """Every part of the cut, the shortest first."""
    found = []
    for people, seats in _parts(room):
        part = _Part(problem, room, people, seats)
        posts = tuple(problem.posts[int(post)].id for post in np.unique(room.post_of[seats]))
        found.append(Bottleneck(len(people), posts, part.places(Addition()), reason, part.cures(ladders)))
    return sorted(found, key=lambda b: (b.places - b.people, b.posts))


def _parts(room: Room) -> Iterator[tuple[Ints, Ints]]:
    """Parts of the cut that share no seat and no group that is full, by the smallest person."""
    served = room.served(Addition())
    linked = room.able & served.cut_people[:, None] & served.cut_posts[None, :]
    full = served.cut_groups[room.group_of] & served.cut_posts
    left = np.asarray(linked.any(axis=1))
    while left.any():
        people: NDArray[np.bool_] = np.zeros(left.shape, dtype=bool)
        people[int(np.flatnonzero(left)[0])] = True
        while True:
            seats = np.asarray(linked[people].any(axis=0))
            seats |= full & np.isin(room.group_of, room.group_of[seats & full])
            grown = np.asarray(linked[:, seats].any(axis=1))
            if (grown == people).all():
                break
            people = grown
        yield np.flatnonzero(people), np.flatnonzero(seats)
        left &= ~people


class _Part:
    """One bottleneck. A cure must hold in the whole room, where others want the same seats."""

    def __init__(self, problem: Problem, room: Room, people: Ints, seats: Ints) -> None:
        self.problem, self.room, self.people, self.seats = problem, room, people, seats

    def places(self, more: Addition) -> int:
        """How many of its people can be met as if they were alone."""
        return self.room.served(more, self.people).count

    def cures(self, ladders: Sequence[Ladder]) -> tuple[Cure, ...]:
        """The smallest single additions of each kind; none of a kind that alone does not cure."""
        found = list(islice(self._more_heads(), CURES_OF_A_KIND))
        found.sort(key=lambda cure: (cure.add, cure.job_id or ""))
        for ladder in ladders:
            least = self._least_alone(ladder.of)
            step = self._least_for_all(ladder.of, least) if least else 0
            if 0 < step <= ladder.steps:
                found.append(Cure(ladder.change, None, None, ladder.amount(step)))
        return tuple(found)

    def _more_heads(self) -> Iterator[Cure]:
        """Cures by heads at one post, about the smallest first.

        Tried are posts whose groups have room for everybody who is short, those that most people may take first.
        """
        room, posts = self.room, np.unique(self.room.post_of[self.seats])
        met = room.served(Addition(), self.people)
        _, groups = room.capacity(Addition())
        used = np.bincount(room.group_of[met.post_of[met.post_of >= 0]], minlength=len(groups))
        group_of_post = dict(zip(room.post_of.tolist(), room.group_of.tolist(), strict=True))
        spare = (groups - used)[[group_of_post[int(post)] for post in posts]]
        open_to = np.zeros(len(self.problem.posts), dtype=np.int64)
        np.maximum.at(open_to, room.post_of, room.able[self.people].sum(axis=0))
        promising = posts[spare >= len(self.people) - met.count]
        tried = sorted(promising, key=lambda post: (-int(open_to[post]), int(post)))[:POSTS_TRIED]
        alone = [(least, int(post)) for post in tried if (least := self._least_alone(partial(_heads, int(post))))]
        for least, post in sorted(alone, key=lambda pair: (pair[0], self.problem.posts[pair[1]].id)):
            add = self._least_for_all(partial(_heads, post), least)
            if add:
                yield Cure("headcount", self.problem.posts[post].id, None, add)

    def _least_alone(self, addition: Callable[[int], Addition]) -> int:
        """The least that meets its people as if they were alone, 0 if none does. More never meets fewer of them."""
        wanted = len(self.people)
        if self.places(addition(wanted)) < wanted:
            return 0
        return first(lambda add: self.places(addition(add)) >= wanted, 0, wanted)

    def _least_for_all(self, addition: Callable[[int], Addition], alone: int) -> int:
        """An amount that leaves nobody short at its seats in the whole room, where one less does; 0 if none does.

        What does not do for its people alone cannot do for all, so the search starts there.
        """
        if self._cured(addition(alone)):
            return alone
        most = len(self.room.able)
        return first(lambda add: self._cured(addition(add)), alone, most) if self._cured(addition(most)) else 0

    def _cured(self, addition: Addition) -> bool:
        return not self.room.served(addition).cut_posts[self.seats].any()


def _heads(post: int, add: int) -> Addition:
    return Addition(post, heads=add)


def first(holds: Callable[[int], bool], low: int, high: int) -> int:
    """Halve between an amount at which it does not hold and one at which it does."""
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high
