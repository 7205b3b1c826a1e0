"""The instruments read from their files, and judged for one person or one employer."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from matcher.domain.codes import rows
from matcher.domain.law import shipped_law
from matcher.domain.moments import today
from matcher.domain.records import Candidate, Employer, read_candidate
from matcher.domain.sensitive import public_view
from matcher.domain.words import say
from matcher.rules.condition import Condition, Field, Question, questions, read_condition
from matcher.rules.policies.answers import employer_answers, person_answers
from matcher.rules.verdict import FAIL, PASS, UNKNOWN

Whom = Literal["person", "employer"]
VERDICTS = {int(PASS): "may_apply", int(UNKNOWN): "to_confirm", int(FAIL): "not_entitled"}
VERIFIED = "verified_from_material"


@dataclass(frozen=True)
class Instrument:
    """One policy instrument. `amount` is there only where it is verified; `start`, `end`: its first and last day."""

    id: str
    name: Mapping[str, str]
    department: str
    gives: Mapping[str, str]
    amount: Mapping[str, str] | None
    existence: str
    source_id: str
    start: date | None
    end: date | None
    condition: Condition

    def in_force(self, day: date) -> bool:
        """Whether it holds on a day, as far as its dates are known."""
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


@cache
def instruments(whom: Whom) -> tuple[Instrument, ...]:
    """The instruments for people or for employers, in the order of their file."""
    text = files("matcher.rules").joinpath(f"policies/{whom}.toml").read_text("utf-8")
    return tuple(_instrument(data) for data in tomllib.loads(text)["policy"])


def _instrument(data: Mapping[str, Any]) -> Instrument:
    return Instrument(
        data["id"],
        data["name"],
        data["department"],
        data["gives"],
        data["amount"] if data["amount_status"] == VERIFIED else None,
        data["existence"],
        data["source_id"],
        data.get("from"),
        data.get("to"),
        read_condition(data["condition"], data["id"]),
    )


def policies_for_candidate(
    person: Candidate, as_of: datetime, language: str = "zh", *, sensitive: bool = True
) -> list[dict[str, Any]]:
    """Every instrument for people, those that may apply first.

    Without `sensitive` the answer is that of a person who told nothing sensitive: it gives nothing away.
    """
    if not sensitive:
        person = read_candidate(public_view("candidate", person.document()))
    answers = person_answers(person, today(as_of), shipped_law())
    return _judged("person", answers, today(as_of), language)


def policies_for_employer(employer: Employer, as_of: datetime, language: str = "zh") -> list[dict[str, Any]]:
    """Every instrument for employers, those that may apply first."""
    names = sorted({q.field for instrument in instruments("employer") for q in questions(instrument.condition)})
    return _judged("employer", employer_answers(employer, names), today(as_of), language)


def _judged(whom: Whom, answers: Mapping[str, Field], day: date, language: str) -> list[dict[str, Any]]:
    found = [_told(instrument, answers, day, language) for instrument in instruments(whom)]
    order = ["may_apply", "to_confirm", "not_entitled"]
    return sorted(found, key=lambda policy: (order.index(policy["verdict"]), len(policy["ask"]), policy["id"]))


def _told(instrument: Instrument, answers: Mapping[str, Field], day: date, language: str) -> dict[str, Any]:
    """`{"id", "name", "verdict", "text", "ask", "department", "gives", "amount"?, "existence", "source"}`."""
    tongue = "en" if language == "en" else "zh"
    number = int(instrument.condition.judge(answers)[0]) if instrument.in_force(day) else int(FAIL)
    verdict = VERDICTS[number]
    told: dict[str, Any] = {
        "id": instrument.id,
        "name": instrument.name[tongue],
        "verdict": verdict,
        "text": _text(instrument, answers, day, number, language),
        "ask": [],
        "department": instrument.department,
        "gives": instrument.gives[tongue],
        "existence": instrument.existence,
        "source": _source(instrument.source_id),
    }
    if number == UNKNOWN:
        open_fields = dict.fromkeys(q.field for q in _leaves(instrument.condition, answers, int(UNKNOWN)))
        told["ask"] = [{"field": f, "text": say("policy_ask", language, what=_label(f, language))} for f in open_fields]
    if instrument.amount is not None:
        told["amount"] = instrument.amount[tongue]
    return told


def _text(instrument: Instrument, answers: Mapping[str, Field], day: date, number: int, language: str) -> str:
    if not instrument.in_force(day):
        return say("policy_not_in_force", language)
    if number == FAIL:
        why = dict.fromkeys(q.field for q in _leaves(instrument.condition, answers, int(FAIL)))
        labels = (_label(field, language) for field in why)
        return say("policy_not_entitled", language, what=("; " if language == "en" else "；").join(labels))
    return say("policy_" + VERDICTS[number], language)


def _leaves(condition: Condition, answers: Mapping[str, Field], verdict: int) -> Iterator[Question]:
    """The questions that make a condition what it is: those of the same verdict, on the way down."""
    if int(condition.judge(answers)[0]) != verdict:
        return
    if isinstance(condition, Question):
        yield condition
    elif condition.kind == "not":
        yield from questions(condition)
    else:
        for part in condition.parts:
            yield from _leaves(part, answers, verdict)


def _label(field: str, language: str) -> str:
    return say("policy_field_" + field, language)


@cache
def _titles() -> Mapping[str, tuple[str, str]]:
    return {row["source_id"]: (row["title"], row["doc_no"]) for row in rows("sources")}


def _source(source_id: str) -> dict[str, str]:
    title, number = _titles()[source_id]
    return {"title": title, "article": number}
