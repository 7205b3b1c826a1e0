"""Whom the conditions of a post shut out."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.rules.verdict import FAIL, PASS, UNKNOWN, Verdicts
from matcher.screening.shut_out import shut_out


def verdicts(matrix: object, effects: list[str] | None = None) -> Verdicts:
    array = np.array(matrix, dtype=np.int8)
    codes = [f"rule_{number}" for number in range(len(array))]
    return Verdicts(codes, effects or ["ask"] * len(array), array)


def test_alone_only_and_together() -> None:
    found = shut_out(verdicts([[FAIL, FAIL, PASS, PASS], [FAIL, PASS, FAIL, PASS]]))
    assert (found.pool, found.left) == (4, 1)
    assert [(b.code, b.alone, b.only, b.left) for b in found.barriers] == [("rule_0", 2, 1, 2), ("rule_1", 2, 1, 1)]


def test_unknown_shuts_out_only_where_the_rule_says_so() -> None:
    assert shut_out(verdicts([[UNKNOWN, PASS]])).left == 2
    assert shut_out(verdicts([[UNKNOWN, PASS]], ["exclude"])).left == 1


def test_a_rule_that_stops_nobody_is_left_out() -> None:
    assert shut_out(verdicts([[PASS, PASS]])).barriers == ()


def test_a_notice_written_for_one_person_shows_itself() -> None:
    lot = np.random.default_rng(0)
    matrix = np.where(lot.random((6, 400)) < 0.85, FAIL, PASS)
    matrix[:, matrix.min(axis=0) == FAIL] = FAIL
    matrix[:, (matrix == PASS).all(axis=0)] = FAIL
    matrix[:, 17] = PASS
    found = shut_out(verdicts(matrix))
    assert found.left == 1
    assert found.expected < 0.1
    assert found.tailored
    assert all(found.pool - barrier.alone > 30 for barrier in found.barriers), "each condition alone leaves many"


def test_a_hard_post_that_leaves_few_by_chance_is_not_tailored() -> None:
    matrix = np.full((1, 400), FAIL)
    matrix[0, :2] = PASS
    assert not shut_out(verdicts(matrix)).tailored


def test_a_pool_can_be_narrowed() -> None:
    found = shut_out(verdicts([[FAIL, PASS, PASS]]), among=np.array([True, True, False]))
    assert (found.pool, found.left) == (2, 1)


@given(st.lists(st.lists(st.sampled_from([0, 1, 2, 3]), min_size=7, max_size=7), min_size=1, max_size=5))
def test_against_counting_by_hand(matrix: list[list[int]]) -> None:
    found = shut_out(verdicts(matrix))
    columns = list(zip(*matrix, strict=True))
    assert found.left == sum(3 not in column for column in columns)
    for barrier in found.barriers:
        rule = int(barrier.code.removeprefix("rule_"))
        assert barrier.alone == sum(column[rule] == 3 for column in columns)
        assert barrier.only == sum(column[rule] == 3 and column.count(3) == 1 for column in columns)
    if found.barriers:
        assert found.barriers[-1].left == found.left
        assert found.expected == pytest.approx(7 * np.prod([1 - row.count(3) / 7 for row in matrix]))
