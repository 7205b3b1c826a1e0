"""The concessions of a gig morning: for each employer the one change that puts the most more people to work.

A small morning is planned again with every change. In a large one parties work where they work, single people are
counted by a greatest flow with one shift each, and a party that stands by may come to the post that changed. After a
first version nobody is moved: what is counted is who could come from standby.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matcher.fairs.problem import Opening, Problem
from matcher.fairs.rounds.shift_sets import ShiftProblem, shift_problem
from matcher.fairs.rounds.shifts import SMALL_COLUMNS, ShiftPlan, assigned
from matcher.fairs.solve.best_changes import Gains, best_changes, opened, with_places
from matcher.fairs.solve.limits import Limits
from matcher.fairs.solve.plan import Concession
from matcher.fairs.solve.served import Served, most_served

WORK = 2.0
Ints = NDArray[np.int64]
Able = NDArray[np.bool_]


def morning_concessions(plan: ShiftPlan, limits: Limits | None = None) -> tuple[Concession, ...]:
    """Openings, and more heads for every shift of a post."""
    limits = limits or Limits()
    if not len(plan.standby) + len(plan.unserved):
        return ()
    sets = shift_problem(plan.problem)
    if plan.version == 1 and int(sets.allowed.sum()) <= SMALL_COLUMNS:
        return _planned_again(plan, limits)
    return _counted(plan, _Morning.of(sets, plan), limits)


def _planned_again(plan: ShiftPlan, limits: Limits) -> tuple[Concession, ...]:
    problem, before = plan.problem, plan.solution.objective[0]
    effort = replace(limits, work=WORK)

    def more(changed: Problem) -> int:
        return assigned(shift_problem(changed), effort)[1].objective[0] - before

    gains = Gains(
        opening=lambda opening: more(opened(problem, opening)),
        places=lambda post, places: more(with_places(problem, post, places)),
        most=len(plan.standby),
    )
    posts = range(len(problem.posts))
    return best_changes(problem, problem.openings(range(len(problem.people)), posts), posts, gains, limits)


@dataclass(frozen=True)
class _Morning:
    """What stands, and who could come besides.

    able     (units, shifts) nobody of the unit is excluded, whether or not there is room for all
    singles  rows of people who are alone and may be given a shift, or another one
    parties  rows of parties that stand by
    left     (shifts,) heads that nobody holds for good
    post_of  (shifts,)
    """

    sets: ShiftProblem
    able: Able
    singles: Ints
    parties: Ints
    left: Ints
    post_of: Ints

    @classmethod
    def of(cls, sets: ShiftProblem, plan: ShiftPlan) -> _Morning:
        working, gone = {work.person for work in plan.works}, {person for person, _ in plan.cancelled}
        works = np.array([bool(working.intersection(unit)) for unit in sets.units], dtype=bool)
        out = np.array([bool(gone.intersection(unit)) for unit in sets.units], dtype=bool)
        held = works & ((sets.sizes > 1) | (plan.version > 1))
        stays = {person for unit in np.flatnonzero(held) for person in sets.units[unit]}
        load = Counter((work.post, work.shift) for work in plan.works if work.person in stays)
        post_of = np.array([shift.post for shift in sets.shifts], dtype=np.int64)
        return cls(
            sets=sets,
            able=np.array([_all_allowed(plan.problem, unit, post_of) for unit in sets.units], dtype=bool),
            singles=np.flatnonzero((sets.sizes == 1) & ~held & ~out),
            parties=np.flatnonzero((sets.sizes > 1) & ~held & ~out),
            left=sets.headcount - np.array([load[shift.post, shift.index] for shift in sets.shifts], dtype=np.int64),
            post_of=post_of,
        )

    def flow(self, able: Able, left: Ints) -> Served:
        """Single people with one shift each."""
        return most_served(able[self.singles], left, np.arange(len(left)), left)

    def with_party(self, able: Able, left: Ints, post: int) -> int:
        """The most people, either single ones alone, or beside one party at a shift of this post."""
        best = self.flow(able, left).count
        for unit in self.parties:
            size = int(self.sets.sizes[unit])
            room = np.flatnonzero(able[unit] & (self.post_of == post) & (left >= size))
            if len(room):
                taken = left.copy()
                taken[room[np.argmax(left[room])]] -= size
                best = max(best, self.flow(able, taken).count + size)
        return best

    def after(self, opening: Opening) -> Able:
        """Who is able after an opening."""
        allowed = self.sets.problem.pairs.allowed[:, opening.post].copy()
        allowed[list(opening.people)] = True
        able = self.able.copy()
        for row, unit in enumerate(self.sets.units):
            able[row, self.post_of == opening.post] = allowed[list(unit)].all()
        return able


def _counted(plan: ShiftPlan, morning: _Morning, limits: Limits) -> tuple[Concession, ...]:
    problem, left, post_of = plan.problem, morning.left, morning.post_of
    base = morning.flow(morning.able, left)
    before = base.count

    def more_heads(post: int, places: int) -> int:
        return morning.with_party(morning.able, left + places * (post_of == post), post) - before

    gains = Gains(
        opening=lambda opening: morning.with_party(morning.after(opening), left, opening.post) - before,
        places=more_heads,
        most=len(plan.standby),
    )
    short = {person for row in morning.singles[base.cut_people] for person in morning.sets.units[row]}
    short |= {person for row in morning.parties for person in morning.sets.units[row]}
    short |= {unserved.person for unserved in plan.unserved}
    joined = morning.able[morning.parties].any(axis=0)
    full = np.unique(post_of[base.cut_posts | joined]).tolist()
    spare = np.unique(post_of[~base.cut_posts | (left > 1)]).tolist()
    return best_changes(problem, problem.openings(sorted(short), spare), full, gains, limits)


def _all_allowed(problem: Problem, unit: tuple[int, ...], posts: Ints) -> Able:
    return np.asarray(problem.pairs.allowed[list(unit)][:, posts].all(axis=0))
