"""Exact filtered search, at every share that passes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.index.flat import FlatVectors, best_of

WIDTH, ROWS = 16, 1200


@pytest.fixture(scope="module")
def vectors() -> FlatVectors:
    made = FlatVectors(WIDTH)
    random = np.random.default_rng(7)
    whole = random.standard_normal((ROWS, WIDTH)).astype(np.float32)
    made.append(whole[:1000])
    made.append(whole[1000:])
    return made


@pytest.mark.parametrize("share", [0.001, 0.01, 0.03, 0.1, 0.34, 0.36, 1.0])
@pytest.mark.parametrize("queries", [1, 3])
def test_the_best_are_those_of_brute_force(vectors: FlatVectors, share: float, queries: int) -> None:
    random = np.random.default_rng(1)
    allowed = np.sort(random.choice(ROWS, max(1, int(ROWS * share)), replace=False)).astype(np.int64)
    asked = random.standard_normal((queries, WIDTH)).astype(np.float32)
    rows, scores = vectors.search(asked, allowed, 25)
    every = (vectors.rows()[allowed] @ asked.T).max(axis=1)
    order = np.lexsort((allowed, -every))[:25]
    np.testing.assert_array_equal(rows, allowed[order])
    np.testing.assert_allclose(scores, every[order], rtol=1e-5)


def test_nothing_allowed_gives_nothing(vectors: FlatVectors) -> None:
    rows, scores = vectors.search(np.ones((1, WIDTH), np.float32), np.empty(0, np.int64), 5)
    assert len(rows) == len(scores) == 0


@settings(max_examples=200)
@given(st.lists(st.integers(-3, 3), min_size=1, max_size=30), st.integers(1, 40))
def test_ties_are_taken_in_the_order_of_rows(values: list[int], k: int) -> None:
    scores = np.array(values, dtype=np.float32)
    expected = sorted(range(len(values)), key=lambda i: (-values[i], i))[:k]
    assert best_of(scores, k).tolist() == expected
