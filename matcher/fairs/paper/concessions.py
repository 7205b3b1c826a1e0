"""The one concession of each employer, as `plan.json`, the workbook and the summary tell it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from matcher.documents.workbook import Sheet
from matcher.domain.fairs import employer_key
from matcher.fairs.solve.plan import Concession
from matcher.fairs.view import View

SHEET, HEADER = "单位让步", ("单位", "岗位编号", "岗位", "让步", "多服务人数")


def concession_part(view: View, concessions: Iterable[Concession]) -> list[dict[str, Any]]:
    """`concessions` of a plan."""
    posts = view.problem.posts
    return [
        {
            "employer_id": posts[c.post].employer_id or employer_key(c.employer),
            "job_id": posts[c.post].id,
            "change": view.change(c.change),
            "more_served": c.more_served,
        }
        for c in concessions
    ]


def concession_sheet(view: View, concessions: Iterable[Concession]) -> Sheet:
    """单位让步: a row for each employer who could serve more."""
    posts = view.problem.posts
    rows = [
        (c.employer, posts[c.post].id, posts[c.post].title, view.change(c.change), c.more_served) for c in concessions
    ]
    return Sheet(SHEET, HEADER, rows)


def concession_table(
    view: View, concessions: Iterable[Concession]
) -> tuple[str, Sequence[str], list[tuple[object, ...]]]:
    """Heading, columns and rows of the summary's table."""
    posts = view.problem.posts
    rows: list[tuple[object, ...]] = [
        (c.employer, posts[c.post].title, view.change(c.change), c.more_served) for c in concessions
    ]
    return view.say("page_concessions"), view.columns("employer", "post", "concession", "more"), rows
