"""Quotas that were shared out over areas: what they leave is given to whoever fits."""

from __future__ import annotations

import datetime

import numpy as np

from matcher.domain.fairs import Fair, Quota
from matcher.fairs.problem import Person, Post
from matcher.fairs.rounds.placement_fill import filled_up

DAY = datetime.date(2023, 9, 16)


def test_who_is_left_is_placed_within_headcounts_and_whole_quotas(problem_of):
    """甲 may take one more, wherever that is; of two who fit, the first tier goes first, whatever the value."""
    posts = [
        Post("j0", "会计", "甲", headcount=3, division="321002"),
        Post("j1", "会计", "甲", headcount=3, division="321003"),
        Post("j2", "客服", "乙", headcount=5, division="321003"),
    ]
    quotas = (Quota(None, "甲", 0, 2), Quota("321003", None, 0, 1))
    fair = Fair("安置", "placement", "public_welfare", DAY, quotas=quotas)
    people = [Person("c0"), Person("c1", tier=1), Person("c2", tier=0), Person("c3", tier=1)]
    problem = problem_of([[1, 1, 1]] * 3 + [[0, 0, 1]], people=people, posts=posts, fair=fair)
    value = np.array([[9, 9, 9], [9, 8, 7], [1, 3, 2], [0, 0, 5]])
    assert filled_up(problem, value, {0: 1}, closed=()) == {0: 1, 2: 0}
    assert filled_up(problem, value, {0: 1}, closed=(0,)) == {0: 1}
