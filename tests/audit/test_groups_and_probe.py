"""What groups get, and what a vector gives away."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.audit.exposure import Outcomes, by_group
from matcher.audit.groups import consented, groups
from matcher.audit.probe import auc, probe
from matcher.domain.records import read_candidate
from matcher.table.table import Candidates

DAY = date(2023, 9, 1)


def people(count: int, **told: object) -> Candidates:
    return Candidates.of([read_candidate({"id": f"c-{at}", "consents": ["matching"], **told}) for at in range(count)])


def mixed(count: int) -> Candidates:
    sexes = ["female", "male"]
    return Candidates.of(
        [
            read_candidate({"id": f"c-{at}", "gender": sexes[at % 2], "groups": [], "consents": ["matching"]})
            for at in range(count)
        ]
    )


def none_known(values: np.ndarray) -> list[tuple[float, float]]:
    return [(float(column.min()), float(column.max())) for column in values.T]


def test_exposure_is_by_place_and_one_is_the_average() -> None:
    outcomes = Outcomes(3, ["general"])
    outcomes.post("general", 0, np.array([2, 0]), np.array([0.9, 0.1]))
    outcomes.post("general", 1, np.array([2]), np.array([0.9]))
    exposure = outcomes.table("exposure", np.ones(3, bool))[:, 0]
    assert exposure.mean() == pytest.approx(1)
    assert exposure[2] / exposure[0] == pytest.approx(2 / (1 / np.log2(3)))
    assert exposure[1] == 0


def test_a_place_without_a_post_counts_nothing() -> None:
    outcomes = Outcomes(2, ["general"])
    outcomes.person("general", 0, np.arange(5), np.array([0.9, 0.6, 0.3, 0.1, 0.1]))
    outcomes.person("general", 1, np.array([7]), np.array([0.9]))
    assert outcomes.table("best", np.ones(2, bool))[:, 0].tolist() == pytest.approx([0.6, 0.3])
    assert outcomes.table("posts", np.ones(2, bool))[:, 0].tolist() == [5, 1]


@pytest.mark.parametrize(("members", "hidden"), [(9, True), (10, False)])
def test_small_groups_are_hidden_number_and_all(members: int, hidden: bool) -> None:
    table = people(members, gender="female", birth_date="1990-05-01", groups=["veteran"])
    shown = by_group(Outcomes(members, ["gig"]), groups(table, DAY), consented(table), none_known)
    named = {(each["attribute"], each["value"]): each for each in shown}
    for key in (("gender", "female"), ("age", "25-34"), ("group", "veteran"), ("disability", "none")):
        assert named[key]["hidden"] is hidden
        assert named[key]["n"] == (None if hidden else members)
        assert ("exposure" in named[key]) is not hidden
    assert named["gender", "male"]["n"] == 0


def test_who_did_not_agree_to_be_matched_is_in_no_group() -> None:
    table = people(12, gender="female", consents=[])
    assert not any(group.rows.any() for group in groups(table, DAY))


def test_without_the_consent_a_disability_is_not_told() -> None:
    disability = {"category": "visual", "grade": 2}
    silent, told = (
        people(12, disability=disability),
        people(12, disability=disability, consents=["matching", "disability_matching"]),
    )
    names = [{(g.attribute, g.value): int(g.rows.sum()) for g in groups(table, DAY)} for table in (silent, told)]
    assert names[0]["disability", "told"] == 0
    assert (names[1]["category", "visual"], names[1]["grade", "2"]) == (12, 12)


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), min_size=4, max_size=40))
def test_the_area_is_the_share_of_pairs_in_the_right_order(rows: list[tuple[int, bool]]) -> None:
    scores, label = np.array([r[0] for r in rows], float), np.array([r[1] for r in rows])
    if min(label.sum(), (~label).sum()) < 2:
        return
    pairs = [(a > b) + (a == b) / 2 for a in scores[label] for b in scores[~label]]
    value, low, high = auc(scores, label)
    assert value == pytest.approx(float(np.mean(pairs)))
    assert 0 <= low <= value <= high <= 1


def test_a_vector_that_holds_the_trait_gives_it_away_and_noise_does_not() -> None:
    table = mixed(200)
    noise = np.random.default_rng(0).standard_normal((200, 30)).astype(np.float32)
    leaking = noise.copy()
    leaking[::2, 0] += 6
    everybody = np.ones(200, bool)
    blind, seen = (probe(table, vectors, everybody, 0)[0] for vectors in (noise, leaking))
    assert (blind["trait"], blind["n"], blind["members"]) == ("gender", 200, 100)
    assert blind["ci95"][0] < 0.5 < blind["ci95"][1]
    assert seen["ci95"][0] > 0.95 > seen["shuffled"]["greatest"]
    assert seen == probe(table, leaking, everybody, 0)[0]


def test_more_columns_than_people_are_no_hindrance() -> None:
    wide = np.random.default_rng(1).standard_normal((80, 300)).astype(np.float32)
    wide[::2, 0] += 50
    assert probe(mixed(80), wide, np.ones(80, bool), 0)[0]["auc"] > 0.95


def test_of_too_few_nothing_is_said() -> None:
    told = probe(mixed(58), np.zeros((58, 4), np.float32), np.ones(58, bool), 0)[0]
    assert (told["auc"], told["members"]) == (None, None)
