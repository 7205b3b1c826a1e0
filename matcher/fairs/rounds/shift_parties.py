"""Parties moved to better shifts, or sent home: each is tried where the people that it would displace cost least."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from matcher.fairs.problem import MILLION
from matcher.fairs.rounds.shift_sets import ShiftProblem
from matcher.fairs.solve.limits import Limits

TRIALS = 40
"""Flows that may be tried and not taken."""
NOWHERE = -1
Table = NDArray[np.bool_]
Values = NDArray[np.int64]
Settle = Callable[[Table], Table]
Worth = Callable[[Table], tuple[int, ...]]


def settle_parties(sets: ShiftProblem, taken: Table, singles: Settle, worth: Worth, limits: Limits) -> Table:
    """Move one party at a time, by the greatest estimated gain, as long as the plan is worth more.

    `singles` adds everybody who is alone to a table of parties at their best; `worth` compares tables.
    """
    value = sets.score + 1000 * sets.weights[:, None] + MILLION**2 * sets.sizes[:, None]
    parties = taken & (sets.sizes > 1)[:, None]
    tried: set[tuple[int, int, bytes]] = set()
    for _ in range(TRIALS):
        move = _best_move(sets, value, parties, _prices(sets, value, taken), tried)
        if move is None or limits.over:
            break
        unit, shift = move
        tried.add((unit, shift, parties[unit].tobytes()))
        moved = parties.copy()
        moved[unit] = False
        if shift != NOWHERE:
            moved[unit, shift] = True
        trial = singles(moved)
        if worth(trial) > worth(taken):
            taken, parties = trial, moved
    return taken


def _best_move(
    sets: ShiftProblem, value: Values, parties: Table, prices: Values, tried: set[tuple[int, int, bytes]]
) -> tuple[int, int] | None:
    """The party and the shift (or NOWHERE) that promise most; None where nothing is promised."""
    load = (parties * sets.sizes[:, None]).sum(axis=0)
    best, move = 0, None
    for unit in np.flatnonzero(sets.sizes > 1):
        net = value[unit] - sets.sizes[unit] * prices
        fits = sets.allowed[unit] & ~parties[unit] & (load + sets.sizes[unit] <= sets.headcount)
        there = int(net[parties[unit]].sum())
        gains = np.append(np.where(fits, net - there, 0), -there)  # the last: to stay at home
        for at in np.argsort(-gains, kind="stable"):
            shift = int(at) if at < len(net) else NOWHERE
            if gains[at] <= best:
                break
            if (int(unit), shift, parties[unit].tobytes()) not in tried:
                best, move = int(gains[at]), (int(unit), shift)
                break
    return move


def _prices(sets: ShiftProblem, value: Values, taken: Table) -> Values:
    """(shifts,) what the last head of a full shift is worth to who else would have it: the longest chain of moves."""
    count = len(sets.shifts)
    full = (taken * sets.sizes[:, None]).sum(axis=0) >= sets.headcount
    chain = np.full((count, count), -(MILLION**3), dtype=np.int64)
    idle = np.zeros(count, dtype=np.int64)
    for unit in np.flatnonzero(sets.sizes == 1):
        able, mine = sets.allowed[unit], np.flatnonzero(taken[unit])
        if not len(mine):
            idle = np.where(able, np.maximum(idle, value[unit]), idle)
        for shift in mine:
            chain[shift] = np.where(able, np.maximum(chain[shift], value[unit] - value[unit, shift]), chain[shift])
    prices = np.where(full, idle, 0)
    for _ in range(count):
        further = np.where(full, np.maximum(prices, (prices[:, None] + chain).max(axis=0)), 0)
        if (further == prices).all():
            break
        prices = further
    return prices
