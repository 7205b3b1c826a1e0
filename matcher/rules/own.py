"""A rule that an agency writes itself: a condition on people, with its own words."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from matcher.rules.condition import Condition
from matcher.rules.context import Params
from matcher.rules.pairs import Pairs
from matcher.rules.people import people_fields
from matcher.rules.rule import Rule, Told
from matcher.rules.verdict import NAMES, Verdict


def own_rule(code: str, condition: Condition, texts: Mapping[str, Mapping[str, str]]) -> Rule:
    """A rule from a condition. `texts`: by verdict, then by language."""

    def judge(pairs: Pairs, params: Params) -> Verdict:
        return np.broadcast_to(condition.judge(people_fields(pairs)), (len(pairs.candidates), 1))

    def tell(pair: Pairs, params: Params, verdict: int, language: str) -> Told:
        return Told({"text": texts[NAMES[verdict]]["en" if language == "en" else "zh"]})

    return Rule(code, judge, tell, of="candidate")
