"""When work is done: shifts inside the time that a person has, and work at night."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.domain.moments import SHANGHAI, write_moment
from matcher.rules.context import Params
from matcher.rules.pairs import Pairs
from matcher.rules.rule import Change, Rule, Told
from matcher.rules.verdict import FAIL, PASS, Verdict, settle
from matcher.table.ragged import Bools, Ragged


def _inside(windows: NDArray[Any], spans: NDArray[Any]) -> Bools:
    """(m,) whether each span lies in one of the windows (in order, disjoint)."""
    if not len(windows):
        return np.zeros(len(spans), bool)
    at = np.searchsorted(windows[:, 0], spans[:, 0], side="right") - 1
    return np.asarray((at >= 0) & (spans[:, 1] <= windows[at, 1]))


def _one_person(windows: NDArray[Any], shifts: Ragged) -> Bools:
    return shifts.every(_inside(windows, shifts.pool))


def _one_job(availability: Ragged, shifts: NDArray[Any]) -> Bools:
    free = np.ones(len(availability), bool)
    pool = availability.pool
    for start, end in shifts:
        free &= availability.any((pool[:, 0] <= start) & (end <= pool[:, 1]))
    return free


def _time_conflict(pairs: Pairs, params: Params) -> Verdict:
    shifts, availability = pairs.jobs.facts.shifts, pairs.candidates.facts.availability
    told = availability.stated[:, None]
    asked = (shifts.sizes > 0)[None]
    if not (told.any() and asked.any()):
        return settle(asked, False, ~told)
    free = pairs.compare(availability, shifts, _one_person, _one_job)
    return settle(asked, told & ~free, ~told)


def _tell_time(pair: Pairs, params: Params, verdict: int, language: str) -> Told:
    shifts, windows = pair.jobs.facts.shifts.row(0), pair.candidates.facts.availability.row(0)
    if verdict != FAIL:
        return Told({"number": len(shifts)})
    missed = shifts[~_inside(windows, shifts)]
    wider = [
        {"start": moment(start), "end": moment(end)} for start, end in sorted([*windows.tolist(), *missed.tolist()])
    ]
    first = span_text(missed[0])
    change = Change("candidate", "availability", wider, {"when": first, "missed": len(missed)})
    variant = "" if len(windows) else "none"
    return Told({"number": len(shifts), "missed": len(missed), "when": first}, (change,), variant)


def moment(seconds: int) -> str:
    """Seconds since 1970 as RFC 3339 in Shanghai."""
    return write_moment(datetime.fromtimestamp(int(seconds), UTC))


def span_text(span: Sequence[int]) -> str:
    """A span of seconds as people write it."""
    start, end = (datetime.fromtimestamp(int(s), UTC).astimezone(SHANGHAI) for s in span)
    last = end.strftime("%H:%M") if end.date() == start.date() else end.strftime("%m-%d %H:%M")
    return f"{start:%m-%d %H:%M}–{last}"


def _night_work(pairs: Pairs, params: Params) -> Verdict:
    willing = pairs.person.night_shift_ok
    night = (pairs.job.night_flag == 1) | pairs.job.night_by_shift
    return settle(night, willing == 0, willing < 0)


def _tell_night(pair: Pairs, params: Params, verdict: int, language: str) -> Told:
    if verdict == PASS:
        return Told()
    changes = [Change("candidate", "night_shift_ok", True)]
    if not pair.jobs.facts.night_by_shift[0]:
        changes.append(Change("job", "night_shift", False))
    return Told(changes=tuple(changes))


RULES = (
    Rule("time_conflict", _time_conflict, _tell_time, reads=("availability",)),
    Rule("night_work", _night_work, _tell_night, reads=("night_shift_ok",)),
)
