"""From values by query to means with intervals and to a declared family of paired comparisons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from matcher.evaluation.measures import Measure
from matcher.evaluation.ranks import Judged
from matcher.evaluation.significance import Paired, holm, intervals, paired

LEVEL = 0.05


@dataclass(frozen=True)
class Mean:
    """The mean over n queries and its 95 % bootstrap interval."""

    mean: float
    ci95: tuple[float, float]
    n: int


@dataclass(frozen=True)
class Comparison:
    """Two systems on one measure; `p_holm` is adjusted over all pairs of systems on that measure."""

    a: str
    b: str
    metric: str
    result: Paired
    p_holm: float

    @property
    def significant(self) -> bool:
        """Whether the family as a whole, at 5 %, tells the two apart."""
        return self.p_holm < LEVEL


def values_of(judged: Judged, measures: Sequence[Measure]) -> NDArray[np.float64]:
    """(queries with a judgement, measures)"""
    return np.column_stack([measure.values(judged) for measure in measures])


def means(
    values: Mapping[str, NDArray[np.float64]], measures: Sequence[Measure], seed: int
) -> dict[str, dict[str, Mean]]:
    """Mean and interval of every system and measure; all share the same resamples of the queries."""
    if not values:
        return {}
    table = np.hstack(list(values.values()))
    ci = iter(intervals(table, seed))
    n = len(table)
    return {
        system: {m.name: Mean(exact_mean(column), next(ci), n) for m, column in zip(measures, each.T, strict=True)}
        for system, each in values.items()
    }


def comparisons(
    values: Mapping[str, NDArray[np.float64]], measures: Sequence[Measure], seed: int
) -> dict[str, list[Comparison]]:
    """Of each measure all pairs of systems, the better one first: one family for Holm."""
    return {
        measure.name: _family({name: each[:, i] for name, each in values.items()}, measure.name, seed)
        for i, measure in enumerate(measures)
    }


def letters(systems: Sequence[str], apart: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Letters of Holm groups: two systems that share one do not differ significantly.

    systems  best first; apart: the pairs that differ. The insert-and-absorb algorithm of Piepho 2004.
    """
    groups = [set(systems)]
    for pair in apart:
        groups = _absorbed([part for group in groups for part in _split(group, pair)])
    rank = {name: i for i, name in enumerate(systems)}
    groups.sort(key=lambda group: sorted(rank[name] for name in group))
    return {name: "".join(chr(ord("a") + i) for i, group in enumerate(groups) if name in group) for name in systems}


def exact_mean(column: NDArray[np.float64]) -> float:
    """The mean of whole multiples of 2**-36, so that it does not depend on the order of the queries."""
    scale = 2.0**36
    return float(np.rint(column * scale).sum() / (len(column) * scale)) if len(column) else 0.0


def _family(columns: Mapping[str, NDArray[np.float64]], metric: str, seed: int) -> list[Comparison]:
    order = sorted(columns, key=lambda name: (-exact_mean(columns[name]), name))
    pairs = list(combinations(order, 2))
    if not pairs:
        return []
    a = np.column_stack([columns[first] for first, _ in pairs])
    b = np.column_stack([columns[second] for _, second in pairs])
    results = paired(a, b, seed)
    adjusted = holm([result.p for result in results])
    return [
        Comparison(first, second, metric, result, p)
        for (first, second), result, p in zip(pairs, results, adjusted, strict=True)
    ]


def _split(group: set[str], pair: tuple[str, str]) -> list[set[str]]:
    return [group - {name} for name in pair] if set(pair) <= group else [group]


def _absorbed(groups: list[set[str]]) -> list[set[str]]:
    distinct = [group for i, group in enumerate(groups) if group not in groups[:i]]
    return [group for group in distinct if not any(group < other for other in distinct)]
