"""What a person wishes of the form of work."""

from __future__ import annotations

import numpy as np

from matcher.rules import wording
from matcher.rules.context import Params
from matcher.rules.pairs import Pairs
from matcher.rules.rule import Change, Rule, Told
from matcher.rules.verdict import FAIL, UNKNOWN, Verdict, settle
from matcher.table import coding


def _employment_type(pairs: Pairs, params: Params) -> Verdict:
    person, kind = pairs.person, pairs.job.employment_type
    bits = np.left_shift(1, np.maximum(kind, 0)).astype(np.uint8)
    return settle(person.employment_types_stated, (kind >= 0) & ((person.employment_types & bits) == 0), kind < 0)


def _tell(pair: Pairs, params: Params, verdict: int, language: str) -> Told:
    wished = coding.unmask(coding.EMPLOYMENT_TYPES, pair.candidates.facts.employment_types[0])
    values = {"wished": wording.terms("employment_type", wished, language)}
    if verdict == UNKNOWN:
        return Told(values)
    kind = coding.EMPLOYMENT_TYPES[pair.jobs.facts.employment_type[0]]
    word = wording.term("employment_type", kind, language)
    changes = (Change("candidate", "employment_types", [*wished, kind], {"type": word}),) if verdict == FAIL else ()
    return Told({**values, "type": word}, changes, "none" if verdict == FAIL and not wished else "")


RULES = (Rule("employment_type", _employment_type, _tell, reads=("employment_types", "employment_types_stated")),)
