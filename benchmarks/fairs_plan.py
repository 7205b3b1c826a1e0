"""A fair of 60 employers, 300 posts and 800 people, a placement of 2,500 on 7,000, a morning of 1,000 on 200 shifts.

    OMP_NUM_THREADS=1 python benchmarks/fairs_plan.py

Processor seconds by stage, gap, people served and quality, beside three baselines in the same run: first come first
served, greedy by score, and the naive top three (everybody queues at their three best posts; who comes first is met).
Synthetic pairs with a fixed seed: each person fits a share of the posts that differs from person to person.
"""

from __future__ import annotations

import datetime
import json
import time

import numpy as np

from matcher.domain.fairs import Booth, Fair, Hall, Limits
from matcher.domain.moments import SHANGHAI
from matcher.fairs.check import check
from matcher.fairs.paper.pack import Made, fair_pack
from matcher.fairs.problem import FairInputs, Pairs, Person, Post, Problem
from matcher.fairs.rounds.placement import plan_placement
from matcher.fairs.rounds.shifts import plan_shifts
from matcher.fairs.solve.fair_plan import complete
from matcher.fairs.solve.hall import hall_arrays
from matcher.fairs.solve.limits import Limits as Effort
from matcher.fairs.solve.mend import Standing
from matcher.fairs.solve.plan import Interview, objective_of
from matcher.fairs.solve.solver import plan_interviews
from matcher.fairs.wishes import Wishes

DAY = datetime.date(2023, 5, 20)
NOON = datetime.datetime(2023, 5, 1, 8, tzinfo=SHANGHAI)
CONSENTS = frozenset({"matching", "contact", "disability_matching"})


def pairs(draw: np.random.Generator, people: int, posts: int, share: float) -> Pairs:
    fits = draw.random((people, posts)) < draw.beta(1, 4, people)[:, None] * share * 5
    score = np.where(fits, draw.integers(0, 1_000_001, (people, posts)), 0).astype(np.int32)
    return Pairs(fits, np.zeros_like(fits), score, np.where(fits, -1, 0).astype(np.int16), ("too_far",))


def fair(seed: int, walk: int, interpreters: int, signing: float) -> Problem:
    draw = np.random.default_rng(seed)
    booths = tuple(
        Booth(f"A{e:02d}", f"单位{e}", e % 3 == 0, ((630, 640),) if walk and e % 2 else ()) for e in range(60)
    )
    needs = [
        frozenset(code for code, share in (("A19", signing), ("A01", 0.08)) if draw.random() < share)
        for _ in range(800)
    ]
    people = tuple(Person(f"c{i:04d}", CONSENTS, needs[i]) for i in range(800))
    posts = tuple(Post(f"j{j:04d}", "岗位", f"单位{j % 60}", headcount=int(draw.integers(1, 6))) for j in range(300))
    hall = Hall(540, 720, 10, walk, interpreters)
    return Problem(
        Fair("招聘会", "fair", "general", DAY, hall, booths=booths), people, posts, pairs(draw, 800, 300, 0.2)
    )


def met_in_order(problem: Problem, wanted: list[tuple[int, int]]) -> tuple[int, ...]:
    """Give each wanted pair, in order, the first place that is free: what a clerk without a plan does."""
    hall = hall_arrays(problem)
    standing = Standing(hall, (), frozenset())
    done: list[tuple[int, int]] = []
    for person, post in wanted:
        if standing.full(post) or not hall.usable[person, post]:
            continue
        places = (
            Interview(person, post, booth, int(slot))
            for booth in hall.booths_for(person, post)
            for slot in np.flatnonzero(hall.open[booth])
        )
        place = next((p for p in places if (p.booth, p.slot) not in standing.at and standing.comes(p)), None)
        if place:
            standing.enter(place)
            done.append((person, post))
    return objective_of(problem, done)


