"""Before anybody plans: can everybody be met, and if not, which people and posts show it, and what would cure it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matcher.domain.fairs import Hall
from matcher.domain.words import say
from matcher.fairs.check_rounds import placement_bottlenecks, referral_bottlenecks, shift_bottlenecks
from matcher.fairs.check_together import short_of_interpreters, short_together
from matcher.fairs.problem import Problem
from matcher.fairs.solve.bottlenecks import Addition, Bottleneck, Cure, Ladder, Room, bottlenecks
from matcher.fairs.solve.hall import HallArrays, hall_arrays, open_slots

DAY = 24 * 60
ROUNDS = {
    "referrals": referral_bottlenecks,
    "placement": placement_bottlenecks,
    "shifts": shift_bottlenecks,
}


@dataclass(frozen=True)
class Check:
    """What `fair check` answers. `people` have a post that they may have; `without_posts` consented and have none."""

    people: int
    without_posts: int
    places: int
    minutes_needed: int
    minutes_offered: int
    bottlenecks: tuple[Bottleneck, ...]

    @property
    def feasible(self) -> bool:
        """Everybody who may have any post can have one."""
        return not self.bottlenecks


def check(problem: Problem) -> Check:
    """Look for bottlenecks; people whom no rule lets near any post are counted apart."""
    able = np.asarray(problem.pairs.allowed.any(axis=1))
    consented = np.array(["matching" in person.consents for person in problem.people], dtype=bool)
    people, without = int(able.sum()), int((consented & ~able).sum())
    look = ROUNDS.get(problem.fair.kind)
    if look is not None:
        places, found = look(problem)
        return Check(people, without, places, 0, 0, tuple(found))
    hall = hall_arrays(problem)
    slot = problem.fair.hall.slot_minutes
    offered = int(hall.open.sum()) * slot
    return Check(people, without, int(hall.post_places.sum()), people * slot, offered, tuple(_of_fair(problem, hall)))


def _of_fair(problem: Problem, hall: HallArrays) -> list[Bottleneck]:
    meetable = _without_interpreters(problem, hall)
    found = _nowhere_to_meet(problem, np.asarray(problem.pairs.allowed.any(axis=1) & ~meetable.any(axis=1)))
    ladders = _ladders(problem)
    if hall.booths_of:
        found += bottlenecks(problem, _room(problem, hall, meetable, False), "fair_bottleneck", ladders)
        found += _short_of_ramps(problem, hall, meetable, ladders)
    found += short_of_interpreters(problem, hall, meetable)
    if not found:
        found = short_together(problem, hall, meetable, ladders)
    return [_with_booth(problem, hall, bottleneck) for bottleneck in found]


def _without_interpreters(problem: Problem, hall: HallArrays) -> NDArray[np.bool_]:
    """Pairs that booths and places allow, whatever the interpreters."""
    meetable = problem.pairs.allowed & (hall.employer_of >= 0)[None, :] & (hall.post_places > 0)[None, :]
    for person in np.flatnonzero(hall.step_free):
        for post in np.flatnonzero(meetable[person]):
            meetable[person, post] = bool(hall.booths_for(int(person), int(post)))
    return np.asarray(meetable)


def _nowhere_to_meet(problem: Problem, people: NDArray[np.bool_]) -> list[Bottleneck]:
    """People whose posts have no booth at all, or none that they can reach."""
    if not people.any():
        return []
    return [Bottleneck(int(people.sum()), _ids(problem, problem.pairs.allowed[people]), 0, "fair_no_booth")]


def _ids(problem: Problem, able: NDArray[np.bool_]) -> tuple[str, ...]:
    return tuple(problem.posts[int(post)].id for post in np.flatnonzero(able.any(axis=0)))


def _room(problem: Problem, hall: HallArrays, able: NDArray[np.bool_], step_free: bool) -> Room:
    """Posts as seats, employers as groups; `step_free` counts the accessible booths alone."""
    fair = problem.fair
    headcount = np.array([post.headcount for post in problem.posts], dtype=np.int64)
    counted = [[b for b in booths if hall.accessible[b] or not step_free] for booths in hall.booths_of]

    def capacity(more: Addition) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        heads = headcount.copy()
        if more.post is not None:
            heads[more.post] += more.heads
        longer = Hall(fair.hall.opens, fair.hall.closes + more.minutes, fair.hall.slot_minutes)
        slots = open_slots(longer, fair.booths).sum(axis=1)
        groups = np.array([slots[booths].sum() for booths in counted], dtype=np.int64)
        return heads * (fair.limits.interviews_per_place + more.per_place), groups

    return Room(able, np.arange(len(problem.posts)), np.maximum(hall.employer_of, 0), capacity)


def _ladders(problem: Problem) -> tuple[Ladder, ...]:
    hall = problem.fair.hall
    rest = hall.slot_minutes - (hall.closes - hall.opens) % hall.slot_minutes

    def minutes(step: int) -> int:
        return rest + (step - 1) * hall.slot_minutes if step else 0

    return (
        Ladder("interviews_per_place", lambda step: Addition(per_place=step), lambda step: step, len(problem.people)),
        Ladder(
            "closes_minutes",
            lambda step: Addition(minutes=minutes(step)),
            minutes,
            (DAY - hall.closes - rest) // hall.slot_minutes + 1,
        ),
    )


def _short_of_ramps(
    problem: Problem, hall: HallArrays, meetable: NDArray[np.bool_], ladders: tuple[Ladder, ...]
) -> list[Bottleneck]:
    """People who need a way without steps, against the accessible booths of employers who also have others."""
    mixed = np.array([len({bool(hall.accessible[b]) for b in booths}) > 1 for booths in hall.booths_of], dtype=bool)
    of_mixed = {post.id for at, post in enumerate(problem.posts) if mixed[hall.employer_of[at]]}
    if not of_mixed:
        return []
    able = meetable & hall.step_free[:, None]
    if _short(_room(problem, hall, able, True)) == _short(_room(problem, hall, able, False)):
        return []
    found = bottlenecks(problem, _room(problem, hall, able, True), "fair_bottleneck_accessible", ladders)
    return [bottleneck for bottleneck in found if of_mixed & set(bottleneck.posts)]


def _short(room: Room) -> int:
    return int(room.able.any(axis=1).sum()) - room.served(Addition()).count


def _with_booth(problem: Problem, hall: HallArrays, bottleneck: Bottleneck) -> Bottleneck:
    """Name the booth that would stay longer where the posts have one alone."""
    booths = {booth for id_ in bottleneck.posts for booth in hall.booths_of_post(problem.post_index[id_])}
    if bottleneck.reason == "fair_bottleneck_accessible":
        booths = {booth for booth in booths if hall.accessible[booth]}
    if len(booths) != 1:
        return bottleneck
    code = problem.fair.booths[min(booths)].code
    cures = (replace(c, booth=code) if c.change == "closes_minutes" else c for c in bottleneck.cures)
    return replace(bottleneck, cures=tuple(cures))


def as_answer(found: Check, problem: Problem, language: str) -> dict[str, object]:
    """The answer of `fair check --json`."""
    titles = {post.id: post.title for post in problem.posts}
    return {
        "feasible": found.feasible,
        "people": found.people,
        "without_posts": found.without_posts,
        "places": found.places,
        "minutes": {"needed": found.minutes_needed, "offered": found.minutes_offered},
        "bottlenecks": [
            {
                "people": b.people,
                "posts": list(b.posts),
                "places": b.places,
                "text": bottleneck_text(b, language),
                "cures": [
                    {
                        "change": cure.change,
                        "job_id": cure.job_id,
                        "booth": cure.booth,
                        "add": cure.add,
                        "text": cure_text(cure, titles, language),
                    }
                    for cure in b.cures
                ],
            }
            for b in found.bottlenecks
        ],
    }


def bottleneck_text(b: Bottleneck, language: str) -> str:
    """A bottleneck in words."""
    values = {"people": b.people, "places": b.places, "posts": len(b.posts), "least": b.least, "name": b.name}
    return say(b.reason, language, **values)


def cure_text(cure: Cure, titles: dict[str, str], language: str) -> str:
    """A cure in words."""
    title = titles.get(cure.job_id or "", "")
    code = f"fair_cure_{cure.change}" + ("_booth" if cure.booth else "")
    return say(code, language, add=cure.add, title=title, job_id=cure.job_id, booth=cure.booth)
