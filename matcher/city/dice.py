"""Cheap repeatable draws: one block of numbers from numpy at a time, handed out one by one."""

from __future__ import annotations

import zlib
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Generic, TypeVar

import numpy as np
from numpy.random import Generator

T = TypeVar("T")
_BLOCK = 1 << 15
_SPAN = 1 << 32


def generator(seed: int, part: str) -> Generator:
    """The stream of one part of the city, independent of how much any other part draws."""
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(zlib.crc32(part.encode()),)))


class Shares(Generic[T]):
    """Values with shares that need not sum to one."""

    def __init__(self, shares: Mapping[T, float]) -> None:
        self.values: tuple[T, ...] = tuple(shares)
        sums = list(accumulate(shares.values()))
        self._bounds = [int(s / sums[-1] * _SPAN) for s in sums[:-1]]

    def at(self, number: int) -> T:
        """The value whose part of 0..2**32 holds `number`."""
        return self.values[bisect_right(self._bounds, number)]


class Dice:
    """Draws for the assembly of records; same stream, same answers."""

    def __init__(self, rng: Generator) -> None:
        self._rng = rng
        self._numbers: Iterator[int] = iter(())

    def number(self) -> int:
        """A whole number below 2**32."""
        for number in self._numbers:
            return number
        block: list[int] = self._rng.integers(0, _SPAN, _BLOCK, dtype=np.uint64).tolist()
        self._numbers = iter(block)
        return next(self._numbers)

    def below(self, n: int) -> int:
        """A whole number in 0..n-1."""
        return self.number() * n >> 32

    def between(self, low: int, high: int) -> int:
        """A whole number in low..high, both included."""
        return low + self.below(high - low + 1)

    def chance(self, share: float) -> bool:
        """True in that share of the cases."""
        return self.number() < share * _SPAN

    def pick(self, values: Sequence[T]) -> T:
        """One of the values."""
        return values[self.below(len(values))]

    def share(self, shares: Shares[T]) -> T:
        """One of the values by its share."""
        return shares.at(self.number())

    def some(self, values: Sequence[T], count: int) -> list[T]:
        """`count` different ones (all, where there are fewer), in drawn order."""
        left = list(values)
        return [left.pop(self.below(len(left))) for _ in range(min(count, len(left)))]
