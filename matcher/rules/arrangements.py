"""Pair by pair, what stands between a person and a workplace, who could remove it, and how to ask about it.

Built on the two rules of `access`: a need that is not there, a demand above a limit. The answer never names a category
or a grade, only what the work asks and what would help; the questions are the neutral ones of the demand matrix.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from matcher.domain import codes
from matcher.domain.words import say
from matcher.rules import wording
from matcher.rules.access import Demand, Needs, covering, limited
from matcher.rules.pairs import Pairs
from matcher.table import coding

Fit = Literal["fits", "fits_if", "to_ask", "does_not_fit"]
By = Literal["employer", "office"]
MOST_NAMED = 3  # arrangements that a sentence names, of those that would settle a demand


@dataclass(frozen=True)
class Subsidy:
    """What may pay for an arrangement, and who has checked it (`data/arrangement_subsidies.csv`)."""

    name: str
    status: str


@dataclass(frozen=True)
class Item:
    """One thing to arrange.

    about     what a person needs (an arrangement's code) or what the work demands (`lifting`)
    helps     codes that would settle it, best first; `by`: who brings them
    paid_by   a subsidy that may pay, where one is known
    question  the neutral question, where it is for the person to say
    """

    about: str
    state: Fit
    helps: tuple[str, ...] = ()
    by: By = "employer"
    paid_by: Subsidy | None = None
    question: str | None = None

    @property
    def kind(self) -> Literal["need", "demand"]:
        """Whether it is about the person's need or the work's demand."""
        return "need" if self.about in codes.ACCOMMODATIONS else "demand"

    def as_json(self, language: str) -> dict[str, Any]:
        """The item in words; the names of arrangements are those of the list."""
        return {
            "about": self.kind,
            "code": self.about,
            "state": self.state,
            "text": self._text(language),
            "arrangements": [{"code": code, "name": codes.ACCOMMODATIONS[code]} for code in self.helps],
            "by": self.by,
            "paid_by": None if self.paid_by is None else {"name": self.paid_by.name, "status": self.paid_by.status},
            "question": self.question,
        }

    def _text(self, language: str) -> str:
        helps = wording.arrangements(coding.arrangements(self.helps[:MOST_NAMED]), language)
        if self.kind == "demand":
            what = say(f"term_demand_{self.about}", language)
            return say(f"arrange_demand_{self.state}", language, what=what, helps=helps)
        by = "_office" if self.by == "office" else ""
        paid = say("arrange_paid", language, paid=self.paid_by.name) if self.paid_by else ""
        return say(f"arrange_need_{self.state}{by}", language, what=helps, paid=paid)


@dataclass(frozen=True)
class Arrangement:
    """How a pair fits, and why. `told`: whether the person told a disability that may be used."""

    fit: Fit
    items: tuple[Item, ...]
    told: bool

    def as_json(self, language: str) -> dict[str, Any]:
        """`{"fit", "text", "items"}`."""
        nothing = "arrange_nothing" if self.told else "arrange_not_told"
        text = say(f"arrange_{self.fit}" if self.items else nothing, language)
        return {"fit": self.fit, "text": text, "items": [item.as_json(language) for item in self.items]}


def arrange(pair: Pairs, office_brings: tuple[str, ...]) -> Arrangement:
    """One pair (tables of one row each). `office_brings`: codes that the office provides, of the scenario."""
    items = (*_needs(pair, office_brings), *_demands(pair))
    order: tuple[Fit, ...] = ("does_not_fit", "to_ask", "fits_if")
    fit: Fit = next((state for state in order if any(item.state == state for item in items)), "fits")
    return Arrangement(fit, items, bool(pair.candidates.protected.disability[0]))


def _unsettled(pair: Pairs) -> Fit:
    job = pair.jobs.facts
    if job.arrangements_possible[0] == 0:
        return "does_not_fit" if job.accommodations_stated[0] else "to_ask"
    return "fits_if" if job.arrangements_possible[0] == 1 else "to_ask"


def _needs(pair: Pairs, office_brings: tuple[str, ...]) -> list[Item]:
    needs = Needs(pair, office_brings)
    office = coding.arrangements(office_brings)
    found = []
    for code in coding.unmask(coding.ACCOMMODATIONS, int(needs.all.item())):
        bit = coding.arrangements((code,))
        paid_by = subsidies().get(code)
        if int(pair.jobs.facts.accommodations[0]) & bit:
            found.append(Item(code, "fits", (code,)))
        elif office & bit:
            found.append(Item(code, "fits_if", (code,), "office", paid_by))
        else:
            found.append(Item(code, _unsettled(pair), (code,), "employer", paid_by))
    return found


def _demands(pair: Pairs) -> list[Item]:
    category = int(pair.protected.category.item())
    name = coding.CATEGORIES[category] if category >= 0 else None
    found = []
    for at in limited(pair):
        demand = Demand(pair, at)
        if not (demand.above | demand.unsure).item():
            continue
        helps, question = covering(demand.name, name), _question(demand.name, name)
        if demand.covered.item():
            offered = coding.unmask(coding.ACCOMMODATIONS, int(pair.jobs.facts.accommodations[0]))
            found.append(Item(demand.name, "fits", tuple(code for code in helps if code in offered)))
        elif demand.unsure.item():
            found.append(Item(demand.name, "to_ask", helps, question=question))
        else:
            found.append(Item(demand.name, _unsettled(pair), helps, question=question))
    return found


@cache
def subsidies() -> Mapping[str, Subsidy]:
    """What may pay for an arrangement, by its code."""
    return {row["code"]: Subsidy(row["name"], row["verify"]) for row in codes.rows("arrangement_subsidies")}


@cache
def _questions() -> Mapping[tuple[str, str], str]:
    return {(row["demand"], row["category"]): row["neutral_question"] for row in codes.rows("disability_demand_matrix")}


def _question(demand: str, category: str | None) -> str:
    """The one question that suits a category, or all where none is known; else the one that suits anybody."""
    columns = codes.CATEGORY_COLUMNS[category] if category else [column for _, column in _questions()]
    (anybody, _), *_ = Counter(_questions().values()).most_common(1)
    asked = {_questions()[demand, column] for column in columns} - {anybody}
    return asked.pop() if len(asked) == 1 else anybody


def cures(pairs: Pairs, office_brings: tuple[str, ...]) -> tuple[NDArray[np.uint64], NDArray[np.bool_]]:
    """(m, n) arrangements as bits, each of which alone, offered by the job, settles all of a pair; and what is open.

    The bits are 0 where nothing is open, and where no single arrangement settles it.
    """
    needs = Needs(pairs, office_brings)
    every = np.uint64(2 ** len(coding.ACCOMMODATIONS) - 1)
    one_lacking = (needs.lacking & (needs.lacking - np.uint64(1))) == 0
    found = np.where(needs.lacking == 0, every, np.where(one_lacking, needs.lacking, np.uint64(0)))
    lacking = needs.lacking != 0
    for at in limited(pairs):
        demand = Demand(pairs, at)
        uncovered = (demand.above | demand.unsure) & ~demand.covered
        found = np.where(uncovered, found & demand.cover, found)
        lacking = lacking | uncovered
    return np.where(lacking, found, np.uint64(0)), lacking
