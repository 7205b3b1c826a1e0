"""Distances, hours and pay, for numbers and arrays alike."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.domain.units import EARTH_KM, chord_square, distance_km, unit_hours, unit_vectors

LAT, LON = st.floats(-89, 89), st.floats(-180, 180)


def test_a_degree_of_latitude_and_half_way_round() -> None:
    assert distance_km(32.0, 119.0, 33.0, 119.0) == pytest.approx(EARTH_KM * math.pi / 180)
    assert distance_km(0, 0, 0, 180) == pytest.approx(EARTH_KM * math.pi)
    assert distance_km(32.39, 119.43, 32.39, 119.43) == 0


def test_arrays_broadcast_and_the_unknown_stays_unknown() -> None:
    lat = np.array([[32.0], [np.nan]])
    found = distance_km(lat, np.array([[119.0], [119.0]]), np.array([32.0, 33.0]), np.array([119.0, 119.0]))
    assert found.shape == (2, 2)
    assert found[0, 0] == 0
    assert np.isnan(found[1]).all()


@given(LAT, LON, LAT, LON, st.floats(0, 25000))
def test_chords_compare_as_distances_do(lat: float, lon: float, to_lat: float, to_lon: float, limit: float) -> None:
    here, there = unit_vectors([lat, to_lat], [lon, to_lon])
    km = float(distance_km(lat, lon, to_lat, to_lon))
    if abs(km - limit) > 1e-5:
        assert (float(((here - there) ** 2).sum()) <= float(chord_square(limit))) == (km <= limit)


def test_chords_below_nothing_and_beyond_everything() -> None:
    assert chord_square(-0.1) == -1
    assert chord_square(30000) == math.inf
    assert chord_square(0) == 0


@pytest.mark.parametrize(
    ("unit", "hours"),
    [("hour", 1), ("day", 8), ("shift", 9), ("week", 40), ("month", 174), ("year", 174 * 13), ("piece", math.nan)],
)
def test_the_hours_that_one_payment_covers(unit: str, hours: float) -> None:
    assert unit_hours(unit, 8, 9, 13) == pytest.approx(hours, nan_ok=True)


def test_a_shift_without_shifts_is_a_day() -> None:
    assert unit_hours("shift", 7.5) == 7.5
