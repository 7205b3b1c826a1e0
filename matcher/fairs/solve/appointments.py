"""Meetings with an interpreter as an integer program over people and booths, the order of the day aside.

An interpreter's meetings and walks must fit into the day together; at which times is left open, so what the program
proves holds for every plan.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.fairs.solve.exact import solver_within
from matcher.fairs.solve.flow import Ints, Places
from matcher.fairs.solve.hall import HallArrays
from matcher.fairs.solve.limits import Limits
from matcher.fairs.solve.mornings import Mornings
from matcher.fairs.solve.plan import Interview

Level = list[tuple[int, Any]]
"""What each variable is worth."""
SERVED = 16_000_000
"""What serving a person is worth beside scores: more than all that the interviews which give way for it can lose."""
LINEAR = 2
"""How much of the program CP-SAT also sees as linear: with all of it covering people by few booths is proven soon."""


@dataclass(frozen=True, slots=True)
class Chance:
    """A person who could meet a post at a booth with an interpreter, and what that is worth."""

    person: int
    post: int
    booth: int
    worth: int


def chances(hall: HallArrays, usable: NDArray[np.bool_], worth: Ints, further: bool = False) -> list[Chance]:
    """Of each person's posts at a booth the one that is worth most.

    `further`: also each other one that is worth something, for people who may have several interviews.
    """
    found: dict[tuple[int, int], Chance] = {}
    more: list[Chance] = []
    for person in np.flatnonzero(usable.any(axis=1)).tolist():
        posts = np.flatnonzero(usable[person])
        for post in posts[np.argsort(-worth[person, posts], kind="stable")].tolist():
            for booth in hall.booths_for(person, post):
                chance = Chance(person, post, booth, int(worth[person, post]))
                if found.setdefault((person, booth), chance) is not chance and further and chance.worth > 0:
                    more.append(chance)
    return [*found.values(), *more]


def chances_at(hall: HallArrays, usable: NDArray[np.bool_], worth: Ints, booths: frozenset[int]) -> list[Chance]:
    """Every chance at these booths."""
    pairs = zip(*(axis.tolist() for axis in usable.nonzero()), strict=True)
    return [Chance(i, j, b, int(worth[i, j])) for i, j in pairs for b in hall.booths_for(i, j) if b in booths]


class Appointments:
    """Which chances are taken.

    most   (people,) interviews a person can have, one if nothing is said
    spare  slots of the interpreters' days that are left empty beside meetings and walks
    """

    def __init__(
        self,
        hall: HallArrays,
        places: Places,
        offered: Sequence[Chance],
        held: frozenset[Interview],
        most: Ints | None = None,
        spare: int = 0,
    ) -> None:
        from ortools.sat.python import cp_model  # noqa: PLC0415  takes 0.6 s, so it waits until a plan is wanted

        self.cp, self.hall, self.places, self.offered = cp_model, hall, places, list(offered)
        self.model = cp_model.CpModel()
        self.taken = [self.model.new_bool_var("") for _ in self.offered]
        self.served: dict[int, Any] = {}
        self.visits: dict[int, Any] = {}
        self.chosen: list[Chance] = []
        self.solver: Any = None
        self._people(most)
        self._days(held, spare)

    def _grouped(self, *names: str) -> dict[Any, list[Any]]:
        groups: dict[Any, list[Any]] = defaultdict(list)
        for chance, variable in zip(self.offered, self.taken, strict=True):
            key = tuple(getattr(chance, name) for name in names)
            groups[key if len(key) > 1 else key[0]].append(variable)
        return groups

    def _people(self, most: Ints | None) -> None:
        for person, group in self._grouped("person").items():
            self.served[person] = self.model.new_bool_var("")
            self.model.add(sum(group) >= self.served[person])
            self.model.add(sum(group) <= (int(most[person]) if most is not None else self.served[person]))
        for group in self._grouped("person", "post").values():
            self.model.add_at_most_one(group)

    def _days(self, held: frozenset[Interview], spare: int) -> None:
        """Meetings fit into each booth's open slots, and with the walks into the days of all interpreters."""
        hall, crew = self.hall, self.hall.interpreters
        busy = Counter(i.booth for i in held)
        pinned = [i.booth for i in held if hall.interpreted[i.person, i.post]]
        for booth, group in self._grouped("booth").items():
            visit = self.visits[booth] = self.model.new_bool_var("")
            self.model.add(sum(group) <= (int(hall.open[booth].sum()) - busy[booth]) * visit)
            for variable in group:
                self.model.add_implication(variable, visit)
            if booth in pinned:
                self.model.add(visit == 1)
        meetings = sum(self.taken) + len(pinned)
        stays = sum(self.visits.values()) + len(set(pinned) - set(self.visits))
        self.model.add(meetings <= crew * hall.slots)
        self.model.add(meetings + hall.gap * (stays - crew) <= crew * hall.slots - spare)

    def to_the_slot(self, held: frozenset[Interview]) -> Mornings:
        """Let each meeting have a place of its post, and a slot in an interpreter's day."""
        for post, group in self._grouped("post").items():
            self.model.add(sum(group) <= int(self.places.post_places[post]))
        groups = self._grouped("booth")
        pinned = {i.booth for i in held if self.hall.interpreted[i.person, i.post]}
        days = Mornings(self.model, self.hall, sorted(set(groups) | pinned), held)
        for booth, group in groups.items():
            self.model.add(sum(group) <= days.meetings(booth))
        return days

    def most_people(self, limits: Limits) -> tuple[int, int]:
        """Serve the most people, then the most weight, and keep to it: what is reached and what no plan exceeds."""
        people = [(1, served) for served in self.served.values()]
        reached, most = self._solve(people, limits)
        self.model.add(_total(people) >= reached)
        reached, bound = self._solve(self._level(), limits)
        self.keep(reached)
        return reached, min(bound, (most + 1) * heaviest(self.places.weight) - 1)

    def keep(self, reached: int) -> None:
        """Serve no fewer people, and no less weight."""
        self.model.add(_total(self._level()) >= reached)

    def _level(self) -> Level:
        weights = self.places.weight
        return [(heaviest(weights) + int(weights[person]), served) for person, served in self.served.items()]

    def most_worth(self, known: Iterable[Interview], limits: Limits) -> int:
        """What no choice exceeds, SERVED being paid for each person served; `known` interviews are a good one."""
        pairs = {(i.person, i.post, i.booth) for i in known}
        self.chosen = [c for c in self.offered if (c.person, c.post, c.booth) in pairs]
        return self._solve([*((SERVED, served) for served in self.served.values()), *self._worth()], limits)[1]

    def best(self, limits: Limits) -> list[Chance]:
        """The chances that are worth most, of those that keep to what was asked before, at the fewest booths."""
        self._solve([*self._worth(), *((-1, visit) for visit in self.visits.values())], limits)
        return self.chosen

    def _worth(self) -> Level:
        return [(chance.worth, variable) for chance, variable in zip(self.offered, self.taken, strict=True)]

    def _solve(self, level: Level, limits: Limits) -> tuple[int, int]:
        """What the level reaches, and what it cannot exceed; `chosen` is kept where the work gives no answer."""
        solver = solver_within(limits, 1)
        solver.parameters.linearization_level = LINEAR
        self._hint()
        self.model.maximize(_total(level))
        if not level or solver.solve(self.model) not in (self.cp.OPTIMAL, self.cp.FEASIBLE):
            return 0, sum(max(0, worth) for worth, _ in level)
        self.solver = solver
        self.chosen = [c for c, v in zip(self.offered, self.taken, strict=True) if solver.boolean_value(v)]
        return round(solver.objective_value), round(solver.best_objective_bound)

    def _hint(self) -> None:
        chosen = set(self.chosen)
        people, booths = {chance.person for chance in chosen}, {chance.booth for chance in chosen}
        self.model.clear_hints()  # type: ignore[no-untyped-call]
        for chance, variable in zip(self.offered, self.taken, strict=True):
            self.model.add_hint(variable, chance in chosen)
        for person, served in self.served.items():
            self.model.add_hint(served, person in people)
        for booth, visit in self.visits.items():
            self.model.add_hint(visit, booth in booths)


def heaviest(weights: Ints) -> int:
    """What a person counts beside weights: more than all of them."""
    return int(weights.sum()) + 1


def _total(level: Level) -> Any:
    return sum(worth * variable for worth, variable in level)
