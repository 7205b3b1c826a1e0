"""The interviews of small fairs equal what trying every timetable finds, and break no constraint."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.fairs.solve.constraints import breaches
from matcher.fairs.solve.fair_plan import plan_fair
from matcher.fairs.solve.hall import hall_arrays
from matcher.fairs.solve.limits import Limits, limits_of
from matcher.fairs.solve.solver import plan_interviews


@pytest.mark.parametrize("seed", range(40))
def test_a_small_fair_is_solved_as_well_as_by_trying_everything(seed, small_fair, best_by_trying):
    problem = small_fair(seed)
    found = plan_interviews(problem, hall_arrays(problem))
    assert found.solution.objective == best_by_trying(problem)
    assert found.solution.status == "optimal"


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_no_plan_breaks_a_constraint(small_fair, seed):
    problem = small_fair(seed, people=9, posts=6, slots=6, booths=4)
    hall = hall_arrays(problem)
    found = plan_interviews(problem, hall)
    assert breaches(hall, found.interviews) == []
    assert found.solution.objective <= found.solution.bound


@pytest.mark.parametrize("seed", range(12))
def test_after_the_emergency_stop_the_plan_so_far_stands_with_its_gap(small_fair, seed):
    problem = small_fair(seed, people=9, posts=6, slots=6, booths=4)
    plan = plan_fair(problem, Limits(stop=0.0, clock=lambda: 1.0))
    assert breaches(hall_arrays(problem), plan.interviews) == []
    assert plan.solution.objective <= plan.solution.bound


def test_the_seconds_of_a_command_begin_with_it():
    now = [100.0]
    limits = limits_of(5, 0, lambda: now[0])
    assert (limits.over, limits.left) == (False, 5)
    now[0] = 105.0
    assert limits.over
    assert limits_of(None, 0).left is None
