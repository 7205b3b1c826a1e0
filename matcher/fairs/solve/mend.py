"""What is left over after the timetable: unserved people into what is free, or into somebody's second interview."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Sequence

import numpy as np

from matcher.fairs.problem import Problem
from matcher.fairs.solve.hall import HallArrays
from matcher.fairs.solve.interpreters import assign_interpreters
from matcher.fairs.solve.limits import Limits
from matcher.fairs.solve.plan import Interview, option_weights


class Standing:
    """The interviews that stand, by booth and slot, person, post and interpreter."""

    def __init__(self, hall: HallArrays, interviews: Iterable[Interview], pinned: frozenset[Interview]) -> None:
        self.hall, self.pinned = hall, pinned
        self.at: dict[tuple[int, int], Interview] = {}
        self.of: dict[int, set[Interview]] = defaultdict(set)
        self.held: dict[int, set[Interview]] = defaultdict(set)
        self.signed: set[tuple[int, int]] = set()
        self.free = hall.open.sum(axis=1).tolist()
        for interview in interviews:
            self.enter(interview)

    def enter(self, new: Interview) -> None:
        """Let an interview stand."""
        self.at[new.booth, new.slot] = new
        self.free[new.booth] -= 1
        self.of[new.person].add(new)
        self.held[new.post].add(new)
        if self.hall.interpreted[new.person, new.post]:
            self.signed.add((new.slot, new.booth))

    def leave(self, old: Interview) -> None:
        """Take an interview out."""
        del self.at[old.booth, old.slot]
        self.free[old.booth] += 1
        self.of[old.person].remove(old)
        self.held[old.post].remove(old)
        self.signed.discard((old.slot, old.booth))

    def is_second(self, interview: Interview) -> bool:
        """Its person would still be served without it."""
        return len(self.of[interview.person]) > 1 and interview not in self.pinned

    def comes(self, new: Interview) -> bool:
        """The person can be there, booth and post aside."""
        mine = self.of[new.person]
        if len(mine) >= self.hall.person_most or any(other.post == new.post for other in mine):
            return False
        for other in mine:
            apart = abs(other.slot - new.slot)
            if apart == 0 or (other.booth != new.booth and apart <= self.hall.gap):
                return False
        if not self.hall.interpreted[new.person, new.post]:
            return True
        meetings = self.signed | {(new.slot, new.booth)}
        return assign_interpreters(meetings, self.hall.interpreters, self.hall.gap) is not None

    def full(self, post: int) -> bool:
        """The post has no place left."""
        return len(self.held[post]) >= int(self.hall.post_places[post])


def mend(
    problem: Problem,
    hall: HallArrays,
    interviews: Sequence[Interview],
    pinned: frozenset[Interview],
    limits: Limits,
    settled: Container[int] = (),
) -> list[Interview]:
    """Serve more people, then hold more interviews, until the stop; nobody who is served loses the last interview.

    `settled` people get no further interviews: they have their sheets already.
    """
    table = Standing(hall, interviews, pinned)
    weights = option_weights(problem.options)
    rows = [int(i) for i in np.flatnonzero(hall.usable.any(axis=1))]
    for person in sorted(rows, key=lambda i: (-int(weights[i]), i)):
        if not table.of[person] and not limits.over:
            _serve(problem, table, person)
    more = [i for i in rows if i not in settled]
    spare = [(int(problem.pairs.score[i, j]), i, int(j)) for i in more for j in np.flatnonzero(hall.usable[i])]
    for _, person, post in sorted(spare, key=lambda pair: (-pair[0], pair[1], pair[2])):
        if limits.over:
            break
        _add(table, person, post)
    return sorted(interview for mine in table.of.values() for interview in mine)


def _posts(problem: Problem, hall: HallArrays, person: int) -> list[int]:
    posts = np.flatnonzero(hall.usable[person])
    return [int(j) for j in sorted(posts, key=lambda j: (-int(problem.pairs.score[person, j]), int(j)))]


def _places(hall: HallArrays, person: int, post: int, booths: Iterable[int]) -> Iterable[Interview]:
    for booth in booths:
        for slot in np.flatnonzero(hall.open[booth]):
            yield Interview(person, post, booth, int(slot))


def _add(table: Standing, person: int, post: int) -> bool:
    if table.full(post) or len(table.of[person]) >= table.hall.person_most:
        return False
    free = [booth for booth in table.hall.booths_for(person, post) if table.free[booth]]
    for new in _places(table.hall, person, post, free):
        if (new.booth, new.slot) not in table.at and table.comes(new):
            table.enter(new)
            return True
    return False


def _serve(problem: Problem, table: Standing, person: int) -> None:
    posts = _posts(problem, table.hall, person)
    if any(_add(table, person, post) for post in posts):
        return
    for post in posts:
        seconds = [other for other in sorted(table.held[post]) if table.is_second(other)]
        if table.full(post) and not seconds:
            continue
        for new in _places(table.hall, person, post, table.hall.booths_for(person, post)):
            if _takes_over(table, new, seconds):
                return


def _takes_over(table: Standing, new: Interview, seconds: Sequence[Interview]) -> bool:
    """Enter `new` by taking out the second interview that stands in its place, and one of its post if that is full."""
    standing = table.at.get((new.booth, new.slot))
    if standing is not None and not table.is_second(standing):
        return False
    out = [standing] if standing is not None else []
    if table.full(new.post) and not (standing is not None and standing.post == new.post):
        per_person = Counter(other.person for other in out)
        spare = [o for o in seconds if len(table.of[o.person]) - per_person[o.person] > 1]
        if not spare:
            return False
        out.append(spare[0])
    for other in out:
        table.leave(other)
    if table.comes(new):
        table.enter(new)
        return True
    for other in out:
        table.enter(other)
    return False
