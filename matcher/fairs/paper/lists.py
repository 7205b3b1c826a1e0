"""Lists for the wall, for the door, and for the staff who bring what people need."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from matcher.fairs.solve.hall import HallArrays
from matcher.fairs.solve.interpreters import assign_interpreters
from matcher.fairs.solve.plan import FairPlan, Interview
from matcher.fairs.view import View, label


def wall_lists(plan: FairPlan, hall: HallArrays, view: View) -> dict[str, Any]:
    """Posts by occupation, with their booths; no person stands on it."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for at, post in enumerate(plan.problem.posts):
        line = {
            "booths": view.booths(hall.booths_of_post(at)),
            "employer": post.employer,
            "title": post.title,
            "headcount": post.headcount,
            "pay": post.pay,
            "place": post.place,
        }
        groups.setdefault(post.occupation or "其他", []).append(line)
    return {"groups": [(name, sorted(groups[name], key=_by_booth)) for name in sorted(groups)]}


def _by_booth(line: Mapping[str, Any]) -> tuple[str, str]:
    return str(line["booths"]), str(line["title"])


def door_list(plan: FairPlan, view: View) -> dict[str, Any]:
    """Everybody who has a recommendation, by code: first time and booths."""
    mine: dict[int, list[Interview]] = {}
    for interview in sorted(plan.interviews, key=lambda i: i.slot):
        mine.setdefault(interview.person, []).append(interview)
    rows = []
    for person, posts in enumerate(plan.recommendations):
        if not posts:
            continue
        who = plan.problem.people[person]
        interviews = mine.get(person, [])
        rows.append(
            {
                "id": who.id,
                "name": "" if label(who) == who.id else label(who),
                "first": view.clock(interviews[0].slot) if interviews else "候补",
                "booths": view.booths(dict.fromkeys(i.booth for i in interviews)),
            }
        )
    return {"rows": sorted(rows, key=lambda row: str(row["id"]))}


def access_sheet(plan: FairPlan, hall: HallArrays, view: View, needs: Mapping[str, str]) -> dict[str, Any]:
    """Interpreters' appointments side by side, and everybody's needs; `needs` names the codes."""
    signed = sorted((i for i in plan.interviews if hall.interpreted[i.person, i.post]), key=lambda i: (i.slot, i.booth))
    crew = assign_interpreters([(i.slot, i.booth) for i in signed], hall.interpreters, hall.gap) or []
    appointments: dict[int, list[dict[str, str]]] = {}
    for number, interview in zip(crew, signed, strict=True):
        appointments.setdefault(number + 1, []).append(
            {
                "start": view.clock(interview.slot),
                "end": view.clock(interview.slot + 1),
                "booth": plan.problem.fair.booths[interview.booth].code,
                "who": label(plan.problem.people[interview.person]),
            }
        )
    where: dict[int, list[str]] = {}
    for interview in sorted(plan.interviews, key=lambda i: i.slot):
        code = plan.problem.fair.booths[interview.booth].code
        where.setdefault(interview.person, []).append(f"{view.clock(interview.slot)} {code}")
    people = [
        {
            "who": label(person),
            "needs": "、".join(needs.get(code, code) for code in sorted(person.needs)),
            "where": "；".join(where.get(at, [])),
        }
        for at, person in enumerate(plan.problem.people)
        if person.needs
    ]
    return {"interpreters": sorted(appointments.items()), "people": people}
