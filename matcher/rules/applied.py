"""A rule as one scenario has it: with its parameters, its effect and its source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from matcher.domain.law import Source
from matcher.rules.context import Params
from matcher.rules.rule import Rule
from matcher.rules.verdict import FAIL, UNKNOWN, Effect, Verdict


@dataclass(frozen=True)
class Applied:
    """A rule of the catalogue in a scenario. `given`: its parameters as the file has them."""

    rule: Rule
    params: Params
    effect: Effect
    source: Source
    sensitive: bool
    given: Mapping[str, Any]

    @property
    def code(self) -> str:
        """The code of the rule."""
        return self.rule.code

    def excludes(self, found: Verdict) -> Any:
        """Where verdicts exclude: those that fail, and unknown ones where an unknown excludes."""
        return found >= (UNKNOWN if self.effect == "exclude" else FAIL)
