"""What came of a fair, kept as events of the people and posts that the store knows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from matcher.domain.errors import InputError, UnknownId
from matcher.domain.requests import Feedback, read_request
from matcher.office.office import Office


def keep_outcomes(office: Office, tenant: str, told: Sequence[Mapping[str, Any]]) -> int:
    """How many events were kept.

    Who was hired may be insured later: then the further events alone are kept. Raises InputError, before anything is
    kept, where a pair was entered before and nothing follows from what is known.
    """
    known: dict[tuple[str, ...], set[str]] = {}
    for entry in office.store.events(tenant):
        event = entry.event
        if event.context.get("fair"):
            known.setdefault(_entered(event.candidate_id, event.job_id, event.context), set()).add(event.event)
    new: dict[tuple[str, ...], set[str]] = {}
    for told_event in told:
        new.setdefault(_of(told_event), set()).add(str(told_event["event"]))
    twice = sorted({key[:2] for key, events in new.items() if not known.get(key, set()) < events})
    if twice:
        raise InputError("fair_result_entered", pairs="、".join(" ".join(pair) for pair in twice[:5]), count=len(twice))
    stored = 0
    for told_event in told:
        if told_event["event"] in known.get(_of(told_event), ()):
            continue
        try:
            office.feedback(tenant, read_request(Feedback, dict(told_event)))
            stored += 1
        except UnknownId:
            continue
    return stored


def _of(told: Mapping[str, Any]) -> tuple[str, ...]:
    return _entered(told["candidate_id"], told["job_id"], told["context"])


def _entered(candidate_id: str, job_id: str, context: Mapping[str, Any]) -> tuple[str, ...]:
    """The pair and the fair (or shift) that an event belongs to."""
    return candidate_id, job_id, *(str(context.get(key)) for key in ("fair", "date", "shift"))
