"""Clocks and numbers at the edge of sense: refused with a pointer, or judged like any other."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from matcher.domain.errors import RecordError
from matcher.domain.records import read_job
from matcher.domain.requests import EligibilityOf, MatchJobs, PoliciesFor, read_request
from matcher.office import Office

Put = Callable[..., str]
PERSON = {
    "consents": ["matching"],
    "status": "unemployed",
    "education": "bachelor",
    "graduation_date": "9999-12-31",
    "birth_date": "0001-01-01",
    "certificates": [{"name": "L05", "valid_to": "9999-12-31"}],
    "entitlements": [{"code": "hard_to_place", "valid_from": "0001-01-01", "valid_to": "9999-12-31"}],
    "availability": [{"start": "0001-01-02T00:00", "end": "9999-12-31T23:59"}],
}
POST = {
    "title": "叉车工",
    "required_certificates": ["L05"],
    "pay": {"min": 1e12, "unit": "year", "months": 0.01},
    "hours_per_day": 0.01,
    "shifts": [{"start": "0001-01-02T00:00", "end": "9999-12-31T23:00"}],
    "opens_at": "0001-01-01",
    "expires_at": "9999-12-31",
}


@pytest.mark.parametrize("as_of", ["0001-01-01", "1899-12-31T23:59", "2200-01-01", "9999-12-31T23:59"])
def test_a_clock_beyond_three_centuries_is_refused(as_of: str) -> None:
    for model, body in ((MatchJobs, {"candidate": PERSON}), (PoliciesFor, {"candidate": PERSON})):
        with pytest.raises(RecordError) as refused:
            read_request(model, {**body, "as_of": as_of})
        assert [(found.pointer, found.code) for found in refused.value.findings] == [("/as_of", "want_clock")]


@pytest.mark.parametrize("as_of", ["1900-01-01", "2100-02-28T12:00", "2199-12-31T23:59"])
def test_the_farthest_clock_and_the_farthest_days_are_judged(office: Office, put: Put, as_of: str) -> None:
    put("job", id="j-1", **POST)
    office.match("default", read_request(MatchJobs, {"candidate": PERSON, "explain": "full", "as_of": as_of}))
    office.policies("default", read_request(PoliciesFor, {"candidate": PERSON, "as_of": as_of}))
    for scenario in office.scenarios:
        pair = {"candidate": PERSON, "job_id": "j-1", "scenario": scenario, "as_of": as_of}
        verdict = office.eligibility("default", read_request(EligibilityOf, pair))["verdict"]
        assert verdict in ("eligible", "to_confirm", "not_eligible")


@pytest.mark.parametrize(
    ("pointer", "fields"),
    [("/hours_per_day", {"hours_per_day": 5e-324}), ("/pay/months", {"pay": {"min": 1, "months": 1e-300}})],
)
def test_hours_and_months_of_nothing_are_refused(pointer: str, fields: dict[str, object]) -> None:
    with pytest.raises(RecordError) as refused:
        read_job({"id": "j-1", "title": "文员", **fields})
    assert [found.pointer for found in refused.value.findings] == [pointer]
