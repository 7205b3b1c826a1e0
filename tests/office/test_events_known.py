"""Which events count at a moment: all that the office knows by its clock, and what a later moment adds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from matcher.domain.requests import EligibilityOf, Feedback, read_request
from matcher.office import Office

Put = Callable[..., str]
PAIR = {"candidate_id": "c-1", "job_id": "j-1"}


def failing(office: Office, as_of: datetime | None = None) -> list[str]:
    asked = {**PAIR, "scenario": "graduate", **({"as_of": as_of.isoformat()} if as_of else {})}
    told = office.eligibility("default", read_request(EligibilityOf, asked))
    return [rule["code"] for rule in told["rules"] if rule["verdict"] == "fail"]


@pytest.fixture
def pair(put: Put) -> None:
    put(
        "candidate",
        id="c-1",
        consents=["matching"],
        status="unemployed",
        education="bachelor",
        graduation_date="2022-06-30",
        birth_date="2000-01-01",
    )
    put("job", id="j-1", title="文员", employment_type="full_time", pay={"min": 4000, "unit": "month"}, headcount=1)


def tell(office: Office, **event: str) -> None:
    office.feedback("default", read_request(Feedback, PAIR | event))


@pytest.mark.usefixtures("pair")
def test_an_event_without_a_time_counts_at_any_moment(office: Office, moment: datetime) -> None:
    tell(office, event="hire")
    for as_of in (None, moment - timedelta(days=30), moment + timedelta(days=1)):
        assert failing(office, as_of) == ["filled", "already_employed", "already_referred"]


@pytest.mark.usefixtures("pair")
def test_an_event_ahead_counts_from_its_moment(office: Office, moment: datetime) -> None:
    tell(office, event="interview", at=(moment + timedelta(days=2)).isoformat())
    assert failing(office, moment + timedelta(days=1)) == []
    assert failing(office, moment + timedelta(days=2)) == ["already_referred"]
