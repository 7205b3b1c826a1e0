"""Profiles over occupations, packed into halves and laid out again."""

import numpy as np

from matcher.index.profiles import against, placed, spread, told

OCCUPATIONS = 2700


def test_places_beyond_what_a_half_holds_exactly_come_back_as_they_were() -> None:
    places = np.array([[0, 2048], [2049, 2050], [2697, OCCUPATIONS - 1]])
    halves = np.hstack([placed(places, OCCUPATIONS), np.full(places.shape, 0.5)]).astype(np.float16)
    wide = spread(halves, OCCUPATIONS)
    assert [np.flatnonzero(column).tolist() for column in wide.T] == places.tolist()
    assert against(wide, halves).tolist() == [[0.5, 0, 0], [0, 0.5, 0], [0, 0, 0.5]]


def test_a_row_without_parts_resembles_nothing() -> None:
    halves = np.zeros((2, 4), dtype=np.float16)
    halves[1] = 3, 0, 1, 0
    assert told(halves).tolist() == [False, True]
    assert against(spread(halves, 5), halves).tolist() == [[0, 0], [0, 1]]
