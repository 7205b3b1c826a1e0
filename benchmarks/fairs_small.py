"""Small cases of every kind against trying everything: the equality that the large cases cannot show."""

from __future__ import annotations

import datetime
import itertools
import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from matcher.domain.fairs import Booth, Fair, Hall, Limits, Quota
from matcher.domain.moments import start_of
from matcher.fairs.problem import Pairs, Person, Post, Problem
from matcher.fairs.rounds.placement import pair_values, plan_placement
from matcher.fairs.rounds.quotas import counts_towards
from matcher.fairs.rounds.referrals import plan_referrals
from matcher.fairs.rounds.shifts import plan_shifts
from matcher.fairs.solve.fair_plan import plan_fair
from matcher.fairs.wishes import Wishes

DAY = datetime.date(2023, 9, 16)
CASES = 40
Worth = tuple[int, ...]


def compare_small() -> None:
    """One line a kind: how many of the cases are solved as well as by trying everything."""
    print(f"\n## {CASES} small cases of each kind against trying everything\n\n| kind | equal |\n|---|---|", flush=True)
    for kind, compare in KINDS.items():
        equal = sum(ours == best for ours, best in map(compare, range(CASES)))
        print(f"| {kind} | {equal} of {CASES} |", flush=True)


def _drawn(draw: random.Random, people: Sequence[Person], posts: Sequence[Post], fair: Fair) -> Problem:
    shape = (len(people), len(posts))
    allowed = np.array([[draw.random() < 0.6 for _ in posts] for _ in people]).reshape(shape)
    score = np.array([[draw.randrange(1_000_001) for _ in posts] for _ in people]).reshape(shape)
    rule = np.where(allowed, -1, 0).astype(np.int16)
    pairs = Pairs(allowed, np.zeros_like(allowed), np.where(allowed, score, 0).astype(np.int32), rule, ("too_far",))
    return Problem(fair, tuple(people), tuple(posts), pairs)


def _people(count: int, party: Callable[[int], str | None] = lambda _: None) -> list[Person]:
    return [Person(f"c{i}", frozenset({"matching"}), party=party(i)) for i in range(count)]


def _fair(seed: int) -> tuple[Worth, Worth]:
    """Two booths of three slots, one with a break; walking takes a slot."""
    draw = random.Random(seed)
    booths = (Booth("A0", "E0", breaks=((550, 555),)), Booth("A1", "E1"))
    fair = Fair("x", "fair", "general", DAY, Hall(540, 570, 10, 10), Limits(3, 2, 1), booths=booths)
    posts = [Post(f"j{j}", "x", f"E{j % 2}", headcount=1 + j % 2) for j in range(3)]
    problem = _drawn(draw, _people(4), posts, fair)
    return plan_fair(problem).solution.objective, max(_fairs_worth(problem))


def _fairs_worth(problem: Problem) -> Iterator[Worth]:
    weight = [round(1_000_000 / n) if n else 0 for n in problem.options]
    slots = [(0, 0), (0, 2), (1, 0), (1, 1), (1, 2)]  # (booth, slot), the break left out
    able = [[(i, j) for i, j in zip(*problem.pairs.allowed.nonzero(), strict=True) if j % 2 == b] for b, _ in slots]
    for chosen in itertools.product(*([None, *mine] for mine in able)):
        met = [(i, j, *slot) for slot, pair in zip(slots, chosen, strict=True) if pair for i, j in [pair]]
        posts, pairs = Counter(j for _, j, _, _ in met), Counter((i, j) for i, j, _, _ in met)
        load = Counter(i for i, *_ in met)
        if max(load.values(), default=0) > 2 or max(pairs.values(), default=0) > 1:
            continue
        if any(count > problem.posts[j].headcount for j, count in posts.items()):
            continue
        twos = (pair for pair in itertools.combinations(met, 2) if pair[0][0] == pair[1][0])
        if any(abs(a[3] - b[3]) < (2 if a[2] != b[2] else 1) for a, b in twos):
            continue
        score = sum(int(problem.pairs.score[i, j]) for i, j, _, _ in met)
        yield len(load), sum(weight[i] for i in load), len(met), score


