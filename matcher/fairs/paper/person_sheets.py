"""One sheet for each person, in large print: which posts, when, where, why; or why not, and what would help."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from matcher.fairs.solve.hall import HallArrays
from matcher.fairs.solve.plan import FairPlan, Interview, Unserved
from matcher.fairs.view import View, label

BLANK: Mapping[str, Any] = {"posts": (), "waiting": "", "standing": "", "unserved": "", "change": ""}


def fair_person_sheets(plan: FairPlan, hall: HallArrays, view: View) -> dict[str, Mapping[str, Any]]:
    """What stands on each person's sheet, by candidate id."""
    met = {(i.person, i.post): i for i in plan.interviews}
    sheets: dict[str, Mapping[str, Any]] = {}
    waiting = {w.person: w for w in plan.waiting}
    unserved = {u.person: u for u in plan.unserved}
    for person, posts in enumerate(plan.recommendations):
        lines = [
            line | _where(view, hall, person, post, met.get((person, post)))
            for post, line in zip(posts, post_lines(view, person, posts), strict=True)
        ]
        lines.sort(key=lambda line: (line["start"] == "", line["start"]))
        sheet = person_sheet(view, person, lines)
        if person in waiting:
            wait = waiting[person]
            sheet |= {
                "waiting": view.say(f"fair_shortage_{wait.shortage}"),
                "change": view.change(wait.nearest_change),
            }
        if person in unserved:
            sheet |= not_served(view, unserved[person])
        sheets[plan.problem.people[person].id] = sheet
    return sheets


def person_sheet(view: View, person: int, posts: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """A sheet with posts and the fields that were used; what several posts ask to bring stands on it once."""
    asked = Counter(note for post in posts for note in dict.fromkeys(post["to_confirm"]))
    shared = [note for note, times in asked.items() if times > 1]
    posts = [{**post, "to_confirm": [note for note in post["to_confirm"] if note not in shared]} for post in posts]
    who = view.problem.people[person]
    return {
        **BLANK,
        "shared": shared,
        "id": who.id,
        "who": label(who),
        "posts": posts,
        "fields": view.listed(view.problem.words.fields_used(person) if "matching" in who.consents else ()),
    }


def not_served(view: View, unserved: Unserved) -> dict[str, str]:
    """Why not, and the nearest change."""
    rule = view.problem.words.rule(unserved.rule)
    stage = view.say(f"fair_stage_{unserved.stage}")
    text = stage if unserved.stage == "no_consent" else view.say("page_not_served", stage=stage, rule=rule)
    return {"unserved": text, "change": view.change(unserved.nearest_change)}


def post_lines(view: View, person: int, posts: Sequence[int]) -> list[dict[str, Any]]:
    """Recommended posts of a person without time or place."""
    if not posts:
        return []
    problem = view.problem
    reasons, asked = problem.words.reasons(person, posts), problem.words.to_confirm(person, posts)
    return [
        {
            "id": problem.posts[post].id,
            "title": problem.posts[post].title,
            "employer": problem.posts[post].employer,
            "facts": "　".join(part for part in (problem.posts[post].pay, problem.posts[post].place) if part),
            "reasons": list(reasons[at]),
            "to_confirm": list(asked[at]),
            "start": "",
            "booths": "",
            "note": "",
        }
        for at, post in enumerate(posts)
    ]


def _where(view: View, hall: HallArrays, person: int, post: int, met: Interview | None) -> dict[str, Any]:
    """The interview of a recommended post, or the booths where it can be asked for."""
    if met is None:
        booths = view.booths(hall.booths_for(person, post))
        return {"booths": booths, "note": "" if booths else view.say("fair_note_no_booth")}
    return {
        "start": view.clock(met.slot),
        "end": view.clock(met.slot + 1),
        "booth": view.problem.fair.booths[met.booth].code,
        "interpreter": bool(hall.interpreted[person, post]),
    }
