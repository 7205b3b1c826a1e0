"""From what was read to a whole pack, whatever the kind of fair: what the command and the service both call."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from matcher.domain.errors import InputError
from matcher.domain.fairs import Sheets
from matcher.fairs.changes import plan_again
from matcher.fairs.exact import Limits
from matcher.fairs.fair_plan import plan_fair
from matcher.fairs.hall import hall_arrays
from matcher.fairs.pack import Made, fair_pack
from matcher.fairs.placement import plan_placement
from matcher.fairs.previous import read_earlier, read_plan
from matcher.fairs.problem import FairInputs
from matcher.fairs.referrals import plan_referrals
from matcher.fairs.refill import read_cancellations, refill
from matcher.fairs.round_packs import placement_pack, referrals_pack, shifts_pack
from matcher.fairs.shifts import Work, plan_shifts
from matcher.fairs.view import Stamp, View
from matcher.fairs.wishes import read_wishes


@dataclass(frozen=True)
class Before:
    """An earlier pack: its folder and its `plan.xlsx` as read; `cancelled` are the rows of a cancellation file."""

    folder: Path
    book: Sheets
    cancelled: Sheets | None = None


def make_pack(
    inputs: FairInputs, seed: int = 0, seconds: float | None = None, before: Before | None = None
) -> dict[str, bytes]:
    """Plan and write everything, as files by relative path. Raises InputError."""
    made, limits = Made(seed, seconds), Limits(seed=seed, seconds=seconds)
    kind = inputs.problem.fair.kind
    if kind == "fair":
        return _fair(inputs, made, limits, before)
    if kind == "shifts":
        return _shifts(inputs, made, limits, before)
    if before is not None:
        raise InputError("fair_previous_kind", kind=kind)
    if kind == "referrals":
        return referrals_pack(plan_referrals(inputs.problem), inputs, made)
    wishes = read_wishes(inputs.wishes, inputs.problem)
    return placement_pack(plan_placement(inputs.problem, wishes, seed, seconds), inputs, made)


def _fair(inputs: FairInputs, made: Made, limits: Limits, before: Before | None) -> dict[str, bytes]:
    problem = inputs.problem
    if before is None:
        return fair_pack(plan_fair(problem, limits), inputs, made)
    if before.cancelled is not None:
        raise InputError("fair_cancel_kind")
    view = View(problem, Stamp(1, inputs.as_of))
    earlier = read_earlier(read_plan(before.folder), before.book, view, hall_arrays(problem))
    return fair_pack(plan_again(problem, earlier, limits), inputs, made, earlier)


def _shifts(inputs: FairInputs, made: Made, limits: Limits, before: Before | None) -> dict[str, bytes]:
    problem = inputs.problem
    if before is None:
        return shifts_pack(plan_shifts(problem, limits), inputs, made)
    if before.cancelled is None:
        raise InputError("fair_cancel_missing")
    plan = read_plan(before.folder)
    works = [
        Work(problem.person_index[a["candidate_id"]], problem.post_index[a["job_id"]], int(a["shift"]))
        for a in plan["assignments"]
        if a["candidate_id"] in problem.person_index and a["job_id"] in problem.post_index
    ]
    rows = [row for sheet in before.cancelled.values() for row in sheet]
    cancelled = read_cancellations(rows, problem, works)
    return shifts_pack(refill(problem, works, cancelled, int(plan["version"]) + 1), inputs, made)
