"""What conditions may ask about people, as columns (m, 1)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.rules.calendar import born_by, months_before
from matcher.rules.condition import Field
from matcher.rules.context import Context
from matcher.rules.pairs import Pairs
from matcher.rules.verdict import Verdict, from_truth
from matcher.table import coding


@dataclass(frozen=True)
class CodeField:
    """A code of a list, -1 where missing; levels of schooling compare by rank."""

    column: NDArray[np.int8]
    names: Sequence[str]
    ranks: NDArray[np.int8] | None = None

    def test(self, op: str, value: Any) -> Verdict:
        """`eq`, `in`, `not_in`; with ranks `ge`, `gt`, `le`, `lt`."""
        known = self.column >= 0
        if op in ("eq", "in", "not_in"):
            wanted = [self.names.index(name) for name in ([value] if op == "eq" else value)]
            inside = np.isin(self.column, wanted)
            return from_truth(~inside if op == "not_in" else inside, known)
        if self.ranks is None:
            raise ValueError(op)
        own, limit = self.ranks[self.column], self.ranks[self.names.index(value)]
        return from_truth({"ge": own >= limit, "gt": own > limit, "le": own <= limit, "lt": own < limit}[op], known)


@dataclass(frozen=True)
class AgeField:
    """The age on the day, from the day of birth."""

    born: NDArray[np.int32]
    context: Context

    def test(self, op: str, value: Any) -> Verdict:
        """`ge`, `gt`, `le`, `lt`, `between` (both ends included)."""

        def at_least(age: int) -> NDArray[np.bool_]:
            return np.asarray(self.born <= coding.day(born_by(self.context.date, int(age))))

        if op == "between":
            true = at_least(value[0]) & ~at_least(value[1] + 1)
        else:
            true = {
                "ge": lambda: at_least(value),
                "gt": lambda: at_least(value + 1),
                "le": lambda: ~at_least(value + 1),
                "lt": lambda: ~at_least(value),
            }[op]()
        return from_truth(true, self.born != coding.NO_DAY)


@dataclass(frozen=True)
class DayField:
    """A day of a person's life."""

    column: NDArray[np.int32]
    context: Context

    def test(self, op: str, value: Any) -> Verdict:
        """`ahead`: still to come. `within_months`: at most so many months ago, inclusive (days to come count too)."""
        known = self.column != coding.NO_DAY
        if op == "ahead":
            return from_truth(self.column > self.context.day, known)
        if op == "within_months":
            return from_truth(self.column >= coding.day(months_before(self.context.date, int(value))), known)
        raise ValueError(op)


@dataclass(frozen=True)
class GroupField:
    """Groups by a person's own word, an office's recognition, or a disability that was told and may be used."""

    groups: NDArray[np.uint8]
    stated: NDArray[np.bool_]
    recognised: NDArray[np.uint8]
    disability: NDArray[np.bool_]

    def test(self, op: str, value: Any) -> Verdict:
        """`eq`, `in`: belongs to the group, or to one of several."""
        names = [value] if op == "eq" else value
        wanted = coding.mask(coding.GROUPS, names)
        inside = ((self.groups | self.recognised) & wanted) != 0
        if "disabled" in names:
            inside = inside | self.disability
        return from_truth(inside, inside | self.stated)


FIELDS: Mapping[str, tuple[str, ...]] = {
    "status": ("eq", "in", "not_in"),
    "education": ("eq", "in", "not_in", "ge", "gt", "le", "lt"),
    "age": ("ge", "gt", "le", "lt", "between"),
    "graduation_date": ("ahead", "within_months"),
    "unemployed_since": ("ahead", "within_months"),
    "groups": ("eq", "in"),
}
"""The fields of people that a scenario's condition may ask about, and how."""


def recognised(pairs: Pairs) -> NDArray[np.uint8]:
    """(m, 1) groups in which an office has recognised people, whatever the dates, as bits."""
    entitlements = pairs.candidates.protected.entitlements
    bits = np.zeros(len(entitlements), np.uint8)
    for at in np.unique(entitlements.pool[:, 0]).astype(int):
        bits |= np.where(entitlements.any(entitlements.pool[:, 0] == at), 1 << at, 0).astype(np.uint8)
    return bits[:, None]


def people_fields(pairs: Pairs) -> dict[str, Field]:
    """The fields of the candidates of some pairs."""
    person, protected, context = pairs.person, pairs.protected, pairs.context
    make: dict[str, Callable[[], Field]] = {
        "status": lambda: CodeField(person.status, coding.STATUSES),
        "education": lambda: CodeField(person.education, coding.EDUCATIONS, coding.RANKS),
        "age": lambda: AgeField(protected.birth_day, context),
        "graduation_date": lambda: DayField(person.graduation_day, context),
        "unemployed_since": lambda: DayField(person.unemployed_since, context),
        "groups": lambda: GroupField(
            protected.groups, protected.groups_stated, recognised(pairs), protected.disability
        ),
    }
    return {name: build() for name, build in make.items()}
