"""The packs of referrals, placements and gig mornings: plan, workbook, a sheet for each person, summary, manifest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from matcher.documents.workbook import Sheet, workbook
from matcher.domain.words import say
from matcher.fairs.paper.pack import Made, Pages, person_pages, rendered, with_manifest
from matcher.fairs.paper.person_sheets import not_served, person_sheet, post_lines
from matcher.fairs.paper.plan_file import as_json, facts_document
from matcher.fairs.problem import FairInputs, Problem
from matcher.fairs.rounds.again import EarlierRound, changed_people, changed_round
from matcher.fairs.rounds.files import (
    held_recommendations,
    placement_book,
    placement_document,
    placement_facts,
    placement_results,
    referrals_book,
    referrals_document,
    referrals_results,
    shifts_book,
    shifts_document,
    shifts_results,
)
from matcher.fairs.rounds.placement import Placement
from matcher.fairs.rounds.quotas import empty_quotas, idle_quotas
from matcher.fairs.rounds.referrals import Referrals
from matcher.fairs.rounds.shifts import ShiftPlan
from matcher.fairs.rounds.waiting import waiting_in_morning, waiting_in_round
from matcher.fairs.solve.plan import Solution, Unserved, Waiting
from matcher.fairs.view import Stamp, View

Notes = Mapping[tuple[int, int], str]
"""What a person's sheet says of a post, by (person, post)."""
NOBODY: Mapping[int, Mapping[str, str]] = MappingProxyType({})


def referrals_pack(
    plan: Referrals, inputs: FairInputs, made: Made, earlier: EarlierRound | None = None
) -> dict[str, bytes]:
    """Every file of a pack of referrals."""
    view = _view(plan.problem, inputs, earlier)
    short = [(plan.problem.people[s.person].id, s.have, plan.problem.words.rule(s.rule)) for s in plan.short]
    numbers = [
        ("求职者", len(plan.problem.people)),
        ("有推荐", sum(bool(posts) for posts in plan.recommendations)),
        ("不足", len(plan.short)),
        ("未推荐", len(plan.unserved)),
    ]
    pages = _people(view, plan.recommendations, plan.unserved, {})
    pages |= _summary(view, plan.solution, numbers, ("不足的人", ("求职者编号", "已有推荐", "原因"), short))
    document, book = referrals_document(plan, view), referrals_book(plan, view, inputs.quality)
    return _files(view, inputs, made, document, book, pages, referrals_results(plan), earlier=earlier)


def placement_pack(
    plan: Placement, inputs: FairInputs, made: Made, earlier: EarlierRound | None = None
) -> dict[str, bytes]:
    """Every file of a placement's pack."""
    view = _view(plan.problem, inputs, earlier)
    posts = held_recommendations(plan.problem, [(p.person, p.post) for p in plan.placed])
    notes = {(p.person, p.post): f"安排到此岗位（第 {p.round} 轮）" for p in plan.placed}
    numbers = [
        ("求职者", len(plan.problem.people)),
        ("已安排", len(plan.placed)),
        ("候补", len({s.person for s in plan.standby})),
        ("没有符合条件的岗位", len(plan.unserved)),
        ("关闭的岗位", len(plan.closed)),
    ]
    standing = _standing(view, waiting_in_round(plan), _standby_of_posts(plan))
    pages = _people(view, posts, plan.unserved, notes, standing)
    idle = idle_quotas(plan.problem.fair)
    told = [say("fair_stable_quotas", "zh", quotas="、".join(idle))] if idle else []
    told += [say("fair_quota_empty", "zh", quota=name) for name in empty_quotas(plan.problem)]
    pages |= _summary(view, plan.solution, numbers, ("名额下限", ("限制", "下限", "达到"), plan.minima), told)
    document = placement_document(plan, view, posts)
    locked = {row.key for row in earlier.pinned} if earlier else set()
    book = placement_book(plan, view, posts, inputs.quality, locked)
    pins = [(p.person, p.post) for p in plan.placed if (p.person, p.post, 0) in locked]
    results = placement_results(plan)
    return _files(view, inputs, made, document, book, pages, results, pins, placement_facts(plan), earlier)


