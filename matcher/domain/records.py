"""Candidates, jobs and employers as documents: what the contract names, and nothing else.

A record has two forms and no third: these frozen documents at the edge, a row of `matcher.table` inside. Everything
but `id` (and a job's `title`) may be missing. Whether a code is known is checked here; what it means stands in
`domain.codes` and `domain.places`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, ValidationInfo, model_validator

from matcher.domain import codes, places
from matcher.domain.fields import (
    Day,
    Document,
    Fact,
    Flag,
    Id,
    Integer,
    Moment,
    Name,
    Number,
    Signed,
    Text,
    check_order,
    fault,
    nearest,
    read,
)

Kind = Literal["candidate", "job", "employer"]
Education = Literal[
    "none",
    "primary",
    "junior_secondary",
    "senior_secondary",
    "secondary_vocational",
    "associate",
    "bachelor",
    "master",
    "doctorate",
]
EmploymentType = Literal["full_time", "part_time", "gig", "internship", "public_welfare"]
PayUnit = Literal["hour", "day", "shift", "week", "month", "year", "piece"]
Status = Literal["student", "unemployed", "employed", "flexible", "retired"]
Gender = Literal["male", "female"]
Settlement = Literal["day", "week", "month", "piece"]
Group = Literal[
    "unemployed_graduate",
    "unemployed_youth",
    "registered_unemployed",
    "hard_to_place",
    "disabled",
    "veteran",
    "woman_returning",
]
Insurance = Literal["work_injury", "accident", "occupational_injury", "social"]
DisabilityCategory = Literal["visual", "hearing", "speech", "physical", "intellectual", "psychiatric", "multiple"]
Consent = Literal["matching", "disability_matching", "contact"]
Level = Annotated[Integer, Field(le=3)]


def _division(value: str) -> str:
    if places.find(value) is None and not places.is_code(value):
        near = places.nearest_name(value)
        raise fault("division_unknown_near", near=near) if near else fault("division_unknown")
    return value


def _accommodation(value: str) -> str:
    if codes.accommodation(value) is None:
        near = nearest(value, list(codes.ACCOMMODATIONS.values()))
        raise fault("accommodation_unknown_near", near=near) if near else fault("accommodation_unknown")
    return value


Division = Annotated[Name, AfterValidator(_division)]
Accommodation = Annotated[Name, AfterValidator(_accommodation)]


def _many(item: Any, limit: int = 500) -> Any:
    return Annotated[tuple[item, ...], Field(max_length=limit)]


class Location(Document):
    """A place: a division, a point in WGS84 degrees, or both (the point goes first)."""

    division: Division | None = None
    lat: Annotated[Signed, Field(ge=-90, le=90)] | None = None
    lon: Annotated[Signed, Field(ge=-180, le=180)] | None = None


class Window(Document):
    """From a moment to a later one."""

    start: Moment
    end: Moment

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        check_order(self.start, self.end, "ends_before_start", "end", strict=True)
        return self


class Experience(Document):
    """One earlier job."""

    title: Name | None = None
    months: Number | None = None
    text: Text | None = None


class DesiredPay(Document):
    """The least a person expects, in yuan a unit."""

    min: Number | None = None
    unit: PayUnit | None = None


class Entitlement(Document):
    """What an office has recognised, with its dates."""

    code: Group
    category: Name | None = None
    issuer: Name | None = None
    valid_from: Day | None = None
    valid_to: Day | None = None
    used_months: Number | None = None

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        check_order(self.valid_from, self.valid_to, "ends_before_start", "valid_to")
        return self


class Abilities(Document):
    """Levels 0 to 3 and figures: of a job the demands, of a person the limits."""

    vision: Level | None = None
    hearing: Level | None = None
    speech: Level | None = None
    mobility: Level | None = None
    upper_limb: Level | None = None
    standing: Level | None = None
    lifting: Level | None = None
    cognition: Level | None = None
    stress: Level | None = None
    night_work: Level | None = None
    travel: Level | None = None
    lifting_kg: Number | None = None
    standing_hours: Number | None = None


class Disability(Document):
    """What a person tells of a disability; used with the consent `disability_matching` alone."""

    category: DisabilityCategory | None = None
    grade: Annotated[Integer, Field(ge=1, le=4)] | None = None
    needs: _many(Accommodation) | None = None  # type: ignore[valid-type]
    limits: Abilities | None = None


class Certificate(Document):
    """A certificate that a person holds; written as its bare name where it has no date."""

    name: Name
    valid_to: Day | None = None


def _certificate(value: Any) -> Any:
    return {"name": value} if isinstance(value, str) else value


def _write_certificate(value: Certificate) -> Any:
    document = value.document()
    return document if "valid_to" in document else value.name


Held = Annotated[Certificate, BeforeValidator(_certificate), PlainSerializer(_write_certificate)]


class PersonContact(Document):
    """How to reach a person; encrypted at rest."""

    name: Name | None = None
    phone: Name | None = None
    id_number: Name | None = None


class JobContact(Document):
    """Whom to call about a job; encrypted at rest."""

    name: Name | None = None
    phone: Name | None = None


class Candidate(Document):
    """A person who looks for work."""

    id: Id
    headline: Text | None = None
    summary: Text | None = None
    desired_occupations: _many(Name) | None = None  # type: ignore[valid-type]
    skills: _many(Name) | None = None  # type: ignore[valid-type]
    certificates: _many(Held) | None = None  # type: ignore[valid-type]
    education: Education | None = None
    major: Name | None = None
    graduation_date: Day | None = None
    experience_years: Annotated[Number, Field(le=80)] | None = None
    experience: _many(Experience) | None = None  # type: ignore[valid-type]
    location: Location | None = None
    max_distance_km: Number | None = None
    desired_divisions: _many(Division) | None = None  # type: ignore[valid-type]
    remark: Text | None = None
    desired_pay: DesiredPay | None = None
    employment_types: _many(EmploymentType) | None = None  # type: ignore[valid-type]
    availability: _many(Window, 2000) | None = None  # type: ignore[valid-type]
    night_shift_ok: Flag | None = None
    status: Status | None = None
    unemployed_since: Day | None = None
    birth_date: Day | None = None
    gender: Gender | None = None
    groups: _many(Group) | None = None  # type: ignore[valid-type]
    entitlements: _many(Entitlement) | None = None  # type: ignore[valid-type]
    disability: Disability | None = None
    consents: _many(Consent) | None = None  # type: ignore[valid-type]
    tags: _many(Name) | None = None  # type: ignore[valid-type]
    party: Name | None = None
    external_ids: dict[Name, Name] | None = None
    contact: PersonContact | None = None

    @model_validator(mode="after")
    def _born(self, info: ValidationInfo) -> Self:
        today = (info.context or {}).get("today")
        if today is not None and self.birth_date is not None and self.birth_date > today:
            raise fault("born_in_future", "birth_date")
        return self


class EmployerName(Document):
    """The employer that a job names."""

    id: Id | None = None
    name: Name | None = None


class Pay(Document):
    """What a job pays, in yuan a unit; `months` a year."""

    min: Number | None = None
    max: Number | None = None
    unit: PayUnit | None = None
    months: Annotated[Number, Field(ge=0.01, le=36)] | None = None

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        check_order(self.min, self.max, "pay_reversed", "min")
        return self


class Job(Document):
    """A post on offer."""

    id: Id
    employer: EmployerName | None = None
    title: Name
    occupation_code: Name | None = None
    description: Text | None = None
    required_skills: _many(Name) | None = None  # type: ignore[valid-type]
    preferred_skills: _many(Name) | None = None  # type: ignore[valid-type]
    required_certificates: _many(Name) | None = None  # type: ignore[valid-type]
    min_education: Education | None = None
    majors: _many(Name) | None = None  # type: ignore[valid-type]
    min_experience_years: Annotated[Number, Field(le=80)] | None = None
    location: Location | None = None
    remote: Flag | None = None
    pay: Pay | None = None
    headcount: Integer | None = None
    min_headcount: Integer | None = None
    employment_type: EmploymentType | None = None
    channels: _many(Name) | None = None  # type: ignore[valid-type]
    duration_months: Number | None = None
    shifts: _many(Window, 2000) | None = None  # type: ignore[valid-type]
    hours_per_day: Annotated[Number, Field(ge=0.01, le=24)] | None = None
    night_shift: Flag | None = None
    demands: Abilities | None = None
    accommodations: _many(Accommodation) | None = None  # type: ignore[valid-type]
    arrangements_possible: Flag | None = None
    advert: Text | None = None
    insurance: _many(Insurance) | None = None  # type: ignore[valid-type]
    settlement: Settlement | None = None
    benefits: _many(Name) | None = None  # type: ignore[valid-type]
    contact: JobContact | None = None
    visibility: Literal["tenant", "public"] | None = None
    tags: _many(Name) | None = None  # type: ignore[valid-type]
    posted_at: Day | None = None
    opens_at: Day | None = None
    expires_at: Day | None = None

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        check_order(self.opens_at, self.expires_at, "ends_before_start", "expires_at")
        check_order(self.min_headcount, self.headcount, "headcount_reversed", "min_headcount")
        return self


class EmployerStatus(Document):
    """Something an authority has put on record about an employer."""

    code: Name
    from_: Day | None = Field(default=None, alias="from")
    to: Day | None = None
    source: Name | None = None

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        check_order(self.from_, self.to, "ends_before_start", "to")
        return self


class Employer(Document):
    """A unit that offers jobs."""

    id: Id
    name: Name | None = None
    credit_code: Name | None = None
    type: Name | None = None
    scale: Name | None = None
    employees: Integer | None = None
    disabled_employees: Integer | None = None
    status: _many(EmployerStatus) | None = None  # type: ignore[valid-type]
    facts: dict[Name, Fact] | None = None


Record = Candidate | Job | Employer
MODELS: Mapping[str, type[Candidate] | type[Job] | type[Employer]] = {
    "candidate": Candidate,
    "job": Job,
    "employer": Employer,
}


def read_record(kind: Kind, document: object, *, today: date | None = None) -> Record:
    """A document as a record of its kind. Raises RecordError with a pointer for every wrong field.

    `today` is the day against which a birth lies in the future; None judges nothing against the clock.
    """
    return read(MODELS[kind], document, today=today)


def read_candidate(document: object, *, today: date | None = None) -> Candidate:
    """A document as a candidate. Raises RecordError."""
    return read(Candidate, document, today=today)


def read_job(document: object) -> Job:
    """A document as a job. Raises RecordError."""
    return read(Job, document)


def read_employer(document: object) -> Employer:
    """A document as an employer. Raises RecordError."""
    return read(Employer, document)
