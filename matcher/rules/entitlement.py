"""Whom a service is for. A group is a person's word; an entitlement is what an office recognised, with its dates."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from matcher.rules import checks, wording
from matcher.rules.checks import Fault
from matcher.rules.condition import Condition, WrongCondition, questions, read_condition
from matcher.rules.context import Params
from matcher.rules.pairs import Pairs
from matcher.rules.people import FIELDS, people_fields
from matcher.rules.rule import Change, Rule, Told
from matcher.rules.verdict import FAIL, LEFT_OUT, PASS, UNKNOWN, Verdict, settle
from matcher.table import coding

Bools = NDArray[np.bool_]


class _Recognition:
    """(m, 1) what stands in people's entitlements for one group: valid, expired, still to begin, used up."""

    def __init__(self, pairs: Pairs, group: str) -> None:
        column = pairs.candidates.protected.entitlements
        code, first, last, used = column.pool.T if len(column.pool) else np.empty((4, 0))
        day = pairs.context.day
        mine = code == coding.GROUPS.index(group)
        self.stated = column.stated[:, None]
        self.valid = column.any(mine & (first <= day) & (day <= last))[:, None]
        self.expired = column.any(mine & (last < day))[:, None]
        self.to_begin = column.any(mine & (first > day))[:, None]
        self.mine, self.used, self._column = mine, used, column

    def used_up(self, months: float) -> Bools:
        return np.asarray(self._column.any(self.mine & (self.used >= months))[:, None])


def _word(pairs: Pairs, group: str) -> Bools:
    return np.asarray((pairs.protected.groups & np.uint8(coding.mask(coding.GROUPS, (group,)))) != 0)


def _not_entitled(pairs: Pairs, params: Params) -> Verdict:
    if "condition" in params:
        condition: Condition = params["condition"]
        return np.broadcast_to(condition.judge(people_fields(pairs)), (len(pairs.candidates), 1))
    group: str = params["recognised"]
    held = _Recognition(pairs, group)
    word = _word(pairs, group)
    both_given = held.stated & pairs.protected.groups_stated
    unknown = held.to_begin | word | ~both_given
    found = settle(True, ~unknown, unknown)
    found = np.where(held.expired & ~held.to_begin, LEFT_OUT, found)
    found = np.where(held.valid, PASS, found)
    if "months_number" in params:
        found = np.where(held.used_up(pairs.context.number(params["months_number"])), FAIL, found)
    return found


def _expired(pairs: Pairs, params: Params) -> Verdict:
    held = _Recognition(pairs, params["recognised"])
    return np.where(held.expired & ~held.valid, UNKNOWN, LEFT_OUT)


def _tell(pair: Pairs, params: Params, verdict: int, language: str) -> Told:
    if "condition" in params:
        return Told({"whom": params["whom"][language]}, variant="")
    group: str = params["recognised"]
    held = _Recognition(pair, group)
    word = wording.term("group", group, language)
    values: dict[str, object] = {"whom": word, "group": word}
    if verdict == PASS:
        return Told(values, variant="recognised")
    months = pair.context.number(params["months_number"]) if "months_number" in params else math.inf
    if held.used_up(months).item():
        return Told({**values, "months": wording.plain(months)}, variant="used_up")
    change = _recognise(pair, group, word)
    if held.to_begin.item():
        return Told(values, (change,), "to_begin")
    return Told(values, (change,), "word" if _word(pair, group).item() else "recognised")


def _recognise(pair: Pairs, group: str, word: str, words: str = "") -> Change:
    """The whole list of entitlements with one more, valid from the day."""
    listed = [_document(*row) for row in pair.candidates.protected.entitlements.row(0)]
    added = {"code": group, "valid_from": pair.context.date.isoformat()}
    return Change("candidate", "entitlements", [*listed, added], {"group": word}, words)


def _document(code: float, first: float, last: float, used: float) -> dict[str, object]:
    made: dict[str, object] = {"code": coding.GROUPS[int(code)]}
    if math.isfinite(first):
        made["valid_from"] = coding.as_date(int(first)).isoformat()
    if math.isfinite(last):
        made["valid_to"] = coding.as_date(int(last)).isoformat()
    if not math.isnan(used):
        made["used_months"] = int(used) if used.is_integer() else used
    return made


def _tell_expired(pair: Pairs, params: Params, verdict: int, language: str) -> Told:
    group: str = params["recognised"]
    rows = [row for row in pair.candidates.protected.entitlements.row(0) if row[0] == coding.GROUPS.index(group)]
    last = max(row[2] for row in rows if math.isfinite(row[2]) and row[2] < pair.context.day)
    word = wording.term("group", group, language)
    renewal = _recognise(pair, group, word, "change_entitlements_renewed")
    return Told({"group": word, "day": coding.as_date(int(last)).isoformat()}, (renewal,))


def entitled_by(data: object, where: str) -> Condition:
    """A scenario's own condition on people. Raises WrongCondition."""
    condition = read_condition(data, where, tuple(FIELDS))
    for question in questions(condition):
        if question.op not in FIELDS[question.field]:
            known = ", ".join(FIELDS[question.field])
            raise WrongCondition(where, Fault("field_asked_by", {"field": question.field, "known": known}))
        people_value(question.field, question.op, question.value, where)
    return condition


_LISTS = {"status": coding.STATUSES, "education": coding.EDUCATIONS, "groups": coding.GROUPS}


def people_value(field: str, op: str, value: object, where: str) -> None:
    """Refuse a value that a field cannot have. Raises WrongCondition."""
    if op == "ahead":
        return
    if field in _LISTS:
        fault = checks.among(_LISTS[field])(value if op in ("in", "not_in") else [value])
    else:
        fault = checks.two_numbers(value) if op == "between" else checks.number(value)
    if fault:
        raise WrongCondition(f"{where}.value", fault)


RULES = (
    Rule(
        "not_entitled",
        _not_entitled,
        _tell,
        {
            "recognised": checks.one_of(coding.GROUPS),
            "months_number": checks.text,
        },
        of="candidate",
    ),
    Rule(
        "entitlement_expired",
        _expired,
        _tell_expired,
        {"recognised": checks.one_of(coding.GROUPS)},
        required=("recognised",),
        of="candidate",
    ),
)
