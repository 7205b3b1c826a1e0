"""The 131 service: what a graduate is still owed."""

from __future__ import annotations

from datetime import date

from matcher.rules.loading import load_scenarios
from matcher.rules.owed import Happened, owed

GRADUATE = load_scenarios()["graduate"]
SINCE = date(2023, 7, 1)


def happened(
    job: str, event: str, day: str = "2023-08-01", kind: str = "full_time", service: str | None = None
) -> Happened:
    return Happened(("default", job), event, date.fromisoformat(day), kind, service)


def missing(*events: Happened, day: str = "2023-09-01") -> dict[str, int]:
    return {item.item.code: item.missing for item in owed(GRADUATE, events, SINCE, date.fromisoformat(day))}


def test_at_first_everything_is_owed() -> None:
    assert missing() == {"guidance": 1, "referral": 3, "training_or_internship": 1}


def test_three_different_posts_are_three_referrals() -> None:
    assert missing(happened("a", "apply"), happened("a", "interview"), happened("b", "confirm"))["referral"] == 1
    assert missing(happened("a", "view"), happened("b", "view"))["referral"] == 3


def test_an_internship_that_began_is_the_training_and_a_job_is_not() -> None:
    assert missing(happened("a", "hire", kind="internship"))["training_or_internship"] == 0
    assert missing(happened("a", "hire"))["training_or_internship"] == 1


def test_guidance_is_what_the_context_names() -> None:
    assert missing(happened("a", "view", service="guidance"))["guidance"] == 0


def test_what_lies_before_the_service_or_after_the_day_does_not_count() -> None:
    assert missing(happened("a", "apply", "2023-06-30"), happened("b", "apply", "2023-09-02"))["referral"] == 3


def test_the_deadline_lasts_to_the_end_of_its_day() -> None:
    (guidance, *_) = owed(GRADUATE, (), SINCE, date(2023, 9, 29))
    assert guidance.due == date(2023, 9, 29)
    assert not guidance.late(date(2023, 9, 29))
    assert guidance.late(date(2023, 9, 30))


def test_who_entered_nobody_knows_when_is_owed_the_rest_and_nothing_is_late() -> None:
    day = date(2023, 9, 1)
    items = owed(GRADUATE, [happened("a", "apply", "2021-01-01")], None, day)
    assert {item.item.code: item.missing for item in items}["referral"] == 2
    assert not any(item.late(day) or item.due for item in items)
