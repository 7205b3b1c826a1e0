"""The greatest flow of people to places: where one more person could be served, and where nobody could."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.fairs.solve.served import most_served


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_a_post_is_open_exactly_where_one_more_person_would_be_served(seed):
    draw = np.random.default_rng(seed)
    people, posts, groups = (int(n) for n in draw.integers(1, [7, 6, 4]))
    usable = draw.random((people, posts)) < 0.4
    places, group_places = draw.integers(0, 3, posts), draw.integers(0, 4, groups)
    group_of = draw.integers(0, groups, posts)
    parent = np.append(np.full(groups - 1, groups - 1), -1) if draw.random() < 0.5 else None
    found = most_served(usable, places, group_of, group_places, parent)
    for post in range(posts):
        newcomer = np.arange(posts) == post
        more = most_served(np.vstack([usable, newcomer]), places, group_of, group_places, parent)
        assert found.open_posts[post] == (more.count > found.count)


def test_without_any_booth_no_post_is_open():
    none = np.zeros(0, dtype=np.int64)
    found = most_served(np.zeros((1, 2), dtype=bool), np.array([1, 1]), np.array([-1, -1]), none)
    assert not found.open_posts.any()
    assert found.count == 0
