"""Every value of every query equals trec_eval's, by any road and in any order."""

from __future__ import annotations

import ir_measures
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.domain.errors import InputError
from matcher.evaluation.chance import random_system
from matcher.evaluation.compare import values_of
from matcher.evaluation.datasets import open_set
from matcher.evaluation.judgements import judgements_of
from matcher.evaluation.lists import ranked
from matcher.evaluation.measures import REPORTED, measure
from matcher.evaluation.ranks import judged, ranks_by_score, ranks_in
from matcher.evaluation.runs import best, joined, read_run, run_lines

NAMES = (*REPORTED, "p@5", "ndcg", "hit@10", "recall@3", "map@5", "bpref",
         "map-l2", "mrr-l2", "rprec-l2", "recall@10-l2", "hit@1-l3", "p@5-l2", "bpref-l2")  # fmt: skip
PEER = {
    "map": ir_measures.AP,
    "mrr": ir_measures.RR,
    "ndcg@10": ir_measures.nDCG @ 10,
    "recall@10": ir_measures.R @ 10,
    "recall@100": ir_measures.R @ 100,
    "hit@1": ir_measures.Success @ 1,
    "rprec": ir_measures.Rprec,
    "p@5": ir_measures.P @ 5,
    "ndcg": ir_measures.nDCG,
    "hit@10": ir_measures.Success @ 10,
    "recall@3": ir_measures.R @ 3,
    "map@5": ir_measures.AP @ 5,
    "bpref": ir_measures.Bpref,
    "map-l2": ir_measures.AP(rel=2),
    "mrr-l2": ir_measures.RR(rel=2),
    "rprec-l2": ir_measures.Rprec(rel=2),
    "recall@10-l2": ir_measures.R(rel=2) @ 10,
    "hit@1-l3": ir_measures.Success(rel=3) @ 1,
    "p@5-l2": ir_measures.P(rel=2) @ 5,
    "bpref-l2": ir_measures.Bpref(rel=2),
}
MEASURES = [measure(name) for name in NAMES]
MOST = 300  # queries of a public set that the peer computes: it takes minutes for them all


def ids(count):
    """Ids in descending order, as a data set keeps its documents."""
    return sorted((f"d{i}" for i in range(count)), reverse=True)


def peers_values(judgements, run, documents, step=1):
    """(judged queries, measures) by trec_eval's own code, of every step-th judged query."""
    asked = np.unique(judgements.queries)[::step]
    wanted = set(asked.tolist())
    qrels = [
        ir_measures.Qrel(f"q{q}", documents[d], int(g))
        for q, d, g in zip(judgements.queries, judgements.documents, judgements.grades, strict=True)
        if q in wanted
    ]
    scored = [
        ir_measures.ScoredDoc(f"q{q}", documents[d], float(s))
        for q in asked
        for d, s in zip(run.of(q), run.scores[run.starts[q] : run.starts[q + 1]], strict=True)
    ]
    found = {
        (m.query_id, str(m.measure)): m.value
        for m in ir_measures.pytrec_eval.iter_calc(list(PEER.values()), qrels, scored)
    }
    return np.array([[found[f"q{q}", str(PEER[name])] for name in NAMES] for q in asked])


@st.composite
def cases(draw):
    """Scores with many ties, graded judgements with zeros, a depth."""
    queries, documents = draw(st.integers(1, 5)), draw(st.integers(1, 40))
    levels = draw(st.sampled_from([1, 2, 5, 1000]))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    scores = (rng.integers(-levels, levels + 1, (queries, documents)) / 7).astype(np.float32)
    pairs = {
        (q, d): int(rng.integers(0, 4))
        for q in range(queries)
        for d in rng.permutation(documents)[: rng.integers(1, documents + 1)].tolist()
    }
    return scores, judgements_of(pairs), draw(st.integers(1, documents + 3))


@settings(deadline=None, max_examples=150)
@given(cases())
def test_each_value_is_trec_evals_with_ties_grades_and_short_lists(case):
    scores, judgements, depth = case
    run = joined(best(scores, depth))
    ours = values_of(judged(judgements, ranks_in(run, judgements, scores.shape[1])), MEASURES)
    assert ours == pytest.approx(peers_values(judgements, run, ids(scores.shape[1])), abs=1e-6)


@settings(deadline=None, max_examples=150)
@given(cases())
def test_ranks_from_scores_are_those_of_the_full_list(case):
    scores, judgements, _ = case
    run = joined(best(scores, scores.shape[1]))
    assert ranks_by_score(scores, judgements).tolist() == ranks_in(run, judgements, scores.shape[1]).tolist()


