"""One sheet for each employer of a placement or a morning: whom it gets, who stands by, and empty columns to fill in.

Employers read it, as they read a booth's sheet: people are named with their consent alone, beside their code, and
nothing on it says why somebody was chosen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from matcher.fairs.paper.booth_sheets import result_codes
from matcher.fairs.paper.pack import Pages
from matcher.fairs.problem import Person, Post, Problem
from matcher.fairs.rounds.placement import Placement
from matcher.fairs.rounds.shifts import ShiftPlan, standby_posts
from matcher.fairs.secrecy import for_employers
from matcher.fairs.view import View, file_names, label

Entry = TypeVar("Entry")
FOLDER = "employers"
BLANK_LINES = 10
"""Most empty lines of a shift that is not full: for people who come without being planned."""


def employer_pages(view: View, template: str, sheets: Mapping[str, Mapping[str, Any]]) -> Pages:
    """A page for each employer, and all of them in one file to be printed at once."""
    shared = {**view.head, **result_codes(view)}
    pages: Pages = {
        f"{FOLDER}/{name}.html": (
            template,
            {**shared, "title": sheets[employer]["employer"], "sheets": [sheets[employer]]},
        )
        for employer, name in file_names(sheets).items()
    }
    pages[f"{FOLDER}.html"] = (
        template,
        {**shared, "title": view.say("page_employers"), "sheets": list(sheets.values())},
    )
    return pages


def placement_sheets(plan: Placement, view: View) -> dict[str, Mapping[str, Any]]:
    """What stands on each employer's sheet of a placement, by the employer's name; who gets nobody comes last."""
    problem = plan.problem
    placed, standby = _by_post((p.post, p) for p in plan.placed), _by_post((s.post, s) for s in plan.standby)
    closed = dict(plan.closed)
    sheets = {
        employer: {
            **_head(view, employer),
            "rows": [
                {**_post(problem.posts[j]), **_who(problem.people[p.person]), "round": p.round}
                for j in posts
                for p in placed.get(j, ())
            ],
            "standby": [
                {**_post(problem.posts[j]), **_who(problem.people[s.person]), "order": s.order}
                for j in posts
                for s in standby.get(j, ())
            ],
            "posts": [
                {
                    **_post(problem.posts[j]),
                    "headcount": problem.posts[j].headcount,
                    "least": problem.posts[j].min_headcount,
                    "placed": len(placed.get(j, ())),
                    "state": _state(view, problem.posts[j], len(placed.get(j, ())), closed.get(j)),
                }
                for j in posts
            ],
        }
        for employer, posts in _employers(view).items()
    }
    return dict(sorted(sheets.items(), key=lambda item: not (item[1]["rows"] or item[1]["standby"])))


def _state(view: View, post: Post, placed: int, closed: str | None) -> str:
    if closed is not None:
        return view.say(f"page_closed_{closed}", least=post.min_headcount)
    left = post.headcount - placed
    return view.say("page_post_open", left=left) if left > 0 else view.say("page_post_filled")


def morning_sheets(plan: ShiftPlan, view: View) -> dict[str, Mapping[str, Any]]:
    """What stands on the sheet of each employer with shifts: a list to sign for each, by the employer's name."""
    problem = plan.problem
    called = _by_post((post, person) for person, posts in standby_posts(plan).items() for post in posts)
    working: dict[tuple[int, int], list[int]] = {}
    for work in plan.works:
        working.setdefault((work.post, work.shift), []).append(work.person)
    return {
        employer: {
            **_head(view, employer),
            "shifts": [
                _shift(view, j, index, working.get((j, index), ()))
                for j in posts
                for index in range(len(problem.posts[j].shifts))
            ],
            "standby": [
                {**_post(problem.posts[j]), **_who(problem.people[person]), "order": order}
                for j in posts
                for order, person in enumerate(called.get(j, ()), 1)
            ],
        }
        for employer, posts in _employers(view).items()
        if any(problem.posts[j].shifts for j in posts)
    }


def _shift(view: View, post: int, index: int, people: Sequence[int]) -> dict[str, Any]:
    problem, offer = view.problem, view.problem.posts[post]
    party = _parties(problem, people)
    ordered = sorted(people, key=lambda person: (party.get(person, 0) == 0, party.get(person, 0), person))
    open_ = offer.headcount - len(people)
    return {
        **_post(offer),
        "index": index,
        "when": view.shift(*offer.shifts[index]),
        "place": for_employers(offer.place, ""),
        "headcount": offer.headcount,
        "open": open_,
        "rows": [{**_who(problem.people[person]), "party": party.get(person, 0)} for person in ordered],
        "blank": range(len(people) + 1, len(people) + 1 + max(0, min(open_, BLANK_LINES))),
    }


def _parties(problem: Problem, people: Iterable[int]) -> dict[int, int]:
    """The number of the party of those who come together, from 1 on each list; a party's own name stays with staff."""
    together: dict[str, list[int]] = {}
    for person in people:
        if name := problem.people[person].party:
            together.setdefault(name, []).append(person)
    parties = [members for members in together.values() if len(members) > 1]
    return {person: number for number, members in enumerate(parties, 1) for person in members}


def _employers(view: View) -> dict[str, list[int]]:
    """The posts of each employer, by the name that its first post gives; in the order of names."""
    problem, of = view.problem, dict[str, list[int]]()
    for at, post in enumerate(problem.posts):
        of.setdefault(post.employer_key, []).append(at)
    named = {problem.posts[posts[0]].employer or view.say("page_no_employer"): posts for posts in of.values()}
    return dict(sorted(named.items()))


def _head(view: View, employer: str) -> dict[str, str]:
    return {"employer": for_employers(employer, view.say("page_some_employer"))}


def _post(post: Post) -> dict[str, str]:
    return {"title": for_employers(post.title, post.id), "job_id": post.id}


def _who(person: Person) -> dict[str, str]:
    """A person's code, and the name where the employer may read it."""
    name = for_employers(label(person), person.id)
    return {"name": "" if name == person.id else name, "id": person.id}


def _by_post(pairs: Iterable[tuple[int, Entry]]) -> dict[int, list[Entry]]:
    of: dict[int, list[Entry]] = {}
    for post, entry in pairs:
        of.setdefault(post, []).append(entry)
    return of
