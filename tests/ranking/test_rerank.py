"""A list that no employer fills, in one order."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from matcher.ranking.rerank import by_score, pages


def test_ties_break_by_id() -> None:
    assert by_score(np.array([0.5, 0.9, 0.5]), ["b", "c", "a"]) == [1, 2, 0]


def paged(group: list[int], size: int, limit: int) -> list[list[int]]:
    return list(pages(range(len(group)), group, size, limit))


def test_one_employer_does_not_fill_the_page() -> None:
    assert paged([7, 7, 7, 7, 8, 9], size=4, limit=2) == [[0, 1, 4, 5], [2, 3]]


def test_where_there_is_nobody_else_the_best_comes_all_the_same() -> None:
    assert paged([7, 7, 7, 7], size=3, limit=2) == [[0, 1, 2], [3]]


def test_posts_without_an_employer_are_not_taken_for_one() -> None:
    assert paged([-1, -1, -1, 3], size=4, limit=1) == [[0, 1, 2, 3]]


@given(st.lists(st.integers(-1, 4), max_size=40), st.integers(1, 12), st.integers(1, 3))
def test_nobody_is_lost_and_every_page_but_the_last_is_full(group: list[int], size: int, limit: int) -> None:
    made = paged(group, size, limit)
    assert sorted(position for page in made for position in page) == list(range(len(group)))
    assert all(len(page) == size for page in made[:-1])
    assert all(page == sorted(page) for page in made)


@given(st.lists(st.integers(0, 4), min_size=1, max_size=40), st.integers(1, 12), st.integers(1, 3))
def test_a_page_keeps_the_limit_where_there_are_others(group: list[int], size: int, limit: int) -> None:
    left = list(group)
    for page in paged(group, size, limit):
        told = [group[position] for position in page]
        could = sum(min(limit, left.count(key)) for key in set(left))
        if could >= size:
            assert all(told.count(key) <= limit for key in told)
        for key in told:
            left.remove(key)
