"""A hall of 60 employers, 300 posts and 800 people; 2,500 people on 7,000 posts; 1,000 workers on 200 shifts.

    OMP_NUM_THREADS=1 LOKY_MAX_CPU_COUNT=1 python benchmarks/fairs_plan.py [hall] [round] [morning] [small]

For each case one table of processor seconds by stage, from the files as a clerk gives them to a checked pack, and one
of what was reached: objective, bound and gap at every level, and beside it what first come first served, greedy by
score and the naive top three reach in the same places. `small` compares small cases of every kind with trying
everything (`fairs_small.py`).
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import numpy as np
from fairs_baselines import met_in_order, orders, placed_in_order, shifts_in_order
from fairs_cases import gig_morning, hall_of_sixty, internship_round
from fairs_small import compare_small

from matcher.fairs.check import check
from matcher.fairs.paper.manifest import write_pack
from matcher.fairs.paper.pack import Made, fair_pack
from matcher.fairs.problem import Problem
from matcher.fairs.rounds.concessions import placement_concessions
from matcher.fairs.rounds.placement import pair_values, plan_placement
from matcher.fairs.rounds.placement_flow import assign
from matcher.fairs.rounds.placement_pack import placement_pack
from matcher.fairs.rounds.shift_concessions import morning_concessions
from matcher.fairs.rounds.shift_sets import shift_problem
from matcher.fairs.rounds.shifts import plan_shifts, worth
from matcher.fairs.rounds.shifts_pack import shifts_pack
from matcher.fairs.solve.concessions import concessions
from matcher.fairs.solve.fair_plan import complete, recommendations
from matcher.fairs.solve.flow import choose
from matcher.fairs.solve.hall import hall_arrays
from matcher.fairs.solve.plan import Solution, objective_of
from matcher.fairs.solve.solver import places_left, plan_interviews
from matcher.fairs.verify.checker import verify
from matcher.office.fair import sheets
from matcher.office.office import Office
from matcher.settings import Settings

T = TypeVar("T")


class Clock:
    """Prints the processor seconds of each stage of one case."""

    def __init__(self, title: str) -> None:
        print(f"\n## {title}\n\n| stage | seconds |\n|---|---|", flush=True)

    def run(self, stage: str, work: Callable[[], T]) -> T:
        begun = time.process_time()
        result = work()
        print(f"| {stage} | {time.process_time() - begun:.2f} |", flush=True)
        return result


def reached(solution: Solution, others: Mapping[str, tuple[int, ...]]) -> None:
    """The table of one plan and the baselines beside it."""
    print(f"\n| | {' | '.join(solution.levels)} |\n|---|{'---|' * len(solution.levels)}")
    rows = {"plan": solution.objective, "bound": solution.bound, "gap": solution.gap, **others}
    for name, values in rows.items():
        print(f"| {name} | {' | '.join(f'{value:,}' for value in values)} |")
    print(f"\nstatus: {solution.status}", flush=True)


def packed(clock: Clock, folder: Path, files: Callable[[], dict[str, bytes]]) -> None:
    """Make, write and check a pack."""
    made = clock.run("pack", files)
    write_pack(folder, made)
    report = clock.run("verify", lambda: verify(folder, read=sheets))
    print(f"\n{len(made)} files, {len(report.breaches)} breaches", *report.lines("en")[:2], sep="; ", flush=True)


def hall_case(office: Office, folder: Path) -> None:
    """The fair with walking, breaks, steps and interpreters."""
    clock = Clock("60 employers, 300 posts, 800 people; walking, breaks, steps, 2 interpreters")
    inputs = clock.run("pairs (read, judge, score)", lambda: hall_of_sixty(office, folder))
    problem = inputs.problem
    hall = hall_arrays(problem)
    clock.run("check", lambda: check(problem))
    clock.run("flow (who meets which post)", lambda: choose(places_left(problem, hall, frozenset())))
    found = clock.run("flow, timetable, interpreters, bound", lambda: plan_interviews(problem, hall))
    clock.run("recommendations", lambda: recommendations(problem, hall, found.interviews))
    clock.run("concessions", lambda: concessions(problem, hall, planned=found.interviews))
    plan = clock.run("the last two, and who waits", lambda: complete(problem, hall, found))
    packed(clock, folder / "pack", lambda: fair_pack(plan, inputs, Made()))

    def give(wanted: list[tuple[int, int]]) -> tuple[int, ...]:
        return objective_of(problem, met_in_order(problem, wanted))

    asked = orders(problem.pairs.score.astype(np.int64), problem.pairs.allowed, 1)
    reached(plan.solution, {name: give(wanted) for name, wanted in asked.items()})


def round_case(office: Office, folder: Path) -> None:
    """The internship round in both modes."""
    title = "2,500 people, 7,000 posts; wishes, least headcounts, quotas of districts and employers that cross"
    clock = Clock(title)
    inputs, wishes = clock.run("pairs (read, judge, score)", lambda: internship_round(office, folder))
    value = pair_values(inputs.problem, wishes)
    clock.run("flow without quotas", lambda: assign(inputs.problem, value, frozenset()))
    print(f"\n{int(inputs.problem.pairs.allowed.sum()):,} pairs, {len(inputs.problem.fair.quotas)} quotas")
    asked = orders(value, inputs.problem.pairs.allowed, 1)
    for mode in ("optimal", "stable"):
        problem = replace(inputs.problem, fair=replace(inputs.problem.fair, mode=mode))
        of_mode = replace(inputs, problem=problem)
        clock = Clock(f"the round, mode {mode}")
        plan = clock.run("plan", lambda problem=problem: plan_placement(problem, wishes))
        given = clock.run("concessions", lambda plan=plan: placement_concessions(plan))
        plan = replace(plan, concessions=given)
        packed(clock, folder / mode, lambda plan=plan, given=of_mode: placement_pack(plan, given, Made()))

        def give(wanted: list[tuple[int, int]], problem: Problem = problem) -> tuple[int, ...]:
            placed = placed_in_order(problem, wanted)
            return len(placed), sum(int(value[pair]) for pair in placed)

        reached(plan.solution, {name: give(wanted) for name, wanted in asked.items()})
        missed = [line for line in plan.minima if line[2] < line[1]]
        print(f"closed posts: {len(plan.closed)}; minima of quotas missed: {len(missed)} of {len(plan.minima)}")


def morning_case(office: Office, folder: Path) -> None:
    """The gig morning with parties and travel."""
    clock = Clock("1,000 workers, 200 shifts of 100 gigs; parties, travel")
    inputs = clock.run("pairs (read, judge, score)", lambda: gig_morning(office, folder))
    problem = inputs.problem
    plan = clock.run("plan", lambda: plan_shifts(problem))
    plan = replace(plan, concessions=clock.run("concessions", lambda: morning_concessions(plan)))
    packed(clock, folder / "pack", lambda: shifts_pack(plan, inputs, Made()))
    sets = shift_problem(problem)
    asked = orders(sets.score, sets.allowed, 1)
    reached(plan.solution, {name: worth(sets, shifts_in_order(sets, wanted)) for name, wanted in asked.items()})


CASES = {"hall": hall_case, "round": round_case, "morning": morning_case}

if __name__ == "__main__":
    chosen = sys.argv[1:] or [*CASES, "small"]
    for name in chosen:
        if name == "small":
            compare_small()
        else:
            with tempfile.TemporaryDirectory() as folder:
                office = Office.open(Settings(data=Path(folder), key_file=Path(folder) / "key"))
                CASES[name](office, Path(folder))
