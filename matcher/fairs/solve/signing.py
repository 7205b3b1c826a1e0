"""Whom the interpreters serve, and at which booths: settled first, for nothing else in the hall is as scarce.

What that takes from others is counted at the prices of the places, so of all ways to serve as many people the one is
chosen that leaves the most to everybody else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from matcher.fairs.solve.appointments import SERVED, Appointments, Chance, chances, chances_at, heaviest
from matcher.fairs.solve.flow import Ints, Places, worth_most
from matcher.fairs.solve.hall import HallArrays
from matcher.fairs.solve.limits import Limits
from matcher.fairs.solve.mornings import walked
from matcher.fairs.solve.plan import Interview
from matcher.fairs.solve.scarcity import prices

WORK = 1.5
TO_THE_SLOT = 1_000
"""The most variables of interpreter, booth and slot of a program that settles the day to the slot."""
SPARE = (0, 1, 2)
"""Slots of each interpreter's day that are left empty, tried in turn while meetings find no time."""
Plan = tuple[Interview, ...]


@dataclass(frozen=True, slots=True)
class Signing:
    """Interviews with an interpreter; how many people no plan exceeds, and what weight so many have at most."""

    interviews: Plan
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
        bound = Appointments(hall, places, chances(hall, usable, gains), held).most_people(limits)[1]
    return Signing(plan, *divmod(bound, heaviest(places.weight)))


def _planned(
    hall: HallArrays, places: Places, gains: Ints, held: frozenset[Interview], limits: Limits
) -> tuple[Plan, int]:
    """Booths that look best, posts and the order of the day aside; then the day itself."""
    plans: list[Plan] = [()]
    bounds = []
    for spare in SPARE:
        offered = chances(hall, places.usable, gains)
        model = Appointments(hall, places, offered, held, spare=spare * hall.interpreters)
        hoped, bound = model.most_people(limits)
        bounds.append(bound)
        chosen = _with_posts(hall, places, gains, model.best(limits))
        found = _timed(chosen, walked(hall, Counter(c.booth for c in chosen), held, limits.seed))
        if _level(places, found) < hoped:
            found = max(found, _to_the_slot(hall, places, gains, held, chosen, limits), key=partial(_level, places))
        plans.append(found)
        if len(found) >= len(chosen) or limits.over:
            break
    return max(plans, key=partial(_level, places)), bounds[0]


def _to_the_slot(
    hall: HallArrays,
    places: Places,
    gains: Ints,
    held: frozenset[Interview],
    chosen: Sequence[Chance],
    limits: Limits,
) -> Plan:
    """The best that interpreters can do at the booths of the chosen meetings; nothing where that is a large program."""
    booths = frozenset(chance.booth for chance in chosen)
    if len(booths) * hall.slots * hall.interpreters > TO_THE_SLOT:
        return ()
    exact = Appointments(hall, places, chances_at(hall, places.usable, gains, booths), held)
    exact.chosen = list(chosen)
    days = exact.to_the_slot(held)
    exact.most_people(limits)
    best = exact.best(limits)
    return _timed(best, days.slots(exact.solver)) if exact.solver else ()


def _with_posts(hall: HallArrays, places: Places, gains: Ints, chosen: Iterable[Chance]) -> list[Chance]:
    """The posts at each person's booth that are worth most together and have places."""
    booth_of = {chance.person: chance.booth for chance in chosen}
    usable = np.zeros_like(places.usable)
    for person, booth in booth_of.items():
        posts = np.flatnonzero(places.usable[person])
        usable[person, [post for post in posts if booth in hall.booths_for(person, int(post))]] = True
    one = np.minimum(places.person_most, 1)
    here = replace(places, usable=usable, score=gains.clip(-SERVED).astype(np.int32), person_most=one)
    met = worth_most(here, np.where(places.weight > 0, 2 * SERVED, 0))
    pairs = zip(*(axis.tolist() for axis in met.nonzero()), strict=True)
    return [Chance(i, j, booth_of[i], int(gains[i, j])) for i, j in pairs]


def _timed(chosen: Iterable[Chance], slots: Mapping[int, Sequence[int]]) -> Plan:
    """The chosen meetings for which there is time, those that are worth most first."""
    times = {booth: list(mine) for booth, mine in slots.items()}
    order = sorted(chosen, key=lambda c: (-c.worth, c.person))
    return tuple(Interview(c.person, c.post, c.booth, times[c.booth].pop(0)) for c in order if times.get(c.booth))


def _level(places: Places, plan: Plan) -> int:
    return sum(heaviest(places.weight) + int(places.weight[interview.person]) for interview in plan)
