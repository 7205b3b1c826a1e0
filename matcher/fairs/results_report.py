"""The report after a fair: the funnel on two pages, small groups hidden."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from matcher.documents.charts import bars
from matcher.documents.fonts import font_url
from matcher.documents.page import render, safe
from matcher.fairs.problem import Problem
from matcher.fairs.results import FUNNEL, LEAST_SHOWN, Result, funnel, funnel_by
from matcher.fairs.view import Stamp, View

EMPLOYERS_SHOWN, OCCUPATIONS_SHOWN = 11, 6


def results_report(problem: Problem, results: Sequence[Result], as_of: datetime) -> bytes:
    """One HTML file that works off line."""
    view = View(problem, Stamp(1, as_of))
    total = funnel(results)
    steps = [view.say(f"fair_funnel_{step}") for step, _ in FUNNEL]
    reasons = Counter(view.say(f"fair_reason_{r.reason}") for r in results if r.reason)
    shown = [(name, float(count)) for name, count in reasons.most_common() if count >= LEAST_SHOWN]
    plots = [
        (
            view.say("page_plot_funnel"),
            safe(bars(list(zip(steps, map(float, total.values()), strict=True)), view.say("page_unit_people"))),
        )
    ]
    if shown:
        plots.append((view.say("page_plot_rejected"), safe(bars(shown, view.say("page_unit_times")))))
    unsorted = view.say("page_other_occupations")
    values: dict[str, Any] = {
        **view.head,
        "steps": steps,
        "total": list(total.values()),
        "plots": plots,
        "groups": [
            (
                view.say("page_by_employer"),
                _rows(view, results, lambda r: problem.posts[r.post].employer, EMPLOYERS_SHOWN),
            ),
            (
                view.say("page_by_occupation"),
                _rows(view, results, lambda r: problem.posts[r.post].occupation or unsorted, OCCUPATIONS_SHOWN),
            ),
        ],
        "hidden": view.say("fair_funnel_hidden", least=LEAST_SHOWN),
    }
    text = render("fair_funnel.html", font="", **values)
    return render("fair_funnel.html", font=font_url(text), **values).encode()


def _rows(
    view: View, results: Sequence[Result], group: Callable[[Result], str], most: int
) -> list[tuple[str, list[object]]]:
    """The largest groups, and all others as one: so that both tables stay on their page."""
    people: dict[str, set[int]] = {}
    for result in results:
        people.setdefault(group(result), set()).add(result.person)
    ordered = sorted(people, key=lambda name: (-len(people[name]), name))
    rest = view.say("page_the_rest", count=len(ordered) - most)
    kept = set(ordered[:most]) if len(ordered) > most else set(ordered)
    table = funnel_by(results, lambda result: name if (name := group(result)) in kept else rest)
    shown = [name for name in ordered if name in kept] + [name for name in (rest,) if name in table]
    return [(name, ["–" if count is None else count for count in table[name].values()]) for name in shown]
