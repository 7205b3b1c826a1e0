"""Composition in three-valued logic: all, any, not, against the truth table."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from matcher.rules.condition import Group, Question, WrongCondition, read_condition
from matcher.rules.verdict import FAIL, LEFT_OUT, PASS, UNKNOWN, Verdict, all_of, any_of, negation, settle

VALUES = (PASS, UNKNOWN, FAIL)
TRUTH = {PASS: 1.0, UNKNOWN: 0.5, FAIL: 0.0}
BACK = {1.0: PASS, 0.5: UNKNOWN, 0.0: FAIL}


class Says:
    """A field that gives one verdict, whatever it is asked."""

    def __init__(self, verdict: np.int8) -> None:
        self.verdict = verdict

    def test(self, op: str, value: object) -> Verdict:
        return np.array([self.verdict])


@pytest.mark.parametrize("pair", list(product(VALUES, VALUES)))
def test_all_is_the_least_truth_and_any_the_greatest(pair: tuple[np.int8, np.int8]) -> None:
    parts = [np.array([value]) for value in pair]
    assert all_of(parts)[0] == BACK[min(TRUTH[v] for v in pair)]
    assert any_of(parts)[0] == BACK[max(TRUTH[v] for v in pair)]
    fields = {"a": Says(pair[0]), "b": Says(pair[1])}
    data = {
        "all": [{"field": "a", "op": "eq"}, {"any": [{"field": "b", "op": "eq"}, {"not": {"field": "b", "op": "eq"}}]}]
    }
    either = max(TRUTH[pair[1]], 1 - TRUTH[pair[1]])
    assert read_condition(data, "x").judge(fields)[0] == BACK[min(TRUTH[pair[0]], either)]


@pytest.mark.parametrize("value", VALUES)
def test_not_turns_pass_and_fail_and_leaves_unknown(value: np.int8) -> None:
    assert negation(np.array([value]))[0] == BACK[1 - TRUTH[value]]
    assert negation(np.array([LEFT_OUT]))[0] == LEFT_OUT


def test_what_is_left_out_has_no_say() -> None:
    assert all_of([np.array([LEFT_OUT]), np.array([PASS])])[0] == PASS
    assert any_of([np.array([LEFT_OUT]), np.array([FAIL])])[0] == FAIL
    assert any_of([np.array([LEFT_OUT]), np.array([LEFT_OUT])])[0] == LEFT_OUT


def test_settle_puts_fail_before_unknown_and_both_under_applies() -> None:
    applies, failing, unknown = (
        np.array([1, 1, 1, 1, 0], bool),
        np.array([0, 1, 0, 1, 1], bool),
        np.array([0, 0, 1, 1, 1], bool),
    )
    assert settle(applies, failing, unknown).tolist() == [PASS, FAIL, UNKNOWN, FAIL, LEFT_OUT]


def test_a_field_that_nobody_knows_is_unanswered() -> None:
    assert Question("startup", "eq", True).judge({})[0] == UNKNOWN
    assert Question("startup", "eq", True, missing="fail").judge({})[0] == FAIL
    assert Question("a", "eq", True, confirm=True).judge({"a": Says(PASS)})[0] == UNKNOWN
    assert Question("a", "eq", True, confirm=True).judge({"a": Says(FAIL)})[0] == FAIL


@pytest.mark.parametrize(
    ("data", "where"),
    [
        ("age", "x"),
        ({"all": []}, "x.all"),
        ({"all": [{"field": "a", "op": "eq"}], "any": []}, "x"),
        ({"any": [{"fields": "a"}]}, "x.any[0]"),
        ({"not": {"field": "a", "op": "is"}}, "x.not.op"),
        ({"field": "a", "op": "eq", "missing": "yes"}, "x.missing"),
        ({"field": "a", "op": "eq", "confirm": 1}, "x.confirm"),
        ({"field": "a", "op": "eq", "unless": 1}, "x.unless"),
    ],
)
def test_what_is_no_condition_is_named_by_its_place(data: object, where: str) -> None:
    with pytest.raises(WrongCondition) as caught:
        read_condition(data, "x")
    assert caught.value.where == where


def test_groups_are_read_as_they_are_written() -> None:
    read = read_condition({"any": [{"field": "a", "op": "in", "value": [1, 2]}]}, "x")
    assert read == Group("any", (Question("a", "in", [1, 2]),))
