"""Interviews into slots and booths.

Where no window binds this is an edge colouring. Else interviews enter one by one and push out those in their way,
always the ones that were easiest to place before (ejection chains after Nagata and Bräysy, 2009), until all stand or
a fixed number of steps is spent.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matcher.fairs.solve.colouring import edge_colours
from matcher.fairs.solve.hall import HallArrays
from matcher.fairs.solve.interpreters import assign_interpreters
from matcher.fairs.solve.limits import Limits

NOWHERE = (-1, -1)
STEPS, STEPS_BY_THE_CLOCK = 60_000, 500
"""How many meetings may enter in all, and after how many of them the clock is looked at."""
PATIENCE = 60
"""How often a meeting may push others out before it is set aside."""
Place = tuple[int, int]
"""A booth and a slot."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """An interview to be placed: `fixed` is where a pin holds it."""

    person: int
    post: int
    fixed: Place | None = None


def timetable(hall: HallArrays, meetings: Sequence[Meeting], limits: Limits) -> list[Place]:
    """Booth and slot of each meeting; NOWHERE for those that found no place within STEPS or before the stop."""
    coloured = _coloured(hall, meetings)
    if coloured is not None:
        return coloured
    return _Board(hall, meetings, limits.seed).settle(limits)


def _coloured(hall: HallArrays, meetings: Sequence[Meeting]) -> list[Place] | None:
    """The colouring, where neither walking, nor a pin, nor an interpreter, nor breaks of some booths alone matter."""
    slots = [int(slot) for slot in np.flatnonzero(hall.open.any(axis=0))]
    plain = hall.gap == 0 and bool((hall.open[:, slots]).all())
    if not plain or any(m.fixed or hall.interpreted[m.person, m.post] for m in meetings):
        return None
    load = [0] * len(hall.open)
    edges: list[tuple[int, int]] = []
    narrow_first = sorted(range(len(meetings)), key=lambda k: not hall.step_free[meetings[k].person])
    for k in narrow_first:
        booth = min(hall.booths_for(meetings[k].person, meetings[k].post), key=lambda b: (load[b], b))
        load[booth] += 1
        edges.append((meetings[k].person, booth))
    try:
        colours = edge_colours(edges, len(slots))
    except ValueError:  # too many people for the accessible booths alone
        return None
    places = [NOWHERE] * len(meetings)
    for k, (_, booth), colour in zip(narrow_first, edges, colours, strict=True):
        places[k] = (booth, slots[colour])
    return places


class _Board:
    """The state of the search: what stands where, and how hard each meeting was to place."""

    def __init__(self, hall: HallArrays, meetings: Sequence[Meeting], seed: int) -> None:
        self.hall, self.meetings = hall, meetings
        self.draw = random.Random(seed)  # noqa: S311  a search, not a secret
        self.at: dict[Place, int] = {}
        self.place = [NOWHERE] * len(meetings)
        self.of_person: dict[int, list[int]] = {}
        self.interpreted = [bool(hall.interpreted[m.person, m.post]) for m in meetings]
        self.signed: set[int] = set()
        self.hardness = [1] * len(meetings)
        self.choices = [self._choices(meeting) for meeting in meetings]
        for k, meeting in enumerate(meetings):
            self.of_person.setdefault(meeting.person, []).append(k)

    def _choices(self, meeting: Meeting) -> list[Place]:
        if meeting.fixed:
            return [meeting.fixed]
        return [
            (booth, slot)
            for slot in range(self.hall.slots)
            for booth in self.hall.booths_for(meeting.person, meeting.post)
            if self.hall.open[booth, slot]
        ]

    def settle(self, limits: Limits) -> list[Place]:
        """Place as many as the steps and the clock allow; the best state seen is returned."""
        order = sorted(range(len(self.meetings)), key=self._urgency)
        waiting = order[::-1]
        best, most = list(self.place), 0
        for step in range(STEPS):
            if not waiting:
                return list(self.place)
            if step % STEPS_BY_THE_CLOCK == 0 and limits.over:
                break
            k = waiting.pop()
            if self.hardness[k] > PATIENCE:
                continue
            waiting.extend(self._enter(k))
            standing = len(self.at)
            if standing > most:
                best, most = list(self.place), standing
        return best

    def _urgency(self, k: int) -> tuple[bool, bool, int, int]:
        meeting = self.meetings[k]
        return (meeting.fixed is None, not self.interpreted[k], -len(self.of_person[meeting.person]), k)

    def _enter(self, k: int) -> list[int]:
        """Put meeting k where it pushes out the least and return the pushed; nowhere if only pins could give way."""
        best: list[tuple[Place, list[int]]] = []
        least = -1
        for place in self.choices[k]:
            out = self._in_the_way(k, place)
            if any(self.meetings[o].fixed for o in out):
                continue
            weight = sum(self.hardness[o] for o in out)
            if not best or weight < least:
                best, least = [(place, out)], weight
            elif weight == least:
                best.append((place, out))
        if not best:
            return []
        place, out = best[self.draw.randrange(len(best))]
        for other in out:
            self._leave(other)
        self._stand(k, place)
        out = out + self._spare_interpreters(k)
        self.hardness[k] += bool(out)
        return out

    def _in_the_way(self, k: int, place: Place) -> list[int]:
        booth, slot = place
        out = []
        standing = self.at.get(place)
        if standing is not None:
            out.append(standing)
        for other in self.of_person[self.meetings[k].person]:
            where = self.place[other]
            if other in (k, standing) or where == NOWHERE:
                continue
            apart = abs(where[1] - slot)
            if apart == 0 or (where[0] != booth and apart <= self.hall.gap):
                out.append(other)
        return out

    def _spare_interpreters(self, k: int) -> list[int]:
        """Push out interpreted meetings near k until the interpreters suffice."""
        if not self.interpreted[k]:
            return []
        pushed: list[int] = []
        slot = self.place[k][1]
        while assign_interpreters(self._signed_places(), self.hall.interpreters, self.hall.gap) is None:
            near = [o for o in self.signed if o != k and not self.meetings[o].fixed]
            near.sort(key=lambda o: (abs(self.place[o][1] - slot) > self.hall.gap, self.hardness[o], o))
            if not near:
                self._leave(k)
                return [*pushed, k]
            self._leave(near[0])
            pushed.append(near[0])
        return pushed

    def _signed_places(self) -> list[tuple[int, int]]:
        return [(self.place[o][1], self.place[o][0]) for o in self.signed]

    def _stand(self, k: int, place: Place) -> None:
        self.at[place] = k
        self.place[k] = place
        if self.interpreted[k]:
            self.signed.add(k)

    def _leave(self, k: int) -> None:
        del self.at[self.place[k]]
        self.place[k] = NOWHERE
        self.signed.discard(k)
