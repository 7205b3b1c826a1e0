"""The whole timetable as one constraint program: the proof on small fairs, and the last word where windows bind.

Levels are solved one after another, each with the earlier ones held; limits are deterministic, one worker, one seed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from matcher.fairs.problem import Problem
from matcher.fairs.solve.hall import HallArrays
from matcher.fairs.solve.limits import Limits
from matcher.fairs.solve.plan import Interview


@dataclass(frozen=True, slots=True)
class Answer:
    """The best plan found and an upper bound for each level that was reached, in the order asked."""

    interviews: tuple[Interview, ...]
    bounds: tuple[int, ...]
    proven: bool


def columns(hall: HallArrays, most: int) -> list[Interview]:
    """Every interview that could be held; none where there are more than `most`."""
    places = np.append(hall.employer_places, 0)[hall.employer_of]
    if int((hall.usable * places[None, :]).sum()) > most:
        return []
    pairs = [(int(i), int(j)) for i, j in zip(*hall.usable.nonzero(), strict=True)]
    return [
        Interview(person, post, booth, slot)
        for person, post in pairs
        for booth in hall.booths_for(person, post)
        for slot in range(hall.slots)
        if hall.open[booth, slot]
    ]


def solver_within(limits: Limits, levels: int) -> Any:
    """A solver of one worker; of the time that is left it takes the share of one of so many levels."""
    from ortools.sat.python import cp_model  # noqa: PLC0415  takes 0.6 s

    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = limits.seed % 2**31
    solver.parameters.max_deterministic_time = limits.work
    if limits.left is not None:
        solver.parameters.max_time_in_seconds = limits.left / levels
    return solver


class TimetableModel:
    """One Boolean for each possible interview, and the constraints of a fair over them."""

    def __init__(self, problem: Problem, hall: HallArrays, choices: Sequence[Interview]) -> None:
        from ortools.sat.python import cp_model  # noqa: PLC0415  takes 0.6 s, so it waits until a plan is wanted

        self.cp = cp_model
        self.problem, self.hall = problem, hall
        self.model = cp_model.CpModel()
        self.choices = list(choices)
        self.taken = [self.model.new_bool_var("") for _ in self.choices]
        self._booths_hold_one_interview_at_a_time()
        self._people_are_in_one_place_and_walk()
        self._people_meet_a_post_once()
        self._posts_and_people_have_their_most()
        self._interpreters_suffice()
        self.served = self._served()

    def _grouped(self, key: Any) -> dict[Any, list[Any]]:
        groups: dict[Any, list[Any]] = defaultdict(list)
        for choice, variable in zip(self.choices, self.taken, strict=True):
            groups[key(choice)].append(variable)
        return groups

    def _booths_hold_one_interview_at_a_time(self) -> None:
        for group in self._grouped(lambda c: (c.booth, c.slot)).values():
            self.model.add_at_most_one(group)

    def _people_are_in_one_place_and_walk(self) -> None:
        there = self._grouped(lambda c: (c.person, c.booth, c.slot))
        at_slot: dict[tuple[int, int], list[tuple[int, Any]]] = defaultdict(list)
        for (person, booth, slot), group in there.items():
            at_slot[person, slot] += [(booth, variable) for variable in group]
        for (person, booth, slot), group in there.items():
            for apart in range(self.hall.gap + 1):
                later = [v for b, v in at_slot.get((person, slot + apart), ()) if b != booth]
                if later or apart == 0:
                    self.model.add_at_most_one(group + later)

    def _people_meet_a_post_once(self) -> None:
        for group in self._grouped(lambda c: (c.person, c.post)).values():
            self.model.add_at_most_one(group)

    def _posts_and_people_have_their_most(self) -> None:
        for post, group in self._grouped(lambda c: c.post).items():
            self.model.add(sum(group) <= int(self.hall.post_places[post]))
        for group in self._grouped(lambda c: c.person).values():
            self.model.add(sum(group) <= self.hall.person_most)

    def _interpreters_suffice(self) -> None:
        """Each interpreter stands at one booth in a slot, and walks between booths."""
        needed: dict[tuple[int, int], list[Any]] = defaultdict(list)
        for choice, variable in zip(self.choices, self.taken, strict=True):
            if self.hall.interpreted[choice.person, choice.post]:
                needed[choice.booth, choice.slot].append(variable)
        crew = range(min(self.hall.interpreters, len(needed)))
        stands = {(k, b, t): self.model.new_bool_var("") for k in crew for b, t in needed}
        for (booth, slot), group in needed.items():
            self.model.add(sum(stands[k, booth, slot] for k in crew) == sum(group))
        for k in crew:
            for booth, slot in needed:
                for apart in range(self.hall.gap + 1):
                    later = [stands[k, b, t] for b, t in needed if t == slot + apart and b != booth]
                    self.model.add_at_most_one([stands[k, booth, slot], *later])

    def _served(self) -> dict[int, Any]:
        served = {}
        for person, group in self._grouped(lambda c: c.person).items():
            served[person] = self.model.new_bool_var("")
            self.model.add(sum(group) >= served[person])
        return served

    def keep(self, pins: Iterable[Interview]) -> None:
        """Hold these interviews."""
        held = set(pins)
        for choice, variable in zip(self.choices, self.taken, strict=True):
            if choice in held:
                self.model.add(variable == 1)

    def unchanged(self, previous: dict[int, frozenset[Interview]]) -> list[Any]:
        """A Boolean for each person: true where exactly their earlier interviews stand."""
        mine: dict[int, list[tuple[Interview, Any]]] = defaultdict(list)
        for choice, variable in zip(self.choices, self.taken, strict=True):
            mine[choice.person].append((choice, variable))
        same = []
        for person, earlier in previous.items():
            if not earlier <= {choice for choice, _ in mine[person]}:
                continue
            stays = self.model.new_bool_var("")
            for choice, variable in mine[person]:
                self.model.add(variable == int(choice in earlier)).only_enforce_if(stays)
            same.append(stays)
        return same

    def levels(self, weights: Sequence[int]) -> list[Any]:
        """The contract's four objectives, in order."""
        score = self.problem.pairs.score
        return [
            sum(self.served.values()),
            sum(int(weights[person]) * variable for person, variable in self.served.items()),
            sum(self.taken),
            sum(int(score[c.person, c.post]) * v for c, v in zip(self.choices, self.taken, strict=True)),
        ]

    def solve(self, levels: Sequence[Any], hint: Iterable[Interview], limits: Limits) -> Answer:
        """Maximise the levels lexicographically from a hint."""
        best = tuple(sorted(hint))
        bounds: list[int] = []
        proven = True
        if not self.choices:
            return Answer((), (0,) * len(levels), True)
        for at, level in enumerate(levels):
            solver = solver_within(limits, len(levels) - at)
            self._hint(best)
            self.model.maximize(level)
            status = solver.solve(self.model)
            if status not in (self.cp.OPTIMAL, self.cp.FEASIBLE):
                return Answer(best, tuple(bounds), False)
            best = tuple(c for c, v in zip(self.choices, self.taken, strict=True) if solver.boolean_value(v))
            bounds.append(round(solver.best_objective_bound))
            proven = proven and status == self.cp.OPTIMAL
            self.model.add(level >= round(solver.objective_value))
        return Answer(best, tuple(bounds), proven)

    def _hint(self, best: Iterable[Interview]) -> None:
        chosen = set(best)
        people = {choice.person for choice in chosen}
        self.model.clear_hints()  # type: ignore[no-untyped-call]
        for choice, variable in zip(self.choices, self.taken, strict=True):
            self.model.add_hint(variable, choice in chosen)
        for person, variable in self.served.items():
            self.model.add_hint(variable, person in people)
