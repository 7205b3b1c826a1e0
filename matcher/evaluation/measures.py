"""Measures of ranked lists, each a function from judged ranks to one value a query, as trec_eval computes them.

Formulas: trec_eval 9.0 (m_map, m_recip_rank, m_ndcg_cut, m_recall, m_success, m_P, m_Rprec, m_bpref); relevant is a
grade of at least 1, nDCG takes the grade as the gain and log2(rank + 1) as the discount, a query without any relevant
document has 0 everywhere. Beside trec_eval's: R-precision at k (hits over min(k, R), as WorkRB has it), nDCG with the
gain 2^grade - 1 (Burges et al. 2005), and the share of the first k that was judged at all. `-l2` behind a name asks for
a grade of at least 2, as trec_eval's -l does. Tests hold the values against trec_eval through ir_measures.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.domain.errors import InputError
from matcher.evaluation.ranks import Judged

Values = NDArray[np.float64]  # (queries with a judgement,)

REPORTED = ("map", "mrr", "ndcg@10", "recall@10", "recall@100", "hit@1", "rprec")
PRIMARY = "map"
_GRADE_MOST = 500  # a power of two beyond this has no sum any more
FURTHER = "bpref ndcg ndcg_exp map@k mrr@k ndcg@k ndcg_exp@k recall@k hit@k p@k rp@k judged@k"
_NAME = re.compile(r"([a-z_]+)(?:@([1-9][0-9]{0,5}))?(?:-l([1-9][0-9]?))?", re.ASCII)


@dataclass(frozen=True)
class Measure:
    """A measure under the name that papers print. `depth`: how far down a list it looks, None for all the way."""

    name: str
    depth: int | None
    values: Callable[[Judged], Values]


def measure(name: str) -> Measure:
    """One of `REPORTED` or of `FURTHER`. Raises InputError for another name."""
    found = _NAME.fullmatch(name)
    if found:
        kind, cut, least = found[1], int(found[2] or 0), int(found[3] or 0)
        values = _CUT.get(kind) if cut else _WHOLE.get(kind)
        if values and not (least and kind in _OF_GAINS):
            values = partial(values, k=cut) if cut else values
            return Measure(name, cut or None, partial(_from_grade, values, least) if least else values)
    raise InputError("measure_unknown", name=name, known=f"{' '.join(REPORTED)} {FURTHER}")


def average_precision(judged: Judged, k: int | None = None) -> Values:
    """Mean over all relevant documents of the precision at their ranks, 0 for those that are not in the first k."""
    found = (judged.grades > 0) & _within(judged, k)
    queries, ranks = judged.queries[found], judged.ranks[found]
    order = np.lexsort((ranks, queries))
    queries, ranks = queries[order], ranks[order]
    sums = np.bincount(queries, weights=_positions(queries) / ranks, minlength=judged.n)
    return _share(sums, _relevant(judged))


def reciprocal_rank(judged: Judged, k: int | None = None) -> Values:
    """One over the rank of the first relevant document among the first k."""
    found = (judged.grades > 0) & _within(judged, k)
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
    return _discounted(judged, np.maximum(judged.grades, 0).astype(np.float64), k)


def burges_ndcg(judged: Judged, k: int | None = None) -> Values:
    """Discounted gain as nDCG has it, with the gain 2^grade - 1."""
    return _discounted(judged, np.exp2(np.clip(judged.grades, 0, _GRADE_MOST)) - 1, k)


def _discounted(judged: Judged, gains: Values, k: int | None) -> Values:
    listed = _within(judged, k)
    got = np.bincount(
        judged.queries[listed], weights=gains[listed] / np.log2(judged.ranks[listed] + 1.0), minlength=judged.n
    )
    order = np.lexsort((-gains, judged.queries))
    queries, gains = judged.queries[order], gains[order]
    places = _positions(queries)
    counts = places <= k if k is not None else np.ones(len(places), dtype=bool)
    ideal = np.bincount(queries[counts], weights=gains[counts] / np.log2(places[counts] + 1.0), minlength=judged.n)
    return _share(got, ideal)


def bpref(judged: Judged) -> Values:
    """Share of judged non-relevant documents that stand behind the relevant ones; what nobody judged counts nothing."""
    relevant, against = _relevant(judged), _count(judged, judged.grades == 0)
    listed = (judged.ranks > 0) & (judged.grades >= 0)
    order = np.flatnonzero(listed)[np.lexsort((judged.ranks[listed], judged.queries[listed]))]
    queries, good = judged.queries[order], judged.grades[order] > 0
    above = np.cumsum(~good) - np.concatenate([[0], np.cumsum(_count_of(queries, judged.n, ~good))])[queries]
    most = np.minimum(relevant, against)[queries]
    lost = np.divide(np.minimum(above, relevant[queries]), most, out=np.zeros(len(order)), where=most > 0)
    return _share(np.bincount(queries[good], weights=1 - lost[good], minlength=judged.n), relevant)


def recall(judged: Judged, k: int) -> Values:
    """The share of the relevant documents that stand among the first k."""
    return _share(_count(judged, _within(judged, k) & (judged.grades > 0)), _relevant(judged))


def hit(judged: Judged, k: int) -> Values:
    """1 where a relevant document stands among the first k (trec_eval: success), else 0."""
    return (_count(judged, _within(judged, k) & (judged.grades > 0)) > 0).astype(np.float64)


def precision(judged: Judged, k: int) -> Values:
    """The share of the first k places that relevant documents hold; an empty place counts as wrong."""
    return _count(judged, _within(judged, k) & (judged.grades > 0)) / k


def precision_of_possible(judged: Judged, k: int) -> Values:
    """The share of as many of the first k places as there are relevant documents for."""
    return _share(_count(judged, _within(judged, k) & (judged.grades > 0)), np.minimum(_relevant(judged), k))


def share_judged(judged: Judged, k: int) -> Values:
    """The share of the first k places about which there is a judgement."""
    return _count(judged, _within(judged, k)) / k


_WHOLE: dict[str, Callable[..., Values]] = {
    "map": average_precision,
    "mrr": reciprocal_rank,
    "rprec": r_precision,
    "ndcg": ndcg,
    "ndcg_exp": burges_ndcg,
    "bpref": bpref,
}
_CUT: dict[str, Callable[..., Values]] = {
    "map": average_precision,
    "mrr": reciprocal_rank,
    "ndcg": ndcg,
    "ndcg_exp": burges_ndcg,
    "recall": recall,
    "hit": hit,
    "p": precision,
    "rp": precision_of_possible,
    "judged": share_judged,
}
_OF_GAINS = ("ndcg", "ndcg_exp", "judged")  # no grade is relevant or not to these


def _from_grade(values: Callable[[Judged], Values], least: int, judged: Judged) -> Values:
    return values(replace(judged, grades=np.where(judged.grades >= least, judged.grades, np.minimum(judged.grades, 0))))


def _within(judged: Judged, k: int | None) -> NDArray[np.bool_]:
    listed = judged.ranks > 0
    return listed if k is None else listed & (judged.ranks <= k)


def _count(judged: Judged, chosen: NDArray[np.bool_]) -> Values:
    return _count_of(judged.queries, judged.n, chosen)


def _count_of(queries: NDArray[np.int64], n: int, chosen: NDArray[np.bool_]) -> Values:
    return np.bincount(queries[chosen], minlength=n).astype(np.float64)


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
