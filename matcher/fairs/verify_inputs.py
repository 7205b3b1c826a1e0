"""What the inputs of a pack say, read anew: the checker's witness. It knows the files' content, nothing of the plan."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from matcher.domain.fairs import employer_key
from matcher.domain.moments import write_moment
from matcher.fairs.problem import FairInputs, Problem
from matcher.fairs.verify import Witness


def witness(inputs: FairInputs) -> Witness:
    """Verdicts, coded facts and secrets of these inputs."""
    problem = inputs.problem
    people = {person.id: at for at, person in enumerate(problem.people)}
    posts = {post.id: at for at, post in enumerate(problem.posts)}

    def allowed(person: str, post: str) -> bool:
        known = person in people and post in posts
        return known and bool(problem.pairs.allowed[people[person], posts[post]])

    return Witness(allowed, _facts(problem), tuple(_phones(problem)), tuple(_names(problem)))


def _facts(problem: Problem) -> dict[str, Any]:
    options = problem.pairs.allowed.sum(axis=1)
    return {
        "booths": [
            {
                "code": booth.code,
                "employer": employer_key(booth.employer),
                "accessible": booth.accessible,
                "breaks": [f"{_clock(first)}/{_clock(last)}" for first, last in booth.breaks],
            }
            for booth in problem.fair.booths
        ],
        "posts": {
            post.id: {
                "employer": employer_key(post.employer),
                "headcount": post.headcount,
                "min_headcount": post.min_headcount,
                "own_interpreter": "A19" in post.accommodations,
                "division": post.division,
                "shifts": [[write_moment(moment) for moment in shift] for shift in post.shifts],
                "place": [post.lat, post.lon],
            }
            for post in problem.posts
        },
        "people": {
            person.id: {
                "consents": sorted(person.consents),
                "needs": sorted(person.needs),
                "options": int(options[at]),
                "party": person.party,
                "tier": person.tier,
            }
            for at, person in enumerate(problem.people)
        },
    }


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _phones(problem: Problem) -> Iterator[tuple[str, str]]:
    return ((person.id, person.phone) for person in problem.people if person.phone)


def _names(problem: Problem) -> Iterator[tuple[str, str]]:
    """Names of those who did not consent to be named, unless another who did has the same."""
    public = {person.name for person in problem.people if "contact" in person.consents}
    for person in problem.people:
        if person.name and "contact" not in person.consents and person.name not in public:
            yield person.id, person.name
