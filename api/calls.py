"""Every call of the service as data: what `/openapi.json` and `/docs` say about it. A test holds it to the routes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from api.auth import SEEING_ALL
from matcher.domain.records import Candidate, Employer, Job
from matcher.domain.requests import (
    ArrangementsOf,
    EligibilityOf,
    Feedback,
    LedgerOf,
    MatchCandidates,
    MatchJobs,
    OwedOf,
    PoliciesFor,
    Release,
    Screen,
    ShutOutOf,
)

Headers = tuple[str, ...]
WITH_ID = "WithId"
"""Ends the name of a record's schema where its id must be there."""
_CONDITIONAL: Headers = ("If-Match",)
_IDEMPOTENT: Headers = ("Idempotency-Key",)


@dataclass(frozen=True, slots=True)
class Call:
    """One method of one path.

    code      names its words (`call_CODE` in data/words/api.toml)
    scope     of the key, or several with a blank between; empty: any key; None: no key
    answers   status → schema of the answer ("" : no body); errors are added for all
    body      a model of `matcher.domain`, or the name of a schema in data/schemas.json
    errors    the problems it may answer with, beyond those of every call
    query     name → schema of a query parameter
    example   a body that works
    """

    method: str
    path: str
    code: str
    scope: str | None
    answers: Mapping[int, str]
    body: type[BaseModel] | str | None = None
    headers: Headers = ()
    errors: tuple[int, ...] = ()
    query: Mapping[str, Any] = field(default_factory=dict)
    example: Any = None
    lines: bool = False


CANDIDATE_EXAMPLE = {
    "headline": "应届会计毕业生",
    "desired_occupations": ["会计"],
    "skills": ["Excel", "用友"],
    "education": "bachelor",
    "location": {"division": "321002"},
    "max_distance_km": 15,
    "desired_pay": {"min": 4000, "unit": "month"},
    "employment_types": ["full_time", "internship"],
    "consents": ["matching"],
}
JOB_EXAMPLE = {
    "employer": {"id": "e-01", "name": "扬州某某有限公司"},
    "title": "财务助理",
    "required_skills": ["Excel"],
    "min_education": "associate",
    "location": {"division": "321003"},
    "pay": {"min": 4000, "max": 6000, "unit": "month"},
    "headcount": 3,
    "employment_type": "full_time",
}
EMPLOYER_EXAMPLE = {"name": "扬州某某有限公司", "employees": 200, "disabled_employees": 1}
FAIR_EXAMPLE = {
    "name": "2023年残疾人就业专场招聘会",
    "kind": "fair",
    "scenario": "disability_fair",
    "date": "2023-05-20",
    "hall": {"opens": "09:00", "closes": "12:00", "slot_minutes": 10, "walk_minutes": 2, "interpreters": 2},
    "limits": {"recommendations": 3, "interviews_per_candidate": 3, "interviews_per_place": 3},
    "booths": [{"code": "A01", "employer": "扬州某某有限公司", "accessible": True, "breaks": ["10:30/10:40"]}],
    "jobs": ["j-001"],
    "candidates": ["c-001"],
}
_SINCE = {"since": {"type": "integer", "minimum": 0, "default": 0}}
_LIMIT = {"limit": {"type": "integer", "minimum": 1, "maximum": 1000, "default": 1000}}


def _record(path: str, model: type[BaseModel], example: Any) -> tuple[Call, ...]:
    name, at = model.__name__, f"/v1/{path}/{{id}}"
    code = name.lower()
    stored = name + WITH_ID
    return (
        Call(
            "put",
            at,
            f"put_{code}",
            "profiles:write",
            {200: stored, 201: stored},
            model,
            (*_CONDITIONAL, "If-None-Match"),
            (400, 412, 413, 415),
            example=example,
        ),
        Call(
            "get",
            at,
            f"get_{code}",
            "profiles:write",
            {200: stored, 304: ""},
            headers=("If-None-Match",),
            errors=(400, 404),
        ),
        Call("delete", at, f"delete_{code}", "profiles:write", {204: ""}, headers=_CONDITIONAL, errors=(400, 404, 412)),
    )


def _bulk(path: str, model: type[BaseModel], example: Any) -> Call:
    code = f"bulk_{path}"
    lines = [{"id": "new-1", **example}, {"id": "new-2", **example}]
    return Call(
        "post",
        f"/v1/{path}:bulk",
        code,
        "profiles:write",
        {200: "Bulk"},
        f"[{model.__name__}{WITH_ID}]",
        _IDEMPOTENT,
        (400, 413, 415, 422),
        example=lines,
        lines=True,
    )


def _asking(
    path: str, code: str, answer: str, body: type[BaseModel] | str, example: Any, scope: str = "match:read"
) -> Call:
    return Call("post", path, code, scope, {200: answer}, body, errors=(400, 404, 413, 415), example=example)


