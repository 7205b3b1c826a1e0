"""People deal their traits out anew, and nothing else about them changes."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from matcher.audit.traits import TRAITS, exchanged
from matcher.city import City
from matcher.domain.moments import age_on
from matcher.domain.records import Candidate, read_candidate

DAY = date(2023, 9, 1)


@pytest.fixture
def people(city: City) -> list[Candidate]:
    return [read_candidate(document) for document in city.candidates]


@pytest.mark.parametrize("trait", ["gender", "birth_date", "groups", "entitlements"])
def test_a_trait_is_dealt_out_among_everybody(trait: str, people: list[Candidate]) -> None:
    after = exchanged(people, [trait], 0, DAY)
    assert Counter(getattr(person, trait) for person in after) == Counter(getattr(person, trait) for person in people)
    assert [person.id for person in after] == [person.id for person in people]
    assert any(getattr(one, trait) != getattr(other, trait) for one, other in zip(people, after, strict=True))
    for one, other in zip(people, after, strict=True):
        assert one.model_copy(update={trait: None}) == other.model_copy(update={trait: None})


def test_a_disability_keeps_its_needs_and_limits(people: list[Candidate]) -> None:
    after = exchanged(people, ["disability"], 0, DAY)
    told = [(one.disability, other.disability) for one, other in zip(people, after, strict=True) if one.disability]
    assert len(told) > 3
    assert Counter((d.category, d.grade) for d, _ in told) == Counter((d.category, d.grade) for _, d in told if d)
    assert all(other and (one.needs, one.limits) == (other.needs, other.limits) for one, other in told)
    assert all((one.disability is None) == (other.disability is None) for one, other in zip(people, after, strict=True))


def test_who_is_of_age_stays_of_age_and_minors_stay_who_they_are() -> None:
    born = ["2007-01-01", "2005-09-02", "2005-09-01", "1990-01-01", "1960-01-01", None]
    people = [read_candidate({"id": f"c-{at}", **({"birth_date": b} if b else {})}) for at, b in enumerate(born)]
    for seed in range(20):
        after = exchanged(people, ["birth_date"], seed, DAY)
        assert [person.birth_date for person in after[:2]] == [date(2007, 1, 1), date(2005, 9, 2)]
        assert all(p.birth_date is None or age_on(p.birth_date, DAY) >= 18 for p in after[2:])


def test_the_same_seed_deals_alike_and_one_trait_alone_as_among_all(people: list[Candidate]) -> None:
    every = exchanged(people, list(TRAITS), 3, DAY)
    assert every == exchanged(people, list(TRAITS), 3, DAY)
    assert every != exchanged(people, list(TRAITS), 4, DAY)
    alone = exchanged(people, ["groups"], 3, DAY)
    assert [person.groups for person in alone] == [person.groups for person in every]
