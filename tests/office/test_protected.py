"""Protected traits of a whole city change places, and no score moves."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from matcher.city import City
from matcher.domain.requests import MatchJobs, read_request
from matcher.office import Office
from matcher.settings import Settings

TRAITS = ("gender", "birth_date", "groups", "entitlements")


def permuted(people: list[dict[str, Any]], seed: int) -> list[dict[str, Any]]:
    """The same people with the traits of others; who said nothing still says nothing, all are of age, and a disability
    keeps its needs and limits.
    """
    dice = random.Random(seed)
    changed = [dict(person) for person in people]
    for trait in TRAITS:
        owners = [person for person in changed if trait in person]
        values = [person[trait] for person in owners]
        dice.shuffle(values)
        for person, value in zip(owners, values, strict=True):
            person[trait] = value
    told = [person for person in changed if person.get("disability")]
    categories = [(person["disability"].get("category"), person["disability"].get("grade")) for person in told]
    dice.shuffle(categories)
    for person, (category, grade) in zip(told, categories, strict=True):
        person["disability"] = {**person["disability"], "category": category, "grade": grade}
    for person in changed:
        if str(person.get("birth_date", "")) > "2005-09-01":
            person["birth_date"] = "2004-01-01"
    return changed


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory, city: City, moment: datetime, filled: Office) -> Iterator[Office]:
    folder: Path = tmp_path_factory.mktemp("permuted")
    office = Office.open(Settings(data=folder, key_file=folder / "key"), lambda: moment)
    people = permuted(city.candidates, 5)
    for kind, documents in (("employer", city.employers), ("job", city.jobs), ("candidate", people)):
        office.bulk("default", kind, enumerate(documents, 1))  # type: ignore[arg-type]
    yield office
    office.close()


def answers(office: Office, city: City, scenario: str) -> Iterator[dict[str, Any]]:
    for person in city.candidates:
        asked = read_request(MatchJobs, {"candidate_id": person["id"], "scenario": scenario, "k": 200})
        yield office.match("default", asked)


@pytest.mark.parametrize("scenario", ["general", "women_fair", "gig", "internship", "disability_fair"])
def test_scores_are_the_same_bytes(filled: Office, other: Office, city: City, scenario: str) -> None:
    compared = 0
    for before, after in zip(answers(filled, city, scenario), answers(other, city, scenario), strict=True):
        scores = {result["job_id"]: json.dumps(result["score"]) for result in before["results"]}
        again = {result["job_id"]: json.dumps(result["score"]) for result in after["results"]}
        both = scores.keys() & again.keys()
        compared += len(both)
        assert {job: scores[job] for job in both} == {job: again[job] for job in both}
        order = [result["job_id"] for result in before["results"] if result["job_id"] in both]
        assert order == [result["job_id"] for result in after["results"] if result["job_id"] in both]
    assert compared > 50 or scenario in ("internship", "disability_fair")


def test_what_a_rule_does_not_read_changes_nothing_at_all(filled: Office, other: Office, city: City) -> None:
    """Of people without a disability the general service reads no group, and of a birth only whether one is a minor."""
    ordinary = [p["id"] for p in city.candidates if not p.get("disability") and p.get("birth_date", "9") < "2005-09-01"]
    assert len(ordinary) > 100
    for person in ordinary:
        asked = read_request(MatchJobs, {"candidate_id": person, "k": 50, "explain": "full"})
        before, after = filled.match("default", asked), other.match("default", asked)
        assert json.dumps(before["results"]) == json.dumps(after["results"])
