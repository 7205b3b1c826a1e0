"""Scores that can be recomputed, and scores that were learned: both monotone, both explained."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.boosted import BoostedRanker
from models.calibration import Sigmoid
from models.errors import ArtifactError
from models.forest import Forest
from models.ranker import IndexRanker

random = np.random.default_rng(1)
FEATURES = random.random((600, 3))
FEATURES[random.random(FEATURES.shape) < 0.1] = np.nan
KNOWN = np.nan_to_num(FEATURES, nan=0.5)
GOOD = KNOWN[:, 0] + 0.5 * KNOWN[:, 1] + 0.3 * random.standard_normal(600) > 0.75


@pytest.fixture(scope="module")
def boosted() -> BoostedRanker:
    return BoostedRanker.fit(("skills", "near", "noise"), FEATURES, GOOD)


def test_an_index_score_is_a_weighted_mean() -> None:
    ranker = IndexRanker({"skills": 3, "near": 1})
    assert ranker.score(np.array([[1.0, 0.0], [0.5, 1.0]])).tolist() == [0.75, 0.625]
    assert ranker.contributions(np.array([[1.0, 0.0], [0.5, 1.0]])).tolist() == [[0.75, 0.0], [0.375, 0.25]]


def test_an_unknown_feature_counts_as_its_line_says() -> None:
    ranker = IndexRanker({"skills": {"weight": 1, "absent": 0.2}, "near": 1})
    assert ranker.score(np.array([[np.nan, np.nan]])).tolist() == [0.35]


def test_what_lies_outside_0_to_1_is_taken_to_its_edge() -> None:
    assert IndexRanker({"a": 1}).score(np.array([[7.0], [-3.0]])).tolist() == [1, 0]


@pytest.mark.parametrize(
    ("weights", "word"),
    [
        ({"a": -1, "b": 2}, "from 0"),
        ({"a": 0}, "not all 0"),
        ({"a": float("nan")}, "numbers"),
        ({"a": {"weight": 1, "absent": 2}}, "0..1"),
    ],
)
def test_wrong_weights_are_refused(weights: dict, word: str) -> None:
    with pytest.raises(ValueError, match=word):
        IndexRanker(weights)


@pytest.mark.parametrize("ranker", [IndexRanker({"a": 1, "b": 1, "c": 2}), BoostedRanker.fit("abc", FEATURES, GOOD)])
def test_features_of_another_width_are_refused(ranker: IndexRanker | BoostedRanker) -> None:
    with pytest.raises(ValueError, match="3 names"):
        ranker.contributions(FEATURES[:, :2])


@given(st.lists(st.floats(0, 1), min_size=3, max_size=3), st.integers(0, 2), st.floats(0, 1))
def test_more_of_a_feature_never_lowers_a_score(row: list[float], which: int, more: float) -> None:
    better = list(row)
    better[which] = max(row[which], more)
    both = np.array([row, better])
    for ranker in (IndexRanker({"a": 3, "b": 1, "c": 0.2}), _BOOSTED):
        low, high = ranker.score(both)
        assert low <= high


_BOOSTED = BoostedRanker.fit("abc", FEATURES, GOOD)


def test_contributions_and_base_sum_to_the_score(boosted: BoostedRanker) -> None:
    np.testing.assert_allclose(
        boosted.base + boosted.contributions(FEATURES).sum(axis=1), boosted.score(FEATURES), atol=1e-6
    )
    index = IndexRanker({"a": 3, "b": 1, "c": 0.2})
    np.testing.assert_allclose(index.contributions(FEATURES).sum(axis=1), index.score(FEATURES), atol=1e-6)


def test_a_feature_that_says_nothing_moves_little(boosted: BoostedRanker) -> None:
    skills, near, noise = np.abs(boosted.contributions(FEATURES)).mean(axis=0)
    assert skills > near > 2 * noise


def test_the_exported_trees_answer_as_scikit_learn_does() -> None:
    from sklearn.ensemble import HistGradientBoostingClassifier

    model = HistGradientBoostingClassifier(monotonic_cst=[1, 1, 1], max_iter=40, early_stopping=False).fit(
        FEATURES, GOOD
    )
    forest = Forest.of(model)
    raw = forest.base + forest.contributions(FEATURES).sum(axis=1)
    np.testing.assert_allclose(raw, model.decision_function(FEATURES), atol=1e-10)


def test_probabilities_are_calibrated_on_rows_that_were_not_learned(boosted: BoostedRanker) -> None:
    fresh = np.random.default_rng(2)
    features = fresh.random((4000, 3))
    good = features[:, 0] + 0.5 * features[:, 1] + 0.3 * fresh.standard_normal(4000) > 0.75
    scores = boosted.score(features)
    for low in (0.0, 0.25, 0.5, 0.75):
        inside = (scores >= low) & (scores < low + 0.25)
        assert good[inside].mean() == pytest.approx(scores[inside].mean(), abs=0.1)


def test_a_share_that_falls_with_time_is_met_by_the_calibration() -> None:
    draw = np.random.default_rng(5)
    features = draw.random((3000, 3))
    chance = features[:, 0] * np.linspace(1.0, 0.3, 3000)
    good, shuffled, some = draw.random(3000) < chance, draw.permutation(3000), features[:300]
    said = BoostedRanker.fit("abc", features, good).score(some).mean()
    timeless = BoostedRanker.fit("abc", features[shuffled], good[shuffled]).score(some).mean()
    assert 0.3 * some[:, 0].mean() < said < timeless - 0.02


def test_too_few_outcomes_are_refused() -> None:
    with pytest.raises(ValueError, match="at least 5 good"):
        BoostedRanker.fit("abc", FEATURES, np.arange(600) < 4)
    with pytest.raises(ValueError, match="by turns"):
        BoostedRanker.fit("abc", FEATURES, np.arange(600) < 300)


def test_a_tree_that_bites_its_tail_is_refused(boosted: BoostedRanker) -> None:
    arrays, about = boosted.state()
    inner = np.flatnonzero(arrays["left"] >= 0)[0]
    arrays["left"] = arrays["left"].copy()
    arrays["left"][inner] = 0
    with pytest.raises(ArtifactError, match="outside its tree"):
        BoostedRanker.restored(arrays, about)


def test_calibration_finds_the_sigmoid_that_made_the_outcomes() -> None:
    draw = np.random.default_rng(3)
    scores = draw.normal(size=20_000)
    good = draw.random(20_000) < 1 / (1 + np.exp(-(1.5 * scores - 0.5)))
    found = Sigmoid.fit(scores, good)
    assert (found.slope, found.offset) == (pytest.approx(1.5, abs=0.1), pytest.approx(-0.5, abs=0.1))


def test_calibration_never_turns_the_order() -> None:
    assert Sigmoid.fit(np.arange(100.0), np.arange(100) < 50).slope == 0


def test_calibration_stays_finite_where_the_outcomes_part_perfectly() -> None:
    found = Sigmoid.fit(np.arange(100.0), np.arange(100) >= 50).apply(np.array([0.0, 99.0]))
    assert 0 < found[0] < 0.2
    assert 0.8 < found[1] < 1


def test_calibration_takes_both_outcomes() -> None:
    with pytest.raises(ValueError, match="good and bad"):
        Sigmoid.fit(np.arange(5.0), np.ones(5, bool))
