"""People, posts and employers of the synthetic city: valid, plausible, the same for the same seed."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest

from matcher.city import City, default_moment, generate_city
from matcher.city.assumptions import assumed
from matcher.city.latent import People, Posts
from matcher.domain.records import Candidate, Employer, Job, read_record

PEOPLE, POSTS = 2000, 1000


def share(records: Any, test: Callable[[Mapping[str, Any]], bool]) -> float:
    return sum(map(test, records)) / len(records)


def test_the_same_seed_gives_the_same_city() -> None:
    one, two, other = (generate_city(40, 20, seed, default_moment()) for seed in (3, 3, 4))
    assert json.dumps([one.candidates, one.jobs, one.employers]) == json.dumps(
        [two.candidates, two.jobs, two.employers]
    )
    assert (one.interactions, one.labels) == (two.interactions, two.labels)
    assert one.candidates != other.candidates
    assert one.jobs != other.jobs


def test_more_posts_change_nobody() -> None:
    few, many = (generate_city(30, jobs, 0, default_moment()) for jobs in (10, 50))
    assert [p["headline"] for p in few.candidates if "headline" in p] == [
        p["headline"] for p in many.candidates if "headline" in p
    ]


@pytest.mark.parametrize(("candidates", "jobs"), [(0, 1), (1, 0)])
def test_an_empty_city_is_refused(candidates: int, jobs: int) -> None:
    with pytest.raises(ValueError, match="at least one"):
        generate_city(candidates, jobs, 0, default_moment())


def test_one_person_and_one_post_are_a_city() -> None:
    city = generate_city(1, 1, 0, default_moment())
    assert (len(city.candidates), len(city.jobs), len(city.employers)) == (1, 1, 1)


def test_every_record_is_valid_and_goes_out_as_it_came_in(city: City) -> None:
    today = city.as_of.date()
    for kind, records in (("candidate", city.candidates), ("job", city.jobs), ("employer", city.employers)):
        for record in records:
            document = read_record(kind, record, today=today).document()  # type: ignore[arg-type]
            assert document == record


def test_the_hidden_side_is_not_in_the_records(city: City) -> None:
    open_to_all = {"headcount", "remote", "type"}  # names of fields too; an employer's type is another thing
    for model in (Candidate, Job, Employer):
        assert set(model.model_fields) & (set(People.__slots__) | set(Posts.__slots__)) <= open_to_all
    text = json.dumps([city.candidates[:200], city.jobs[:200]])
    assert "utility" not in text
    assert "vector" not in text


def test_people_have_the_assumed_shares(city: City) -> None:
    person, people = assumed()["person"], city.candidates
    assert share(people, lambda p: p.get("gender") == "female") == pytest.approx(0.48 * 0.94, abs=0.04)
    assert share(people, lambda p: "disability" in p) == pytest.approx(person["disabled"] * 0.92, abs=0.02)
    assert share(people, lambda p: "matching" in p.get("consents", ())) == pytest.approx(0.95, abs=0.03)
    assert share(people, lambda p: "hard_to_place" in p.get("groups", ())) == pytest.approx(0.06, abs=0.03)
    status = Counter(p.get("status") for p in people)
    assert set(status) == {"student", "unemployed", "employed", "flexible", "retired", None}
    categories = Counter(p["disability"]["category"] for p in people if "disability" in p)
    assert categories.most_common(1)[0][0] == "physical"


def test_posts_have_the_assumed_shares(city: City) -> None:
    kinds = Counter(j.get("employment_type") for j in city.jobs)
    assert kinds["full_time"] > kinds["gig"] > kinds["internship"] > kinds["public_welfare"] > 0
    assert share(city.jobs, lambda j: "accommodations" in j) > 0.1
    assert share(city.jobs, lambda j: j.get("remote", False)) > 0.005
    assert all("shifts" in j for j in city.jobs if j.get("employment_type") == "gig")
    lengths = {j.get("duration_months") for j in city.jobs if j.get("employment_type") == "internship"}
    assert {3, 6, 12} <= lengths
    divisions = Counter(j["location"]["division"][:6] for j in city.jobs if "location" in j)
    assert {"321002", "321003", "321012", "321023", "321081", "321084"} <= set(divisions)


def test_gigs_lie_in_the_days_after_the_clock(city: City) -> None:
    first = min(shift["start"] for job in city.jobs for shift in job.get("shifts", ()))
    last = max(shift["end"] for job in city.jobs for shift in job.get("shifts", ()))
    assert "2023-09-01" < first < last < "2023-09-17"


def test_faults_on_purpose_are_known_and_few(city: City) -> None:
    job = {j["id"]: j for j in city.jobs}
    for identity in city.planted["below_minimum_wage"]:
        pay = job[identity]["pay"]
        assert pay["min"] < {"month": 2070, "day": 160, "hour": 20}[pay["unit"]]
    for identity in city.planted["discriminatory"]:
        assert "advert" in job[identity]
    assert 10 <= len(city.planted["discriminatory"]) <= 80
    assert 5 <= len(city.planted["below_minimum_wage"]) <= 50


def test_texts_vary(city: City) -> None:
    descriptions = [j["description"] for j in city.jobs if "description" in j]
    assert len(set(descriptions)) > 0.97 * len(descriptions)
    assert sum(text.isascii() for text in descriptions) >= 1
    summaries = [p["summary"] for p in city.candidates if "summary" in p]
    assert len(set(summaries)) > 0.9 * len(summaries)
    assert not [text for text in (*descriptions, *summaries) if "{" in text or "None" in text]


def test_people_under_sixteen_are_not_there(city: City) -> None:
    births = [p["birth_date"] for p in city.candidates if "birth_date" in p]
    assert max(births) <= "2007-09-01"
    assert np.mean([b > "1998-09-01" for b in births]) > 0.1
