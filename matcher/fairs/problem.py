"""What a fair's planner is given: people, posts, booths, and a verdict and a score for every pair.

The office reads files and judges pairs; this room plans over plain arrays and asks for words by index.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from matcher.domain.fairs import Fair, Sheets, employer_key

MILLION = 1_000_000
INTERPRETER, STEP_FREE = "A19", "A01"


@dataclass(frozen=True, slots=True)
class Person:
    """A visitor. `needs` are empty without the consent `disability_matching`; `name` serves the printed sheets alone.

    `tier`: a legal order of precedence (0 first), with its source in `Problem.tier_source`. `lat`, `lon` in degrees.
    """

    id: str
    consents: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()
    name: str | None = None
    phone: str | None = None
    party: str | None = None
    tier: int = 0
    lat: float | None = None
    lon: float | None = None


@dataclass(frozen=True, slots=True)
class Post:
    """A post. `employer` is the name as written; its normalised form decides which booths are the post's."""

    id: str
    title: str
    employer: str
    employer_id: str | None = None
    headcount: int = 1
    min_headcount: int = 1
    accommodations: frozenset[str] = frozenset()
    occupation: str = ""
    division: str | None = None
    shifts: tuple[tuple[datetime, datetime], ...] = ()
    lat: float | None = None
    lon: float | None = None
    pay: str = ""
    place: str = ""

    @property
    def employer_key(self) -> str:
        """The employer's name, normalised."""
        return employer_key(self.employer)


@dataclass(frozen=True, slots=True)
class Pairs:
    """Verdicts and scores, rows people, columns posts.

    allowed     (people, posts) bool: eligible or to_confirm
    to_confirm  (people, posts) bool: allowed, with something to ask
    score       (people, posts) int32: millionths, 0 to 1,000,000
    rule        (people, posts) int16: index into `rules` of the first failing rule, -1 where allowed
    """

    allowed: NDArray[np.bool_]
    to_confirm: NDArray[np.bool_]
    score: NDArray[np.int32]
    rule: NDArray[np.int16]
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Opening:
    """One change at one post which would make pairs possible that are not: who would be opened, by row.

    `field` and `to` as in the eligibility answer's `changes`; `text` says it in the plan's language.
    """

    post: int
    field: str
    to: object
    text: str
    people: tuple[int, ...]


class Openings(Protocol):
    """Finds the openings of some posts for some people; asked only where somebody is short."""

    def __call__(self, people: Sequence[int], posts: Sequence[int]) -> Iterable[Opening]:
        """Every single change at these posts that lets in any of these people, with those whom it lets in."""


def no_openings(people: Sequence[int], posts: Sequence[int]) -> Iterable[Opening]:
    """None: plans without an office behind them."""
    return ()


class PairWords(Protocol):
    """Explains pairs when a sheet or a list needs it; rows and columns as in `Pairs`."""

    def reasons(self, person: int, posts: Sequence[int]) -> Sequence[Sequence[str]]:
        """Why each of these posts is proposed to this person, best reason first."""

    def to_confirm(self, person: int, posts: Sequence[int]) -> Sequence[Sequence[str]]:
        """What to bring or to clear up before an interview for each of these posts."""

    def changes(self, person: int, post: int) -> Sequence[Mapping[str, object]]:
        """The nearest changes (`side`, `field`, `to`, `text`) of the first failing rule."""

    def rule(self, code: str) -> str:
        """A rule's name in words."""

    def fields_used(self, person: int) -> Sequence[str]:
        """Which of the person's fields took part, in words."""


class NoWords:
    """Answers nothing: plans without an office behind them (tests, benchmarks)."""

    def reasons(self, person: int, posts: Sequence[int]) -> Sequence[Sequence[str]]:
        """No reasons."""
        return [()] * len(posts)

    def to_confirm(self, person: int, posts: Sequence[int]) -> Sequence[Sequence[str]]:
        """Nothing to confirm."""
        return [()] * len(posts)

    def changes(self, person: int, post: int) -> Sequence[Mapping[str, object]]:
        """No changes."""
        return ()

    def rule(self, code: str) -> str:
        """The code itself."""
        return code

    def fields_used(self, person: int) -> Sequence[str]:
        """No fields."""
        return ()


@dataclass(frozen=True)
class Problem:
    """A fair with everything that a planner may know about it; `language` is that of its words and pages."""

    fair: Fair
    people: tuple[Person, ...]
    posts: tuple[Post, ...]
    pairs: Pairs
    openings: Openings = no_openings
    tier_source: str | None = None
    language: str = "zh"
    words: PairWords = field(default_factory=NoWords)

    @cached_property
    def person_index(self) -> dict[str, int]:
        """Row by candidate id."""
        return {person.id: row for row, person in enumerate(self.people)}

    @cached_property
    def post_index(self) -> dict[str, int]:
        """Column by job id."""
        return {post.id: column for column, post in enumerate(self.posts)}

    @cached_property
    def options(self) -> NDArray[np.int64]:
        """(people,) how many posts each person may be matched with."""
        return np.asarray(self.pairs.allowed.sum(axis=1), dtype=np.int64)


@dataclass(frozen=True)
class FairInputs:
    """What the office hands to the commands: the problem, and what the pack says about where it came from.

    hashes   SHA-256 in hex of every input file, by its path relative to the fair file (with /); the fair file first
    quality  rows of the sheet 数据质量, header first
    unread   a line for each row of the inputs that was rejected: its person or post takes no part
    wishes   sheets 志愿 and 录用意向 of the wish files, as read
    """

    problem: Problem
    hashes: Mapping[str, str]
    versions: Mapping[str, str]
    as_of: datetime
    quality: Sequence[Sequence[object]] = ()
    unread: Sequence[str] = ()
    wishes: Sequence[Sheets] = ()


class Office(Protocol):
    """The part of `matcher.office` that the fair's commands call."""

    def fair_inputs(self, fair_file: Path, as_of: datetime, language: str) -> FairInputs:
        """Read the fair and its files, judge and score every pair. Raises InputError."""

    def sheets(self, file: Path) -> Sheets:
        """Every sheet of a workbook (or a .csv as one sheet), read safely. Raises FileRefused."""
