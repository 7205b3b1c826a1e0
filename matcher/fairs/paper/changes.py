"""What a new plan changes of an earlier one: the sheets to print again, and whom to call."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from matcher.fairs.paper.previous import Earlier, Printed
from matcher.fairs.problem import Problem
from matcher.fairs.solve.fair_plan import complete
from matcher.fairs.solve.hall import hall_arrays
from matcher.fairs.solve.limits import Limits
from matcher.fairs.solve.plan import FairPlan
from matcher.fairs.solve.replan import by_person, moved, replan
from matcher.fairs.view import View, file_names


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
    return {**changed, "changed/calls.csv": calls(lines)}


def _other_posts(plan: FairPlan, earlier: Earlier) -> set[str]:
    posts = {
        plan.problem.people[person].id: {plan.problem.posts[post].id for post in mine}
        for person, mine in enumerate(plan.recommendations)
    }
    return {id_ for id_, mine in posts.items() if mine != set(earlier.posts.get(id_, ()))}


def calls(lines: Iterable[tuple[str, str, str]]) -> bytes:
    """`calls.csv`: whom to call, what they have on paper, what they have now."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("candidate_id", "old", "new"))
    writer.writerows(lines)
    return out.getvalue().encode("utf-8")


def _by_candidate(lines: Iterable[Printed]) -> Mapping[str, Sequence[Printed]]:
    of: dict[str, list[Printed]] = defaultdict(list)
    for line in sorted(lines, key=lambda line: (line.start, line.booth)):
        of[line.candidate_id].append(line)
    return of


def _words(lines: Iterable[Printed]) -> str:
    return "; ".join(f"{line.start} {line.booth} {line.job_id}" for line in lines)