def _round(seed: int) -> tuple[Worth, Worth]:
    """Least headcounts, quotas that cross, wishes of people."""
    draw = random.Random(seed)
    quotas = (Quota("321002", None, 0, 3), Quota(None, "E0", 0, 2))
    posts = [
        Post(f"j{j}", "x", f"E{j % 2}", headcount=2, min_headcount=1 + j // 2, division=f"32100{2 + j % 3}")
        for j in range(4)
    ]
    problem = _drawn(draw, _people(6), posts, Fair("x", "placement", "internship", DAY, quotas=quotas))
    wishes = Wishes({i: {j: n for n, j in enumerate(draw.sample(range(4), 2), 1)} for i in range(6)})
    value = pair_values(problem, wishes)
    return plan_placement(problem, wishes).solution.objective, max(_rounds_worth(problem, value))


def _rounds_worth(problem: Problem, value: np.ndarray) -> Iterator[Worth]:
    for chosen in itertools.product(*([None, *np.flatnonzero(row).tolist()] for row in problem.pairs.allowed)):
        load = Counter(j for j in chosen if j is not None)
        inside = [sum(n for j, n in load.items() if counts_towards(q, problem.posts[j])) for q in problem.fair.quotas]
        if any(n > (q.maximum or 0) for n, q in zip(inside, problem.fair.quotas, strict=True)):
            continue
        if all(problem.posts[j].min_headcount <= n <= problem.posts[j].headcount for j, n in load.items()):
            yield load.total(), sum(int(value[i, j]) for i, j in enumerate(chosen) if j is not None)


def _stable(seed: int) -> tuple[Worth, Worth]:
    """Nobody's wish is better in any other stable placement: all of them are tried."""
    draw = random.Random(seed)
    posts = [Post(f"j{j}", "x", f"E{j}", headcount=1 + j % 2) for j in range(3)]
    fair = Fair("x", "placement", "internship", DAY, mode="stable", rounds=1)
    problem = _drawn(draw, _people(5), posts, fair)
    lists = {
        i: draw.sample(np.flatnonzero(row).tolist(), int(row.sum())) for i, row in enumerate(problem.pairs.allowed)
    }
    wishes = Wishes({i: {j: n for n, j in enumerate(mine, 1)} for i, mine in lists.items() if mine})
    found = {p.person: p.post for p in plan_placement(problem, wishes).placed}
    ranks = [tuple(_ranks(wishes, chosen)) for chosen in _stable_ones(problem, wishes)]
    return tuple(_ranks(wishes, [found.get(i) for i in range(5)])), tuple(map(min, zip(*ranks, strict=True)))


def _ranks(wishes: Wishes, chosen: Sequence[int | None]) -> Iterator[int]:
    for person, post in enumerate(chosen):
        yield wishes.of_people[person][post] if post is not None else 99


def _stable_ones(problem: Problem, wishes: Wishes) -> Iterator[Sequence[int | None]]:
    score = problem.pairs.score
    for chosen in itertools.product(*([None, *wishes.of_people.get(i, ())] for i in range(len(problem.people)))):
        there = {j: [i for i, post in enumerate(chosen) if post == j] for j in range(len(problem.posts))}
        if any(len(who) > problem.posts[j].headcount for j, who in there.items()):
            continue
        now = list(_ranks(wishes, chosen))
        blocking = (
            ranks[j] < now[i]
            and (len(there[j]) < problem.posts[j].headcount or any(score[k, j] < score[i, j] for k in there[j]))
            for i, ranks in wishes.of_people.items()
            for j in ranks
        )
        if not any(blocking):
            yield chosen


def _morning(seed: int) -> tuple[Worth, Worth]:
    """A party of two, shifts an hour apart, posts some kilometres apart; at most two shifts a person."""
    draw = random.Random(seed)
    at = [start_of(DAY) + datetime.timedelta(hours=6 + n) for n in range(3)]
    hour = datetime.timedelta(minutes=50)
    posts = [
        Post(f"j{j}", "x", f"E{j}", headcount=1 + j, lat=32.4 + j / 30, lon=119.4,
             shifts=tuple((begin, begin + hour) for begin in draw.sample(at, 2)))
        for j in range(2)
    ]  # fmt: skip
    people = _people(4, lambda i: "p" if i < 2 else None)
    problem = _drawn(draw, people, posts, Fair("x", "shifts", "gig", DAY, limits=Limits(3, 2, 3)))
    return plan_shifts(problem).solution.objective, max(_mornings_worth(problem))


def _mornings_worth(problem: Problem) -> Iterator[Worth]:
    allowed, score = problem.pairs.allowed, problem.pairs.score
    weight = [round(1_000_000 / n) if n else 0 for n in problem.options]
    slots = [(j, *shift) for j, post in enumerate(problem.posts) for shift in post.shifts]
    pause = datetime.timedelta(hours=6371.0088 * np.radians(1 / 30) / problem.fair.travel_kmh)

    def fits(one: tuple, other: tuple) -> bool:
        first, second = sorted((one, other), key=lambda slot: slot[1])
        return second[1] >= first[2] + (pause if one[0] != other[0] else datetime.timedelta())

    choices = []
    for unit in ([0, 1], [2], [3]):
        able = [slot for slot in slots if allowed[unit, slot[0]].all()]
        twos = [two for two in itertools.combinations(able, 2) if fits(*two)]
        choices.append([(unit, picked) for picked in [(), *((slot,) for slot in able), *twos]])
    for chosen in itertools.product(*choices):
        load = Counter(slot for unit, picked in chosen for slot in picked for _ in unit)
        if all(count <= problem.posts[slot[0]].headcount for slot, count in load.items()):
            there = [i for unit, picked in chosen if picked for i in unit]
            total = sum(int(score[i, slot[0]]) for unit, picked in chosen for slot in picked for i in unit)
            yield len(there), sum(weight[i] for i in there), load.total(), total


def _referrals(seed: int) -> tuple[Worth, Worth]:
    """As many people as have a post, as many posts as were promised, of two employers wherever there are two."""
    draw = random.Random(seed)
    posts = [Post(f"j{j}", "x", f"E{j // 2}") for j in range(5)]
    problem = _drawn(draw, _people(6), posts, Fair("x", "referrals", "graduate", DAY))
    plan = plan_referrals(problem)
    two = sum(len({problem.posts[j].employer for j in mine}) > 1 for mine in plan.recommendations)
    apart = [{problem.posts[int(j)].employer for j in np.flatnonzero(row)} for row in problem.pairs.allowed]
    best = int((problem.options > 0).sum()), int(np.minimum(problem.options, 3).sum()), sum(len(e) > 1 for e in apart)
    return (*plan.solution.objective, two), best


KINDS = {
    "fair: walking and a break, four levels": _fair,
    "placement, optimal: crossing quotas, least headcounts, wishes": _round,
    "placement, stable: the best of all stable ones for everybody": _stable,
    "shifts: a party, travel, two shifts, four levels": _morning,
    "referrals: three posts of two employers": _referrals,
}
