"""Who has recommendations and no interview: what ran short at their posts, and the nearest change that makes room."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from matcher.domain.fairs import Hall
from matcher.fairs.problem import Problem
from matcher.fairs.solve.hall import HallArrays, open_slots
from matcher.fairs.solve.interpreters import assign_interpreters
from matcher.fairs.solve.plan import Interview, Waiting

NEW_BOOTH = -1
"""A booth that does not stand yet: open and free all day."""
DAY = 24 * 60

Change = Mapping[str, object]
Lack = tuple[str, Change]
"""What one post lacks for one person: the shortage, and the change that ends it."""


def waiting_people(
    problem: Problem, hall: HallArrays, interviews: Iterable[Interview], people: Iterable[int]
) -> tuple[Waiting, ...]:
    """Those with recommendations and no interview; the changes named, granted alone, make room for their person."""
    room = _Room(problem, hall, interviews)
    return tuple(Waiting(person, *room.shortage(person)) for person in people)


class _Room:
    """What the interviews leave free."""

    def __init__(self, problem: Problem, hall: HallArrays, interviews: Iterable[Interview]) -> None:
        self.problem, self.hall = problem, hall
        self.post_free = hall.post_places.copy()
        day = problem.fair.hall
        self.free = open_slots(Hall(day.opens, DAY, day.slot_minutes), problem.fair.booths)
        self.signed: list[tuple[int, int]] = []
        for interview in interviews:
            self.post_free[interview.post] -= 1
            self.free[interview.booth, interview.slot] = False
            if hall.interpreted[interview.person, interview.post]:
                self.signed.append((interview.slot, interview.booth))
        self.interpreter_at: dict[tuple[int, int], bool] = {}

    def shortage(self, person: int) -> tuple[str, Change]:
        """What is short at the post that lacks the least; `clash` where everything is there and does not fit."""
        score = self.problem.pairs.score[person]
        posts = [int(post) for post in np.flatnonzero(self.hall.allowed[person])]
        lacks = {post: self._lacks(person, post) for post in posts}
        nearest = min(
            posts, key=lambda post: (len(lacks[post]), [code for code, _ in lacks[post]], -int(score[post]), post)
        )
        if not lacks[nearest]:
            return "clash", self._more_time(person, nearest, self.hall.booths_for(person, nearest))
        whole: Change = {}
        for code, change in reversed(lacks[nearest]):
            shortage, whole = code, {**change, "and": whole} if whole else change
        return shortage, whole

    def _lacks(self, person: int, post: int) -> list[Lack]:
        lacks: list[Lack] = []
        if self.post_free[post] <= 0:
            place = self._change("headcount", 1, "employer")
            lacks.append(("post_full", {**place, "job_id": self.problem.posts[post].id}))
        booths: Sequence[int] = self.hall.booths_for(person, post)
        if not booths:
            booths, change = self._reachable(post)
            lacks.append(("booth_time", change))
        today = range(self.hall.slots)
        if self._first(person, post, booths, today):
            return lacks
        interpreter: Lack = ("interpreter", self._change("interpreters", 1, "office"))
        if self._first(person, post, booths, today, helped=True):
            return [interpreter, *lacks]
        later = self._more_time(person, post, booths)
        if later:
            return [*lacks, ("booth_time", later)]
        later = self._more_time(person, post, booths, helped=True)
        signed = bool(self.hall.interpreted[person, post])
        return [*([interpreter] if signed else []), *lacks, ("booth_time", later or self._new_booth(post))]

    def _first(
        self, person: int, post: int, booths: Sequence[int], slots: Iterable[int], helped: bool = False
    ) -> tuple[int, int] | None:
        """The first booth and slot where the two could meet; `helped` by one more interpreter."""
        alone = helped or not self.hall.interpreted[person, post]
        for slot in slots:
            for booth in booths:
                if (booth == NEW_BOOTH or self.free[booth, slot]) and (alone or self._has_interpreter(booth, slot)):
                    return booth, slot
        return None

    def _has_interpreter(self, booth: int, slot: int) -> bool:
        known = self.interpreter_at.get((booth, slot))
        if known is None:
            meetings = [*self.signed, (slot, booth)]
            known = assign_interpreters(meetings, self.hall.interpreters, self.hall.gap) is not None
            self.interpreter_at[booth, slot] = known
        return known

    def _more_time(self, person: int, post: int, booths: Sequence[int], helped: bool = False) -> Change:
        """The shortest extension that has room for the two; nothing where the day is too short for one."""
        later = range(self.hall.slots, self.free.shape[1])
        place = self._first(person, post, booths, later, helped)
        if place is None:
            return {}
        booth, slot = place
        hall = self.problem.fair.hall
        change = self._change("closes_minutes", hall.opens + (slot + 1) * hall.slot_minutes - hall.closes, "office")
        return change if booth == NEW_BOOTH else {**change, "booth": self.problem.fair.booths[booth].code}

    def _reachable(self, post: int) -> tuple[Sequence[int], Change]:
        """A booth where there is none, or the emptiest of those with steps made accessible."""
        standing = self.hall.booths_of_post(post)
        if not standing:
            return (NEW_BOOTH,), self._new_booth(post)
        booth = max(standing, key=lambda b: (int(self.free[b, : self.hall.slots].sum()), -b))
        code = self.problem.fair.booths[booth].code
        return (booth,), {"change": "accessible", "booth": code, "to": True, "by": "office"}

    def _new_booth(self, post: int) -> Change:
        return {"change": "booth", "employer": self.problem.posts[post].employer, "by": "office"}

    def _change(self, change: str, add: int, by: str) -> Change:
        return {"change": change, "add": add, "by": by}
