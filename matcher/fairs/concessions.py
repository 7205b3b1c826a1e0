"""For each employer the one change that serves the most additional people: computed, not guessed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from matcher.fairs.hall import HallArrays
from matcher.fairs.plan import Concession
from matcher.fairs.problem import Opening, Problem
from matcher.fairs.served import most_served

MORE_PLACES = 2
"""Two more places is what staff ask an employer for first."""


def concessions(problem: Problem, hall: HallArrays) -> tuple[Concession, ...]:
    """The best single change of each employer that serves anybody more, the greatest effect first."""
    groups = np.maximum(hall.employer_of, 0)
    base = most_served(hall.usable, hall.post_places, groups, hall.employer_places)
    left = base.post_of < 0
    best: dict[str, Concession] = {}
    for opening in problem.openings:
        if hall.employer_of[opening.post] >= 0 and left[list(opening.people)].any():
            _offer(best, problem, _opened(problem, hall, opening, base.count))
    for post in np.flatnonzero(base.cut_posts):
        _offer(best, problem, _more_places(problem, hall, int(post), base.count))
    return tuple(sorted(best.values(), key=lambda c: (-c.more_served, problem.posts[c.post].id)))


def _offer(best: dict[str, Concession], problem: Problem, offer: Concession) -> None:
    key = problem.posts[offer.post].employer_key
    if offer.more_served > 0 and (key not in best or offer.more_served > best[key].more_served):
        best[key] = offer


def _opened(problem: Problem, hall: HallArrays, opening: Opening, served: int) -> Concession:
    rows = [row for row in opening.people if _could_come(hall, row, opening.post)]
    usable = hall.usable.copy()
    usable[rows, opening.post] = True
    after = most_served(usable, hall.post_places, np.maximum(hall.employer_of, 0), hall.employer_places)
    change = {"change": opening.field, "to": opening.to, "text": opening.text}
    return Concession(problem.posts[opening.post].employer, opening.post, change, after.count - served)


def _could_come(hall: HallArrays, person: int, post: int) -> bool:
    return bool(hall.booths_for(person, post)) and (hall.interpreters > 0 or not hall.interpreted[person, post])


def _more_places(problem: Problem, hall: HallArrays, post: int, served: int) -> Concession:
    places = hall.post_places.copy()
    places[post] += MORE_PLACES * problem.fair.limits.interviews_per_place
    roomier = replace(hall, post_places=places)
    after = most_served(hall.usable, places, np.maximum(hall.employer_of, 0), roomier.employer_places)
    to = problem.posts[post].headcount + MORE_PLACES
    change = {"change": "headcount", "to": to, "add": MORE_PLACES, "job_id": problem.posts[post].id}
    return Concession(problem.posts[post].employer, post, change, after.count - served)
