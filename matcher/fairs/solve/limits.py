"""How much a search may do: deterministic work, and an emergency stop by the clock."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

AT_LEAST = 0.01
"""Seconds that a solver is given after the stop, so that it answers at all."""


@dataclass(frozen=True, slots=True)
class Limits:
    """`work`: deterministic units a level (about seconds); `stop`: when to make do with what there is, None for never.

    `stop` is a reading of `clock`. A search that it cut short is not reproducible.
    """

    work: float = 20.0
    seed: int = 0
    stop: float | None = None
    clock: Callable[[], float] = time.monotonic

    @property
    def left(self) -> float | None:
        """Seconds until the stop, None without one."""
        return None if self.stop is None else max(self.stop - self.clock(), AT_LEAST)

    @property
    def over(self) -> bool:
        """The stop has come."""
        return self.stop is not None and self.clock() >= self.stop


def limits_of(seconds: float | None, seed: int, clock: Callable[[], float] = time.monotonic) -> Limits:
    """The limits of a command: its seconds begin now."""
    return Limits(seed=seed, stop=None if seconds is None else clock() + seconds, clock=clock)
