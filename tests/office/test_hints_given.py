"""What a service points out beside its matches, to whom, and without a change of scores."""

from __future__ import annotations

from typing import Any

from matcher.domain.requests import MatchCandidates, MatchJobs
from matcher.office import Office

COOK = {"consents": ["matching"], "groups": ["veteran"], "desired_occupations": ["厨师"], "birth_date": "1990-01-01"}
SERVED = {"experience": [{"title": "炊事班 炊事员", "months": 60}]}


def found(office: Office, scenario: str, sensitive: bool = True) -> dict[str, Any]:
    return office.match("default", MatchJobs(candidate_id="c", scenario=scenario), "zh", sensitive)


def test_a_veteran_is_told(office: Office, put: Any) -> None:
    put("candidate", id="c", **COOK, **SERVED)
    put("job", id="j", title="厨师", employment_type="full_time")
    answer = found(office, "veteran_fair")
    assert [hint["trade"] for hint in answer["hints"]] == ["炊事员"]
    assert answer["results"][0]["job_id"] == "j"
    assert "hints" not in found(office, "veteran_fair", sensitive=False)
    assert "hints" not in found(office, "general")
    assert "hints" not in office.match("default", MatchCandidates(job_id="j", scenario="veteran_fair"))


def test_who_tells_of_no_trade_has_an_empty_list(office: Office, put: Any) -> None:
    put("candidate", id="c", **COOK)
    assert found(office, "veteran_fair")["hints"] == []


GIG = {"employment_type": "gig", "pay": {"min": 300, "unit": "day"}}


def test_a_gig_whose_trade_needs_a_licence_is_pointed_out(office: Office, put: Any) -> None:
    put("candidate", id="c", consents=["matching"], desired_occupations=["水电工"], birth_date="1990-01-01")
    put("job", id="silent", title="水电工（市区）", **GIG)
    put("job", id="stated", title="水电工", required_certificates=["L01"], **GIG)
    put("job", id="none", title="搬运工", **GIG)
    answer = found(office, "gig", sensitive=False)
    assert [(hint["job_id"], hint["licence"]) for hint in answer["hints"]] == [("silent", "L01")]
    assert "低压电工作业证" in answer["hints"][0]["text"]
    verdicts = {result["job_id"]: result["eligibility"] for result in answer["results"]}
    assert "stated" in verdicts
    assert {"silent", "none"} <= verdicts.keys()


def test_who_holds_the_licence_is_not_asked_about_it(office: Office, put: Any) -> None:
    held = ["低压电工作业证"]
    put("candidate", id="c", consents=["matching"], certificates=held, birth_date="1990-01-01")
    put("job", id="silent", title="水电工", **GIG)
    assert found(office, "gig")["hints"] == []
