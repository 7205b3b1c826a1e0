"""`plan.json` and the workbook of referrals, placements and gig mornings."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from matcher.documents.workbook import Sheet
from matcher.fairs.paper.concessions import concession_part, concession_sheet
from matcher.fairs.paper.plan_book import (
    YES_NO,
    empty_results,
    left_sheet,
    quality_sheet,
    recommendation_sheet,
    unserved_rows,
    waiting_rows,
)
from matcher.fairs.paper.plan_file import head, recommendations_part, solution_part, unserved_part
from matcher.fairs.problem import Problem
from matcher.fairs.rounds.placement import Placement
from matcher.fairs.rounds.referrals import Referrals
from matcher.fairs.rounds.shifts import ShiftPlan, standby_posts
from matcher.fairs.rounds.waiting import waiting_in_morning, waiting_in_round
from matcher.fairs.solve.plan import Unserved, Waiting
from matcher.fairs.solve.prices import Crowding, recommend
from matcher.fairs.view import View

Rows = Sequence[Sequence[object]]
Keys = Collection[tuple[int, int, int]]
"""Person, post and shift (0 in a placement)."""


def held_recommendations(problem: Problem, held: Iterable[tuple[int, int]]) -> tuple[tuple[int, ...], ...]:
    """Everybody's best posts, what they hold among them."""
    most = problem.fair.limits.recommendations
    kept: dict[int, list[int]] = {}
    for person, post in held:
        mine = kept.setdefault(person, [])
        if post not in mine and len(mine) < most:
            mine.append(post)
    nothing = Crowding(np.full(len(problem.posts), -1, dtype=np.int64), np.zeros(0))
    return recommend(problem, most, nothing, [(i, j) for i, mine in kept.items() for j in mine], rounds=0).posts


def _waiting(problem: Problem, waiting: Iterable[Waiting]) -> list[dict[str, Any]]:
    return [
        {"candidate_id": problem.people[w.person].id, "shortage": w.shortage, "nearest_change": dict(w.nearest_change)}
        for w in waiting
    ]


def _left(view: View, waiting: Iterable[Waiting], unserved: Iterable[Unserved]) -> Sheet:
    """未匹配: who stands by, then who has no post at all."""
    return left_sheet([*waiting_rows(view, waiting, view.say("page_standby")), *unserved_rows(view, unserved)])


def referrals_document(plan: Referrals, view: View) -> dict[str, Any]:
    """`plan.json` of referrals."""
    return {
        **head(plan.problem, view.stamp),
        "solution": solution_part(plan.solution),
        "recommendations": recommendations_part(plan.problem, plan.recommendations),
        "unserved": unserved_part(plan.problem, plan.unserved),
        "short": [
            {"candidate_id": plan.problem.people[s.person].id, "have": s.have, "rule": s.rule} for s in plan.short
        ],
        "concessions": concession_part(view, plan.concessions),
    }


def referrals_book(plan: Referrals, view: View, quality: Rows) -> list[Sheet]:
    """推荐 不足 未匹配 单位让步 数据质量."""
    short = [(plan.problem.people[s.person].id, s.have, plan.problem.words.rule(s.rule)) for s in plan.short]
    return [
        recommendation_sheet(view, plan.recommendations),
        Sheet("不足", ("求职者编号", "已有推荐", "原因"), short),
        left_sheet(unserved_rows(view, plan.unserved)),
        concession_sheet(view, plan.concessions),
        quality_sheet(quality),
    ]


def referrals_results(plan: Referrals) -> Sheet:
    """结果: every recommendation, its result empty."""
    people, posts = plan.problem.people, plan.problem.posts
    rows = [(people[person].id, posts[j].id) for person, mine in enumerate(plan.recommendations) for j in mine]
    return empty_results(("求职者编号", "岗位编号"), rows)


def placement_results(plan: Placement) -> Sheet:
    """结果: every placement, its result empty."""
    rows = [(plan.problem.people[p.person].id, plan.problem.posts[p.post].id) for p in plan.placed]
    return empty_results(("求职者编号", "岗位编号"), rows)


def shifts_results(plan: ShiftPlan) -> Sheet:
    """结果: every shift of everybody, its result empty."""
    rows = [(plan.problem.people[w.person].id, plan.problem.posts[w.post].id, w.shift) for w in plan.works]
    return empty_results(("求职者编号", "岗位编号", "班次"), rows)


def placement_document(plan: Placement, view: View, posts: Sequence[Sequence[int]]) -> dict[str, Any]:
    """`plan.json` of a placement round."""
    problem = plan.problem
    return {
        **head(problem, view.stamp),
        "mode": problem.fair.mode,
        "solution": solution_part(plan.solution),
        "recommendations": recommendations_part(problem, posts),
        "placements": [
            {"candidate_id": problem.people[p.person].id, "job_id": problem.posts[p.post].id, "round": p.round}
            for p in plan.placed
        ],
        "standby": [
            {"candidate_id": problem.people[s.person].id, "job_id": problem.posts[s.post].id, "order": s.order}
            for s in plan.standby
        ],
        "closed": [{"job_id": problem.posts[post].id, "reason": reason} for post, reason in plan.closed],
        "minima": [{"quota": name, "min": wanted, "reached": reached} for name, wanted, reached in plan.minima],
        "waiting": _waiting(problem, waiting_in_round(plan)),
        "unserved": unserved_part(problem, plan.unserved),
        "concessions": concession_part(view, plan.concessions),
        **({"precedence": problem.tier_source} if problem.tier_source else {}),
    }


