"""What every timetable must keep: one function a constraint, one sentence each.

Each returns the interviews that break it, in order; of two that collide both are named. The planner's pins are
checked by these before a plan is made; a finished pack is checked by `verify`, which shares nothing with them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType

from matcher.fairs.solve.hall import HallArrays
from matcher.fairs.solve.interpreters import assign_interpreters
from matcher.fairs.solve.plan import Interview

Broken = list[Interview]
Constraint = Callable[[HallArrays, Sequence[Interview]], Broken]


def pair_is_allowed(hall: HallArrays, interviews: Sequence[Interview]) -> Broken:
    """Only pairs that no rule excludes are interviewed."""
    return [i for i in interviews if not hall.allowed[i.person, i.post]]


def booth_is_the_employers(hall: HallArrays, interviews: Sequence[Interview]) -> Broken:
    """A post's interviews are held at its employer's booths."""
    return [i for i in interviews if hall.employer_of[i.post] < 0 or i.booth not in hall.booths_of_post(i.post)]


def booth_is_reachable(hall: HallArrays, interviews: Sequence[Interview]) -> Broken:
    """Who needs a way without steps is met at an accessible booth."""
    return [i for i in interviews if hall.step_free[i.person] and not hall.accessible[i.booth]]


def slot_is_open(hall: HallArrays, interviews: Sequence[Interview]) -> Broken:
    """No interview overlaps a break of its booth."""
    return [i for i in interviews if not hall.open[i.booth, i.slot]]


def booth_holds_one_at_a_time(hall: HallArrays, interviews: Sequence[Interview]) -> Broken:
    """A booth holds one interview at a time."""
    count = Counter((i.booth, i.slot) for i in interviews)
    return [i for i in interviews if count[i.booth, i.slot] > 1]


def person_is_in_one_place(hall: HallArrays, interviews: Sequence[Interview]) -> Broken:
    """A person has one interview at a time."""
    count = Counter((i.person, i.slot) for i in interviews)
    return [i for i in interviews if count[i.person, i.slot] > 1]


def person_has_time_to_walk(hall: HallArrays, interviews: Sequence[Interview]) -> Broken:
    """Between interviews at two booths a person has time to walk."""
    return [
        i
        for i, others in _same(interviews, lambda i: i.person)
        if any(i.booth != o.booth and 0 < abs(i.slot - o.slot) <= hall.gap for o in others)
    ]


def person_meets_a_post_once(hall: HallArrays, interviews: Sequence[Interview]) -> Broken:
    """Nobody is interviewed twice for one post."""
    count = Counter((i.person, i.post) for i in interviews)
    return [i for i in interviews if count[i.person, i.post] > 1]


def person_has_few_interviews(hall: HallArrays, interviews: Sequence[Interview]) -> Broken:
    """Nobody has more interviews than the fair allows a person."""
    count = Counter(i.person for i in interviews)
    return [i for i in interviews if count[i.person] > hall.person_most]


def post_has_places(hall: HallArrays, interviews: Sequence[Interview]) -> Broken:
    """No post has more interviews than headcount times interviews a place."""
    count = Counter(i.post for i in interviews)
    return [i for i in interviews if count[i.post] > hall.post_places[i.post]]


def interpreters_suffice(hall: HallArrays, interviews: Sequence[Interview]) -> Broken:
    """Each interview that needs an interpreter has one, who walks like everybody else."""
    signed = [i for i in interviews if hall.interpreted[i.person, i.post]]
    places = [(i.slot, i.booth) for i in signed]
    return [] if assign_interpreters(places, hall.interpreters, hall.gap) is not None else signed


CONSTRAINTS: Mapping[str, Constraint] = MappingProxyType(
    {
        "fair_pin_not_allowed": pair_is_allowed,
        "fair_pin_booth": booth_is_the_employers,
        "fair_pin_not_accessible": booth_is_reachable,
        "fair_pin_closed": slot_is_open,
        "fair_pin_booth_taken": booth_holds_one_at_a_time,
        "fair_pin_person_twice": person_is_in_one_place,
        "fair_pin_walk": person_has_time_to_walk,
        "fair_pin_post_twice": person_meets_a_post_once,
        "fair_pin_person_full": person_has_few_interviews,
        "fair_pin_post_full": post_has_places,
        "fair_pin_interpreters": interpreters_suffice,
    }
)


def breaches(hall: HallArrays, interviews: Sequence[Interview]) -> list[tuple[str, Interview]]:
    """Every breach of every constraint, by its code."""
    return [(code, broken) for code, constraint in CONSTRAINTS.items() for broken in constraint(hall, interviews)]


def _same(
    interviews: Iterable[Interview], key: Callable[[Interview], int]
) -> Iterable[tuple[Interview, list[Interview]]]:
    groups: dict[int, list[Interview]] = defaultdict(list)
    for interview in interviews:
        groups[key(interview)].append(interview)
    return ((interview, group) for group in groups.values() for interview in group)
