"""The summary that staff look at first: how many are served, how the booths fill, and beside it the naive way."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np

from matcher.documents.charts import bars
from matcher.documents.page import safe
from matcher.domain.words import say
from matcher.fairs.problem import MILLION
from matcher.fairs.solve.fair_plan import crowding, plain_best
from matcher.fairs.solve.hall import HallArrays
from matcher.fairs.solve.plan import FairPlan
from matcher.fairs.solve.prices import Recommendations, recommend
from matcher.fairs.view import View

BARS = 15


def fair_summary(plan: FairPlan, hall: HallArrays, view: View) -> dict[str, Any]:
    """Numbers, bounds and tables of a fair's summary; plots are added by the pack."""
    problem = plan.problem
    ours = expected(plan, hall)
    naive = plain_best(problem, hall)
    served = {interview.person for interview in plan.interviews}
    numbers = [
        ("求职者", len(problem.people)),
        ("有推荐", sum(bool(posts) for posts in plan.recommendations)),
        ("有面试", len(served)),
        ("待安排", len(plan.waiting)),
        ("未推荐", len(plan.unserved)),
        ("面试场次", len(plan.interviews)),
        ("单位", len(hall.booths_of)),
        ("岗位", len(problem.posts)),
        ("较上一版变动的人", len(plan.moved)),
    ]
    solution = plan.solution
    return {
        "numbers": numbers,
        "proof": say(f"fair_status_{solution.status}", view.stamp.language),
        "levels": [
            (say(f"fair_level_{name}", view.stamp.language), reached, bound, f"{gap:.2%}")
            for name, reached, bound, gap in zip(
                solution.levels, solution.objective, solution.bound, solution.gap, strict=True
            )
        ],
        "tables": [
            ("与直接推荐前三名相比", ("", "本方案", "直接前三名"), _beside(plan, hall, ours, naive)),
            ("展位", ("展位", "单位", "可面试场次", "已排", "预计到访"), _booth_rows(plan, hall, view, ours)),
            ("还没有面试的原因", ("原因", "人数"), _shortages(plan, view)),
            ("单位的一项让步能多服务的人", ("单位", "岗位", "让步", "多服务"), _concession_rows(plan, view)),
        ],
        "plots": _plots(plan, hall, view, ours, naive),
        "notes": [say("fair_visits_note", view.stamp.language)],
    }


def _plots(
    plan: FairPlan, hall: HallArrays, view: View, ours: Recommendations, naive: Recommendations
) -> list[tuple[str, object]]:
    """Queues, fill, and how many posts people have to choose from."""
    names = ["、".join(plan.problem.fair.booths[b].code for b in booths) for booths in hall.booths_of]
    order = sorted(range(len(names)), key=lambda e: (-float(ours.expected[e]), e))[:BARS]
    booked = Counter(int(hall.employer_of[interview.post]) for interview in plan.interviews)
    full = [(names[e], round(100 * booked[e] / max(int(hall.employer_places[e]), 1))) for e in order]
    spread = np.bincount(np.minimum(plan.problem.options, 10), minlength=11)
    options = [(f"{n} 个" if n < 10 else "10 个以上", float(count)) for n, count in enumerate(spread)]
    return [
        (
            "预计到访最多的展位：本方案",
            safe(bars([(names[e], round(float(ours.expected[e]), 1)) for e in order], "次")),
        ),
        (
            "同样这些展位：直接推荐前三名",
            safe(bars([(names[e], round(float(naive.expected[e]), 1)) for e in order], "次")),
        ),
        ("面试时间排满的程度", safe(bars([(name, float(share)) for name, share in full], "%"))),
        ("每人符合条件的岗位数", safe(bars(options, "人"))),
    ]


def expected(plan: FairPlan, hall: HallArrays) -> Recommendations:
    """The plan's recommendations with the visits that they lead to."""
    problem = plan.problem
    held = [(person, post) for person, posts in enumerate(plan.recommendations) for post in posts]
    return recommend(problem, problem.fair.limits.recommendations, crowding(hall), held, rounds=0)


def _beside(
    plan: FairPlan, hall: HallArrays, ours: Recommendations, naive: Recommendations
) -> list[tuple[str, object, object]]:
    def longest(taken: Recommendations) -> float:
        return round(float((taken.expected - hall.employer_places).max(initial=0)), 1)

    def covered(taken: Recommendations) -> int:
        return len({post for posts in taken.posts for post in posts})

    def mean(taken: Recommendations) -> float:
        count = sum(len(posts) for posts in taken.posts)
        return round(taken.score / MILLION / count, 4) if count else 0.0

    return [
        ("最挤单位超出可接待的到访数", longest(ours), longest(naive)),
        ("至少推荐给一人的岗位", covered(ours), covered(naive)),
        ("推荐的平均匹配分", mean(ours), mean(naive)),
    ]


def _booth_rows(plan: FairPlan, hall: HallArrays, view: View, ours: Recommendations) -> list[tuple[object, ...]]:
    booked = Counter(interview.booth for interview in plan.interviews)
    rows: list[tuple[object, ...]] = []
    for employer, booths in enumerate(hall.booths_of):
        for booth in booths:
            stand = view.problem.fair.booths[booth]
            visits = round(float(ours.expected[employer]) / len(booths), 1)
            rows.append((stand.code, stand.employer, int(hall.open[booth].sum()), booked[booth], visits))
    return rows


def _shortages(plan: FairPlan, view: View) -> list[tuple[str, int]]:
    count = Counter(say(f"fair_shortage_{w.shortage}", view.stamp.language) for w in plan.waiting)
    count += Counter(view.problem.words.rule(u.rule) for u in plan.unserved)
    return sorted(count.items(), key=lambda item: (-item[1], item[0]))


def _concession_rows(plan: FairPlan, view: View) -> list[tuple[object, ...]]:
    return [
        (c.employer, plan.problem.posts[c.post].title, view.change(c.change), c.more_served) for c in plan.concessions
    ]