def placement_facts(plan: Placement) -> dict[str, Any]:
    """What a checker needs of the wishes: ranks of both sides, and scores of wished or held pairs."""
    people, posts, problem = plan.problem.people, plan.problem.posts, plan.problem
    wished = {(i, j) for i, ranks in plan.wishes.of_people.items() for j in ranks if problem.pairs.allowed[i, j]}
    held = {(p.person, p.post) for p in plan.placed}
    return {
        "wishes": {
            people[i].id: {posts[j].id: rank for j, rank in ranks.items()} for i, ranks in plan.wishes.of_people.items()
        },
        "intents": {
            posts[j].id: {people[i].id: rank for i, rank in ranks.items()} for j, ranks in plan.wishes.of_posts.items()
        },
        "wish_scores": sorted([people[i].id, posts[j].id, int(problem.pairs.score[i, j])] for i, j in wished | held),
    }


def placement_book(
    plan: Placement, view: View, posts: Sequence[Sequence[int]], quality: Rows, locked: Keys = frozenset()
) -> list[Sheet]:
    """安置 候补 关闭的岗位 推荐 未匹配 单位让步 数据质量; `locked` rows keep their 是."""
    people, offers = plan.problem.people, plan.problem.posts
    placed = [
        (
            people[p.person].id,
            offers[p.post].id,
            "是" if (p.person, p.post, 0) in locked else "",
            offers[p.post].title,
            offers[p.post].employer,
            p.round,
        )
        for p in plan.placed
    ]
    standby = [(offers[s.post].id, offers[s.post].title, s.order, people[s.person].id) for s in plan.standby]
    why = view.say("page_below_least")
    closed = [(offers[post].id, offers[post].title, offers[post].employer, why) for post, _ in plan.closed]
    return [
        Sheet("安置", ("求职者编号", "岗位编号", "锁定", "岗位", "单位", "轮次"), placed, choices={2: YES_NO}),
        Sheet("候补", ("岗位编号", "岗位", "顺序", "求职者编号"), standby),
        Sheet("关闭的岗位", ("岗位编号", "岗位", "单位", "原因"), closed),
        recommendation_sheet(view, posts),
        _left(view, waiting_in_round(plan), plan.unserved),
        concession_sheet(view, plan.concessions),
        quality_sheet(quality),
    ]


def shifts_document(plan: ShiftPlan, view: View, posts: Sequence[Sequence[int]]) -> dict[str, Any]:
    """`plan.json` of a gig morning; `posts` of who stands by are those on whose sheets they are named."""
    problem, shown = plan.problem, standby_posts(plan)
    return {
        **head(problem, view.stamp),
        "solution": solution_part(plan.solution),
        "recommendations": recommendations_part(problem, posts),
        "assignments": [
            {
                "candidate_id": problem.people[w.person].id,
                "job_id": problem.posts[w.post].id,
                "shift": w.shift,
            }
            for w in plan.works
        ],
        "standby": [
            {
                "candidate_id": problem.people[person].id,
                "order": order,
                "posts": [problem.posts[post].id for post in shown.get(person, ())],
            }
            for order, person in enumerate(plan.standby, 1)
        ],
        "gaps": [{"job_id": problem.posts[post].id, "shift": shift, "open": n} for post, shift, n in plan.gaps],
        "cancelled": [
            {"candidate_id": problem.people[person].id, "job_id": problem.posts[post].id}
            for person, post in plan.cancelled
        ],
        "waiting": _waiting(problem, waiting_in_morning(plan)),
        "unserved": unserved_part(problem, plan.unserved),
        "concessions": concession_part(view, plan.concessions),
    }


def shifts_book(
    plan: ShiftPlan, view: View, posts: Sequence[Sequence[int]], quality: Rows, locked: Keys = frozenset()
) -> list[Sheet]:
    """排班 候补 缺口 推荐 未匹配 单位让步 数据质量; `locked` rows keep their 是."""
    problem = plan.problem

    def times(post: int, shift: int) -> Mapping[str, str]:
        start, end = problem.posts[post].shifts[shift]
        return {"start": f"{start:%m-%d %H:%M}", "end": f"{end:%m-%d %H:%M}"}

    rows = [
        (
            problem.people[w.person].id,
            problem.posts[w.post].id,
            w.shift,
            "是" if (w.person, w.post, w.shift) in locked else "",
            *times(w.post, w.shift).values(),
            problem.posts[w.post].title,
            problem.posts[w.post].employer,
        )
        for w in plan.works
    ]
    gaps = [(problem.posts[post].id, shift, *times(post, shift).values(), n) for post, shift, n in plan.gaps]
    return [
        Sheet(
            "排班",
            ("求职者编号", "岗位编号", "班次", "锁定", "开始", "结束", "岗位", "单位"),
            rows,
            choices={3: YES_NO},
        ),
        Sheet("候补", ("顺序", "求职者编号"), [(n, problem.people[p].id) for n, p in enumerate(plan.standby, 1)]),
        Sheet("缺口", ("岗位编号", "班次", "开始", "结束", "还缺"), gaps),
        recommendation_sheet(view, posts),
        _left(view, waiting_in_morning(plan), plan.unserved),
        concession_sheet(view, plan.concessions),
        quality_sheet(quality),
    ]
