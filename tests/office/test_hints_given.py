"""The veterans' fair tells a soldier's trade in civil words: to who may see groups, and without a change of scores."""

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
