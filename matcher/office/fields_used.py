"""Which of a person's fields take part in a scenario: what its features weigh, and what its rules read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from matcher.domain.records import Candidate
from matcher.ranking.features import curves
from matcher.rules.condition import questions
from matcher.rules.entitlement import entitled_by
from matcher.rules.scenario import Scenario

OF_FEATURES: Mapping[str, tuple[str, ...]] = {
    "title": ("desired_occupations", "headline", "experience"),
    "practice": ("experience",),
    "skills": ("skills",),
    "body": ("headline", "summary", "major", "experience"),
    "whole": ("desired_occupations", "headline", "summary", "major", "experience"),
    "occupation": ("desired_occupations",),
    "major": ("major",),
    "near": ("location",),
    "pay": ("desired_pay",),
    "area": ("desired_divisions",),
}
"""The fields behind each feature of a score (`ranking.features`, `index.texts`)."""

OF_RULES: Mapping[str, tuple[str, ...]] = {
    "no_consent": (),
    "under_age": ("birth_date",),
    "minor_work": ("birth_date",),
    "already_employed": ("status",),
    "already_referred": (),
    "employment_type": ("employment_types",),
    "too_far": ("location", "max_distance_km"),
    "time_conflict": ("availability",),
    "night_work": ("night_shift_ok",),
    "pay_below_expectation": ("desired_pay",),
    "education_too_low": ("education",),
    "major_mismatch": ("major",),
    "certificate_missing": ("certificates",),
    "experience_too_short": ("experience_years", "experience"),
    "not_entitled": ("groups", "entitlements"),
    "entitlement_expired": ("entitlements",),
    "accommodation_missing": ("disability",),
    "limit_exceeded": ("disability",),
}
"""The fields that each rule on people reads. Rules on posts alone read none; a consent is no field of the match."""

OF_QUESTIONS: Mapping[str, tuple[str, ...]] = {
    "status": ("status",),
    "education": ("education",),
    "age": ("birth_date",),
    "graduation_date": ("graduation_date",),
    "unemployed_since": ("unemployed_since",),
    "groups": ("groups", "entitlements", "disability"),
}
"""The fields that the questions of a scenario's own conditions read (`rules.people`)."""


def fields_used(scenario: Scenario, person: Candidate) -> list[str]:
    """The fields of a person that take part, in the record's order. Disability takes part with its consent alone."""
    part = set(_fields(scenario))
    if "disability_matching" not in (person.consents or ()):
        part.discard("disability")
    told = person.document()
    return [name for name in Candidate.model_fields if name in part and name in told]


def _fields(scenario: Scenario) -> Iterator[str]:
    for feature, weight in (scenario.weights or curves()["weights"]).items():
        if weight > 0:
            yield from OF_FEATURES[feature]
    for applied in scenario.rules:
        if "condition" in applied.given:
            for question in questions(entitled_by(applied.given["condition"], applied.code)):
                yield from OF_QUESTIONS[question.field]
        else:
            yield from OF_RULES.get(applied.code, ())
    if scenario.tiers:
        yield "entitlements"
