"""Nobody is matched who did not agree to it (个人信息保护法 第十三条)."""

from __future__ import annotations

from matcher.rules.context import Params
from matcher.rules.pairs import Pairs
from matcher.rules.rule import Change, Rule, Told
from matcher.rules.verdict import FAIL, Verdict, from_truth
from matcher.table import coding

MATCHING = coding.mask(coding.CONSENTS, ("matching",))


def _agreed(pairs: Pairs, params: Params) -> Verdict:
    return from_truth((pairs.person.consents & MATCHING) != 0)


def _tell(pair: Pairs, params: Params, verdict: int, language: str) -> Told:
    if verdict != FAIL:
        return Told()
    given = coding.unmask(coding.CONSENTS, pair.candidates.facts.consents[0])
    return Told(changes=(Change("candidate", "consents", ["matching", *given]),))


RULES = (Rule("no_consent", _agreed, _tell, of="candidate"),)
