"""When each interpreter stands at which booth: an hour by hour account of the day for the booths that are visited."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from matcher.fairs.solve.hall import HallArrays
from matcher.fairs.solve.plan import Interview


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

    def slots(self, solver: Any) -> dict[int, list[int]]:
        """The slots of the new meetings at each booth; none without an answer."""
        if solver is None:
            return {}
        taken = {(b, t) for (_, b, t), variable in self.stands.items() if solver.boolean_value(variable)}
        found: dict[int, list[int]] = defaultdict(list)
        for booth, slot in self.free:
            if (booth, slot) in taken:
                found[booth].append(slot)
        return found
