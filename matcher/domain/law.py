"""The law's dated numbers: minimum wages, ages, hours, months.

`data/law.toml` holds the numbers with source and status, `data/minimum_wage.csv` the wages by class and period,
`data/minimum_wage_districts.csv` the class of each district, which counts only once it is confirmed.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from matcher.domain.codes import rows
from matcher.domain.moments import parse_day

UNCONFIRMED_CLASS = "二类"
CONFIRMED = "confirmed_by_agency"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule or a number comes from."""

    title: str
    article: str = ""

    def as_json(self) -> dict[str, str]:
        """`{"title", "article"}`."""
        return {"title": self.title, "article": self.article}


@dataclass(frozen=True, slots=True)
class Number:
    """One number of the law, valid from `start` to `end` (None: open)."""

    name: str
    value: float
    unit: str
    source: Source
    status: str
    start: date | None = None
    end: date | None = None

    def holds(self, day: date) -> bool:
        """Whether it is in force on a day."""
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True)
class Wage:
    """The minimum wage of one class in one period, yuan."""

    level: str
    start: date
    end: date | None
    month: float
    hour: float


@dataclass(frozen=True)
class Law:
    """All dated numbers; what is asked for a day is what was in force on it."""

    numbers: Sequence[Number]
    lists: Mapping[str, tuple[str, ...]]
    wages: Sequence[Wage]
    classes: Mapping[str, str]

    def number(self, name: str, day: date) -> float:
        """A number on a day. Raises KeyError where none is known for that day."""
        found = [n for n in self.numbers if n.name == name and n.holds(day)]
        if not found:
            raise KeyError(name)
        return max(found, key=lambda n: n.start or date.min).value

    def steps(self, district: str | None = None) -> tuple[Wage, ...]:
        """The minimum wages that hold in a district, oldest first."""
        level = self.classes.get(district or "", UNCONFIRMED_CLASS)
        return tuple(sorted((w for w in self.wages if w.level == level), key=lambda w: w.start))

    def wage(self, day: date, district: str | None = None) -> Wage | None:
        """The minimum wage on a day, None before the table; a district whose class is unconfirmed has class II."""
        for wage in self.steps(district):
            if wage.start <= day and (wage.end is None or day <= wage.end):
                return wage
        return None


def read_law(document: Mapping[str, Any]) -> tuple[list[Number], dict[str, tuple[str, ...]]]:
    """The numbers and lists of a parsed law file."""
    numbers = [
        Number(
            n["name"],
            float(n["value"]),
            n.get("unit", ""),
            Source(n["title"], n.get("article", "")),
            n["status"],
            n.get("from"),
            n.get("to"),
        )
        for n in document.get("number", ())
    ]
    return numbers, {entry["name"]: tuple(entry["value"]) for entry in document.get("list", ())}


@cache
def shipped_law() -> Law:
    """The law as this release knows it."""
    text = files("matcher.domain").joinpath("data/law.toml").read_text("utf-8")
    numbers, lists = read_law(tomllib.loads(text))
    wages = [
        Wage(
            row["class"],
            parse_day(row["effective_from"]),
            parse_day(row["effective_to"]) if row["effective_to"] else None,
            float(row["monthly_yuan"]),
            float(row["hourly_yuan"]),
        )
        for row in rows("minimum_wage")
    ]
    classes = {
        row["district_code"]: row["assumed_class_2023"]
        for row in rows("minimum_wage_districts")
        if row["verify"] == CONFIRMED
    }
    return Law(tuple(numbers), lists, tuple(wages), classes)
