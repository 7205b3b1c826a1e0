"""The report after a fair: the funnel on two pages, small groups hidden."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime

from matcher.documents.charts import bars
from matcher.documents.fonts import font_url
from matcher.documents.page import render, safe
from matcher.domain.words import say
from matcher.fairs.problem import Problem
from matcher.fairs.results import FUNNEL, LEAST_SHOWN, Result, funnel, funnel_by
from matcher.fairs.view import Stamp, View

EMPLOYERS_SHOWN, OCCUPATIONS_SHOWN = 11, 6


def results_report(problem: Problem, results: Sequence[Result], as_of: datetime) -> bytes:
    """One HTML file that works off line."""
    total = funnel(results)
    steps = [say(f"fair_funnel_{step}", "zh") for step, _ in FUNNEL]
    reasons = Counter(say(f"fair_reason_{r.reason}", "zh") for r in results if r.reason)
    shown = [(name, float(count)) for name, count in reasons.most_common() if count >= LEAST_SHOWN]
    plots = [("各环节人数", safe(bars(list(zip(steps, map(float, total.values()), strict=True)), "人数")))]
    if shown:
        plots.append(("未录用的原因", safe(bars(shown, "次数"))))
    values = {
        **View(problem, Stamp(1, as_of)).head,
        "steps": steps,
        "total": list(total.values()),
        "plots": plots,
        "groups": [
            ("按单位", _rows(results, lambda r: problem.posts[r.post].employer, EMPLOYERS_SHOWN)),
            ("按职业", _rows(results, lambda r: problem.posts[r.post].occupation or "未分类", OCCUPATIONS_SHOWN)),
        ],
        "hidden": say("fair_funnel_hidden", "zh", least=LEAST_SHOWN),
    }
    text = render("fair_funnel.html", font="", **values)
    return render("fair_funnel.html", font=font_url(text), **values).encode()


def _rows(results: Sequence[Result], group: Callable[[Result], str], most: int) -> list[tuple[str, list[object]]]:
    """The largest groups, and all others as one: so that both tables stay on their page."""
    people: dict[str, set[int]] = {}
    for result in results:
        people.setdefault(group(result), set()).add(result.person)
    ordered = sorted(people, key=lambda name: (-len(people[name]), name))
    rest = f"其余 {len(ordered) - most} 个"
    kept = set(ordered[:most]) if len(ordered) > most else set(ordered)
    table = funnel_by(results, lambda result: name if (name := group(result)) in kept else rest)
    shown = [name for name in ordered if name in kept] + [name for name in (rest,) if name in table]
    return [(name, ["–" if count is None else count for count in table[name].values()]) for name in shown]
