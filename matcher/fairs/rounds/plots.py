"""Plots of the summaries of referrals, placements and gig mornings: how posts fill, and what people got."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from matcher.documents.charts import bars
from matcher.documents.page import safe
from matcher.fairs.paper.summary import BARS, options_plot
from matcher.fairs.problem import Problem
from matcher.fairs.rounds.placement import Placement
from matcher.fairs.rounds.referrals import Referrals
from matcher.fairs.rounds.shifts import ShiftPlan
from matcher.fairs.view import View

Plot = tuple[str, object]
"""Caption and drawing."""
Count = tuple[str, float]
WISHES, MANY = 5, 10


def referral_plots(plan: Referrals, view: View) -> list[Plot]:
    """Posts of each person, people of each post, the posts that most are sent to, and the choice that people had."""
    most = plan.problem.fair.limits.recommendations
    have = Counter(len(mine) for mine in plan.recommendations)
    sent = Counter(post for mine in plan.recommendations for post in mine)
    spread = Counter(min(sent[post], MANY) for post in range(len(plan.problem.posts)))
    return [
        _plot(view, "have", [(view.say("page_options", count=n), have[n]) for n in range(most + 1)]),
        _plot(view, "sent", [(_people(view, n), spread[n]) for n in range(MANY + 1)], "posts"),
        _plot(view, "most_sent", _most(plan.problem, sent)),
        options_plot(view),
    ]


def placement_plots(plan: Placement, view: View) -> list[Plot]:
    """How posts fill, which wishes came true, who places most, and the choice that people had."""
    posts = plan.problem.posts
    placed, closed = Counter(p.post for p in plan.placed), {post for post, _ in plan.closed}
    fill = Counter(_fill(placed[at], post.headcount, at in closed) for at, post in enumerate(posts))
    names = {post.employer_key: post.employer for post in reversed(posts)}
    firms = Counter(posts[p.post].employer_key for p in plan.placed)
    largest = sorted(firms.items(), key=lambda item: (-item[1], item[0]))[:BARS]
    drawn = [_plot(view, "posts_fill", [(view.say(f"page_fill_{name}"), fill[name]) for name in FILL], "posts")]
    if plan.wishes.of_people:
        drawn.append(_plot(view, "wishes", _wishes(plan, view)))
    if largest:
        drawn.append(_plot(view, "employers", [(names[key], count) for key, count in largest]))
    return [*drawn, options_plot(view)]


def morning_plots(plan: ShiftPlan, view: View) -> list[Plot]:
    """How the hours fill and where people lack, the shifts that lack most, and the choice that people had."""
    posts = plan.problem.posts
    starts = sorted({start for post in posts for start, _ in post.shifts})
    names = _hours(starts)
    needed, lacking = Counter[str](), Counter[str]()
    for post in posts:
        for start, _ in post.shifts:
            needed[names[start]] += post.headcount
    for j, index, count in plan.gaps:
        lacking[names[posts[j].shifts[index][0]]] += count
    hours = sorted(set(names.values()))
    worst = sorted(plan.gaps, key=lambda gap: (-gap[2], gap))[:BARS]
    drawn = []
    if hours:
        planned = [(hour, needed[hour] - lacking[hour]) for hour in hours]
        drawn = [_plot(view, "planned", planned), _plot(view, "lacking", [(hour, lacking[hour]) for hour in hours])]
    if worst:
        form = "%m-%d %H:%M" if len({start.date() for start in starts}) > 1 else "%H:%M"
        rows = [(f"{posts[j].title} {posts[j].shifts[index][0]:{form}}", count) for j, index, count in worst]
        drawn.append(_plot(view, "worst", rows))
    return [*drawn, options_plot(view)]


def _hours(starts: Sequence[datetime]) -> dict[datetime, str]:
    """How each start is called: with its day where there are several; by the hour alone where they are many."""
    days = len({start.date() for start in starts})
    form = "%H:%M" if days == 1 else "%m-%d %H:%M" if len(starts) <= BARS else "%H:00"
    return {start: f"{start:{form}}" for start in starts}


FILL = ("full", "most", "some", "empty", "closed")


def _fill(placed: int, headcount: int, closed: bool) -> str:
    if closed:
        return "closed"
    if placed >= headcount:
        return "full"
    return "empty" if placed == 0 else "most" if 2 * placed >= headcount else "some"


def _wishes(plan: Placement, view: View) -> list[Count]:
    """People who listed wishes, by the rank of the wish that came true."""
    got = {p.person: p.post for p in plan.placed}
    ranks = [ranks.get(got[i], 0) if i in got else -1 for i, ranks in plan.wishes.of_people.items()]
    count = Counter(min(rank, WISHES) for rank in ranks)
    codes = {n: "page_wish" if n < WISHES else "page_wish_later" for n in range(1, WISHES + 1)}
    told = [(view.say(code, rank=n), float(count[n])) for n, code in codes.items()]
    return [*told, (view.say("page_wish_other"), count[0]), (view.say("page_wish_none"), count[-1])]


def _most(problem: Problem, count: Counter[int]) -> list[Count]:
    largest = sorted(count.items(), key=lambda item: (-item[1], item[0]))[:BARS]
    return [(problem.posts[post].title, float(people)) for post, people in largest]


def _people(view: View, count: int) -> str:
    return view.say("page_count_people" if count < MANY else "page_count_people_more", count=count)


def _plot(view: View, name: str, rows: Iterable[Count], unit: str = "people") -> Plot:
    drawn = bars([(label, float(value)) for label, value in rows], view.say(f"page_unit_{unit}"))
    return view.say(f"page_plot_{name}"), safe(drawn)
