"""Intervals and tests over queries, the same bytes on every machine.

Values are rounded to multiples of 2**-36 and kept as whole numbers in float64. Sums over up to 2**16 queries of numbers
up to 2**36 stay below 2**53, so every sum is exact, whatever order or number of threads a matrix product takes.
Random numbers are the raw stream of PCG64, which numpy keeps stable, seeded from a stable hash.

Sources: Efron and Tibshirani 1993, chapter 13 (percentile interval); Smucker, Allan and Carterette, CIKM 2007
(randomisation test for retrieval); Phipson and Smyth 2010 (p = (count + 1) / (draws + 1)); Holm 1979.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

DRAWS = 10_000
SCALE = 2.0**36
QUERIES_MAX = 1 << 16
EXACT_UP_TO = 13  # 2**13 = 8,192 sign patterns are fewer than the draws
_BLOCK = 250
_Z_ALPHA, _Z_POWER = 1.959964, 0.841621  # two-sided 5 %, power 80 %


@dataclass(frozen=True)
class Paired:
    """A paired comparison: mean difference a - b, its interval, p, and what the numbers can carry.

    effect       mean difference over its standard deviation (Cohen's d for pairs)
    detectable   the smallest mean difference that a test at 5 % finds in 80 of 100 such sets of queries
    """

    difference: float
    ci95: tuple[float, float]
    p: float
    exact: bool
    effect: float
    wins: int
    losses: int
    ties: int
    detectable: float


def stream(seed: int, purpose: str) -> np.random.PCG64:
    """The random stream of one purpose: the same for the same seed, on every platform and hash seed."""
    digest = hashlib.sha256(f"{seed}/{purpose}".encode()).digest()
    return np.random.PCG64(int.from_bytes(digest[:16], "big"))


def intervals(values: NDArray[np.float64], seed: int, draws: int = DRAWS) -> list[tuple[float, float]]:
    """95 % percentile bootstrap intervals of the mean of each column of `values` (queries, columns).

    All columns share the resamples, so that they may be compared. Raises ValueError for more than 65,536 queries.
    """
    whole = _whole(values)
    n = len(whole)
    if n == 0:
        return [(math.nan, math.nan)] * values.shape[1]
    means = np.concatenate([counts @ whole for counts in _resamples(n, seed, draws)]) / (n * SCALE)
    means.sort(axis=0)
    low, high = math.floor(0.025 * (draws - 1)), math.ceil(0.975 * (draws - 1))
    return [(float(a), float(b)) for a, b in zip(means[low], means[high], strict=True)]


def paired(a: NDArray[np.float64], b: NDArray[np.float64], seed: int, draws: int = DRAWS) -> list[Paired]:
    """Compares column i of `a` with column i of `b`, both (queries, columns), the same queries in the same order."""
    difference = _whole(a) - _whole(b)
    ci = intervals(difference / SCALE, seed, draws)
    p = _sign_flips(difference, seed, draws)
    return [_summary(difference[:, i] / SCALE, ci[i], *p[i]) for i in range(difference.shape[1])]


def holm(p: Sequence[float]) -> list[float]:
    """Holm's step-down adjustment of a family of p values, in the given order."""
    order = sorted(range(len(p)), key=lambda i: (p[i], i))
    adjusted, running = [0.0] * len(p), 0.0
    for step, i in enumerate(order):
        running = max(running, min(1.0, (len(p) - step) * p[i]))
        adjusted[i] = running
    return adjusted


def _whole(values: NDArray[np.float64]) -> NDArray[np.float64]:
    if len(values) > QUERIES_MAX:
        raise ValueError(f"more than {QUERIES_MAX} queries")
    return np.rint(values * SCALE)


def _resamples(n: int, seed: int, draws: int) -> Iterator[NDArray[np.float64]]:
    """Blocks (draws, n) of how often each query is drawn, each row summing to n."""
    bits = stream(seed, f"bootstrap/{n}")
    for start in range(0, draws, _BLOCK):
        rows = min(_BLOCK, draws - start)
        drawn = (bits.random_raw(rows * n) >> np.uint64(32)) * np.uint64(n) >> np.uint64(32)
        cells = drawn.astype(np.int64) + np.repeat(np.arange(rows) * n, n)
        yield np.bincount(cells, minlength=rows * n).reshape(rows, n).astype(np.float64)


def _sign_flips(difference: NDArray[np.float64], seed: int, draws: int) -> list[tuple[float, bool]]:
    """(p, exact) of each column: how often random signs give a sum at least as far from 0."""
    moved = np.count_nonzero(difference, axis=0)
    sampled = np.flatnonzero(moved > EXACT_UP_TO)
    extreme = np.zeros(len(moved), dtype=np.int64)
    observed = np.abs(difference.sum(axis=0))
    if len(sampled):
        for signs in _signs(len(difference), seed, draws):
            sums = np.abs(signs @ difference[:, sampled])
            extreme[sampled] += np.count_nonzero(sums >= observed[sampled], axis=0)
    return [
        ((int(extreme[i]) + 1) / (draws + 1), False)
        if moved[i] > EXACT_UP_TO
        else (_exact(difference[difference[:, i] != 0, i]), True)
        for i in range(len(moved))
    ]


def _signs(n: int, seed: int, draws: int) -> Iterator[NDArray[np.float64]]:
    bits = stream(seed, f"signs/{n}")
    words = -(-n // 64)
    for start in range(0, draws, _BLOCK):
        rows = min(_BLOCK, draws - start)
        raw = bits.random_raw(rows * words).astype("<u8").view(np.uint8).reshape(rows, words * 8)
        yield np.unpackbits(raw, axis=1, count=n).astype(np.float64) * 2 - 1


def _exact(moved: NDArray[np.float64]) -> float:
    """The share of all 2**n sign patterns whose sum is at least as far from 0 as the observed one."""
    patterns = np.arange(1 << len(moved))[:, None] >> np.arange(len(moved)) & 1
    sums = np.abs((patterns * 2.0 - 1) @ moved)
    return float(np.count_nonzero(sums >= abs(moved.sum())) / len(sums))


def _summary(difference: NDArray[np.float64], ci: tuple[float, float], p: float, exact: bool) -> Paired:
    n = len(difference)
    mean = math.fsum(difference) / n if n else 0.0
    spread = math.sqrt(math.fsum((difference - mean) ** 2) / (n - 1)) if n > 1 else 0.0
    return Paired(
        difference=mean,
        ci95=ci,
        p=p,
        exact=exact,
        effect=mean / spread if spread else 0.0,
        wins=int(np.count_nonzero(difference > 0)),
        losses=int(np.count_nonzero(difference < 0)),
        ties=int(np.count_nonzero(difference == 0)),
        detectable=(_Z_ALPHA + _Z_POWER) * spread / math.sqrt(n) if n else 0.0,
    )
