"""When each interpreter stands at which booth: walked through in order, or settled slot by slot by a program."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from matcher.fairs.solve.hall import HallArrays
from matcher.fairs.solve.plan import Interview

ORDERS_TRIED = 50
Slots = dict[int, list[int]]
"""Slots of meetings by booth."""


def walked(hall: HallArrays, wanted: Mapping[int, int], held: frozenset[Interview], seed: int) -> Slots:
    """As many meetings as fit if one interpreter goes on where the one before ended the day, in some order of booths.

    Nothing where an interpreter is held somewhere already.
    """
    if any(hall.interpreted[i.person, i.post] for i in held):
        return {}
    taken = {(i.booth, i.slot) for i in held}
    draw = random.Random(seed)  # noqa: S311  a search, not a secret
    best: Slots = {}
    order = sorted(wanted, key=lambda booth: (-wanted[booth], booth))
    for _ in range(ORDERS_TRIED):
        found = _in_order(hall, order, wanted, taken)
        if _count(found) > _count(best):
            best = found
        if _count(best) == sum(wanted.values()):
            break
        order = draw.sample(order, len(order))
    return best


def _in_order(hall: HallArrays, order: Sequence[int], wanted: Mapping[int, int], taken: set[tuple[int, int]]) -> Slots:
    found: Slots = defaultdict(list)
    day = slot = 0
    for booth in order:
        while len(found[booth]) < wanted[booth] and day < hall.interpreters:
            if slot >= hall.slots:
                day, slot = day + 1, 0
                continue
            if hall.open[booth, slot] and (booth, slot) not in taken and slot not in found[booth]:
                found[booth].append(slot)
            slot += 1
        slot += hall.gap
    return found


def _count(slots: Slots) -> int:
    return sum(len(times) for times in slots.values())


class Mornings:
    """Variables of a program: one for each interpreter, booth and slot; `held` interviews keep their places."""

    def __init__(self, model: Any, hall: HallArrays, booths: Iterable[int], held: Iterable[Interview]) -> None:
        pinned = {(i.booth, i.slot): bool(hall.interpreted[i.person, i.post]) for i in sorted(held)}
        signed = [place for place, interpreted in pinned.items() if interpreted]
        self.free = [(b, t) for b in booths for t in range(hall.slots) if hall.open[b, t] and (b, t) not in pinned]
        crew = range(min(hall.interpreters, len(self.free) + len(signed)))
        self.stands = {(k, *place): model.new_bool_var("") for k in crew for place in (*self.free, *signed)}
        here: dict[tuple[int, int], list[Any]] = defaultdict(list)
        for (_, booth, slot), variable in self.stands.items():
            here[booth, slot].append(variable)
        for place in self.free:
            model.add_at_most_one(here[place])
        for place in signed:
            model.add_exactly_one(here[place])
        self._walks(model, hall)

    def _walks(self, model: Any, hall: HallArrays) -> None:
        """An interpreter stands at one booth in a slot, and walks between booths."""
        at: dict[tuple[int, int], list[tuple[int, Any]]] = defaultdict(list)
        for (k, booth, slot), variable in self.stands.items():
            at[k, slot].append((booth, variable))
        for (k, booth, slot), variable in self.stands.items():
            for apart in range(hall.gap + 1):
                elsewhere = [other for b, other in at.get((k, slot + apart), ()) if b != booth]
                if elsewhere:
                    model.add_at_most_one([variable, *elsewhere])

    def meetings(self, booth: int) -> Any:
        """How many new meetings there are at a booth."""
        free = set(self.free)
        return sum(v for (_, b, t), v in self.stands.items() if b == booth and (b, t) in free)

    def slots(self, solver: Any) -> Slots:
        """The slots of the new meetings at each booth."""
        taken = {(b, t) for (_, b, t), variable in self.stands.items() if solver.boolean_value(variable)}
        found: Slots = defaultdict(list)
        for booth, slot in self.free:
            if (booth, slot) in taken:
                found[booth].append(slot)
        return found
