"""Conditions as data: `all`, `any`, `not` over single questions, answered in three-valued logic.

A question is `{field, op, value}`; `confirm = true` makes its yes a question to the person, `missing` says what an
unanswered field means ("unknown" unless said otherwise). The same conditions serve scenarios (columns of people) and
policies (one person, one employer): what a field is, the caller knows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

import numpy as np

from matcher.rules.checks import Fault, one_of
from matcher.rules.verdict import FAIL, PASS, UNKNOWN, Verdict, all_of, any_of, negation

Kind = Literal["all", "any", "not"]
OPERATORS = ("eq", "in", "not_in", "ge", "gt", "le", "lt", "between", "within_months", "ahead")
_QUESTION = ("field", "op", "value", "confirm", "missing")
_MISSING = {"unknown": UNKNOWN, "pass": PASS, "fail": FAIL}


class Field(Protocol):
    """Something that can be asked about: verdicts of pass, fail, or unknown where it is not answered."""

    def test(self, op: str, value: Any) -> Verdict:
        """The verdicts of one question."""


@dataclass(frozen=True)
class Question:
    """One leaf of a condition."""

    field: str
    op: str
    value: Any = None
    confirm: bool = False
    missing: str = "unknown"

    def judge(self, fields: Mapping[str, Field]) -> Verdict:
        """The verdicts; a field that is not known at all is unanswered."""
        found = fields[self.field].test(self.op, self.value) if self.field in fields else np.array([UNKNOWN])
        found = np.where(found == UNKNOWN, _MISSING[self.missing], found)
        return np.where(found == PASS, UNKNOWN, found) if self.confirm else found


@dataclass(frozen=True)
class Group:
    """All, any or none of some conditions."""

    kind: Kind
    parts: Sequence[Condition]

    def judge(self, fields: Mapping[str, Field]) -> Verdict:
        """Kleene's logic over the parts."""
        found = [part.judge(fields) for part in self.parts]
        if self.kind == "not":
            return negation(found[0])
        return all_of(found) if self.kind == "all" else any_of(found)


Condition = Question | Group


def questions(condition: Condition) -> Iterator[Question]:
    """Every leaf."""
    if isinstance(condition, Question):
        yield condition
    else:
        for part in condition.parts:
            yield from questions(part)


class WrongCondition(ValueError):
    """A condition that is not one: `where` in the file, and what is wrong with it."""

    def __init__(self, where: str, fault: Fault) -> None:
        self.where, self.fault = where, fault
        super().__init__(f"{where}: {fault.code}")


def read_condition(data: object, where: str, known: Sequence[str] | None = None) -> Condition:
    """A condition from parsed TOML. `known`: fields that may be asked about. Raises WrongCondition."""
    if not isinstance(data, Mapping):
        raise WrongCondition(where, Fault("not_condition"))
    kinds = [kind for kind in ("all", "any", "not") if kind in data]
    if len(kinds) == 1 and len(data) == 1:
        return _read_group(kinds[0], data[kinds[0]], where, known)
    if kinds or "field" not in data:
        raise WrongCondition(where, Fault("not_condition"))
    return _read_question(data, where, known)


def _read_group(kind: Any, parts: object, where: str, known: Sequence[str] | None) -> Group:
    if kind == "not":
        return Group(kind, (read_condition(parts, f"{where}.not", known),))
    if not isinstance(parts, list) or not parts:
        raise WrongCondition(f"{where}.{kind}", Fault("not_conditions"))
    return Group(kind, tuple(read_condition(part, f"{where}.{kind}[{at}]", known) for at, part in enumerate(parts)))


def _read_question(data: Mapping[str, Any], where: str, known: Sequence[str] | None) -> Question:
    for key in data:
        if key not in _QUESTION:
            raise WrongCondition(f"{where}.{key}", Fault("unknown_key", {"known": ", ".join(_QUESTION)}))
    checked = {
        "op": one_of(OPERATORS),
        "missing": one_of(tuple(_MISSING)),
        **({"field": one_of(known)} if known else {}),
    }
    for key, check in checked.items():
        if fault := check(data.get(key, "unknown" if key == "missing" else None)):
            raise WrongCondition(f"{where}.{key}", fault)
    if not isinstance(data.get("confirm", False), bool):
        raise WrongCondition(f"{where}.confirm", Fault("not_flag"))
    return Question(**data)
