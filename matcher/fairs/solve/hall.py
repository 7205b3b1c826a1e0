"""The hall as arrays: slots, booths, places, and which pairs can meet in it at all."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from matcher.domain.fairs import Booth, Hall, employer_key
from matcher.fairs.problem import INTERPRETER, STEP_FREE, Problem


@dataclass(frozen=True)
class HallArrays:
    """Slots count from 0 at `opens`; employers count in the order of their first booth.

    open         (booths, slots) bool: the booth stands and no break overlaps
    booths_of    booths of each employer
    employer_of  (posts,) employer of each post, -1 without a booth
    post_places  (posts,) interviews that a post can have
    person_most  interviews that one person can have
    gap          slots that must lie between two interviews at different booths
    allowed      (people, posts) bool: no rule excludes the pair
    usable       (people, posts) bool: may be interviewed in this hall
    interpreted  (people, posts) bool: an interview would need the office's interpreter
    step_free    (people,) bool: meets only at accessible booths
    accessible   (booths,) bool
    """

    open: NDArray[np.bool_]
    booths_of: tuple[tuple[int, ...], ...]
    employer_of: NDArray[np.int64]
    post_places: NDArray[np.int64]
    person_most: int
    gap: int
    interpreters: int
    allowed: NDArray[np.bool_]
    usable: NDArray[np.bool_]
    interpreted: NDArray[np.bool_]
    step_free: NDArray[np.bool_]
    accessible: NDArray[np.bool_]

    @property
    def slots(self) -> int:
        """Slots of the day."""
        return int(self.open.shape[1])

    @cached_property
    def employer_places(self) -> NDArray[np.int64]:
        """(employers,) open slots over all booths of each employer."""
        per_booth = self.open.sum(axis=1)
        return np.array([per_booth[list(booths)].sum() for booths in self.booths_of], dtype=np.int64)

    def booths_of_post(self, post: int) -> tuple[int, ...]:
        """The booths of the post's employer; none without an employer at the fair."""
        employer = int(self.employer_of[post])
        return self.booths_of[employer] if employer >= 0 else ()

    def booths_for(self, person: int, post: int) -> tuple[int, ...]:
        """The booths where this pair may meet."""
        booths = self.booths_of_post(post)
        if not self.step_free[person]:
            return booths
        return tuple(booth for booth in booths if self.accessible[booth])


def hall_arrays(problem: Problem) -> HallArrays:
    """Lay out the hall of a fair of kind `fair`."""
    fair = problem.fair
    employers: dict[str, list[int]] = {}
    for at, booth in enumerate(fair.booths):
        employers.setdefault(employer_key(booth.employer), []).append(at)
    number = {key: at for at, key in enumerate(employers)}
    employer_of = np.array([number.get(post.employer_key, -1) for post in problem.posts], dtype=np.int64)
    accessible = np.array([booth.accessible for booth in fair.booths], dtype=bool)
    step_free = np.array([STEP_FREE in person.needs for person in problem.people], dtype=bool)
    signing = np.array([INTERPRETER in person.needs for person in problem.people], dtype=bool)
    own_interpreter = np.array([INTERPRETER in post.accommodations for post in problem.posts], dtype=bool)
    interpreted = signing[:, None] & ~own_interpreter[None, :]
    reachable = np.array([any(accessible[b] for b in booths) for booths in employers.values()] + [False], dtype=bool)
    places = np.array([post.headcount * fair.limits.interviews_per_place for post in problem.posts], dtype=np.int64)
    usable = problem.pairs.allowed & (employer_of >= 0)[None, :] & (places > 0)[None, :]
    usable &= ~step_free[:, None] | reachable[employer_of][None, :]
    if fair.hall.interpreters == 0:
        usable &= ~interpreted
    return HallArrays(
        open=open_slots(fair.hall, fair.booths),
        booths_of=tuple(tuple(booths) for booths in employers.values()),
        employer_of=employer_of,
        post_places=places,
        person_most=fair.limits.interviews_per_candidate,
        gap=-(-fair.hall.walk_minutes // fair.hall.slot_minutes),
        interpreters=fair.hall.interpreters,
        allowed=problem.pairs.allowed,
        usable=usable,
        interpreted=interpreted,
        step_free=step_free,
        accessible=accessible,
    )


def open_slots(hall: Hall, booths: tuple[Booth, ...]) -> NDArray[np.bool_]:
    """(booths, slots): a slot that overlaps a break is lost."""
    count = (hall.closes - hall.opens) // hall.slot_minutes
    starts = hall.opens + hall.slot_minutes * np.arange(count)
    table = np.ones((len(booths), count), dtype=bool)
    for at, booth in enumerate(booths):
        for first, last in booth.breaks:
            table[at] &= (starts >= last) | (starts + hall.slot_minutes <= first)
    return table