def _casework(path: str, code: str, answer: str, body: type[BaseModel], example: Any) -> Call:
    return _asking(path, code, answer, body, example, " ".join(SEEING_ALL))


CALLS: tuple[Call, ...] = (
    *_record("candidates", Candidate, CANDIDATE_EXAMPLE),
    *_record("jobs", Job, JOB_EXAMPLE),
    *_record("employers", Employer, EMPLOYER_EXAMPLE),
    _bulk("candidates", Candidate, CANDIDATE_EXAMPLE),
    _bulk("jobs", Job, JOB_EXAMPLE),
    _asking(
        "/v1/match/jobs",
        "match_jobs",
        "Match",
        MatchJobs,
        {"candidate": CANDIDATE_EXAMPLE, "scenario": "general", "k": 5, "explain": "full"},
    ),
    _asking("/v1/match/candidates", "match_candidates", "Match", MatchCandidates, {"job": JOB_EXAMPLE, "k": 5}),
    _asking(
        "/v1/match:batch",
        "match_batch",
        "Batch",
        "Queries",
        {"queries": [{"candidate": CANDIDATE_EXAMPLE}, {"job": JOB_EXAMPLE}]},
    ),
    _asking(
        "/v1/eligibility",
        "eligibility",
        "Eligibility",
        EligibilityOf,
        {"candidate": CANDIDATE_EXAMPLE, "job": JOB_EXAMPLE, "scenario": "general"},
    ),
    _asking("/v1/screen", "screen", "Screening", Screen, {"text": "招聘文员，限男性，35岁以下"}),
    _asking("/v1/policies", "policies", "Policies", PoliciesFor, {"employer": EMPLOYER_EXAMPLE}),
    _casework(
        "/v1/arrangements",
        "arrangements",
        "Arrangements",
        ArrangementsOf,
        {
            "candidate": {
                "consents": ["disability_matching"],
                "disability": {"category": "physical", "needs": ["A01"], "limits": {"standing": 1}},
            },
            "job": {**JOB_EXAMPLE, "demands": {"standing": 3}, "accommodations": [], "arrangements_possible": True},
        },
    ),
    _casework("/v1/ledger", "ledger", "Ledger", LedgerOf, {"scenario": "disability_fair"}),
    _casework("/v1/owed", "owed", "Owed", OwedOf, {"scenario": "graduate", "limit": 100}),
    _asking("/v1/shut-out", "shut_out", "ShutOut", ShutOutOf, {"job": JOB_EXAMPLE, "scenario": "general"}),
    Call(
        "post",
        "/v1/feedback",
        "feedback",
        "feedback:write",
        {201: "Recorded"},
        Feedback,
        _IDEMPOTENT,
        (400, 404, 413, 415, 422),
        example={"candidate_id": "c-001", "job_id": "j-001", "event": "apply"},
    ),
    Call(
        "post",
        "/v1/jobs/{id}:release",
        "release",
        "profiles:write",
        {200: "Released"},
        Release,
        _IDEMPOTENT,
        (400, 404, 409, 413, 415, 422),
        example={"reason": "已与用人单位核实，条件系岗位必需", "by": "王某"},
    ),
    Call("get", "/v1/changes", "changes", "profiles:write", {200: "Changes"}, errors=(400,), query=_SINCE | _LIMIT),
    Call("get", "/v1/scenarios", "scenarios", "", {200: "Scenarios"}),
    Call("get", "/v1/scenarios/{name}", "scenario", "", {200: "Scenario"}, errors=(404,)),
    Call(
        "post",
        "/v1/fairs",
        "make_fair",
        "fairs:run",
        {201: "FairWithId"},
        "Fair",
        _IDEMPOTENT,
        (400, 413, 415, 422),
        example=FAIR_EXAMPLE,
    ),
    Call("get", "/v1/fairs/{id}", "read_fair", "fairs:run", {200: "FairWithId"}, errors=(404,)),
    Call("delete", "/v1/fairs/{id}", "delete_fair", "fairs:run", {204: ""}, errors=(404,)),
    Call(
        "post",
        "/v1/fairs/{id}/plan",
        "plan_fair",
        "fairs:run",
        {202: "Operation"},
        "PlanFair",
        _IDEMPOTENT,
        (400, 404, 413, 415, 422),
        example={"seed": 0, "as_of": "2023-05-01T08:00:00+08:00"},
    ),
    Call("get", "/v1/operations/{id}", "read_operation", "fairs:run", {200: "Operation"}, errors=(404,)),
    Call("delete", "/v1/operations/{id}", "cancel_operation", "fairs:run", {202: "Operation"}, errors=(404, 409)),
    Call("get", "/healthz", "healthz", None, {200: "Status"}),
    Call("get", "/readyz", "readyz", None, {200: "Status", 503: "Status"}),
    Call("get", "/metrics", "metrics", "admin", {200: "text"}),
)
