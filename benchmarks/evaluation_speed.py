"""How fast are all measures over full rankings, beside ir_measures (trec_eval's code) and ranx, in one run?

    OMP_NUM_THREADS=1 NUMBA_NUM_THREADS=1 python benchmarks/evaluation_speed.py [--dataset FOLDER] [--queries 14142]
        [--documents 3039] [--repeat 3]

Everybody gets what it works on in its own form, made beforehand and not timed: we a score matrix and judgement arrays,
ir_measures an evaluator of the judgements and a dictionary of scores, ranx its Qrels and Run with numba warm. Timed is
one call that gives seven measures for every query over all documents; the best of `--repeat` calls counts. One thread.
With --dataset the judgements are those of a retrieval set and the scores hashes of ids; without, both are random.
A peer that is not installed is said to be absent. Needs about 12 GB for the full size, nearly all of it for the peers.
"""

from __future__ import annotations

import argparse
import gc
import time
from pathlib import Path

import numpy as np

from matcher.evaluation.chance import random_system
from matcher.evaluation.compare import values_of
from matcher.evaluation.datasets import open_set
from matcher.evaluation.judgements import judgements_of
from matcher.evaluation.measures import REPORTED, measure
from matcher.evaluation.ranks import judged, ranks_by_score, ranks_in
from matcher.evaluation.runs import best, joined

try:
    import ir_measures
except ImportError:
    ir_measures = None
try:
    import ranx
except ImportError:
    ranx = None

MEASURES = [measure(name) for name in REPORTED]


def main() -> None:
    options = parsed()
    judgements, scores, documents = problem(options)
    ours, values = timed(lambda: from_scores(judgements, scores), options.repeat)
    listed, same = timed(lambda: from_lists(judgements, scores), 1)
    print(f"{scores.shape[0]:,} queries x {scores.shape[1]:,} documents, {len(judgements):,} judgements, all ranks")
    print(f"ours, from scores        {ours:8.3f} s")
    print(f"ours, by sorted lists    {listed:8.3f} s   same values: {np.array_equal(values, same)}")
    for name, module, peer in (("ir_measures", ir_measures, by_ir_measures), ("ranx", ranx, by_ranx)):
        if module is None:
            print(f"{name:24} is not installed: not run")
            continue
        seconds, theirs = timed_peer(peer, judgements, scores, documents, options.repeat)
        ratio, differs = seconds / ours, np.abs(theirs - values.mean(axis=0)).max()
        print(f"{name:24} {seconds:8.3f} s   {ratio:6.1f} x ours   largest difference of a mean {differs:.1e}")
        gc.collect()


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dataset", type=Path)
    parser.add_argument("--queries", type=int, default=14_142)
    parser.add_argument("--documents", type=int, default=3_039)
    parser.add_argument("--repeat", type=int, default=3)
    return parser.parse_args()


def problem(options):
    """(judgements, scores, document ids): every query has at least one judgement."""
    if options.dataset:
        dataset = open_set(options.dataset)
        scores = np.vstack(list(random_system(0)(dataset.queries, dataset.corpus)))
        return dataset.judgements, scores, dataset.corpus.ids
    rng = np.random.default_rng(0)
    right = rng.integers(0, options.documents, options.queries)
    scores = rng.random((options.queries, options.documents), dtype=np.float32)
    ids = sorted((f"d{i}" for i in range(options.documents)), reverse=True)
    return judgements_of({(query, int(column)): 1 for query, column in enumerate(right)}), scores, ids


def from_scores(judgements, scores):
    return values_of(judged(judgements, ranks_by_score(scores, judgements)), MEASURES)


def from_lists(judgements, scores):
    lists = [
        each for start in range(0, len(scores), 256) for each in best(scores[start : start + 256], scores.shape[1])
    ]
    return values_of(judged(judgements, ranks_in(joined(lists), judgements, scores.shape[1])), MEASURES)


def timed(call, repeat):
    seconds = []
    for _ in range(repeat):
        start = time.perf_counter()
        result = call()
        seconds.append(time.perf_counter() - start)
    return min(seconds), result


def timed_peer(peer, judgements, scores, documents, repeat):
    call = peer(judgements, scores, documents)
    call()  # warm
    return timed(call, repeat)


def dictionaries(judgements, scores, documents):
    qrels: dict[str, dict[str, int]] = {}
    for query, column, grade in zip(judgements.queries, judgements.documents, judgements.grades, strict=True):
        qrels.setdefault(f"q{query}", {})[documents[column]] = int(grade)
    return qrels, {f"q{row}": dict(zip(documents, line.tolist(), strict=True)) for row, line in enumerate(scores)}


def by_ir_measures(judgements, scores, documents):
    qrels, run = dictionaries(judgements, scores, documents)
    m = ir_measures
    names = [m.AP, m.RR, m.nDCG @ 10, m.R @ 10, m.R @ 100, m.Success @ 1, m.Rprec]
    evaluator = ir_measures.evaluator(names, qrels)

    def call():
        found = evaluator.calc_aggregate(run)
        return np.array([found[name] for name in names])

    return call


def by_ranx(judgements, scores, documents):
    judged_by_query, scored = dictionaries(judgements, scores, documents)
    qrels, run = ranx.Qrels(judged_by_query), ranx.Run(scored)
    names = ["map", "mrr", "ndcg@10", "recall@10", "recall@100", "hit_rate@1", "r-precision"]

    def call():
        found = ranx.evaluate(qrels, run, names, threads=1)
        return np.array([found[name] for name in names])

    return call


if __name__ == "__main__":
    main()