def shifts_pack(
    plan: ShiftPlan, inputs: FairInputs, made: Made, earlier: EarlierRound | None = None
) -> dict[str, bytes]:
    """Every file of a gig morning's pack."""
    view = _view(plan.problem, inputs, earlier)
    posts = held_recommendations(plan.problem, [(w.person, w.post) for w in plan.works])
    notes: dict[tuple[int, int], str] = {}
    for work in plan.works:
        start, end = plan.problem.posts[work.post].shifts[work.shift]
        before = notes.get((work.person, work.post))
        line = f"班次：{start:%m-%d %H:%M} 至 {end:%H:%M}"
        notes[work.person, work.post] = f"{before}；{line}" if before else line
    numbers = [
        ("求职者", len(plan.problem.people)),
        ("有班次", len({w.person for w in plan.works})),
        ("班次人次", len(plan.works)),
        ("候补", len(plan.standby)),
        ("缺口", sum(n for _, _, n in plan.gaps)),
    ]
    gaps = [
        (offer.id, offer.title, f"{offer.shifts[shift][0]:%m-%d %H:%M} 至 {offer.shifts[shift][1]:%H:%M}", n)
        for post, shift, n in plan.gaps
        for offer in [plan.problem.posts[post]]
    ]
    ordered = {person: say("fair_standby_morning", "zh", order=n) for n, person in enumerate(plan.standby, 1)}
    pages = _people(view, posts, plan.unserved, notes, _standing(view, waiting_in_morning(plan), ordered))
    pages |= _summary(view, plan.solution, numbers, ("缺口", ("岗位编号", "岗位", "班次", "还缺"), gaps))
    document = shifts_document(plan, view, posts)
    locked = {row.key for row in earlier.pinned} if earlier else set()
    pins = [(w.person, w.post) for w in plan.works if (w.person, w.post, w.shift) in locked]
    book = shifts_book(plan, view, posts, inputs.quality, locked)
    return _files(view, inputs, made, document, book, pages, shifts_results(plan), pins, earlier=earlier)


def _standing(view: View, waiting: Iterable[Waiting], standby: Mapping[int, str]) -> dict[int, Mapping[str, str]]:
    """What stands on the sheets of people who wait: why, what would help, and where they stand by."""
    nowhere = say("fair_standby_none", "zh")
    return {
        w.person: {
            "waiting": say(f"fair_left_{w.nearest_change.get('change', w.shortage)}", "zh"),
            "change": view.change(w.nearest_change),
            "standing": standby.get(w.person, nowhere),
        }
        for w in waiting
    }


def _standby_of_posts(plan: Placement) -> dict[int, str]:
    lines: dict[int, list[str]] = {}
    for s in plan.standby:
        post = plan.problem.posts[s.post]
        line = say("fair_standby_post", "zh", title=post.title, job_id=post.id, order=s.order)
        lines.setdefault(s.person, []).append(line)
    return {person: say("fair_standby_posts", "zh", posts="、".join(mine)) for person, mine in lines.items()}


def _view(problem: Problem, inputs: FairInputs, earlier: EarlierRound | None) -> View:
    return View(problem, Stamp(earlier.version + 1 if earlier else 1, inputs.as_of))


def _people(
    view: View,
    recommendations: Sequence[Sequence[int]],
    unserved: Sequence[Unserved],
    notes: Notes,
    waiting: Mapping[int, Mapping[str, str]] = NOBODY,
) -> Pages:
    left = {u.person: u for u in unserved}
    sheets: dict[str, Mapping[str, Any]] = {}
    for person, posts in enumerate(recommendations):
        lines = [
            line | {"note": notes.get((person, post), "")}
            for post, line in zip(posts, post_lines(view, person, posts), strict=True)
        ]
        lines.sort(key=lambda line: line["note"] == "")
        sheet = {**person_sheet(view.problem, person, lines), **waiting.get(person, {})}
        if person in left:
            sheet |= not_served(view, left[person])
        sheets[view.problem.people[person].id] = sheet
    return person_pages(view, sheets)


def _summary(
    view: View,
    solution: Solution,
    numbers: Sequence[tuple[str, int]],
    table: tuple[str, Sequence[str], object],
    notes: Sequence[str] = (),
) -> Pages:
    levels = [
        (say(f"fair_level_{name}", "zh"), reached, bound, f"{gap:.2%}")
        for name, reached, bound, gap in zip(
            solution.levels, solution.objective, solution.bound, solution.gap, strict=True
        )
    ]
    values = {
        **view.head,
        "numbers": numbers,
        "proof": say(f"fair_status_{solution.status}", "zh"),
        "levels": levels,
        "tables": (table,),
        "plots": (),
        "notes": notes,
    }
    return {"summary.html": ("fair_summary.html", values)}


def _files(
    view: View,
    inputs: FairInputs,
    made: Made,
    document: Mapping[str, Any],
    book: Sequence[Sheet],
    pages: Pages,
    results: Sheet,
    pins: Sequence[tuple[int, int]] = (),
    facts: Mapping[str, Any] | None = None,
    earlier: EarlierRound | None = None,
) -> dict[str, bytes]:
    problem = view.problem
    held = sorted({(problem.people[person].id, problem.posts[post].id) for person, post in pins})
    files = {"plan.xlsx": workbook(book), "results.xlsx": workbook([results])}
    files |= {"facts.json": as_json({**facts_document(problem, held), **(facts or {})})}
    files |= rendered(pages)
    if earlier is not None:
        people = changed_people(problem, earlier, document)
        document = {**document, "moved": sorted(people & earlier.told.keys())}
        files |= changed_round(problem, earlier, document, people, files)
    return with_manifest({"plan.json": as_json(document), **files}, inputs, made)
