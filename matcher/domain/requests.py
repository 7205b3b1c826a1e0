"""The bodies that the doors read: what may be asked of the office, as documents.

`read_request` gives the same findings with pointers as a record. A body that names a record and brings one at once, or
neither, is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from matcher.domain import places
from matcher.domain.fields import AsOf, Document, Id, Integer, LongText, Moment, Name, Number, Text, fault, read
from matcher.domain.records import Candidate, Employer, EmploymentType, Job

R = TypeVar("R", bound=Document)

Explain = Literal["none", "brief", "full"]
Event = Literal[
    "view",
    "apply",
    "confirm",
    "no_show",
    "interview",
    "offer",
    "hire",
    "insured",
    "left",
    "reject",
    "withdraw",
]
INLINE_ID = "inline"


def _with_id(value: Any) -> Any:
    return {"id": INLINE_ID, **value} if isinstance(value, dict) else value


InlineCandidate = Annotated[Candidate, BeforeValidator(_with_id)]
InlineJob = Annotated[Job, BeforeValidator(_with_id)]
InlineEmployer = Annotated[Employer, BeforeValidator(_with_id)]


def _one_of(document: Document, *names: str) -> None:
    given = [name for name in names if getattr(document, name) is not None]
    if not given:
        raise fault("one_of_missing", names=", ".join(names))
    if len(given) > 1:
        raise fault("one_of_twice", names=", ".join(given))


class OneOf(Document):
    """`{"in": [...]}`."""

    in_: Annotated[tuple[EmploymentType, ...], Field(alias="in", min_length=1, max_length=10)]


class AtLeast(Document):
    """`{"gte": number}`."""

    gte: Number


class AtMost(Document):
    """`{"lte": number}`."""

    lte: Number


def _area(value: str) -> str:
    place = places.find(value)
    if place is not None:
        return place.code
    if not (value.isascii() and value.isalnum()):
        raise fault("division_unknown")
    return value


class Under(Document):
    """`{"under": "3210"}`: a division by name, code or the beginning of a code."""

    under: Annotated[Name, AfterValidator(_area)]


class Filters(Document):
    """What narrows a result, apart from the rules."""

    employment_type: OneOf | None = None
    pay_month_min: AtLeast | None = None
    distance_km: AtMost | None = None
    division: Under | None = None


class Match(Document):
    """What both directions of matching share. `k` results a page; `cursor` from the page before."""

    scenario: Name = "general"
    k: Annotated[Integer, Field(ge=1, le=200)] = 10
    filters: Filters | None = None
    explain: Explain = "brief"
    as_of: AsOf | None = None
    cursor: Text | None = None


class MatchJobs(Match):
    """The jobs for a candidate."""

    candidate_id: Id | None = None
    candidate: InlineCandidate | None = None

    @model_validator(mode="after")
    def _asker(self) -> Self:
        _one_of(self, "candidate_id", "candidate")
        return self


class MatchCandidates(Match):
    """The candidates for a job."""

    job_id: Id | None = None
    job: InlineJob | None = None

    @model_validator(mode="after")
    def _asker(self) -> Self:
        _one_of(self, "job_id", "job")
        return self


class EligibilityOf(Document):
    """Every rule of one pair."""

    candidate_id: Id | None = None
    candidate: InlineCandidate | None = None
    job_id: Id | None = None
    job: InlineJob | None = None
    scenario: Name = "general"
    as_of: AsOf | None = None

    @model_validator(mode="after")
    def _pair(self) -> Self:
        _one_of(self, "candidate_id", "candidate")
        _one_of(self, "job_id", "job")
        return self


class ArrangementsOf(EligibilityOf):
    """How a workplace fits a person, and what would make it fit."""

    scenario: Name = "disability_fair"


class LedgerOf(Document):
    """Which arrangement at which employers opens posts to how many people."""

    scenario: Name = "disability_fair"
    as_of: AsOf | None = None


class OwedOf(Document):
    """What a service still owes: one person, with posts to begin with; or everybody whom it is for, those after an id.

    entitled  `pass`, or `unknown`: those of whom it must first be asked whether the service is for them
    """

    candidate_id: Id | None = None
    scenario: Name = "graduate"
    entitled: Literal["pass", "unknown"] = "pass"
    as_of: AsOf | None = None
    after: Id | None = None
    limit: Annotated[Integer, Field(ge=1, le=1000)] = 1000


class ShutOutOf(Document):
    """Whom the conditions of a post shut out."""

    job_id: Id | None = None
    job: InlineJob | None = None
    scenario: Name = "general"
    as_of: AsOf | None = None

    @model_validator(mode="after")
    def _post(self) -> Self:
        _one_of(self, "job_id", "job")
        return self


class InspectionOf(Document):
    """A lot for inspections: how many posts, the seed, who may be drawn to inspect, and who may not inspect a post."""

    sample: Annotated[Integer, Field(ge=1, le=10_000)]
    seed: Annotated[Integer, Field(ge=0)] = 0
    inspectors: Annotated[tuple[Name, ...], Field(min_length=2, max_length=1000)]
    recused: Mapping[Id, tuple[Name, ...]] = Field(default_factory=dict)
    as_of: AsOf | None = None


class ScreenItem(Document):
    """One advertisement of a list."""

    id: Id | None = None
    text: Text | None = None
    job: InlineJob | None = None

    @model_validator(mode="after")
    def _what(self) -> Self:
        _one_of(self, "text", "job")
        return self


class Screen(Document):
    """One advertisement, a job, or a list of both."""

    text: LongText | None = None
    job: InlineJob | None = None
    items: Annotated[tuple[ScreenItem, ...], Field(max_length=1000)] | None = None
    as_of: AsOf | None = None

    @model_validator(mode="after")
    def _what(self) -> Self:
        _one_of(self, "text", "job", "items")
        return self


class PoliciesFor(Document):
    """The policy instruments for a person or an employer."""

    candidate_id: Id | None = None
    candidate: InlineCandidate | None = None
    employer_id: Id | None = None
    employer: InlineEmployer | None = None
    as_of: AsOf | None = None

    @model_validator(mode="after")
    def _whom(self) -> Self:
        _one_of(self, "candidate_id", "candidate", "employer_id", "employer")
        return self


class Feedback(Document):
    """Something that happened between a person and a post."""

    candidate_id: Id
    job_id: Id
    event: Event
    reason_code: Name | None = None
    at: Moment | None = None
    context: dict[Name, Any] | None = None


class Release(Document):
    """A held advertisement released by a person."""

    reason: Annotated[Text, Field(min_length=1)]
    by: Name


def read_request(model: type[R], body: object) -> R:
    """A body as a request. Raises RecordError with a pointer for every wrong field."""
    return read(model, body)
