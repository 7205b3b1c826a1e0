"""Lists of a placement and a morning: who goes where by code, open posts, who comes when, needs for staff."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from matcher.domain import codes
from matcher.fairs.paper.lists import posts_by_occupation
from matcher.fairs.problem import Post, Problem
from matcher.fairs.rounds.placement import Placement
from matcher.fairs.rounds.shifts import ShiftPlan, Work
from matcher.fairs.secrecy import for_employers
from matcher.fairs.view import View, label

Line = Mapping[str, Any]
NOWHERE: Line = {"when": "", "employer": "", "title": "", "job_id": "", "place": "", "shift": None, "text": ""}


def open_posts(plan: Placement, view: View) -> dict[str, Any]:
    """Posts of a placement with places left, by occupation; no person stands on it."""
    placed, closed = Counter(p.post for p in plan.placed), {post for post, _ in plan.closed}
    posts = plan.problem.posts
    left = [(at, "", post.headcount - placed[at]) for at, post in enumerate(posts) if at not in closed]
    return posts_by_occupation(view, [line for line in left if line[2] > 0], "", view.say("page_wall_open"))


def open_shifts(plan: ShiftPlan, view: View) -> dict[str, Any]:
    """Shifts of a morning with places left, by occupation."""
    posts = plan.problem.posts
    left = [(post, view.shift(*posts[post].shifts[shift]), count) for post, shift, count in plan.gaps]
    return posts_by_occupation(view, left, view.say("page_column_shift"), view.say("page_wall_open"))


def placement_codes(plan: Placement, view: View) -> dict[str, Any]:
    """Where everybody goes, by code: for a wall that anybody may read."""
    waits = {**NOWHERE, "text": view.say("page_codes_standby")}
    lines: dict[int, list[Line]] = {s.person: [waits] for s in plan.standby}
    lines |= {p.person: [_where(plan.problem.posts[p.post])] for p in plan.placed}
    return _by_code(view, lines, timed=False)


def morning_codes(plan: ShiftPlan, view: View) -> dict[str, Any]:
    """Where everybody goes and when, by code."""
    lines: dict[int, list[Line]] = {}
    for work in _in_time(plan):
        lines.setdefault(work.person, []).append(_when(view, work))
    for order, person in enumerate(plan.standby, 1):
        lines[person] = [{**NOWHERE, "text": view.say("page_codes_standby_morning", order=order)}]
    return _by_code(view, lines, timed=True)


def morning_call(plan: ShiftPlan, view: View) -> dict[str, Any]:
    """Who goes where, hour by hour and employer by employer, to be ticked off at the gate; then who stands by."""
    problem = plan.problem
    groups: dict[str, list[Line]] = {}
    for work in sorted(_in_time(plan), key=lambda w: (_start(problem, w), _place_key(problem.posts[w.post]), w.post)):
        line = {**_when(view, work), **_named(problem, work.person)}
        begin, _, line["until"] = line["when"].partition("–")
        groups.setdefault(begin, []).append(line)
    standby = [{"order": order, **_named(problem, person)} for order, person in enumerate(plan.standby, 1)]
    return {"groups": list(groups.items()), "standby": standby}


def placement_needs(plan: Placement, view: View) -> dict[str, Any]:
    """What the people placed need at their posts: for staff alone."""
    posts = plan.problem.posts
    where = {p.person: [(p.post, f"{posts[p.post].employer}　{posts[p.post].title}")] for p in plan.placed}
    return _needs(view, where, view.say("page_column_employer_post"))


def morning_needs(plan: ShiftPlan, view: View) -> dict[str, Any]:
    """What the people who work this morning need, and when: for staff alone."""
    where: dict[int, list[tuple[int, str]]] = {}
    for work in _in_time(plan):
        post = plan.problem.posts[work.post]
        line = f"{view.shift(*post.shifts[work.shift])}　{post.employer}　{post.title}"
        where.setdefault(work.person, []).append((work.post, line))
    return _needs(view, where, view.say("page_column_time_employer_post"))


def _needs(view: View, where: Mapping[int, Sequence[tuple[int, str]]], title: str) -> dict[str, Any]:
    names = {row["code"]: row["name"] for row in codes.rows("accommodations")}
    problem, people = view.problem, []
    for person in sorted(where):
        needs = sorted(problem.people[person].needs)
        for post, line in where[person]:
            there = problem.posts[post].accommodations
            told = [
                view.say("page_need_there" if need in there else "page_need_open", need=names.get(need, need))
                for need in needs
            ]
            if told:
                needed = view.say("page_clause_mark").join(told)
                people.append({"who": label(problem.people[person]), "needs": needed, "where": line})
    return {"interpreters": None, "people": people, "where": title}


def _in_time(plan: ShiftPlan) -> list[Work]:
    return sorted(plan.works, key=lambda work: (_start(plan.problem, work), work))


def _start(problem: Problem, work: Work) -> float:
    return problem.posts[work.post].shifts[work.shift][0].timestamp()


def _place_key(post: Post) -> tuple[str, str]:
    return post.place, post.employer


def _when(view: View, work: Work) -> Line:
    post = view.problem.posts[work.post]
    return {**_where(post), "when": view.shift(*post.shifts[work.shift]), "shift": work.shift}


def _where(post: Post) -> Line:
    return {
        **NOWHERE,
        "employer": for_employers(post.employer, ""),
        "title": for_employers(post.title, post.id),
        "job_id": post.id,
        "place": for_employers(post.place, ""),
    }


def _named(problem: Problem, person: int) -> dict[str, str]:
    who = problem.people[person]
    return {"id": who.id, "name": "" if label(who) == who.id else label(who)}


def _by_code(view: View, lines: Mapping[int, Sequence[Line]], *, timed: bool) -> dict[str, Any]:
    """Everybody who goes somewhere or stands by; the rest are sent to the desk by the page."""
    rows = [{**line, "id": person.id} for at, person in enumerate(view.problem.people) for line in lines.get(at, ())]
    return {"rows": sorted(rows, key=lambda row: str(row["id"])), "timed": timed}
