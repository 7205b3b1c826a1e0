"""Measures of ranked lists, each a function from judged ranks to one value a query, as trec_eval computes them.

Formulas: trec_eval 9.0 (m_map, m_recip_rank, m_ndcg_cut, m_recall, m_success, m_P, m_Rprec); relevant is a grade of at
least 1, nDCG takes the grade as the gain and log2(rank + 1) as the discount, a query without any relevant document
has 0 everywhere. Tests hold every value against trec_eval through ir_measures.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.domain.errors import InputError
from matcher.evaluation.ranks import Judged

Values = NDArray[np.float64]  # (queries with a judgement,)

REPORTED = ("map", "mrr", "ndcg@10", "recall@10", "recall@100", "hit@1", "rprec")
PRIMARY = "map"
_NAME = re.compile(r"(map|mrr|rprec|ndcg|recall|hit|p)(?:@([1-9][0-9]{0,5}))?", re.ASCII)


@dataclass(frozen=True)
class Measure:
    """A measure under the name that papers print. `depth`: how far down a list it looks, None for all the way."""

    name: str
    depth: int | None
    values: Callable[[Judged], Values]


def measure(name: str) -> Measure:
    """`map`, `mrr`, `rprec`, `ndcg`, `ndcg@k`, `recall@k`, `hit@k` or `p@k`. Raises InputError for another name."""
    found = _NAME.fullmatch(name)
    kind, cut = (found[1], int(found[2]) if found[2] else None) if found else ("", None)
    if kind in _WHOLE and cut is None:
        return Measure(name, None, _WHOLE[kind])
    if kind in _CUT and cut is not None:
        return Measure(name, cut, partial(_CUT[kind], k=cut))
    raise InputError("measure_unknown", name=name, known=", ".join(REPORTED))


def average_precision(judged: Judged) -> Values:
    """Mean over all relevant documents of the precision at their ranks, 0 for those that are not in the list."""
    found = (judged.grades > 0) & (judged.ranks > 0)
    queries, ranks = judged.queries[found], judged.ranks[found]
    order = np.lexsort((ranks, queries))
    queries, ranks = queries[order], ranks[order]
    sums = np.bincount(queries, weights=_positions(queries) / ranks, minlength=judged.n)
    return _share(sums, _relevant(judged))


def reciprocal_rank(judged: Judged) -> Values:
    """One over the rank of the first relevant document."""
    found = (judged.grades > 0) & (judged.ranks > 0)
    best = np.zeros(judged.n)
    np.maximum.at(best, judged.queries[found], 1.0 / judged.ranks[found])
    return best


def r_precision(judged: Judged) -> Values:
    """The share of the R relevant documents that stand among the first R."""
    relevant = _relevant(judged)
    hit = (judged.grades > 0) & (judged.ranks > 0) & (judged.ranks <= relevant[judged.queries])
    return _share(_count(judged, hit), relevant)


def ndcg(judged: Judged, k: int | None = None) -> Values:
    """Discounted gain of the first k over that of the best possible list."""
    gains = np.where(judged.grades > 0, judged.grades, 0).astype(np.float64)
    listed = _within(judged, k)
    got = np.bincount(
        judged.queries[listed], weights=gains[listed] / np.log2(judged.ranks[listed] + 1.0), minlength=judged.n
    )
    order = np.lexsort((-judged.grades, judged.queries))
    queries, gains = judged.queries[order], gains[order]
    places = _positions(queries)
    counts = places <= k if k is not None else np.ones(len(places), dtype=bool)
    ideal = np.bincount(queries[counts], weights=gains[counts] / np.log2(places[counts] + 1.0), minlength=judged.n)
    return _share(got, ideal)


def recall(judged: Judged, k: int) -> Values:
    """The share of the relevant documents that stand among the first k."""
    return _share(_count(judged, _within(judged, k) & (judged.grades > 0)), _relevant(judged))


def hit(judged: Judged, k: int) -> Values:
    """1 where a relevant document stands among the first k (trec_eval: success), else 0."""
    return (_count(judged, _within(judged, k) & (judged.grades > 0)) > 0).astype(np.float64)


def precision(judged: Judged, k: int) -> Values:
    """The share of the first k places that relevant documents hold; an empty place counts as wrong."""
    return _count(judged, _within(judged, k) & (judged.grades > 0)) / k


_WHOLE: dict[str, Callable[[Judged], Values]] = {
    "map": average_precision,
    "mrr": reciprocal_rank,
    "rprec": r_precision,
    "ndcg": ndcg,
}
_CUT: dict[str, Callable[..., Values]] = {"ndcg": ndcg, "recall": recall, "hit": hit, "p": precision}


def _within(judged: Judged, k: int | None) -> NDArray[np.bool_]:
    listed = judged.ranks > 0
    return listed if k is None else listed & (judged.ranks <= k)


def _count(judged: Judged, chosen: NDArray[np.bool_]) -> Values:
    return np.bincount(judged.queries[chosen], minlength=judged.n).astype(np.float64)


def _relevant(judged: Judged) -> Values:
    return _count(judged, judged.grades > 0)


def _share(part: NDArray[Any], whole: NDArray[Any]) -> Values:
    shares: Values = np.divide(part, whole, out=np.zeros(len(part)), where=whole > 0)
    return shares


def _positions(queries: NDArray[np.int64]) -> NDArray[np.int64]:
    """1, 2, 3, ... within each stretch of equal values of a sorted array."""
    places = np.arange(len(queries))
    fresh = np.ones(len(queries), dtype=bool)
    fresh[1:] = queries[1:] != queries[:-1]
    return places - np.maximum.accumulate(np.where(fresh, places, 0)) + 1
