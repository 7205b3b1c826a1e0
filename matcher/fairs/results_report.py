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
            ("按单位", _rows(results, lambda r: problem.posts[r.post].employer)),
            ("按职业", _rows(results, lambda r: problem.posts[r.post].occupation or "其他")),
        ],
        "hidden": say("fair_funnel_hidden", "zh", least=LEAST_SHOWN),
    }
    text = render("fair_funnel.html", font="", **values)
    return render("fair_funnel.html", font=font_url(text), **values).encode()


def _rows(results: Sequence[Result], group: Callable[[Result], str]) -> list[tuple[str, list[object]]]:
    table = funnel_by(results, group)
    return [(name, ["–" if count is None else count for count in row.values()]) for name, row in table.items()]
