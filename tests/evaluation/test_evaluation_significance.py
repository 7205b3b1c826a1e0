"""Intervals and tests: against formulas and brute force, and the same bytes everywhere."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.evaluation.compare import letters
from matcher.evaluation.significance import holm, intervals, paired

DRAWN = """
import numpy as np
from matcher.evaluation.significance import intervals, paired
values = np.random.Generator(np.random.PCG64(5)).random((301, 4))
print(intervals(values, 0, 1000), paired(values[:, :2], values[:, 2:], 0, 1000))
"""


def column(*values):
    return np.array(values, dtype=float)[:, None]


def test_an_interval_is_near_that_of_the_normal_distribution():
    values = np.random.default_rng(1).normal(0.5, 0.1, (400, 1)).clip(0, 1)
    ((low, high),) = intervals(values, seed=0)
    half = 1.96 * values.std(ddof=1) / 20
    assert low == pytest.approx(values.mean() - half, abs=0.001)
    assert high == pytest.approx(values.mean() + half, abs=0.001)


def test_an_interval_of_equal_values_is_that_value():
    assert intervals(np.full((9, 1), 0.25), seed=0) == [(0.25, 0.25)]


def test_few_differences_are_tested_exactly_against_all_sign_patterns():
    difference = [0.5, 0.25, -0.125, 0.375, 0.0]
    observed = abs(sum(difference))
    patterns = itertools.product((1, -1), repeat=len(difference))
    share = np.mean([abs(sum(s * d for s, d in zip(p, difference, strict=True))) >= observed for p in patterns])
    (result,) = paired(column(*difference), column(0, 0, 0, 0, 0), seed=0)
    assert (result.exact, result.p) == (True, share)
    assert (result.wins, result.losses, result.ties) == (3, 1, 1)


def test_equal_systems_have_p_1_and_no_difference():
    (result,) = paired(column(0.3, 0.4), column(0.3, 0.4), seed=0)
    assert (result.p, result.difference, result.ci95, result.effect) == (1.0, 0.0, (0.0, 0.0), 0.0)


def test_drawn_p_is_count_plus_one_over_draws_plus_one_and_never_0():
    (result,) = paired(np.full((100, 1), 0.75), np.full((100, 1), 0.25), seed=0, draws=999)
    assert (result.exact, result.p) == (False, 1 / 1000)


def test_drawn_p_is_near_the_exact_one():
    difference = np.random.default_rng(3).normal(0.1, 0.3, 13)
    (exact,) = paired(difference[:, None], np.zeros((13, 1)), seed=0)
    padded = np.concatenate([difference, [1e-9]])[:, None]  # a fourteenth difference that moves nothing
    (drawn,) = paired(padded, np.zeros((14, 1)), seed=0)
    assert (exact.exact, drawn.exact) == (True, False)
    assert drawn.p == pytest.approx(exact.p, abs=0.02)


@settings(deadline=None, max_examples=25)
@given(st.lists(st.floats(-1, 1), min_size=2, max_size=60), st.randoms(use_true_random=False))
def test_swapping_the_systems_mirrors_the_result(values, shuffler):
    a, b = np.array(values)[:, None], np.zeros((len(values), 1))
    (there,), (back,) = paired(a, b, seed=0, draws=500), paired(b, a, seed=0, draws=500)
    assert (there.p, there.difference, there.wins) == (back.p, -back.difference, back.losses)


def test_holm_steps_down_and_never_up():
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([0.5, 0.9]) == [1.0, 1.0]
    assert holm([]) == []


def test_the_smallest_difference_that_a_set_can_show_shrinks_with_its_queries():
    rng = np.random.default_rng(0)
    few, many = (paired(rng.random((n, 1)), rng.random((n, 1)), seed=0, draws=200)[0] for n in (51, 2000))
    assert few.detectable == pytest.approx(2.8 * np.sqrt(1 / 6) / np.sqrt(51), rel=0.2)
    assert many.detectable < few.detectable / 5


def test_systems_that_share_a_letter_do_not_differ():
    assert letters(["x", "y", "z"], [("x", "z")]) == {"x": "a", "y": "ab", "z": "b"}
    assert letters(["x", "y"], []) == {"x": "a", "y": "a"}
    assert letters(["x", "y"], [("x", "y")]) == {"x": "a", "y": "b"}


def test_more_queries_than_the_arithmetic_carries_are_refused():
    with pytest.raises(ValueError, match="65536"):
        intervals(np.zeros((65_537, 1)), seed=0)


def test_the_bytes_do_not_depend_on_threads_or_hash_seed():
    said = {
        subprocess.run(
            [sys.executable, "-c", DRAWN],
            env={**os.environ, "OPENBLAS_NUM_THREADS": threads, "OMP_NUM_THREADS": threads, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for threads, seed in (("1", "0"), ("2", "1"), ("3", "77"))
    }
    assert len(said) == 1
