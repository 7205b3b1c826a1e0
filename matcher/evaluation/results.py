"""What an evaluation writes for machines: metrics.json, config.json and the values by query."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

from matcher.evaluation.compare import Comparison, Mean
from matcher.evaluation.evaluate import Evaluation
from matcher.evaluation.groups import Group
from matcher.evaluation.leakage import Overlap
from matcher.evaluation.measures import PRIMARY
from matcher.evaluation.significance import DRAWS

_DIGITS = 8


def metrics_document(
    evaluation: Evaluation, groups: Sequence[Group] = (), overlaps: Sequence[Overlap] = ()
) -> dict[str, Any]:
    """The object of CONTRACT section 5.

    `comparisons` is the declared family, all pairs of systems on MAP; `other_comparisons` has a family of its own for
    every other measure. `not_run` names what failed and why, `measures_not_run` what looks deeper than the lists,
    `short_lists` how many lists of a run end before its others, `own_documents` how many queries stand in the corpus
    themselves; a group that is too small has no means.
    """
    dataset, depth = evaluation.dataset, evaluation.options.depth
    primary = [_comparison(each) for each in evaluation.comparisons.get(PRIMARY, ())]
    others = [
        _comparison(each) for metric, family in evaluation.comparisons.items() if metric != PRIMARY for each in family
    ]
    return {
        "dataset": dataset.name,
        "queries": len(dataset.judged),
        "counts": {
            "queries": len(dataset.queries),
            "judged": len(dataset.judged),
            "documents": len(dataset.corpus),
            "judgements": len(dataset.judgements),
            "relevant": int((dataset.judgements.grades > 0).sum()),
        },
        "systems": {
            name: {metric: _mean(m) for metric, m in measured.items()} for name, measured in evaluation.means.items()
        },
        "comparisons": primary,
        "other_comparisons": others,
        "not_run": dict(evaluation.not_run),
        "depth": depth,
        "measures_not_run": {each.name: f"deeper than the run ({depth} places)" for each in evaluation.too_deep},
        "short_lists": dict(evaluation.short),
        "own_documents": {"queries": int((dataset.own >= 0).sum()), "dropped": evaluation.options.drop_self},
        "groups": [_group(group) for group in groups],
        "overlaps": [
            {"code": o.code, "count": o.count, "of": o.of, "relevant": o.relevant, "source": o.source} for o in overlaps
        ],
    }


def config_document(evaluation: Evaluation, versions: Mapping[str, str], runs: Mapping[str, str]) -> dict[str, Any]:
    """How the numbers came about: versions, seeds, hashes of data and runs, and every rule that a reader may doubt."""
    options = evaluation.options
    return {
        "dataset": evaluation.dataset.name,
        "data_sha256": dict(evaluation.dataset.files),
        "runs_sha256": dict(runs),
        "seed": options.seed,
        "depth": options.depth,
        "drop_self": options.drop_self,
        "measures": list(options.measures),
        "stamp": options.stamp,
        "versions": dict(versions),
        "rules": {
            "scores": "rounded to float32",
            "ties": "trec_eval: score descending, then document id descending",
            "relevant": "grade of at least 1",
            "ndcg_gain": "the grade",
            "mean": "over the queries with a judgement",
            "interval": f"95 % percentile bootstrap over queries, {DRAWS} resamples",
            "test": f"paired randomisation by sign flips, exact for few queries, else {DRAWS} draws",
            "family": "all pairs of systems on one measure, Holm",
        },
    }


def by_query(evaluation: Evaluation) -> str:
    """CSV: `query,system` and one column a measure; what every mean was made of, with nine digits."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["query", "system", *evaluation.options.measures])
    ids = evaluation.dataset.queries.ids
    for name, values in evaluation.values.items():
        for row, line in zip(evaluation.dataset.judged.tolist(), values.tolist(), strict=True):
            writer.writerow([ids[row], name, *(f"{value:.9g}" for value in line)])
    return out.getvalue()


def as_json(document: Mapping[str, Any]) -> str:
    """JSON with sorted keys: the same document, the same bytes."""
    return json.dumps(document, ensure_ascii=False, sort_keys=True, indent=1, allow_nan=False) + "\n"


def _comparison(each: Comparison) -> dict[str, Any]:
    result = each.result
    return {
        "a": each.a,
        "b": each.b,
        "metric": each.metric,
        "difference": _short(result.difference),
        "ci95": [_short(result.ci95[0]), _short(result.ci95[1])],
        "p": _short(result.p),
        "p_holm": _short(each.p_holm),
        "exact": result.exact,
        "effect": _short(result.effect),
        "wins": result.wins,
        "losses": result.losses,
        "ties": result.ties,
        "detectable": _short(result.detectable),
    }


def _mean(m: Mean) -> dict[str, Any]:
    return {"mean": _short(m.mean), "ci95": [_short(m.ci95[0]), _short(m.ci95[1])], "n": m.n}


def _group(group: Group) -> dict[str, Any]:
    means = {system: _mean(m) for system, m in group.means.items()} if group.means else None
    return {"attribute": group.attribute, "value": group.value, "n": group.n, PRIMARY: means}


def _short(value: float) -> float:
    return round(value, _DIGITS)
