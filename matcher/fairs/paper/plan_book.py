"""`plan.xlsx`: the plan as a workbook that staff read, print, edit and give back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from matcher.documents.workbook import Sheet
from matcher.domain.words import say
from matcher.fairs.naming import PERSON
from matcher.fairs.paper.booth_sheets import OUTCOMES, REASONS
from matcher.fairs.paper.concessions import concession_sheet
from matcher.fairs.problem import MILLION, Problem
from matcher.fairs.solve.plan import FairPlan, Interview, Unserved, Waiting
from matcher.fairs.view import View

INTERVIEW_SHEET = "面试安排"
INTERVIEW_HEADER = ("求职者编号", "岗位编号", "展位", "开始", "结束", "锁定", "岗位", "单位")
LOCK_COLUMN = 5
YES_NO = ("是", "否")


def fair_book(plan: FairPlan, view: View, quality: Sequence[Sequence[object]]) -> list[Sheet]:
    """The sheets of a fair."""
    left = [*waiting_rows(view, plan.waiting, view.say("fair_stage_waiting")), *unserved_rows(view, plan.unserved)]
    return [
        recommendation_sheet(view, plan.recommendations),
        _post_sheet(plan, view),
        _interview_sheet(plan, view),
        left_sheet(left),
        concession_sheet(view, plan.concessions),
        quality_sheet(quality),
    ]


def with_names(sheets: Sequence[Sheet], problem: Problem, agreed: bool = False) -> list[Sheet]:
    """The sheets of codes with everybody's name as their last column, for staff, who meet people by name.

    `agreed`: of those alone who consent to be named.
    """
    names = {
        person.id: person.name
        for person in problem.people
        if person.name and (not agreed or "contact" in person.consents)
    }
    return [_with_names(sheet, names) if PERSON in sheet.header else sheet for sheet in sheets]


def _with_names(sheet: Sheet, names: Mapping[str, str]) -> Sheet:
    at = sheet.header.index(PERSON)
    rows = [(*row, names.get(str(row[at]), "")) for row in sheet.rows]
    return replace(sheet, header=(*sheet.header, "姓名"), rows=rows)


def recommendation_sheet(view: View, recommendations: Sequence[Sequence[int]]) -> Sheet:
    """推荐: everybody's posts, a row each."""
    problem = view.problem
    rows = [
        (
            problem.people[person].id,
            rank,
            problem.posts[post].id,
            problem.posts[post].title,
            problem.posts[post].employer,
            int(problem.pairs.score[person, post]) / MILLION,
            view.say("fair_pair_to_confirm" if problem.pairs.to_confirm[person, post] else "fair_pair_eligible"),
        )
        for person, posts in enumerate(recommendations)
        for rank, post in enumerate(posts, 1)
    ]
    return Sheet("推荐", ("求职者编号", "序号", "岗位编号", "岗位", "单位", "匹配分", "条件"), rows)


def left_sheet(rows: Sequence[Sequence[object]]) -> Sheet:
    """未匹配: who could not be served, and why."""
    return Sheet("未匹配", ("求职者编号", "情况", "原因", "最近的办法", "谁可以办"), rows)


def quality_sheet(quality: Sequence[Sequence[object]]) -> Sheet:
    """数据质量: what the files of the fair left to ask."""
    header, *rows = quality or [("文件", "工作表", "行", "列", "问题")]
    return Sheet("数据质量", [str(cell) for cell in header], rows)


def unserved_rows(view: View, unserved: Iterable[Unserved]) -> list[tuple[object, ...]]:
    """Rows of 未匹配 for people without a recommendation."""
    return [
        (
            view.problem.people[u.person].id,
            view.say(f"fair_stage_{u.stage}"),
            view.problem.words.rule(u.rule),
            view.change(u.nearest_change),
            _by(view, u.nearest_change.get("by")),
        )
        for u in unserved
    ]


def waiting_rows(view: View, waiting: Iterable[Waiting], stage: str) -> list[tuple[object, ...]]:
    """Rows of 未匹配 for people with recommendations and nothing more; `stage` says so."""
    return [
        (
            view.problem.people[w.person].id,
            stage,
            view.say(f"fair_shortage_{w.shortage}"),
            view.change(w.nearest_change),
            _by(view, w.nearest_change.get("by")),
        )
        for w in waiting
    ]


def _by(view: View, who: object) -> str:
    return view.say(f"fair_by_{who}") if who else ""


def _post_sheet(plan: FairPlan, view: View) -> Sheet:
    problem = plan.problem
    met: dict[int, list[Interview]] = {}
    for interview in sorted(plan.interviews, key=lambda i: (i.booth, i.slot)):
        met.setdefault(interview.post, []).append(interview)
    codes: dict[str, list[str]] = {}
    for booth in problem.fair.booths:
        codes.setdefault(booth.employer, []).append(booth.code)
    by_key = {post.employer_key: post.employer for post in problem.posts}
    order = sorted(
        range(len(problem.posts)), key=lambda j: (by_key[problem.posts[j].employer_key], problem.posts[j].id)
    )
    rows: list[tuple[object, ...]] = []
    for j in order:
        post = problem.posts[j]
        fixed = (post.employer, post.id, post.title, post.headcount)
        mine = met.get(j, [])
        rows += [
            (
                problem.fair.booths[i.booth].code,
                *fixed,
                view.clock(i.slot),
                view.clock(i.slot + 1),
                problem.people[i.person].id,
            )
            for i in mine
        ] or [("", *fixed, "", "", "")]
    return Sheet("岗位", ("展位", "单位", "岗位编号", "岗位", "招聘人数", "开始", "结束", "求职者编号"), rows)


def _interview_sheet(plan: FairPlan, view: View) -> Sheet:
    problem = plan.problem
    rows = [
        (
            problem.people[i.person].id,
            problem.posts[i.post].id,
            problem.fair.booths[i.booth].code,
            view.clock(i.slot),
            view.clock(i.slot + 1),
            "是" if i in plan.pinned else "",
            problem.posts[i.post].title,
            problem.posts[i.post].employer,
        )
        for i in sorted(plan.interviews, key=lambda i: (i.slot, i.booth))
    ]
    return Sheet(INTERVIEW_SHEET, INTERVIEW_HEADER, rows, choices={LOCK_COLUMN: YES_NO})


def results_sheet(plan: FairPlan, view: View) -> Sheet:
    """结果: every interview with empty result columns, to be filled in and given to `fair results`."""
    problem = plan.problem
    rows = [
        (problem.people[i.person].id, problem.posts[i.post].id, problem.fair.booths[i.booth].code, view.clock(i.slot))
        for i in sorted(plan.interviews, key=lambda i: (i.booth, i.slot))
    ]
    return empty_results(("求职者编号", "岗位编号", "展位", "开始"), rows)


def empty_results(header: Sequence[str], rows: Sequence[Sequence[object]]) -> Sheet:
    """结果 with two empty columns that offer their codes."""
    choices = {
        len(header): [say(f"fair_outcome_{code}", "zh") for code in OUTCOMES],
        len(header) + 1: [f"R{n}" for n in range(1, len(REASONS) + 1)],
    }
    return Sheet("结果", (*header, "结果", "原因代码"), [(*row, "", "") for row in rows], choices=choices)
