"""Small fairs for the tests: drawn at random, or written by hand; and what trying every timetable finds."""

from __future__ import annotations

import datetime
import itertools
import random
from collections.abc import Iterator

import numpy as np
import pytest

from matcher.domain.fairs import Booth, Fair, Hall, Limits
from matcher.domain.moments import SHANGHAI
from matcher.fairs.problem import FairInputs, Pairs, Person, Post, Problem

DAY = datetime.date(2023, 5, 20)
EVERYBODY = frozenset({"matching", "contact"})


@pytest.fixture(scope="session")
def problem_of():
    return _problem_of


@pytest.fixture(scope="session")
def small_fair():
    return _small_fair


@pytest.fixture(scope="session")
def inputs_of():
    return _inputs_of


def _inputs_of(problem: Problem, **values) -> FairInputs:
    as_of = datetime.datetime(2023, 5, 1, 8, tzinfo=SHANGHAI)
    return FairInputs(problem, {"fair.toml": "00"}, {"fairmatch": "test"}, as_of, **values)


@pytest.fixture(scope="session")
def best_by_trying():
    return _best_by_trying


def _problem_of(allowed, *, score=None, people=None, posts=None, fair=None, rules=("too_far",), **values) -> Problem:
    """A problem around a matrix of 0 and 1."""
    allowed = np.array(allowed, dtype=bool)
    rows, columns = allowed.shape
    score = np.full(allowed.shape, 500_000) if score is None else np.array(score)
    fair = fair or Fair("测试招聘会", "fair", "general", DAY, booths=(Booth("A1", "甲公司"),))
    return Problem(
        fair=fair,
        people=tuple(people or (Person(f"c{i}", EVERYBODY) for i in range(rows))),
        posts=tuple(posts or (Post(f"j{j}", f"岗位{j}", "甲公司") for j in range(columns))),
        pairs=Pairs(
            allowed,
            np.zeros_like(allowed),
            np.where(allowed, score, 0).astype(np.int32),
            np.where(allowed, -1, 0).astype(np.int16),
            rules,
        ),
        **values,
    )


def _small_fair(seed: int, *, people: int = 4, posts: int = 3, slots: int = 3, booths: int = 2) -> Problem:
    """A fair small enough to try every timetable, with walking, breaks, interpreters and steps in some of them."""
    draw = random.Random(seed)
    stands = []
    for at in range(booths):
        pause = draw.randrange(slots)
        breaks = ((540 + 10 * pause, 545 + 10 * pause),) if draw.random() < 0.3 else ()
        stands.append(Booth(f"A{at}", f"E{draw.randrange(booths)}", draw.random() < 0.5, breaks))
    hall = Hall(540, 540 + 10 * slots, 10, draw.choice([0, 0, 2, 15]), draw.choice([0, 1, 1, 2]))
    most = draw.choice([1, 2, 3])
    limits = Limits(3, most, draw.choice([1, 2]))
    needs = [frozenset(n for n, p in (("A19", 0.35), ("A01", 0.3)) if draw.random() < p) for _ in range(people)]
    return _problem_of(
        [[draw.random() < 0.6 for _ in range(posts)] for _ in range(people)],
        score=[[draw.randrange(1_000_001) for _ in range(posts)] for _ in range(people)],
        people=[Person(f"c{i}", EVERYBODY, needs[i]) for i in range(people)],
        posts=[
            Post(
                f"j{j}",
                f"岗位{j}",
                f"E{draw.randrange(booths)}",
                headcount=draw.choice([1, 1, 2]),
                accommodations=frozenset(["A19"] if draw.random() < 0.3 else []),
            )
            for j in range(posts)
        ],
        fair=Fair("小招聘会", "fair", "general", DAY, hall, limits, booths=tuple(stands)),
    )


def _best_by_trying(problem: Problem) -> tuple[int, int, int, int]:
    """The best objective over all timetables, by trying them; knows the contract and nothing of the planner."""
    fair = problem.fair
    options = problem.pairs.allowed.sum(axis=1)
    weight = [round(1_000_000 / n) if n else 0 for n in options]
    free: dict[int, list[tuple[int, int, int]]] = {}
    slots = (fair.hall.closes - fair.hall.opens) // fair.hall.slot_minutes
    for i, person in enumerate(problem.people):
        free[i] = [
            (j, b, s)
            for j, post in enumerate(problem.posts)
            if problem.pairs.allowed[i, j]
            for b, booth in enumerate(fair.booths)
            if booth.employer == post.employer and (booth.accessible or "A01" not in person.needs)
            for s in range(slots)
            if all(_start(fair, s) + 10 <= first or last <= _start(fair, s) for first, last in booth.breaks)
        ]
    best = (0, 0, 0, 0)
    for chosen in _timetables(problem, free, 0, []):
        served = {i for i, *_ in chosen}
        worth = (
            len(served),
            sum(weight[i] for i in served),
            len(chosen),
            sum(int(problem.pairs.score[i, j]) for i, j, *_ in chosen),
        )
        best = max(best, worth)
    return best


def _start(fair: Fair, slot: int) -> int:
    return fair.hall.opens + slot * fair.hall.slot_minutes


def _timetables(problem, free, person, chosen) -> Iterator[list[tuple[int, int, int, int]]]:
    if person == len(problem.people):
        if _interpreters_enough(problem, chosen):
            yield chosen
        return
    for count in range(problem.fair.limits.interviews_per_candidate + 1):
        for mine in itertools.combinations(free[person], count):
            if _person_can(problem, mine) and _fits(problem, chosen, mine):
                yield from _timetables(problem, free, person + 1, chosen + [(person, *place) for place in mine])


def _person_can(problem, mine) -> bool:
    hall = problem.fair.hall
    for (j, b, s), (k, c, t) in itertools.combinations(mine, 2):
        first, second = sorted([(s, b), (t, c)])
        pause = (second[0] - first[0] - 1) * hall.slot_minutes
        if j == k or s == t or (b != c and pause < hall.walk_minutes):
            return False
    return True


def _fits(problem, chosen, mine) -> bool:
    taken = {(b, s) for _, _, b, s in chosen}
    if any((b, s) in taken for _, b, s in mine):
        return False
    for j, post in enumerate(problem.posts):
        count = sum(k == j for _, k, *_ in chosen) + sum(k == j for k, *_ in mine)
        if count > post.headcount * problem.fair.limits.interviews_per_place:
            return False
    return True


def _interpreters_enough(problem, chosen) -> bool:
    """Try every interpreter for every meeting."""
    hall = problem.fair.hall
    signed = sorted(
        (s, b)
        for i, j, b, s in chosen
        if "A19" in problem.people[i].needs and "A19" not in problem.posts[j].accommodations
    )
    for crew in itertools.product(range(hall.interpreters), repeat=len(signed)):
        if all(
            k != m or (t > s and (b == c or (t - s - 1) * hall.slot_minutes >= hall.walk_minutes))
            for (k, (s, b)), (m, (t, c)) in itertools.combinations(list(zip(crew, signed, strict=True)), 2)
        ):
            return True
    return not signed
