"""Outcomes to examples, and a promotion that is refused unless the new ranker is better on what it has not seen."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import pytest

from matcher.domain.moments import SHANGHAI
from matcher.evaluation.interactions import Event
from matcher.learning.examples import Examples, outcomes, split
from matcher.learning.reliability import reliability
from matcher.learning.standing import open_pairs
from matcher.learning.trial import compare
from matcher.rules.context import EventFacts
from models.boosted import BoostedRanker
from models.ranker import IndexRanker

START = datetime(2023, 3, 1, tzinfo=SHANGHAI)
NAMES = ("title", "near")
ME = "default"


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
    past, held = split([event(f"c{n}", "x", "view", n) for n in range(101)], {})
    assert [one.at for one in held] == [START + timedelta(days=n) for n in range(65, 94)]  # .7 of 94 whose end is known
    assert max(one.at for one in past) == START + timedelta(days=57)
    assert split([], {}) == ([], [])


def test_the_past_is_told_by_what_was_known_then_and_nobody_is_bad_before_the_answer_is_due() -> None:
    quiet = [event(f"c{n}", "x", "view", n) for n in range(101)]
    past, held = split([*quiet, event("c50", "x", "interview", 64), event("c51", "x", "interview", 66)], {})
    assert [one.candidate for one in past if one.good] == ["c50"]  # of c51 it was not known at the cut, day 65
    assert {one.candidate for one in held} == {f"c{n}" for n in range(65, 94)}  # the last week may yet be answered


def test_a_short_history_waits_a_tenth_of_its_time() -> None:
    past, held = split([event(f"c{n}", "x", "view", n) for n in range(11)], {})
    assert (len(past), len(held)) == (6, 3)


def test_a_pair_that_no_match_would_have_shown_is_no_example() -> None:
    events = [
        event("a", "x", "view", 0),
        event("a", "x", "hire", 10),
        event("b", "x", "view", 9),  # x had its one place then
        event("c", "x", "view", 11),  # now it is full
        event("a", "y", "view", 12),  # a is at work
        event("a", "x", "left", 20),
        event("c", "x", "interview", 21),  # began while x was full
        event("d", "x", "view", 22),
        event("a", "z", "view", 23),
        event("c", "free", "view", 24),
    ]
    shown = {("a", "x"), ("b", "x"), ("d", "x"), ("a", "z"), ("c", "free")}
    assert open_pairs(events, {"x": 1}) == shown
    assert open_pairs(reversed(events), {"x": 1}) == shown
    assert open_pairs(events, {}) == shown | {("c", "x")}
    assert ("c", "x") in open_pairs(events, {"x": 2})
    later = [event(f"n{n}", "free", "view", n) for n in range(60)]
    past, held = split([*events, *later], {"x": 1})
    assert {(one.candidate, one.job) for one in (*past, *held)} & {("c", "x"), ("a", "y")} == set()


def test_what_is_known_of_a_pair_is_what_the_rules_know() -> None:
    draw = np.random.default_rng(4)
    events = [
        event(f"c{draw.integers(6)}", f"j{draw.integers(4)}", str(draw.choice(["view", "hire", "left"])), day)
        for day in range(200)
    ]
    shown = open_pairs(events, dict.fromkeys(("j0", "j1", "j2"), 2))
    told = [((ME, one.candidate), (ME, one.job), one.event, one.at) for one in events]
    for first in outcomes(events):
        facts = EventFacts.of(told, first.at - timedelta(seconds=1))
        full = first.job != "j3" and facts.hires.get((ME, first.job), 0) >= 2
        assert ((first.candidate, first.job) in shown) == (not full and (ME, first.candidate) not in facts.employed)


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
    trial = compare(current, candidate, held, past.good.mean())
    assert trial.verdict == ("promoted" if informative else "not_better")
    assert trial.as_json()["promoted"] is informative


def test_a_ranker_that_orders_well_and_says_wrong_probabilities_is_not_promoted() -> None:
    class Boastful(IndexRanker):
        def score(self, features: np.ndarray) -> np.ndarray:
            return 0.9 + super().score(features) / 10

    held = made(2, 80, True)
    trial = compare(
        IndexRanker({"title": 1.0, "near": 0.0}), Boastful({"title": 0.0, "near": 1.0}), held, held.good.mean()
    )
    assert (trial.ci95[0] > 0, trial.reliability.telling, trial.verdict) == (True, False, "not_telling")


def test_reliability_is_what_was_said_beside_what_came() -> None:
    said = np.array([0.9, 0.1, 0.9, 0.1])
    found = reliability(said, np.array([True, False, False, False]), share=0.5)
    assert found.brier == round((0.01 + 0.01 + 0.81 + 0.01) / 4, 6)
    assert found.constant == 0.25
    assert [(part.n, part.said, part.came) for part in found.parts] == [
        (1, 0.1, 0.0),
        (1, 0.1, 0.0),
        (1, 0.9, 1.0),
        (1, 0.9, 0.0),
    ]
    assert found.error == round((0.1 + 0.1 + 0.1 + 0.9) / 4, 6)
    assert reliability(np.empty(0), np.empty(0, bool), 0.5).parts == ()


def test_few_people_are_never_enough() -> None:
    past, held = made(1, 120, True), made(2, 12, True)
    candidate = BoostedRanker.fit(NAMES, past.features, past.good, seed=0)
    assert not compare(IndexRanker({"title": 1.0, "near": 0.0}), candidate, held, 0.5).promoted


def test_nobody_to_compare_on_promotes_nothing() -> None:
    ranker = IndexRanker({"title": 1.0, "near": 1.0})
    nobody = Examples(np.empty((0, 2)), np.empty(0, bool), np.empty(0, np.int64))
    assert compare(ranker, ranker, nobody, 0.5).verdict == "few"


def test_a_feature_that_nobody_told_does_not_stop_the_training() -> None:
    past = made(1, 40, True)
    features = np.column_stack([past.features, np.full(len(past), np.nan)])
    assert BoostedRanker.fit((*NAMES, "area"), features, past.good, seed=0).score(features[:3]).shape == (3,)
