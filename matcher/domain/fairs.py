"""What a clerk decides about a fair before anybody plans: its kind, hall, limits, booths, quotas and inputs."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from typing import Literal

from matcher.domain.moments import start_of

Kind = Literal["fair", "referrals", "placement", "shifts"]
Mode = Literal["optimal", "stable"]
Minutes = tuple[int, int]
"""A span of the fair's day in minutes after midnight: first minute, first minute after."""
Sheets = Mapping[str, Sequence[Sequence[object]]]
"""The rows of each sheet of a workbook, as a reader returns them; row 1 is the first."""


@dataclass(frozen=True, slots=True)
class Booth:
    """A table in the hall where one interview is held at a time."""

    code: str
    employer: str
    accessible: bool = False
    breaks: tuple[Minutes, ...] = ()


@dataclass(frozen=True, slots=True)
class Hall:
    """Opening hours in minutes after midnight, the grid of interviews, and who can interpret."""

    opens: int = 9 * 60
    closes: int = 12 * 60
    slot_minutes: int = 10
    walk_minutes: int = 0
    interpreters: int = 0


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of one thing one person, or one place of a post, may have."""

    recommendations: int = 3
    interviews_per_candidate: int = 3
    interviews_per_place: int = 3


@dataclass(frozen=True, slots=True)
class Quota:
    """Between `minimum` and `maximum` placements in a division (by the post's) or at an employer."""

    division: str | None
    employer: str | None
    minimum: int
    maximum: int | None


@dataclass(frozen=True, slots=True)
class Inputs:
    """Patterns of files, relative to the file that names them, and what the office vouches for."""

    jobs: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()
    wishes: tuple[str, ...] = ()
    consents: tuple[str, ...] = ()
    consent_source: str | None = None


@dataclass(frozen=True, slots=True)
class Fair:
    """One fair, placement round or gig morning, as the office set it up."""

    name: str
    kind: Kind
    scenario: str
    day: date
    hall: Hall = field(default_factory=Hall)
    limits: Limits = field(default_factory=Limits)
    inputs: Inputs = field(default_factory=Inputs)
    booths: tuple[Booth, ...] = ()
    quotas: tuple[Quota, ...] = ()
    mode: Mode = "optimal"
    rounds: int = 2
    travel_kmh: float = 15.0

    def moment(self, minute: int) -> datetime:
        """A minute after midnight of the fair's day, in Shanghai."""
        return start_of(self.day) + timedelta(minutes=minute)


@cache
def employer_key(name: str) -> str:
    """An employer's name without width, case, blanks and brackets: what decides whose booth it is.

    Kept once made: a large round asks for it a million times.
    """
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join(letter for letter in folded if letter.isalnum())
