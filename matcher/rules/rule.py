"""A rule: predicate, nearest change, what it takes as parameters, and the words that tell it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from matcher.domain.words import say
from matcher.rules.checks import Check
from matcher.rules.context import Params
from matcher.rules.pairs import Pairs
from matcher.rules.verdict import Verdict

Side = Literal["candidate", "job"]


@dataclass(frozen=True)
class Change:
    """One thing that one side can do so that the rule passes. `to` is the whole new value at `path`."""

    side: Side
    path: str
    to: Any
    values: Mapping[str, object] = field(default_factory=dict)
    words: str = ""

    def as_json(self, language: str) -> dict[str, Any]:
        """`{"side", "field", "to", "text"}`."""
        code = self.words or "change_" + self.path.replace(".", "_")
        text = say(code, language, **{"to": self.to, **self.values})
        return {"side": self.side, "field": self.path, "to": self.to, "text": text}


@dataclass(frozen=True)
class Told:
    """How a verdict of one pair is told: a variant of the words, the values to fill in, and what would change it."""

    values: Mapping[str, object] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    variant: str = ""


Judge = Callable[[Pairs, Params], Verdict]
"""Verdicts that broadcast to (candidates, jobs)."""
Tell = Callable[[Pairs, Params, int, str], Told]
"""One pair (1, 1), its verdict and a language."""


def _nothing(pair: Pairs, params: Params, verdict: int, language: str) -> Told:
    return Told()


@dataclass(frozen=True)
class Rule:
    """One rule of the catalogue.

    params    name to a check that gives the fault of a value, or None; `required` ones must be given
    of        what the verdict depends on: the candidate alone, the job alone, or the pair
    reads     of a rule on pairs: the candidate's columns that it reads, so that people who are alike in them share
              their verdicts; none: every candidate is judged apart
    """

    code: str
    judge: Judge
    tell: Tell = _nothing
    params: Mapping[str, Check] = field(default_factory=dict)
    required: tuple[str, ...] = ()
    of: Literal["candidate", "job", "pair"] = "pair"
    reads: tuple[str, ...] = ()
