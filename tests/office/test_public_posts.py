"""A public post and a post that a request brings: judged with their owner's facts, in both directions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from matcher.domain.errors import UnknownId
from matcher.domain.requests import EligibilityOf, Feedback, MatchCandidates, read_request
from matcher.office import Office

Put = Callable[..., str]
POST = {"title": "文员", "employment_type": "full_time", "pay": {"min": 4000, "unit": "month"}, "visibility": "public"}
HELD = "仅限男性"


def person(put: Put, name: str, tenant: str = "b") -> str:
    return put("candidate", tenant, id=name, headline="文员", birth_date="1990-01-01", consents=["matching"])


def people_for(office: Office, tenant: str = "b", **asked: Any) -> dict[str, Any]:
    return office.match(tenant, read_request(MatchCandidates, {**asked, "explain": "full"}))


def failing(office: Office, tenant: str = "b", **asked: Any) -> list[str]:
    told = office.eligibility(tenant, read_request(EligibilityOf, {"candidate_id": "c-1", **asked}))
    return [rule["code"] for rule in told["rules"] if rule["verdict"] == "fail"]


def hired(office: Office, tenant: str, candidate_id: str, job_id: str) -> None:
    event = {"candidate_id": candidate_id, "job_id": job_id, "event": "hire", "at": "2023-01-02T08:00"}
    office.feedback(tenant, read_request(Feedback, event))


def test_a_public_post_is_held_listed_and_filled_for_other_tenants_too(office: Office, put: Put) -> None:
    person(put, "c-1")
    person(put, "c-a", "a")
    put("employer", "a", id="e-1", name="甲公司", status=[{"code": "wage_arrears"}])
    put("job", "a", id="held", advert=HELD, **POST)
    put("job", "a", id="listed", employer={"id": "e-1"}, **POST)
    put("job", "a", id="full", headcount=1, **POST)
    hired(office, "a", "c-a", "full")
    for job_id, rule in (("held", "advert_held"), ("listed", "employer_listed"), ("full", "filled")):
        answer = people_for(office, job_id=job_id)
        assert (answer["results"], answer["excluded"]["by_rule"]) == ([], {rule: 1})
        assert failing(office, job_id=job_id) == [rule]


@pytest.mark.parametrize("tenant", ["default", "b"])
def test_one_more_place_counts_from_those_who_were_hired(office: Office, put: Put, tenant: str) -> None:
    for name in ("c-1", "c-2", "c-3"):
        person(put, name, tenant)
    put("job", tenant, id="full", headcount=2, **POST)
    for name in ("c-1", "c-2"):
        hired(office, tenant, name, "full")
    opening = people_for(office, tenant, job_id="full")["would_open"][0]
    assert (opening["field"], opening["to"], opening["more"]) == ("headcount", 3, 1)


def test_a_post_that_a_request_brings_is_held_by_its_own_text(office: Office, put: Put) -> None:
    person(put, "c-1")
    put("job", "b", id="j-1", advert=HELD, **POST)
    held, mended = ({"id": "j-1", "advert": text, **POST} for text in (HELD, "男女不限"))
    assert people_for(office, job=held)["excluded"]["by_rule"] == {"advert_held": 1}
    assert [found["candidate_id"] for found in people_for(office, job=mended)["results"]] == ["c-1"]
    assert (failing(office, job=held), failing(office, job=mended)) == (["advert_held"], [])
    office.release("b", "j-1", "工种限制属实", "王主任")
    assert failing(office, job=held) == []


def test_a_post_that_is_public_no_more_is_nobody_elses(office: Office, put: Put) -> None:
    person(put, "c-1")
    put("job", "a", id="j-1", **POST)
    assert failing(office, job_id="j-1") == []
    put("job", "a", id="j-1", **{**POST, "visibility": "tenant"})
    with pytest.raises(UnknownId):
        failing(office, job_id="j-1")
    with pytest.raises(UnknownId):
        people_for(office, job_id="j-1")
