"""The concessions of referrals and placement rounds: for each employer the one change that serves the most more people.

Small rounds are planned again with every change. Large ones are counted by a greatest flow in which nothing stands that
the plan could not keep: closed posts stay closed, whoever is at a post with a least headcount stays there, quotas that
cross are laid out as the plan uses them. So a plan can place whomever the flow counts. A large stable round is planned
again for a few posts alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from matcher.fairs.problem import Opening, Problem
from matcher.fairs.rounds.placement import Placement, place, stable_placement
from matcher.fairs.rounds.placement_pins import without_pins
from matcher.fairs.rounds.quotas import QuotaTree, quota_tree
from matcher.fairs.rounds.referrals import Referrals
from matcher.fairs.solve.best_changes import Gains, best_changes, opened, with_places
from matcher.fairs.solve.limits import Limits
from matcher.fairs.solve.plan import Concession
from matcher.fairs.solve.served import Served, most_served

NOBODY: Mapping[int, int] = MappingProxyType({})
PLANNED_AGAIN = 1_500
"""The most pairs of a round that is planned anew for every change."""
POSTS_TRIED = 30
"""The posts of a large stable round that are planned anew: no flow counts it."""
WORK = 2.0


@dataclass(frozen=True)
class _Scope:
    """How a round counts, whom an opening may help, where it may, and where further places may."""

    count: Callable[[Problem], int]
    people: Sequence[int]
    spare: Sequence[int]
    full: Sequence[int]


def referral_concessions(plan: Referrals, limits: Limits | None = None) -> tuple[Concession, ...]:
    """Openings alone: a post that takes more people keeps the promise to those whom it lacks, or its employer."""
    problem, most = plan.problem, plan.problem.fair.limits.recommendations
    short = [s.person for s in plan.short]
    keys = [post.employer_key for post in problem.posts]

    def kept(opening: Opening) -> int:
        count = 0
        for person in opening.people:
            mine = {opening.post, *np.flatnonzero(problem.pairs.allowed[person]).tolist()}
            count += len(mine) >= most and (most == 1 or len({keys[post] for post in mine}) > 1)
        return count

    openings = problem.openings(short, range(len(keys))) if short else ()
    return best_changes(problem, openings, (), Gains(kept, lambda post, places: 0, 0), limits or Limits())


def placement_concessions(
    plan: Placement, limits: Limits | None = None, pinned: Mapping[int, int] = NOBODY
) -> tuple[Concession, ...]:
    """Openings and further places; `pinned` people stay where they are."""
    problem, limits = plan.problem, limits or Limits()
    placed = {p.person for p in plan.placed}
    away = [person for person in range(len(problem.people)) if person not in placed]
    if not away:
        return ()
    plain = all(post.min_headcount <= 1 for post in problem.posts) and not quota_tree(problem)[1]
    small = int(problem.pairs.allowed.sum()) <= PLANNED_AGAIN
    if small and (problem.fair.mode == "stable" or not plain):
        scope = _planned_again(plan, pinned, limits)
    elif problem.fair.mode == "stable":
        scope = _stable_again(plan, pinned, limits.seed, away)
    else:
        scope = _by_flow(plan, pinned)
    before = len(placed)
    gains = Gains(
        opening=lambda opening: scope.count(opened(problem, opening)) - before,
        places=lambda post, places: scope.count(with_places(problem, post, places)) - before,
        most=sum(bool(problem.options[person]) for person in away),
    )
    return best_changes(problem, problem.openings(scope.people, scope.spare), scope.full, gains, limits)


def _planned_again(plan: Placement, pinned: Mapping[int, int], limits: Limits) -> _Scope:
    effort = replace(limits, work=WORK)

    def count(problem: Problem) -> int:
        return len(place(problem, plan.wishes, effort, pinned=pinned)[0])

    posts = range(len(plan.problem.posts))
    return _Scope(count, range(len(plan.problem.people)), posts, posts)


def _stable_again(plan: Placement, pinned: Mapping[int, int], seed: int, away: Sequence[int]) -> _Scope:
    """The posts that most of those who are away could have: with room, for openings, or without, for places."""
    closed = [post for post, _ in plan.closed]

    def count(problem: Problem) -> int:
        return len(stable_placement(without_pins(problem, pinned), plan.wishes, seed, closed)) + len(pinned)

    wanting = plan.problem.pairs.allowed[list(away)].sum(axis=0)
    used = np.bincount([p.post for p in plan.placed], minlength=len(wanting))
    full = used >= np.array([post.headcount for post in plan.problem.posts])
    wanted = np.argsort(-np.where(full, wanting, 0), kind="stable")[:POSTS_TRIED]
    unwanted = np.argsort(np.where(full, len(away) + 1, wanting), kind="stable")[:POSTS_TRIED]
    return _Scope(count, away, sorted(unwanted[~full[unwanted]].tolist()), sorted(wanted[wanting[wanted] > 0].tolist()))


def _by_flow(plan: Placement, pinned: Mapping[int, int]) -> _Scope:
    """People of the least cut may be helped; a post may take them outside it, or grow where it alone is short."""
    least = [post.min_headcount > 1 for post in plan.problem.posts]
    held = {**pinned, **{p.person: p.post for p in plan.placed if least[p.post]}}
    closed = np.isin(np.arange(len(least)), [post for post, _ in plan.closed])
    free = without_pins(plan.problem, held)
    tree, _ = quota_tree(free, [p.post for p in plan.placed if p.person not in held])
    base = _flow(free, tree, closed)
    group = np.where(tree.of_post >= 0, tree.of_post, len(tree.quotas))
    full = base.cut_posts & ~base.cut_groups[group] & ~closed
    return _Scope(
        count=lambda problem: _flow(without_pins(problem, held), tree, closed).count + len(held),
        people=np.flatnonzero(base.cut_people | (plan.problem.options == 0)).tolist(),
        spare=np.flatnonzero(base.open_posts & ~closed).tolist(),
        full=np.flatnonzero(full).tolist(),
    )


def _flow(problem: Problem, tree: QuotaTree, closed: NDArray[np.bool_]) -> Served:
    everybody = len(problem.people)
    most = [everybody if quota.maximum is None else quota.maximum for quota in tree.quotas]
    return most_served(
        problem.pairs.allowed & ~closed[None, :],
        np.array([post.headcount for post in problem.posts], dtype=np.int64),
        np.where(tree.of_post >= 0, tree.of_post, len(most)),
        np.array([*most, everybody], dtype=np.int64),
        np.append(tree.parent, -1),
    )
