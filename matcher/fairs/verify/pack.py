"""A pack as the checker reads it: plain JSON, nothing of the planner's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from matcher.domain.fairs import Sheets
from matcher.domain.words import say

MILLION = 1_000_000


@dataclass(frozen=True)
class Breach:
    """One broken rule: `code` names the words."""

    code: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __hash__(self) -> int:
        return hash((self.code, tuple(sorted((k, str(v)) for k, v in self.values.items()))))

    def text(self, language: str = "zh") -> str:
        """The breach in one line."""
        return say(self.code, language, **self.values).replace("\n", " ")


@dataclass(frozen=True)
class Pack:
    """`plan.json`, `facts.json`, the pages by path, and the workbooks where they could be read."""

    plan: Mapping[str, Any]
    facts: Mapping[str, Any]
    pages: Mapping[str, str] = field(default_factory=dict)
    book: Sheets | None = None
    results: Sheets | None = None

    @property
    def booth_sheets(self) -> Mapping[str, str]:
        """The pages that employers get at a fair."""
        return self._pages("booths")

    @property
    def employer_sheets(self) -> Mapping[str, str]:
        """The same of a placement or a morning."""
        return self._pages("employers")

    @property
    def open_sheets(self) -> Mapping[str, str]:
        """The pages that are read outside the office."""
        return {**self.booth_sheets, **self.employer_sheets, **self._pages("codes")}

    @property
    def codes(self) -> str:
        """The list by code."""
        return self.pages.get("codes.html", "")

    @property
    def person_sheets(self) -> Mapping[str, str]:
        """The pages that people get."""
        return self._pages("candidates")

    @property
    def door(self) -> str:
        """The list at the door."""
        return self.pages.get("door.html", "")

    def _pages(self, part: str) -> Mapping[str, str]:
        starts = (f"{part}/", f"{part}.html", f"changed/{part}/")
        return {path: text for path, text in self.pages.items() if path.startswith(starts)}

    @property
    def kind(self) -> str:
        """The kind of fair, by the facts."""
        fair = self.facts.get("fair")
        return str(fair.get("kind")) if isinstance(fair, dict) else ""

    @property
    def fair(self) -> Mapping[str, Any]:
        """Hall and limits."""
        return dict(self.facts["fair"])

    @cached_property
    def people(self) -> Mapping[str, Any]:
        """Coded facts by candidate id."""
        return dict(self.facts["people"])

    @cached_property
    def posts(self) -> Mapping[str, Any]:
        """Coded facts by job id."""
        return dict(self.facts["posts"])

    @cached_property
    def booths(self) -> Mapping[str, Any]:
        """Coded facts by booth code."""
        return {booth["code"]: booth for booth in self.facts["booths"]}

    def part(self, part: str) -> list[Mapping[str, Any]]:
        """A list of the plan, empty where it has none."""
        return list(self.plan.get(part, []))

    def recommended(self) -> list[tuple[str, str]]:
        """(candidate, job) of every recommendation."""
        return [(r["candidate_id"], p["job_id"]) for r in self.part("recommendations") for p in r["posts"]]

    def scores(self) -> dict[tuple[str, str], int]:
        """The score that the plan states for each recommended pair, in millionths."""
        return {
            (r["candidate_id"], p["job_id"]): round(p["score"] * MILLION)
            for r in self.part("recommendations")
            for p in r["posts"]
        }

    def pairs(self) -> set[tuple[str, str]]:
        """Every pair that the plan brings together, or would where somebody stands by for a post."""
        parts = ("interviews", "placements", "assignments", "standby")
        named = (entry for part in parts for entry in self.part(part) if "job_id" in entry)
        return {*self.recommended(), *((entry["candidate_id"], entry["job_id"]) for entry in named)}
