"""One pair in words: every rule with its verdict, its reason, what would change it, and the source."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from matcher.domain.moments import write_moment
from matcher.domain.words import codes as words
from matcher.domain.words import say
from matcher.rules.applied import Applied
from matcher.rules.catalogue import RULES
from matcher.rules.context import Context
from matcher.rules.pairs import Pairs
from matcher.rules.rule import Told
from matcher.rules.scenario import Scenario
from matcher.rules.verdict import FAIL, LEFT_OUT, NAMES, PASS, UNKNOWN, summary
from matcher.table.table import Candidates, Jobs

TO_DISCUSS = "to_discuss"
_DISCUSS_SOURCE = {"title": "个人信息保护法", "article": "第二十八条"}


def explain_pair(
    scenario: Scenario,
    candidate: Candidates,
    job: Jobs,
    context: Context,
    language: str = "zh",
    *,
    sensitive: bool = True,
) -> dict[str, Any]:
    """The object of eligibility for tables of one row each.

    Without `sensitive` the rules on arrangements, limits and entitlement are one code `to_discuss` without values.
    """
    verdicts = scenario.judge(candidate, job, context)
    column = verdicts.matrix[:, 0]
    pair = Pairs(candidate, job, context)
    rules = []
    discussed = False
    for applied, verdict in zip(scenario.rules, column, strict=True):
        if applied.sensitive and not sensitive:
            if not discussed:
                rules.append(_discuss(scenario, column, language))
            discussed = True
        elif verdict != LEFT_OUT:
            rules.append(_rule(applied, pair, int(verdict), language))
    rows = list(zip(column.tolist(), verdicts.effects, strict=True))
    return {
        "scenario": scenario.name,
        "as_of": write_moment(context.as_of),
        "verdict": summary(rows),
        "rules": rules,
    }


def _rule(applied: Applied, pair: Pairs, verdict: int, language: str) -> dict[str, Any]:
    told = applied.rule.tell(pair, applied.params, verdict, language)
    return {
        "code": applied.code,
        "verdict": NAMES[verdict],
        "effect": applied.effect,
        "reason": reason(applied, told, verdict, language),
        "changes": [change.as_json(language) for change in told.changes] if verdict != PASS else [],
        "source": applied.source.as_json(),
    }


def reason(applied: Applied, told: Told, verdict: int, language: str) -> str:
    """The words of one verdict: those of the variant where it has its own."""
    if applied.code not in RULES:
        return str(told.values["text"])
    plain = f"{applied.code}_{NAMES[verdict]}"
    own = f"{plain}_{told.variant}"
    return say(own if told.variant and own in words() else plain, language, **told.values)


def _sensitive_verdict(scenario: Scenario, column: Any) -> int:
    found = [
        int(FAIL) if verdict == UNKNOWN and applied.effect == "exclude" else int(verdict)
        for applied, verdict in zip(scenario.rules, column, strict=True)
        if applied.sensitive
    ]
    return max(found, default=0) or int(PASS)


def _discuss(scenario: Scenario, column: Any, language: str) -> dict[str, Any]:
    verdict = NAMES[_sensitive_verdict(scenario, column)]
    return {
        "code": TO_DISCUSS,
        "verdict": verdict,
        "effect": "ask",
        "reason": say(f"{TO_DISCUSS}_{verdict}", language),
        "changes": [],
        "source": _DISCUSS_SOURCE,
    }


def to_confirm(
    scenario: Scenario,
    candidate: Candidates,
    job: Jobs,
    context: Context,
    *,
    column: Sequence[int],
    language: str = "zh",
    sensitive: bool = True,
) -> list[dict[str, str]]:
    """What to ask about one allowed pair: `[{"code", "text"}]`. `column`: the pair's verdicts, one a rule."""
    pair = Pairs(candidate, job, context)
    asked: list[dict[str, str]] = []
    for applied, verdict in zip(scenario.rules, column, strict=True):
        if verdict != UNKNOWN:
            continue
        if applied.sensitive and not sensitive:
            if not any(entry["code"] == TO_DISCUSS for entry in asked):
                asked.append({"code": TO_DISCUSS, "text": say("to_discuss_unknown", language)})
            continue
        told = applied.rule.tell(pair, applied.params, int(verdict), language)
        asked.append({"code": applied.code, "text": reason(applied, told, int(verdict), language)})
    return asked
