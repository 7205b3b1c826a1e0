"""From what was read to a whole pack, whatever the kind of fair: what the command and the service both call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from matcher.domain.errors import InputError
from matcher.domain.fairs import Sheets
from matcher.fairs.paper.changes import plan_again
from matcher.fairs.paper.pack import Made, fair_pack
from matcher.fairs.paper.previous import read_earlier, read_plan
from matcher.fairs.problem import FairInputs, Problem
from matcher.fairs.rounds.again import EarlierRound, read_round
from matcher.fairs.rounds.concessions import placement_concessions, referral_concessions
from matcher.fairs.rounds.placement import plan_placement
from matcher.fairs.rounds.placement_again import placement_conflicts
from matcher.fairs.rounds.placement_pack import placement_pack
from matcher.fairs.rounds.referrals import plan_referrals, referral_conflicts
from matcher.fairs.rounds.referrals_pack import referrals_pack
from matcher.fairs.rounds.refill import read_cancellations, refill
from matcher.fairs.rounds.shift_again import plan_shifts_again, shift_conflicts
from matcher.fairs.rounds.shift_concessions import morning_concessions
from matcher.fairs.rounds.shifts import ShiftPlan, Work, plan_shifts
from matcher.fairs.rounds.shifts_pack import shifts_pack
from matcher.fairs.solve.fair_plan import plan_fair
from matcher.fairs.solve.hall import hall_arrays
from matcher.fairs.solve.limits import Limits, limits_of
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
    plan = {"fair": _fair, "referrals": _referrals, "placement": _placement, "shifts": _shifts}
    if before is not None and before.cancelled is not None and inputs.problem.fair.kind != "shifts":
        raise InputError("fair_cancel_kind")
    return plan[inputs.problem.fair.kind](inputs, Made(seed, seconds), limits_of(seconds, seed), before)


def _fair(inputs: FairInputs, made: Made, limits: Limits, before: Before | None) -> dict[str, bytes]:
    problem = inputs.problem
    if before is None:
        return fair_pack(plan_fair(problem, limits), inputs, made)
    view = View(problem, Stamp(1, inputs.as_of))
    earlier = read_earlier(read_plan(before.folder), before.book, view, hall_arrays(problem))
    return fair_pack(plan_again(problem, earlier, limits), inputs, made, earlier)


def _referrals(inputs: FairInputs, made: Made, limits: Limits, before: Before | None) -> dict[str, bytes]:
    problem, earlier, kept = inputs.problem, None, list[tuple[int, int]]()
    if before is not None:
        earlier = read_round(read_plan(before.folder), before.book, problem, partial(referral_conflicts, problem))
        kept = [(row.person, row.post) for row in sorted(earlier.rows, key=lambda row: not row.firm)]
    plan = plan_referrals(problem, kept)
    return referrals_pack(replace(plan, concessions=referral_concessions(plan, limits)), inputs, made, earlier)


def _placement(inputs: FairInputs, made: Made, limits: Limits, before: Before | None) -> dict[str, bytes]:
    problem, earlier, kept, pinned = inputs.problem, None, dict[int, int](), dict[int, int]()
    wishes = read_wishes(inputs.wishes, problem)
    if before is not None:
        earlier = read_round(read_plan(before.folder), before.book, problem, partial(placement_conflicts, problem))
        earlier = replace(earlier, sheets=_printed(before.folder))
        kept = {row.person: row.post for row in earlier.rows if problem.pairs.allowed[row.person, row.post]}
        pinned = {row.person: row.post for row in earlier.pinned}
    plan = plan_placement(problem, wishes, limits, {**kept, **pinned}, pinned)
    concessions = placement_concessions(plan, limits, pinned)
    return placement_pack(replace(plan, concessions=concessions), inputs, made, earlier)


def _shifts(inputs: FairInputs, made: Made, limits: Limits, before: Before | None) -> dict[str, bytes]:
    earlier = None if before is None else _earlier_morning(inputs.problem, before)
    if before is None or earlier is None:
        plan = plan_shifts(inputs.problem, limits)
    else:
        plan = _morning_again(inputs.problem, before, earlier, limits)
    return shifts_pack(replace(plan, concessions=morning_concessions(plan, limits)), inputs, made, earlier)


def _earlier_morning(problem: Problem, before: Before) -> EarlierRound:
    earlier = read_round(read_plan(before.folder), before.book, problem, partial(shift_conflicts, problem))
    return replace(earlier, sheets=_printed(before.folder))


def _morning_again(problem: Problem, before: Before, earlier: EarlierRound, limits: Limits) -> ShiftPlan:
    version = earlier.version + 1
    if before.cancelled is None:
        gone = _cancelled(problem, read_plan(before.folder))
        return plan_shifts_again(problem, earlier.rows, gone, version, limits)
    works = [Work(*row.key) for row in earlier.rows]
    cancelled = read_cancellations([row for sheet in before.cancelled.values() for row in sheet], problem, works)
    return refill(problem, works, cancelled, version)


def _printed(folder: Path) -> dict[str, bytes]:
    """The employers' sheets of an earlier pack."""
    return {f"employers/{page.name}": page.read_bytes() for page in sorted((folder / "employers").glob("*.html"))}


def _cancelled(problem: Problem, plan: Mapping[str, Any]) -> set[tuple[int, int]]:
    """Who cancelled before this version and stays out of it."""
    return {
        (problem.person_index[entry["candidate_id"]], problem.post_index[entry["job_id"]])
        for entry in plan.get("cancelled", ())
        if entry["candidate_id"] in problem.person_index and entry["job_id"] in problem.post_index
    }
