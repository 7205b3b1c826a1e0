"""Large gig mornings, which are searched and not proven as a whole: what the search must not miss."""

from __future__ import annotations

import datetime

import pytest

from matcher.domain.fairs import Fair
from matcher.domain.moments import SHANGHAI
from matcher.fairs.problem import Person, Post
from matcher.fairs.rounds.shifts import plan_shifts

DAY = datetime.date(2023, 9, 16)
SIX = datetime.datetime(2023, 9, 16, 6, tzinfo=SHANGHAI)
HOUR = ((SIX, SIX + datetime.timedelta(hours=1)),)
OPEN = frozenset({"matching"})


@pytest.fixture
def as_if_large(monkeypatch):
    for limit in ("SMALL_COLUMNS", "PROVABLE_COLUMNS"):
        monkeypatch.setattr(f"matcher.fairs.rounds.shifts.{limit}", 0)
    monkeypatch.setattr("matcher.fairs.rounds.shift_parts.PARTS", 0)


def test_a_party_stays_at_home_where_people_with_fewer_options_would_lose_their_only_shift(problem_of, as_if_large):
    """As many people either way, so those with one post come before the party, whose members have two each."""
    people = [Person("c0", OPEN, party="伴"), Person("c1", OPEN, party="伴"), Person("c2", OPEN), Person("c3", OPEN)]
    posts = [Post("j0", "搬运", "甲", headcount=2, shifts=HOUR), Post("j1", "保洁", "乙")]
    allowed = [[1, 1], [1, 1], [1, 0], [1, 0]]
    plan = plan_shifts(problem_of(allowed, people=people, posts=posts, fair=Fair("早市", "shifts", "gig", DAY)))
    assert {work.person for work in plan.works} == {2, 3}
    assert plan.solution.status == "optimal"
