"""Whom the interpreters serve, and at which booths: settled first, for nothing else in the hall is as scarce.

What that takes from others is counted at the prices of the places, so of all ways to serve as many people the one is
chosen that leaves the most to everybody else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from matcher.fairs.solve.appointments import SERVED, Appointments, Chance, Cut, chances, chances_at, heaviest
from matcher.fairs.solve.flow import Ints, Places, worth_most
from matcher.fairs.solve.hall import HallArrays
from matcher.fairs.solve.limits import Limits
from matcher.fairs.solve.plan import Interview
from matcher.fairs.solve.scarcity import prices

WORK = 1.0
ROUNDS = 4
"""How many sets of booths are tried."""


@dataclass(frozen=True, slots=True)
class Signing:
    """Interviews with an interpreter; how many people no plan exceeds, and what weight so many have at most."""

    interviews: tuple[Interview, ...]
    most_people: int
    most_weight: int


def signing(hall: HallArrays, places: Places, held: frozenset[Interview], limits: Limits) -> Signing:
    """An interpreted interview for as many as possible of those who are not served without; `held` ones stand."""
    limits = replace(limits, work=WORK)
    rest = replace(places, usable=places.usable & ~hall.interpreted)
    first = np.where(places.weight > 0, SERVED, 0)
    met = worth_most(rest, first)
    alone = (places.weight > 0) & ~met.any(axis=1)
    gains = prices(rest, met, first).gains(rest)
    usable = places.usable & hall.interpreted & alone[:, None]
    worthwhile = usable & (gains > -SERVED)
    plan, bound = _planned(hall, replace(places, usable=worthwhile), gains, held, limits)
    if (usable != worthwhile).any():
        bound = Appointments(hall, places, chances(hall, usable, gains), held).most_people((), limits)[1]
    return Signing(plan, *divmod(bound, heaviest(places.weight)))


def _planned(
    hall: HallArrays, places: Places, gains: Ints, held: frozenset[Interview], limits: Limits
) -> tuple[tuple[Interview, ...], int]:
    """Booths that look best, posts and the order of the day aside; then the day itself; others if those fall short."""
    offered = chances(hall, places.usable, gains)
    cuts: list[Cut] = []
    plans: list[tuple[int, tuple[Interview, ...]]] = [(0, ())]
    bound = 0
    for _ in range(ROUNDS):
        model = Appointments(hall, places, offered, held)
        hoped, bound = model.most_people(cuts, limits)
        booths = frozenset(chance.booth for chance in model.best(limits))
        exact = Appointments(hall, places, chances_at(hall, places.usable, gains, booths), held)
        days = exact.to_the_slot(held)
        reached, most = exact.most_people((), limits)
        plans.append((reached, _timed(exact.best(limits), days.slots(exact.solver))))
        cuts.append(Cut(booths, most))
        if reached >= hoped or limits.over:
            break
    return max(plans, key=lambda plan: plan[0])[1], bound


def _timed(chosen: Iterable[Chance], slots: Mapping[int, Sequence[int]]) -> tuple[Interview, ...]:
    queue = {booth: list(times) for booth, times in slots.items()}
    return tuple(Interview(c.person, c.post, c.booth, queue[c.booth].pop(0)) for c in chosen)
