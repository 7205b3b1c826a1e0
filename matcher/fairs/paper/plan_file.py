"""`plan.json` and `facts.json`: the plan as the contract writes it, and the coded facts that a checker needs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from matcher.domain.fairs import Fair, employer_key
from matcher.domain.moments import write_moment
from matcher.fairs.paper.concessions import concession_part
from matcher.fairs.problem import MILLION, Problem
from matcher.fairs.solve.hall import HallArrays
from matcher.fairs.solve.plan import FairPlan, Interview, Solution, Unserved
from matcher.fairs.view import Stamp, View, clock


def as_json(value: object) -> bytes:
    """The bytes of a JSON file of the pack."""
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False) + "\n").encode()


def head(problem: Problem, stamp: Stamp) -> dict[str, Any]:
    """What every plan begins with."""
    fair = problem.fair
    return {
        "fair": fair.name,
        "kind": fair.kind,
        "scenario": fair.scenario,
        "date": fair.day.isoformat(),
        "version": stamp.version,
        "as_of": write_moment(stamp.as_of),
    }


def solution_part(solution: Solution) -> dict[str, Any]:
    """`solution` of a plan."""
    return {
        "status": solution.status,
        "levels": list(solution.levels),
        "objective": list(solution.objective),
        "bound": list(solution.bound),
        "gap": list(solution.gap),
    }


def recommendations_part(problem: Problem, posts: Sequence[Sequence[int]]) -> list[dict[str, Any]]:
    """`recommendations`: everybody who has at least one."""
    return [
        {
            "candidate_id": problem.people[person].id,
            "posts": [
                {
                    "job_id": problem.posts[post].id,
                    "rank": rank,
                    "score": int(problem.pairs.score[person, post]) / MILLION,
                }
                for rank, post in enumerate(mine, 1)
            ],
        }
        for person, mine in enumerate(posts)
        if mine
    ]


def unserved_part(problem: Problem, unserved: Iterable[Unserved]) -> list[dict[str, Any]]:
    """`unserved`: everybody without any recommendation."""
    return [
        {
            "candidate_id": problem.people[u.person].id,
            "stage": u.stage,
            "rule": u.rule,
            "nearest_change": dict(u.nearest_change),
        }
        for u in unserved
    ]


def interview_part(view: View, hall: HallArrays, interview: Interview) -> dict[str, Any]:
    """One of `interviews`."""
    problem = view.problem
    return {
        "candidate_id": problem.people[interview.person].id,
        "job_id": problem.posts[interview.post].id,
        "booth": problem.fair.booths[interview.booth].code,
        "start": view.moment(interview.slot),
        "end": view.moment(interview.slot + 1),
        "interpreter": bool(hall.interpreted[interview.person, interview.post]),
    }


def fair_document(plan: FairPlan, hall: HallArrays, view: View) -> dict[str, Any]:
    """`plan.json` of a fair."""
    problem = plan.problem
    in_order = sorted(plan.interviews, key=lambda i: (i.slot, i.booth))
    return {
        **head(problem, view.stamp),
        "solution": solution_part(plan.solution),
        "recommendations": recommendations_part(problem, plan.recommendations),
        "interviews": [interview_part(view, hall, interview) for interview in in_order],
        "waiting": [
            {
                "candidate_id": problem.people[w.person].id,
                "shortage": w.shortage,
                "nearest_change": dict(w.nearest_change),
            }
            for w in plan.waiting
        ],
        "unserved": unserved_part(problem, plan.unserved),
        "concessions": concession_part(view, plan.concessions),
        "moved": [problem.people[person].id for person in plan.moved],
    }


def facts_document(problem: Problem, interviews: Iterable[tuple[str, str]] = ()) -> dict[str, Any]:
    """`facts.json`: codes alone, for staff; `interviews` are the pinned pairs."""
    fair = problem.fair
    options, allowed = problem.options, problem.pairs.allowed
    return {
        "fair": _fair_facts(fair),
        "booths": [
            {
                "code": booth.code,
                "employer": employer_key(booth.employer),
                "accessible": booth.accessible,
                "breaks": [f"{clock(first)}/{clock(last)}" for first, last in booth.breaks],
            }
            for booth in fair.booths
        ],
        "posts": {
            post.id: {
                "employer": post.employer_key,
                "headcount": post.headcount,
                "min_headcount": post.min_headcount,
                "own_interpreter": "A19" in post.accommodations,
                "division": post.division,
                "shifts": [[write_moment(start), write_moment(end)] for start, end in post.shifts],
                "place": [post.lat, post.lon],
            }
            for post in problem.posts
        },
        "people": {
            person.id: {
                "consents": sorted(person.consents),
                "needs": sorted(person.needs),
                "options": int(options[at]),
                "employers": len({problem.posts[post].employer_key for post in np.flatnonzero(allowed[at])}),
                "party": person.party,
                "tier": person.tier,
            }
            for at, person in enumerate(problem.people)
        },
        "pins": sorted([list(pair) for pair in interviews]),
    }


def _fair_facts(fair: Fair) -> Mapping[str, Any]:
    return {
        "name": fair.name,
        "kind": fair.kind,
        "scenario": fair.scenario,
        "date": fair.day.isoformat(),
        "opens": clock(fair.hall.opens),
        "closes": clock(fair.hall.closes),
        "slot_minutes": fair.hall.slot_minutes,
        "walk_minutes": fair.hall.walk_minutes,
        "interpreters": fair.hall.interpreters,
        "recommendations": fair.limits.recommendations,
        "interviews_per_candidate": fair.limits.interviews_per_candidate,
        "interviews_per_place": fair.limits.interviews_per_place,
        "mode": fair.mode,
        "travel_kmh": fair.travel_kmh,
        "quotas": [
            {"division": q.division, "employer": q.employer, "min": q.minimum, "max": q.maximum} for q in fair.quotas
        ],
    }
