"""The summary that staff look at first: how many are served, how the booths fill, and beside it the naive way."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np

from matcher.documents.charts import bars
from matcher.documents.page import safe
from matcher.fairs.paper.concessions import concession_table
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
        (view.say("page_number_people"), len(problem.people)),
        (view.say("page_number_recommended"), sum(bool(posts) for posts in plan.recommendations)),
        (view.say("page_number_met"), len(served)),
        (view.say("page_number_waiting"), len(plan.waiting)),
        (view.say("page_number_unserved"), len(plan.unserved)),
        (view.say("page_number_interviews"), len(plan.interviews)),
        (view.say("page_number_employers"), len(hall.booths_of)),
        (view.say("page_number_posts"), len(problem.posts)),
        (view.say("page_number_moved"), len(plan.moved)),
    ]
    solution = plan.solution
    return {
        "numbers": numbers,
        "proof": view.say(f"fair_status_{solution.status}"),
        "levels": [
            (view.say(f"fair_level_{name}"), reached, bound, f"{gap:.2%}")
            for name, reached, bound, gap in zip(
                solution.levels, solution.objective, solution.bound, solution.gap, strict=True
            )
        ],
        "tables": [
            (
                view.say("page_beside_naive"),
                ("", view.say("page_this_plan"), view.say("page_naive")),
                _beside(plan, hall, view, ours, naive),
            ),
            (
                view.say("page_column_booth"),
                view.columns("booth", "employer", "slots", "booked", "visits"),
                _booth_rows(plan, hall, view, ours),
            ),
            (view.say("page_why_waiting"), view.columns("why", "people"), _shortages(plan, view)),
            concession_table(view, plan.concessions),
        ],
        "plots": _plots(plan, hall, view, ours, naive),
        "notes": [view.say("fair_visits_note")],
    }


def _plots(
    plan: FairPlan, hall: HallArrays, view: View, ours: Recommendations, naive: Recommendations
) -> list[tuple[str, object]]:
    """Queues, fill, and how many posts people have to choose from."""
    names = [view.booths(booths) for booths in hall.booths_of]
    order = sorted(range(len(names)), key=lambda e: (-float(ours.expected[e]), e))[:BARS]
    booked = Counter(int(hall.employer_of[interview.post]) for interview in plan.interviews)
    full = [(names[e], round(100 * booked[e] / max(int(hall.employer_places[e]), 1))) for e in order]
    return [
        (
            view.say("page_plot_visits"),
            safe(bars([(names[e], round(float(ours.expected[e]), 1)) for e in order], view.say("page_unit_visits"))),
        ),
        (
            view.say("page_plot_naive"),
            safe(bars([(names[e], round(float(naive.expected[e]), 1)) for e in order], view.say("page_unit_visits"))),
        ),
        (view.say("page_plot_fill"), safe(bars([(name, float(share)) for name, share in full], "%"))),
        options_plot(view),
    ]


def options_plot(view: View) -> tuple[str, object]:
    """How many posts people have to choose from."""
    spread = np.bincount(np.minimum(view.problem.options, 10), minlength=11)
    rows = [
        (view.say("page_options" if n < 10 else "page_options_more", count=n), float(count))
        for n, count in enumerate(spread)
    ]
    return view.say("page_plot_options"), safe(bars(rows, view.say("page_unit_people")))


def expected(plan: FairPlan, hall: HallArrays) -> Recommendations:
    """The plan's recommendations with the visits that they lead to."""
    problem = plan.problem
    held = [(person, post) for person, posts in enumerate(plan.recommendations) for post in posts]
    return recommend(problem, problem.fair.limits.recommendations, crowding(hall), held, rounds=0)


def _beside(
    plan: FairPlan, hall: HallArrays, view: View, ours: Recommendations, naive: Recommendations
) -> list[tuple[str, object, object]]:
    def longest(taken: Recommendations) -> float:
        return round(float((taken.expected - hall.employer_places).max(initial=0)), 1)

    def covered(taken: Recommendations) -> int:
        return len({post for posts in taken.posts for post in posts})

    def mean(taken: Recommendations) -> float:
        count = sum(len(posts) for posts in taken.posts)
        return round(taken.score / MILLION / count, 4) if count else 0.0

    return [
        (view.say("page_longest_queue"), longest(ours), longest(naive)),
        (view.say("page_covered"), covered(ours), covered(naive)),
        (view.say("page_mean_score"), mean(ours), mean(naive)),
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
    count = Counter(view.say(f"fair_shortage_{w.shortage}") for w in plan.waiting)
    count += Counter(view.problem.words.rule(u.rule) for u in plan.unserved)
    return sorted(count.items(), key=lambda item: (-item[1], item[0]))
