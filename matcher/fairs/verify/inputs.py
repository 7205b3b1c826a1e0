"""What the inputs of a pack say, read anew: the checker's witness. It knows the files' content, nothing of the plan."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from matcher.domain.fairs import Fair, employer_key
from matcher.domain.moments import write_moment
from matcher.fairs.problem import FairInputs, Problem
from matcher.fairs.verify.against import Witness
from matcher.fairs.wishes import read_wishes


def witness(inputs: FairInputs) -> Witness:
    """Verdicts, coded facts and secrets of these inputs."""
    problem = inputs.problem
    people = {person.id: at for at, person in enumerate(problem.people)}
    posts = {post.id: at for at, post in enumerate(problem.posts)}

    def allowed(person: str, post: str) -> bool:
        known = person in people and post in posts
        return known and bool(problem.pairs.allowed[people[person], posts[post]])

    def score(person: str, post: str) -> int:
        known = person in people and post in posts
        return int(problem.pairs.score[people[person], posts[post]]) if known else -1

    def rules(person: str) -> frozenset[str]:
        row = problem.pairs.rule[people[person]].tolist() if person in people else ()
        return frozenset(problem.pairs.rules[at] for at in row if at >= 0)

    facts = _facts(problem) | (_wishes(inputs) if problem.fair.kind == "placement" else {})
    employers = {post.id: post.employer_id for post in problem.posts if post.employer_id}
    secrets = tuple(_phones(problem)), tuple(_names(problem))
    return Witness(allowed, score, rules, facts, employers, frozenset(inputs.hashes), *secrets)


def _wishes(inputs: FairInputs) -> dict[str, Any]:
    """The ranked wishes of both sides, by their ids."""
    people, posts = inputs.problem.people, inputs.problem.posts
    wishes = read_wishes(inputs.wishes, inputs.problem)
    return {
        "wishes": {people[i].id: {posts[j].id: n for j, n in ranks.items()} for i, ranks in wishes.of_people.items()},
        "intents": {posts[j].id: {people[i].id: n for i, n in ranks.items()} for j, ranks in wishes.of_posts.items()},
    }


def _facts(problem: Problem) -> dict[str, Any]:
    allowed = problem.pairs.allowed
    options = allowed.sum(axis=1)
    firms = [employer_key(post.employer) for post in problem.posts]
    return {
        "fair": _fair(problem.fair),
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
                "employers": len({firms[post] for post in allowed[at].nonzero()[0]}),
                "party": person.party,
                "tier": person.tier,
            }
            for at, person in enumerate(problem.people)
        },
    }


def _fair(fair: Fair) -> dict[str, Any]:
    return {
        "name": fair.name,
        "kind": fair.kind,
        "scenario": fair.scenario,
        "date": fair.day.isoformat(),
        "opens": _clock(fair.hall.opens),
        "closes": _clock(fair.hall.closes),
        "slot_minutes": fair.hall.slot_minutes,
        "walk_minutes": fair.hall.walk_minutes,
        "interpreters": fair.hall.interpreters,
        "recommendations": fair.limits.recommendations,
        "interviews_per_candidate": fair.limits.interviews_per_candidate,
        "interviews_per_place": fair.limits.interviews_per_place,
        "mode": fair.mode,
        "travel_kmh": fair.travel_kmh,
        "quotas": [
            {"division": q.division, "employer": q.employer, "min": q.minimum, "max": q.maximum} for q in fair.quotas
        ],
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