def baselines(problem: Problem, seed: int) -> dict[str, tuple[int, ...]]:
    draw = np.random.default_rng(seed)
    score = problem.pairs.score
    order = draw.permutation(len(problem.people)).tolist()
    best = [np.argsort(-score[i], kind="stable")[: int(problem.options[i])].tolist() for i in range(len(order))]
    rows, columns = problem.pairs.allowed.nonzero()
    greedy = sorted(zip(rows.tolist(), columns.tolist(), strict=True), key=lambda pair: -int(score[pair]))
    return {
        "first come": met_in_order(problem, [(i, j) for i in order for j in best[i]]),
        "greedy": met_in_order(problem, greedy),
        "naive top 3": met_in_order(problem, [(i, j) for i in order for j in best[i][:3]]),
    }


def show(name: str, seconds: float, value: object) -> None:
    print(f"{name:34s} {seconds:7.2f} s  {value}", flush=True)


def timed(name: str, work, about):
    begun = time.process_time()
    result = work()
    show(name, time.process_time() - begun, about(result))
    return result


def one_fair(title: str, problem: Problem) -> None:
    print(f"\n{title}: objective = people, fewest options, interviews, score")
    hall = hall_arrays(problem)
    found = timed("interviews and timetable", lambda: plan_interviews(problem, hall), lambda f: f.solution)
    plan = timed(
        "recommendations, words, concessions", lambda: complete(problem, hall, found), lambda p: len(p.waiting)
    )
    inputs = FairInputs(problem, {"fair.toml": ""}, {}, NOON)
    files = timed("pack", lambda: fair_pack(plan, inputs, Made()), lambda f: f"{len(f)} files")
    timed("check", lambda: check(problem), lambda c: f"{len(c.bottlenecks)} bottlenecks")
    print("  gap", json.loads(files["plan.json"])["solution"]["gap"])
    for name, worth in baselines(problem, 1).items():
        print(f"  {name:32s} {worth}")


def placements() -> None:
    draw = np.random.default_rng(3)
    people = tuple(Person(f"c{i:04d}", CONSENTS) for i in range(2500))
    posts = tuple(Post(f"j{j:04d}", "见习", f"单位{j % 700}", headcount=1 + j % 2) for j in range(7000))
    both = pairs(draw, 2500, 7000, 0.1)
    options = [np.flatnonzero(row) for row in both.allowed]
    wishes = Wishes(
        {
            i: {int(j): n for n, j in enumerate(draw.permutation(mine)[:5], 1)}
            for i, mine in enumerate(options)
            if len(mine)
        }
    )
    print(f"\nplacement 2,500 x 7,000 ({int(both.allowed.sum()):,} pairs): people, wishes and scores")
    for mode in ("optimal", "stable"):
        problem = Problem(Fair("安置", "placement", "internship", DAY, mode=mode), people, posts, both)
        timed(mode, lambda problem=problem: plan_placement(problem, wishes), lambda p: p.solution)


def morning() -> None:
    draw = np.random.default_rng(4)
    start = datetime.datetime(2023, 9, 16, 6, tzinfo=SHANGHAI)
    posts = []
    for j in range(100):
        begins = [start + datetime.timedelta(minutes=int(m)) for m in draw.choice(np.arange(0, 360, 30), 2, False)]
        shifts = tuple((b, b + datetime.timedelta(minutes=120)) for b in begins)
        lat, lon = 32.3 + draw.random() / 5, 119.3 + draw.random() / 5
        posts.append(Post(f"j{j}", "零工", f"单位{j % 40}", headcount=3 + j % 3, shifts=shifts, lat=lat, lon=lon))
    people = tuple(Person(f"c{i}", CONSENTS, party=f"p{i // 3}" if i < 90 else None) for i in range(1000))
    fair_ = Fair("早市", "shifts", "gig", DAY, limits=Limits(3, 2, 3))
    problem = Problem(fair_, people, tuple(posts), pairs(draw, 1000, 100, 0.25))
    print("\nmorning 200 shifts x 1,000 workers, 30 parties: people, fewest options, shifts, score")
    timed("shifts", lambda: plan_shifts(problem, Effort()), lambda p: (p.solution, p.solution.gap))


if __name__ == "__main__":
    one_fair("no windows (flow and colouring)", fair(1, 0, 60, 0.0))
    one_fair("walking and breaks", fair(1, 2, 60, 0.0))
    one_fair("walking, breaks, 2 interpreters, 5 % sign", fair(1, 2, 2, 0.05))
    placements()
    morning()
