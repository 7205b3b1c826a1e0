"""The office's memory: what staff confirmed helps the next match at once, says so, and can be forgotten."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from matcher.domain.errors import UnknownId
from matcher.domain.requests import Feedback, MatchCandidates, MatchJobs, read_request
from matcher.office import Office

Put = Callable[..., str]

ODD_JOBS = {"desired_occupations": ["万能工"], "consents": ["matching"]}


def jobs_for(office: Office, person: dict[str, Any], tenant: str = "default", **more: Any) -> dict[str, Any]:
    return office.match(tenant, read_request(MatchJobs, {"candidate": person, "explain": "full", **more}))


def found(answer: dict[str, Any]) -> dict[str, float]:
    return {one.get("job_id") or one["candidate_id"]: one["score"] for one in answer["results"]}


def reasons(answer: dict[str, Any], job: str) -> dict[str, dict[str, Any]]:
    [one] = [one for one in answer["results"] if one["job_id"] == job]
    return {reason["code"]: reason for reason in one["reasons"]}


def said(office: Office, event: str = "confirm", tenant: str = "default", **more: Any) -> None:
    office.feedback(tenant, read_request(Feedback, {"candidate_id": "c-1", "job_id": "j-1", "event": event, **more}))


@pytest.fixture
def staffed(office: Office, put: Put) -> Office:
    put("job", id="j-1", title="维修电工", headcount=9)
    put("job", id="j-2", title="水电维修电工", headcount=9)
    put("job", id="j-3", title="万金油销售", headcount=9)
    put("candidate", id="c-1", **ODD_JOBS)
    return office


def test_a_confirmed_name_is_in_the_next_match_with_its_reason(staffed: Office) -> None:
    before = jobs_for(staffed, ODD_JOBS)
    said(staffed)
    after = jobs_for(staffed, ODD_JOBS)
    assert found(after)["j-1"] > found(before)["j-1"] + 0.1
    assert found(after)["j-1"] > found(after)["j-2"] > found(before)["j-2"]  # the weight falls with distance
    assert found(after)["j-3"] == found(before)["j-3"]
    told = reasons(after, "j-1")["memory"]
    assert told["text"] == "与此前确认的 1 个名称相同"
    assert told["contribution"] == pytest.approx(found(after)["j-1"] - found(before)["j-1"], abs=2e-6)
    assert reasons(after, "j-2")["memory"]["text"] == "与此前确认的 1 个名称相近"
    assert "memory" not in reasons(after, "j-3")
    assert after["model_version"] != before["model_version"]


def test_contributions_still_sum_as_they_did(staffed: Office) -> None:
    said(staffed)
    answer = jobs_for(staffed, ODD_JOBS)
    told = reasons(answer, "j-1")
    without = jobs_for(staffed, {**ODD_JOBS, "desired_occupations": ["维修电工"]})
    both = told["memory"]["contribution"] + told.get("title", {"contribution": 0})["contribution"]
    assert both == pytest.approx(reasons(without, "j-1")["title"]["contribution"], abs=0.01)


def test_it_helps_posts_to_find_people_as_well(staffed: Office, put: Put) -> None:
    def people() -> dict[str, float]:
        return found(staffed.match("default", read_request(MatchCandidates, {"job": {"title": "维修电工"}})))

    put("candidate", id="c-2", desired_occupations=["万能工"], consents=["matching"])
    before = people()
    said(staffed)
    after = people()
    assert after["c-2"] > before["c-2"] + 0.1
    assert after["c-2"] == pytest.approx(found(jobs_for(staffed, ODD_JOBS))["j-1"], abs=2e-6)


@pytest.mark.parametrize("event", ["view", "apply", "interview", "no_show", "left"])
def test_what_says_nothing_of_names_is_not_remembered(staffed: Office, event: str) -> None:
    said(staffed, event)
    assert staffed.memory("default") == []


@pytest.mark.parametrize("event", ["reject", "withdraw"])
def test_a_later_no_takes_the_yes_back(staffed: Office, event: str) -> None:
    before = found(jobs_for(staffed, ODD_JOBS))
    said(staffed, "hire")
    said(staffed, event, at=(staffed.clock() + timedelta(seconds=0)).isoformat())
    assert found(jobs_for(staffed, ODD_JOBS)) == before


def test_what_happens_later_is_not_known_yet(staffed: Office) -> None:
    before = found(jobs_for(staffed, ODD_JOBS))
    said(staffed, at=(staffed.clock() + timedelta(days=1)).isoformat())
    assert found(jobs_for(staffed, ODD_JOBS)) == before
    later = jobs_for(staffed, ODD_JOBS, as_of=(staffed.clock() + timedelta(days=2)).isoformat())
    assert found(later)["j-1"] > before["j-1"]


def test_names_are_those_of_the_moment_it_was_said(staffed: Office, put: Put) -> None:
    said(staffed)
    before = found(jobs_for(staffed, ODD_JOBS))
    put("candidate", id="c-1", desired_occupations=["保安"], consents=["matching"])
    assert [(one.wish, one.title) for one in staffed.memory("default")] == [("万能工", "维修电工")]
    assert found(jobs_for(staffed, ODD_JOBS)) == before
    guard = {**ODD_JOBS, "desired_occupations": ["保安"]}
    assert "memory" not in reasons(jobs_for(staffed, guard), "j-1")


def test_of_several_wishes_the_nearest_was_meant(staffed: Office, put: Put) -> None:
    put("candidate", id="c-1", desired_occupations=["会计", "电工学徒"], consents=["matching"])
    said(staffed)
    assert [one.wish for one in staffed.memory("default")] == ["电工学徒"]


def test_the_same_name_twice_says_nothing_new(staffed: Office, put: Put) -> None:
    put("candidate", id="c-1", desired_occupations=["维修电工"], consents=["matching"])
    said(staffed)
    assert staffed.memory("default") == []


@pytest.mark.parametrize("kind", ["candidate", "job"])
def test_it_goes_with_the_person_or_the_post(staffed: Office, kind: str) -> None:
    said(staffed)
    staffed.delete("default", kind, "c-1" if kind == "candidate" else "j-1")
    assert staffed.memory("default") == []
    again = Office.open(staffed.settings, staffed.clock)
    assert again.memory("default") == []
    assert json.dumps(jobs_for(again, ODD_JOBS)) == json.dumps(jobs_for(staffed, ODD_JOBS))
    again.close()


def test_a_forgotten_name_counts_no_more_until_it_is_confirmed_again(staffed: Office) -> None:
    before = found(jobs_for(staffed, ODD_JOBS))
    other = Office.open(staffed.settings, staffed.clock)
    said(staffed)
    assert found(jobs_for(other, ODD_JOBS)) == found(jobs_for(staffed, ODD_JOBS)) != before
    assert other.forget("default", " 万能工 ") == 1
    assert found(jobs_for(staffed, ODD_JOBS)) == before
    with pytest.raises(UnknownId):
        staffed.forget("default", "万能工")
    said(staffed)
    assert [one.count for one in staffed.memory("default")] == [1]
    assert [entry.reason for entry in staffed.store.audit_log("default") if entry.action == "memory_forgotten"]
    other.close()


def test_tenants_remember_apart(staffed: Office, put: Put) -> None:
    put("job", tenant="b", id="j-1", title="维修电工")
    before = found(jobs_for(staffed, ODD_JOBS, tenant="b"))
    said(staffed)
    assert found(jobs_for(staffed, ODD_JOBS, tenant="b")) == before
    assert staffed.memory("b") == []


def test_it_overrides_no_rule(staffed: Office, put: Put) -> None:
    put("job", id="j-1", title="维修电工", expires_at="2020-01-01")
    said(staffed)
    answer = jobs_for(staffed, ODD_JOBS)
    assert "j-1" not in found(answer)
    assert answer["excluded"]["by_rule"] == {"expired": 1}


def test_a_new_start_remembers_the_same_to_the_last_byte(staffed: Office) -> None:
    said(staffed)
    before = json.dumps(jobs_for(staffed, ODD_JOBS))
    staffed.market.save()
    again = Office.open(staffed.settings, staffed.clock)
    assert json.dumps(jobs_for(again, ODD_JOBS)) == before
    again.close()


def test_recall_looks_for_what_was_confirmed(staffed: Office) -> None:
    said(staffed)
    from dataclasses import replace

    scenario = replace(staffed.scenario("general"), recall=1)
    staffed.scenarios = {**staffed.scenarios, "general": scenario}
    assert list(found(jobs_for(staffed, ODD_JOBS, k=1))) == ["j-1"]
