"""What a caller may see of a fair's plan: without `sensitive:read` nothing that tells a person's needs or standing."""

from __future__ import annotations

from typing import Any

from matcher.rules.explain import TO_DISCUSS
from matcher.rules.scenario import Scenario

Plan = dict[str, Any]


def public_plan(plan: Plan, scenario: Scenario) -> Plan:
    """The plan with sensitive rules as `to_discuss`, without their changes, interpreters and concessions.

    An interpreter beside a name, a lack of one, and a concession that serves one person more each tell a disability.
    """
    hidden = {rule.code for rule in scenario.rules if rule.sensitive}
    masked: Plan = {**plan, "concessions": []} if "concessions" in plan else dict(plan)
    for part in ("unserved", "short"):
        if part in plan:
            masked[part] = [_without_rule(entry, hidden) for entry in plan[part]]
    if "waiting" in plan:
        masked["waiting"] = [_without_shortage(entry) for entry in plan["waiting"]]
    if "interviews" in plan:
        masked["interviews"] = [{**entry, "interpreter": None} for entry in plan["interviews"]]
    return masked


def _without_rule(entry: Plan, hidden: set[str]) -> Plan:
    if entry.get("rule") not in hidden:
        return entry
    silent: Plan = {"nearest_change": {}} if "nearest_change" in entry else {}
    return {**entry, "rule": TO_DISCUSS, **silent}


def _without_shortage(entry: Plan) -> Plan:
    if entry.get("shortage") != "interpreter":
        return entry
    return {**entry, "shortage": TO_DISCUSS, "nearest_change": {}}
