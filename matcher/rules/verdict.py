"""Verdicts: pass, fail, unknown, and left out where a rule has no condition. Their logic is Kleene's.

As numbers they are ordered so that "all" is the greatest and "any" the least of what is not left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

LEFT_OUT, PASS, UNKNOWN, FAIL = np.int8(0), np.int8(1), np.int8(2), np.int8(3)
NAMES: Mapping[int, str] = {1: "pass", 2: "unknown", 3: "fail"}

Verdict = NDArray[np.int8]
Effect = Literal["ask", "exclude"]
Summary = Literal["eligible", "to_confirm", "not_eligible"]


def settle(applies: ArrayLike, failing: ArrayLike, unknown: ArrayLike = False) -> Verdict:
    """Verdicts from three broadcast conditions: `failing` goes before `unknown`, both only where the rule applies."""
    degree = np.maximum(_bits(failing) * np.int8(2), _bits(unknown))  # 0 pass, 1 unknown, 2 fail
    return np.asarray(_bits(applies) * (degree + np.int8(1)), np.int8)


def _bits(condition: ArrayLike) -> Verdict:
    """Booleans as bytes: arithmetic on them takes a tenth of the time of choosing between arrays."""
    return np.asarray(condition, np.bool_).view(np.int8)


def from_truth(true: ArrayLike, known: ArrayLike = True) -> Verdict:
    """Pass where true, fail where false, unknown where not known."""
    return np.where(known, np.where(true, PASS, FAIL), UNKNOWN)


def all_of(parts: Sequence[Verdict]) -> Verdict:
    """Fail if any fails, else unknown if any is, else pass."""
    return _reduced(np.maximum, parts)


def any_of(parts: Sequence[Verdict]) -> Verdict:
    """Pass if any passes, else unknown if any is, else fail; what is left out has no say."""
    lifted = [np.where(part == LEFT_OUT, FAIL + 1, part).astype(np.int8) for part in parts]
    least = _reduced(np.minimum, lifted)
    return np.where(least > FAIL, LEFT_OUT, least)


def negation(part: Verdict) -> Verdict:
    """Pass and fail change places."""
    return np.where(part == LEFT_OUT, LEFT_OUT, (4 - part).astype(np.int8))


def _reduced(ufunc: Any, parts: Sequence[Verdict]) -> Verdict:
    found = parts[0]
    for part in parts[1:]:
        found = ufunc(found, part)
    return found


@dataclass(frozen=True)
class Verdicts:
    """What every rule of a scenario says of every record of one side.

    codes    the rules in the scenario's order
    effects  what an unknown of each does
    matrix   (rules, n) int8
    """

    codes: Sequence[str]
    effects: Sequence[Effect]
    matrix: Verdict

    @cached_property
    def _excluding(self) -> NDArray[np.bool_]:
        strict = [effect == "exclude" for effect in self.effects]
        if not any(strict):
            return np.asarray(self.matrix == FAIL)
        return np.asarray((self.matrix == FAIL) | ((self.matrix == UNKNOWN) & np.array(strict)[:, None]))

    @cached_property
    def _shut(self) -> NDArray[np.bool_]:
        return np.asarray(self._excluding.any(axis=0))

    def failing(self) -> NDArray[np.bool_]:
        """(rules, n) where a rule excludes: it fails, or it is unknown and an unknown excludes."""
        return self._excluding

    def allowed(self) -> NDArray[np.bool_]:
        """(n,) eligible or to be confirmed."""
        return ~self._shut

    def to_confirm(self) -> NDArray[np.bool_]:
        """(n,) allowed, with something to ask."""
        return np.asarray(~self._shut & (self.matrix == UNKNOWN).any(axis=0))

    def first_failing(self) -> NDArray[np.int16]:
        """(n,) index of the first excluding rule, -1 where allowed."""
        return np.where(self._shut, self._excluding.argmax(axis=0), -1).astype(np.int16)

    def counts(self, among: NDArray[np.bool_] | None = None) -> dict[str, Any]:
        """`{"total", "by_rule"}`: each excluded record once, under its first excluding rule; `among`: (n,) of which."""
        first = self.first_failing()
        if among is not None:
            first = first[among]
        found = np.bincount(first[first >= 0], minlength=len(self.codes))
        by_rule: dict[str, int] = {}
        for code, number in zip(self.codes, found, strict=True):
            if number:
                by_rule[code] = by_rule.get(code, 0) + int(number)
        return {"total": sum(by_rule.values()), "by_rule": by_rule}


def summary(verdict_rows: Sequence[tuple[int, Effect]]) -> Summary:
    """The verdict of a pair from its rules' verdicts and effects."""
    if any(v == FAIL or (v == UNKNOWN and effect == "exclude") for v, effect in verdict_rows):
        return "not_eligible"
    return "to_confirm" if any(v == UNKNOWN for v, _ in verdict_rows) else "eligible"
