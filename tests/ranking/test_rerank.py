"""A list that no employer fills, in one order."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from matcher.ranking.rerank import by_score, spread


def test_ties_break_by_id() -> None:
    assert by_score(np.array([0.5, 0.9, 0.5]), ["b", "c", "a"]) == [1, 2, 0]


def test_one_employer_does_not_fill_the_page() -> None:
    assert spread(range(6), [7, 7, 7, 7, 8, 9], window=4, limit=2) == [0, 1, 4, 5, 2, 3]


def test_where_there_is_nobody_else_the_best_comes_all_the_same() -> None:
    assert spread(range(4), [7, 7, 7, 7], window=10, limit=2) == [0, 1, 2, 3]


def test_posts_without_an_employer_are_not_taken_for_one() -> None:
    assert spread(range(4), [-1, -1, -1, 3], window=10, limit=1) == [0, 1, 2, 3]


@given(st.lists(st.integers(-1, 4), max_size=40), st.integers(1, 12), st.integers(1, 3))
def test_nobody_is_lost_and_a_group_keeps_its_order(group: list[int], window: int, limit: int) -> None:
    placed = spread(range(len(group)), group, window=window, limit=limit)
    assert sorted(placed) == list(range(len(group)))
    for key in set(group):
        own = [position for position in placed if group[position] == key]
        assert own == sorted(own)


@given(st.lists(st.integers(0, 4), min_size=1, max_size=40), st.integers(1, 3))
def test_the_first_window_keeps_the_limit_where_groups_suffice(group: list[int], limit: int) -> None:
    window = min(10, limit * len(set(group)), min(group.count(g) for g in set(group)) * len(set(group)))
    first = spread(range(len(group)), group, window=10, limit=limit)[:window]
    assert all([group[p] for p in first].count(g) <= limit for g in set(group))
