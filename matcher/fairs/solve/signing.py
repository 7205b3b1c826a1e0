"""Whom the interpreters serve, and where they stand: settled first, for nothing else in the hall is as scarce.

An interpreter who walks loses slots, so people are gathered at few booths: a small integer program chooses people,
posts and how many meetings each interpreter takes at each booth; then each interpreter's morning is laid out.
"""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.fairs.problem import Problem
from matcher.fairs.solve.exact import solver_within
from matcher.fairs.solve.hall import HallArrays
from matcher.fairs.solve.limits import Limits
from matcher.fairs.solve.plan import Interview

ORDERS_TRIED = 50


@dataclass(frozen=True, slots=True)
class Signing:
    """Interviews with an interpreter, and how many people no plan can exceed."""

    interviews: tuple[Interview, ...]
    most_people: int


def signing(
    problem: Problem, hall: HallArrays, usable: NDArray[np.bool_], weights: NDArray[np.int64], limits: Limits
) -> Signing:
    """One interpreted interview for as many people as the interpreters can serve, of the pairs in `usable`."""
    pairs = [(int(i), int(j)) for i, j in zip(*(usable & hall.interpreted).nonzero(), strict=True)]
    if not pairs or hall.interpreters == 0:
        return Signing((), 0)
    model = _Model(hall, weights, pairs)
    solved = model.solve(limits)
    if not solved:
        return Signing((), len({person for person, _ in pairs}))
    return Signing(tuple(_lay_out(hall, model.chosen, model.stays, limits.seed)), model.most_people)


class _Model:
    """Who is met at which booth, and how many meetings each interpreter takes there."""

    def __init__(self, hall: HallArrays, weights: NDArray[np.int64], pairs: list[tuple[int, int]]) -> None:
        from ortools.sat.python import cp_model  # noqa: PLC0415  takes 0.6 s, so it waits until a plan is wanted

        self.cp, self.hall = cp_model, hall
        self.model = cp_model.CpModel()
        self.met = {(i, j, b): self.model.new_bool_var("") for i, j in pairs for b in hall.booths_for(i, j)}
        self.scale = int(weights.sum()) + 1
        self.takes: dict[tuple[int, int], Any] = {}
        self.chosen: dict[int, list[tuple[int, int]]] = defaultdict(list)
        self.stays: list[dict[int, int]] = []
        self.most_people = 0
        at_booth = self._people_and_posts()
        self._mornings(at_booth)
        self.model.maximize(sum((self.scale + int(weights[i])) * met for (i, _, _), met in self.met.items()))

    def _people_and_posts(self) -> dict[int, list[Any]]:
        people: dict[int, list[Any]] = defaultdict(list)
        posts: dict[int, list[Any]] = defaultdict(list)
        booths: dict[int, list[Any]] = defaultdict(list)
        for (i, j, b), met in self.met.items():
            people[i].append(met)
            posts[j].append(met)
            booths[b].append(met)
        for group in people.values():
            self.model.add_at_most_one(group)
        for post, group in posts.items():
            self.model.add(sum(group) <= int(self.hall.post_places[post]))
        return booths

    def _mornings(self, at_booth: dict[int, list[Any]]) -> None:
        """An interpreter's meetings and walks fit into the day; a booth's meetings into its open slots."""
        hall, crew = self.hall, range(self.hall.interpreters)
        visits: dict[tuple[int, int], Any] = {}
        for k in crew:
            for b in at_booth:
                open_slots = int(hall.open[b].sum())
                visits[k, b] = self.model.new_bool_var("")
                self.takes[k, b] = self.model.new_int_var(0, open_slots, "")
                self.model.add(self.takes[k, b] <= open_slots * visits[k, b])
            meetings, stays = sum(self.takes[k, b] for b in at_booth), sum(visits[k, b] for b in at_booth)
            self.model.add(meetings + hall.gap * (stays - 1) <= hall.slots)
        for k in crew[1:]:  # interpreters are alike: the busier first
            mine, before = (sum(self.takes[c, b] for b in at_booth) for c in (k, k - 1))
            self.model.add(mine <= before)
        for b, group in at_booth.items():
            self.model.add(sum(self.takes[k, b] for k in crew) == sum(group))
            self.model.add(sum(group) <= int(hall.open[b].sum()))

    def solve(self, limits: Limits) -> bool:
        """Fill in `chosen`, `stays` and `most_people`; false if no answer came within the work."""
        solver = solver_within(limits, 1)
        if solver.solve(self.model) not in (self.cp.OPTIMAL, self.cp.FEASIBLE):
            return False
        for (i, j, b), met in self.met.items():
            if solver.boolean_value(met):
                self.chosen[b].append((i, j))
        for k in range(self.hall.interpreters):
            mine = {b: solver.value(count) for (crew, b), count in self.takes.items() if crew == k}
            self.stays.append({b: count for b, count in mine.items() if count})
        self.most_people = int(solver.best_objective_bound // self.scale)
        return True


def _lay_out(
    hall: HallArrays, chosen: dict[int, list[tuple[int, int]]], stays: list[dict[int, int]], seed: int
) -> list[Interview]:
    """Slots for each interpreter's stays, in the order of booths that loses the fewest meetings to breaks."""
    queue = {booth: list(pairs) for booth, pairs in chosen.items()}
    taken: set[tuple[int, int]] = set()
    placed: list[Interview] = []
    draw = random.Random(seed)  # noqa: S311  a search, not a secret
    for stay in stays:
        orders = [sorted(stay, key=lambda b: (-stay[b], b))]
        orders += [draw.sample(orders[0], len(stay)) for _ in range(ORDERS_TRIED)]
        best = max((_morning(hall, order, stay, taken) for order in orders), key=len)
        for booth, slot in best:
            person, post = queue[booth].pop(0)
            placed.append(Interview(person, post, booth, slot))
            taken.add((booth, slot))
    return placed


def _morning(
    hall: HallArrays, order: list[int], stay: dict[int, int], taken: set[tuple[int, int]]
) -> list[tuple[int, int]]:
    at, slot = [], 0
    for booth in order:
        left = stay[booth]
        while left and slot < hall.slots:
            if hall.open[booth, slot] and (booth, slot) not in taken:
                at.append((booth, slot))
                left -= 1
            slot += 1
        slot += hall.gap
    return at
