"""Outcomes to examples, and a promotion that is refused unless the new ranker is better on what it has not seen."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import pytest

from matcher.domain.moments import SHANGHAI
from matcher.evaluation.interactions import Event
from matcher.learning.examples import Examples, outcomes, split
from matcher.learning.trial import compare
from models.boosted import BoostedRanker
from models.ranker import IndexRanker

START = datetime(2023, 3, 1, tzinfo=SHANGHAI)
NAMES = ("title", "near")


def event(candidate: str, job: str, what: str, day: int) -> Event:
    return Event(candidate, job, what, START + timedelta(days=day))


def test_a_pair_is_good_when_it_reached_an_interview() -> None:
    found = outcomes(
        [
            event("a", "x", "view", 0),
            event("a", "x", "interview", 3),
            event("a", "y", "apply", 1),
            event("b", "x", "view", 2),
        ]
    )
    assert [(one.candidate, one.job, one.good) for one in found] == [
        ("a", "x", True),
        ("a", "y", False),
        ("b", "x", False),
    ]
    assert found[0].at == START


def test_what_came_later_is_held_back_for_everybody() -> None:
    found = outcomes([event(f"c{n}", "x", "view", n) for n in range(10)])
    past, held = split(found)
    assert max(one.at for one in past) < min(one.at for one in held)
    assert len(past) + len(held) == 10
    assert split([]) == ([], [])


def made(seed: int, people: int, informative: bool) -> Examples:
    """People with ten posts each: whether a pair turns out well hangs on `near`, or on nothing at all."""
    random = np.random.default_rng(seed)
    features = random.random((people * 10, 2))
    chance = features[:, 1] if informative else np.full(len(features), 0.4)
    return Examples(features, random.random(len(features)) < chance, np.repeat(np.arange(people), 10))


@pytest.mark.parametrize("informative", [True, False])
def test_a_ranker_is_promoted_only_if_it_is_better_on_held_back_outcomes(informative: bool) -> None:
    current = IndexRanker({"title": 1.0, "near": 0.0})
    past, held = made(1, 120, informative), made(2, 80, informative)
    candidate = BoostedRanker.fit(NAMES, past.features, past.good, seed=0)
    trial = compare(current, candidate, held)
    assert trial.promoted is informative
    assert trial.as_json()["promoted"] is informative


def test_few_people_are_never_enough() -> None:
    past, held = made(1, 120, True), made(2, 12, True)
    candidate = BoostedRanker.fit(NAMES, past.features, past.good, seed=0)
    assert not compare(IndexRanker({"title": 1.0, "near": 0.0}), candidate, held).promoted


def test_nobody_to_compare_on_promotes_nothing() -> None:
    ranker = IndexRanker({"title": 1.0, "near": 1.0})
    assert not compare(ranker, ranker, Examples(np.empty((0, 2)), np.empty(0, bool), np.empty(0, np.int64))).promoted


def test_a_feature_that_nobody_told_does_not_stop_the_training() -> None:
    past = made(1, 40, True)
    features = np.column_stack([past.features, np.full(len(past), np.nan)])
    assert BoostedRanker.fit((*NAMES, "area"), features, past.good, seed=0).score(features[:3]).shape == (3,)
