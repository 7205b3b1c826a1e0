"""Lists for the wall, for the door, and for the staff who bring what people need."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from matcher.fairs.solve.hall import HallArrays
from matcher.fairs.solve.interpreters import assign_interpreters
from matcher.fairs.solve.plan import FairPlan, Interview
from matcher.fairs.view import View, label


def wall_lists(plan: FairPlan, hall: HallArrays, view: View) -> dict[str, Any]:
    """Posts by occupation, with their booths; no person stands on it."""
    lines = [(at, view.booths(hall.booths_of_post(at)), post.headcount) for at, post in enumerate(plan.problem.posts)]
    return posts_by_occupation(view, lines, view.say("page_column_booth"), view.say("page_wall"))


def posts_by_occupation(view: View, lines: Iterable[tuple[int, str, int]], first: str, what: str) -> dict[str, Any]:
    """Lines (post, text of the first column, places) by occupation; `first` heads that column, empty without one."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for at, text, places in lines:
        post = view.problem.posts[at]
        line = {
            "first": text,
            "employer": post.employer,
            "title": post.title,
            "headcount": places,
            "pay": post.pay,
            "place": post.place,
        }
        groups.setdefault(post.occupation or view.say("page_other_occupations"), []).append(line)
    in_order = [(name, sorted(groups[name], key=_in_order)) for name in sorted(groups)]
    return {"groups": in_order, "first": first, "what": what}


def _in_order(line: Mapping[str, Any]) -> tuple[str, str]:
    return str(line["first"]), str(line["title"])


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
                "first": view.clock(interviews[0].slot) if interviews else view.say("page_standby"),
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
            "needs": view.listed(needs.get(code, code) for code in sorted(person.needs)),
            "where": view.say("page_clause_mark").join(where.get(at, [])),
        }
        for at, person in enumerate(plan.problem.people)
        if person.needs
    ]
    return {"interpreters": sorted(appointments.items()), "people": people, "where": view.say("page_column_when_where")}
