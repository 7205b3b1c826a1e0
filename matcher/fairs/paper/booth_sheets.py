"""One sheet for each booth: posts, who comes when, and empty columns for the result.

Employers read it: people are named with their consent alone, and nothing on it says why a booth or a time was chosen.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from matcher.documents.page import safe
from matcher.documents.qr import qr_svg
from matcher.domain.fairs import employer_key
from matcher.fairs.secrecy import for_employers
from matcher.fairs.solve.plan import FairPlan, Interview
from matcher.fairs.view import View, label

OUTCOMES = ("hire", "offer", "second", "pending", "reject", "no_show", "insured")
REASONS = ("skills", "experience", "pay", "time", "distance", "own_wish", "other")


def booth_sheets(plan: FairPlan, view: View) -> dict[str, Mapping[str, Any]]:
    """What stands on each booth's sheet, by booth code."""
    at_booth: dict[int, list[Interview]] = {}
    for interview in sorted(plan.interviews, key=lambda i: i.slot):
        at_booth.setdefault(interview.booth, []).append(interview)
    return {
        booth.code: _sheet(plan, view, at, at_booth.get(at, [])) for at, booth in enumerate(plan.problem.fair.booths)
    }


def _sheet(plan: FairPlan, view: View, booth: int, interviews: list[Interview]) -> dict[str, Any]:
    problem = plan.problem
    stand = problem.fair.booths[booth]
    posts = [post for post in problem.posts if post.employer_key == employer_key(stand.employer)]
    count = {post.id: sum(problem.posts[i.post].id == post.id for i in interviews) for post in posts}
    return {
        "code": stand.code,
        "employer": for_employers(stand.employer, view.say("page_some_employer")),
        "qr": safe(qr_svg(f"FM1/{problem.fair.day:%Y%m%d}/{stand.code}/{view.stamp.version}")),
        "posts": [
            {"id": p.id, "title": for_employers(p.title, p.id), "headcount": p.headcount, "interviews": count[p.id]}
            for p in posts
        ],
        "rows": [
            {
                "start": view.clock(i.slot),
                "end": view.clock(i.slot + 1),
                "who": for_employers(label(problem.people[i.person]), problem.people[i.person].id),
                "title": for_employers(problem.posts[i.post].title, problem.posts[i.post].id),
                "job_id": problem.posts[i.post].id,
            }
            for i in interviews
        ],
    }


def result_codes(view: View) -> dict[str, list[tuple[str, str]]]:
    """The coded results and reasons, numbered as on the sheet."""
    return {
        "outcomes": [(str(n), view.say(f"fair_outcome_{code}")) for n, code in enumerate(OUTCOMES, 1)],
        "reasons": [(f"R{n}", view.say(f"fair_reason_{code}")) for n, code in enumerate(REASONS, 1)],
    }
