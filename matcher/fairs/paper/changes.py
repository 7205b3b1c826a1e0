"""What a new plan changes of an earlier one: the sheets to print again, and whom to call."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from matcher.documents.workbook import Sheet, workbook
from matcher.fairs.paper.previous import Earlier, Printed
from matcher.fairs.problem import Problem
from matcher.fairs.solve.fair_plan import complete
from matcher.fairs.solve.hall import hall_arrays
from matcher.fairs.solve.limits import Limits
from matcher.fairs.solve.plan import FairPlan
from matcher.fairs.solve.replan import by_person, moved, replan
from matcher.fairs.view import View, file_names

CALL_HEADER = ("求职者编号", "姓名", "电话", "原来的安排", "现在的安排", "已通知")


def plan_again(problem: Problem, earlier: Earlier, limits: Limits) -> FairPlan:
    """The next version of a plan."""
    hall = hall_arrays(problem)
    chosen = replan(problem, hall, earlier.reference, earlier.pinned, limits)
    shifted = set(moved(by_person(earlier.reference), chosen.interviews))
    posts = {
        problem.person_index[id_]: [problem.post_index[post] for post in mine if post in problem.post_index]
        for id_, mine in earlier.posts.items()
        if id_ in problem.person_index and problem.person_index[id_] not in shifted
    }
    plan = complete(problem, hall, chosen, earlier.pinned, posts, limits)
    return replace(plan, version=earlier.version + 1, moved=tuple(sorted(shifted)))


def changed_files(plan: FairPlan, earlier: Earlier, files: Mapping[str, bytes], view: View) -> dict[str, bytes]:
    """`changed/`: the sheets whose content is not what was printed, and `calls.csv`."""
    now = {
        Printed(
            plan.problem.people[i.person].id,
            plan.problem.posts[i.post].id,
            plan.problem.fair.booths[i.booth].code,
            view.clock(i.slot),
        )
        for i in plan.interviews
    }
    different = now ^ set(earlier.printed)
    booths = {line.booth for line in different}
    people = {line.candidate_id for line in different} | _other_posts(plan, earlier)
    names = file_names(booth.code for booth in plan.problem.fair.booths)
    sheets = [f"booths/{names[code]}.html" for code in sorted(booths) if code in names]
    names = file_names(person.id for person in plan.problem.people)
    sheets += [f"candidates/{names[id_]}.html" for id_ in sorted(people) if id_ in names]
    changed = {f"changed/{path}": files[path] for path in sheets if path in files}
    folders = {path.rpartition("/")[0] for path in sheets}
    changed |= {f"changed/{font}": files[font] for folder in folders if (font := f"{folder}/font.woff") in files}
    old, new = _by_candidate(earlier.printed), _by_candidate(now)
    moved_people = sorted({line.candidate_id for line in different})
    lines = ((id_, _words(old.get(id_, ())), _words(new.get(id_, ()))) for id_ in moved_people)
    return {**changed, **calls(plan.problem, list(lines))}


def _other_posts(plan: FairPlan, earlier: Earlier) -> set[str]:
    posts = {
        plan.problem.people[person].id: {plan.problem.posts[post].id for post in mine}
        for person, mine in enumerate(plan.recommendations)
    }
    return {id_ for id_, mine in posts.items() if mine != set(earlier.posts.get(id_, ()))}


def calls(problem: Problem, lines: Sequence[tuple[str, str, str]]) -> dict[str, bytes]:
    """Whom to call, what they have on paper, what they have now: `calls.csv` by code, `calls.xlsx` to call from."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("candidate_id", "old", "new"))
    writer.writerows(lines)
    files = {"changed/calls.csv": out.getvalue().encode("utf-8")}
    if lines:
        rows = [(*_who(problem, id_), _readable(problem, old), _readable(problem, new), "") for id_, old, new in lines]
        files["changed/calls.xlsx"] = workbook([Sheet("电话", CALL_HEADER, rows)])
    return files


def _who(problem: Problem, id_: str) -> tuple[str, str, str]:
    """Code, name and telephone number of somebody, who may have left the inputs."""
    at = problem.person_index.get(id_)
    person = None if at is None else problem.people[at]
    return id_, (person and person.name) or "", (person and person.phone) or ""


def _readable(problem: Problem, text: str) -> str:
    """An arrangement with titles and employers in place of the posts' codes."""
    posts = {post.id: f"{post.title}（{post.employer}）" for post in problem.posts}
    lines = (" ".join(posts.get(word, word) for word in line.split(" ")) for line in text.split("; "))
    return "\n".join(lines)


def _by_candidate(lines: Iterable[Printed]) -> Mapping[str, Sequence[Printed]]:
    of: dict[str, list[Printed]] = defaultdict(list)
    for line in sorted(lines, key=lambda line: (line.start, line.booth)):
        of[line.candidate_id].append(line)
    return of


def _words(lines: Iterable[Printed]) -> str:
    return "; ".join(f"{line.start} {line.booth} {line.job_id}" for line in lines)