def test_many_judged_documents_are_ranked_by_sorting_with_the_same_result():
    rng = np.random.default_rng(0)
    scores = rng.integers(0, 9, (3, 200)).astype(np.float32)
    judgements = judgements_of({(q, d): 1 for q in range(3) for d in range(0, 200, 3)})
    run = joined(best(scores, 200))
    assert ranks_by_score(scores, judgements).tolist() == ranks_in(run, judgements, 200).tolist()


@settings(deadline=None, max_examples=60)
@given(case=cases(), shuffler=st.randoms(use_true_random=False))
def test_the_order_of_lines_of_a_run_changes_nothing(case, shuffler, tmp_path_factory):
    scores, _, depth = case
    documents, queries = ids(scores.shape[1]), [f"q{i}" for i in range(len(scores))]
    run = joined(best(scores, depth))
    lines = "".join(run_lines(run, queries, documents, "x")).splitlines(keepends=True)
    shuffler.shuffle(lines)
    path = tmp_path_factory.mktemp("run") / "x.run"
    path.write_text("".join(lines), "utf-8")
    again = read_run(path, queries, documents)
    assert again.documents.tolist() == run.documents.tolist()
    assert again.scores.tolist() == run.scores.tolist()


def test_scores_that_are_equal_as_float32_tie_and_minus_zero_is_zero():
    scores = np.array([[1.0, 1.0 + 1e-9, -0.0, 0.0]])
    ((documents, _),) = best(scores, 4)
    assert documents.tolist() == [0, 1, 2, 3]


def test_a_left_out_document_is_never_listed():
    lists = best(np.array([[3.0, 2.0, 1.0], [3.0, 2.0, 1.0]]), 3, np.array([[0, 0]]))
    assert [documents.tolist() for documents, _ in lists] == [[1, 2], [0, 1, 2]]


def test_a_score_that_is_not_a_number_is_refused():
    with pytest.raises(ValueError, match="finite"):
        best(np.array([[1.0, np.nan]]), 1)


def test_a_grade_below_zero_counts_like_zero_but_to_a_measure_of_what_was_judged():
    ranks = np.array([1, 2, 3])
    pooled = [each for each in MEASURES if "bpref" not in each.name]
    spam, zero = (
        values_of(judged(judgements_of({(0, 0): grade, (0, 1): 2, (0, 2): 1}), ranks), pooled) for grade in (-2, 0)
    )
    assert spam.tolist() == zero.tolist()


def test_what_no_peer_computes_is_what_its_formula_says():
    ranks = np.array([1, 2, 4, 0])
    one = judged(judgements_of({(0, 0): 2, (0, 1): 0, (0, 2): 1, (0, 3): 3}), ranks)
    late = judged(judgements_of({(0, 0): 1, (1, 0): 1}), np.array([3, 2]))
    assert measure("mrr@2").values(late).tolist() == [0, 1 / 2]
    assert measure("rp@2").values(one).tolist() == [1 / 2]
    assert measure("rp@10").values(one).tolist() == [2 / 3]
    assert measure("judged@5").values(one).tolist() == [3 / 5]
    best = 7 + 3 / np.log2(3) + 1 / 2
    assert measure("ndcg_exp@10").values(one).tolist() == pytest.approx([(3 + 1 / np.log2(5)) / best])
    huge = judged(judgements_of({(0, 0): 999_999_999, (0, 1): 1}), np.array([2, 1]))
    assert 0.6 < measure("ndcg_exp").values(huge)[0] < 0.7


@pytest.mark.parametrize(
    "name", ["map@", "MAP", "ndcg@0", "recall", "gmap", "hit@1.5", "bpref@5", "map-l0", "ndcg@5-l2", "judged@5-l2"]
)
def test_an_unknown_measure_is_refused_by_its_name(name):
    with pytest.raises(InputError, match="there is no measure"):
        measure(name)


@pytest.mark.data
@pytest.mark.parametrize(
    ("name", "depth"),
    [
        ("talentclef25_zh", 1000),
        ("talentclef25_en", 1000),
        ("csco2022_titles", 1000),
        ("onet27_titles", 1000),
        ("onet27_related", 1000),
        ("melo_usa_en", 1000),
        ("jobbert_titles", 100),
    ],
)
def test_each_value_is_trec_evals_on_a_public_set(name, depth, public_data):
    dataset = open_set(public_data / name)
    run = ranked(dataset, tied(random_system(3)), depth)
    ours = values_of(judged(dataset.judgements, ranks_in(run, dataset.judgements, len(dataset.corpus))), MEASURES)
    step = -(-len(ours) // MOST)
    assert ours[::step] == pytest.approx(peers_values(dataset.judgements, run, dataset.corpus.ids, step), abs=1e-6)


def tied(system):
    """The system with scores of few values, so that most documents tie."""
    return lambda queries, corpus: (np.floor(block * 50) for block in system(queries, corpus))
