"""Three open, different posts of two employers for everybody, without a hall: the "131" promise, fairs on line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from matcher.fairs.naming import PERSON
from matcher.fairs.problem import Problem
from matcher.fairs.rounds.again import Conflict, Row, more_than, pairs_that_cannot_be
from matcher.fairs.solve.leftovers import nearest_rule, unserved_people
from matcher.fairs.solve.plan import Concession, Solution, Unserved
from matcher.fairs.solve.prices import Crowding, recommend

ONE_EMPLOYER, NO_MORE_POSTS = "one_employer", "no_more_posts"


@dataclass(frozen=True, slots=True)
class Short:
    """Somebody who has fewer posts than promised (or all of one employer), and the rule behind it."""

    person: int
    have: int
    rule: str


@dataclass(frozen=True)
class Referrals:
    """The recommendations of everybody, and who fell short of them."""

    problem: Problem
    solution: Solution
    recommendations: tuple[tuple[int, ...], ...]
    short: tuple[Short, ...]
    unserved: tuple[Unserved, ...]
    concessions: tuple[Concession, ...] = ()


def plan_referrals(problem: Problem, kept: Iterable[tuple[int, int]] = ()) -> Referrals:
    """Everybody's best posts, spread over posts by their places; `kept` pairs stay, the first of a person first."""
    most = problem.fair.limits.recommendations
    places = np.array(
        [post.headcount * problem.fair.limits.interviews_per_place for post in problem.posts], dtype=np.float64
    )
    must: dict[int, list[int]] = {}
    for person, post in kept:
        mine = must.setdefault(person, [])
        if len(mine) < most and problem.pairs.allowed[person, post]:
            mine.append(post)
    held = [(person, post) for person, mine in must.items() for post in mine]
    posts = recommend(problem, most, Crowding(np.arange(len(problem.posts)), places), held).posts
    given = sum(len(mine) for mine in posts)
    possible = int(np.minimum(problem.options, most).sum())
    return Referrals(
        problem=problem,
        solution=Solution(
            (sum(bool(mine) for mine in posts), given),
            (int((problem.options > 0).sum()), possible),
            ("people", "recommendations"),
        ),
        recommendations=posts,
        short=tuple(short for person, mine in enumerate(posts) if (short := _short(problem, person, mine, most))),
        unserved=unserved_people(problem, [person for person, mine in enumerate(posts) if not mine]),
    )


def referral_conflicts(problem: Problem, rows: Sequence[Row]) -> list[Conflict]:
    """Firm rows that a rule excludes, or more of a person than are recommended."""
    most = problem.fair.limits.recommendations
    found = pairs_that_cannot_be(problem, rows)
    return found + more_than(rows, lambda row: row.person, lambda _: most, (PERSON, "fair_pin_recommended_full"))


def _short(problem: Problem, person: int, posts: tuple[int, ...], most: int) -> Short | None:
    if len(posts) < most:
        return Short(person, len(posts), _rule(problem, person))
    employers = {problem.posts[post].employer_key for post in posts}
    return Short(person, len(posts), ONE_EMPLOYER) if most > 1 and len(employers) == 1 else None


def _rule(problem: Problem, person: int) -> str:
    """The rule that shuts out most other posts; where there are no others, that."""
    if "matching" not in problem.people[person].consents:
        return "no_consent"
    return NO_MORE_POSTS if problem.pairs.allowed[person].all() else nearest_rule(problem, person)[0]
