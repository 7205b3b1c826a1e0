"""What no plan of a hall can exceed, level by level, where interpreters are few.

Interpreters pooled, a flow bounds every level; their walks are then counted by the program of appointments, beside
everybody else or together with them at the prices of places (Lagrange).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from matcher.fairs.solve.appointments import SERVED, Appointments, chances, heaviest
from matcher.fairs.solve.flow import Places, Pool, bounds, choose, worth_most
from matcher.fairs.solve.hall import HallArrays
from matcher.fairs.solve.limits import Limits
from matcher.fairs.solve.plan import Interview
from matcher.fairs.solve.scarcity import prices
from matcher.fairs.solve.signing import WORK, Signing


@dataclass(frozen=True)
class HallBounds:
    """Bounds beyond the `held` interviews, which have left these `places`."""

    hall: HallArrays
    places: Places
    held: frozenset[Interview]
    signed: Signing
    limits: Limits

    def levels(self, found: Sequence[Interview], reached: tuple[int, int]) -> tuple[int, int, int, int]:
        """All four; `found` are a plan's further interviews, `reached` its further people and their weight."""
        places, pool = self.places, pool_of(self.hall, self.places, self.signed.most_people)
        members = pool.members
        people, weight, interviews, score = bounds(places, pool, reached)
        if not members.any() or reached[0] < people:
            return people, weight, interviews, score
        others = replace(places, usable=places.usable & ~members[:, None])
        served = sorted({person for person, _ in choose(others) if places.weight[person] > 0})
        apart = len(served) + self.signed.most_people, int(places.weight[served].sum()) + self.signed.most_weight
        if apart[0] == people:
            weight = min(weight, apart[1])
        taken = [i for i in found if members[i.person]]
        worth = self._worth(others, taken, reached == apart) - SERVED * people
        return people, weight, interviews, min(score, worth)

    def _worth(self, others: Places, taken: Sequence[Interview], level_is_known: bool) -> int:
        """The most that everybody is worth, SERVED a person, at the prices that places have for `others`.

        Where people and weight are what both sides reach at most, each side reaches its most: the level is known.
        """
        first = np.where(self.places.weight > 0, SERVED, 0)
        price = prices(others, worth_most(others, first), first)
        offered = chances(self.hall, self.places.usable & ~others.usable, price.gains(self.places), further=True)
        program = Appointments(self.hall, self.places, offered, self.held, self.places.person_most)
        if level_is_known:
            program.keep(self.signed.most_people * heaviest(self.places.weight) + self.signed.most_weight)
        signed = program.most_worth(taken, replace(self.limits, work=WORK))
        return price.rent(self.places) + price.market(others, first) + signed


def pool_of(hall: HallArrays, places: Places, most_people: int) -> Pool:
    """People who are met with an interpreter or not at all, and how many of them at most."""
    usable, signed = places.usable, hall.interpreted
    members = (usable & signed).any(axis=1) & ~(usable & ~signed).any(axis=1) & (places.weight > 0)
    return Pool(np.asarray(members), most_people, hall.interpreters * hall.slots)
