"""Nobody is left out and nobody stands in two lists; recommendations are different posts of people who consented."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from matcher.fairs.verify_pack import Breach, Pack


def whole_breaches(pack: Pack) -> Iterator[Breach]:
    """What every kind of plan must keep."""
    yield from _known(pack)
    yield from _partition(pack)
    yield from _recommendations(pack)
    yield from _consents(pack)
    yield from _waiting(pack)
    yield from _solution(pack)


def _known(pack: Pack) -> Iterator[Breach]:
    people, posts = pack.people, pack.posts
    for person, post in sorted(pack.pairs()):
        if person not in people:
            yield Breach("verify_unknown_person", {"person": person})
        if post not in posts:
            yield Breach("verify_unknown_post", {"post": post})


def _partition(pack: Pack) -> Iterator[Breach]:
    """Everybody has a recommendation or is among the unserved: exactly one of the two."""
    served = Counter(r["candidate_id"] for r in pack.part("recommendations"))
    unserved = Counter(u["candidate_id"] for u in pack.part("unserved"))
    for person in pack.people:
        times = served[person] + unserved[person]
        if times == 0:
            yield Breach("verify_left_out", {"person": person})
        elif times > 1:
            yield Breach("verify_in_two_lists", {"person": person})
    for person in sorted(unserved):
        if person not in pack.people:
            yield Breach("verify_unknown_person", {"person": person})


def _waiting(pack: Pack) -> Iterator[Breach]:
    """Who has recommendations and nothing more waits, and nobody else does."""
    outcome = {"fair": "interviews", "placement": "placements", "shifts": "assignments"}.get(pack.kind)
    if outcome is None:
        return
    met = {entry["candidate_id"] for entry in pack.part(outcome)}
    recommended = {entry["candidate_id"] for entry in pack.part("recommendations")}
    waiting = Counter(entry["candidate_id"] for entry in pack.part("waiting"))
    for person in sorted(recommended | set(waiting)):
        if waiting[person] != int(person in recommended and person not in met):
            yield Breach("verify_waiting", {"person": person})


def _recommendations(pack: Pack) -> Iterator[Breach]:
    most = pack.fair["recommendations"]
    for entry in pack.part("recommendations"):
        person, posts = entry["candidate_id"], entry["posts"]
        ids = [post["job_id"] for post in posts]
        if not posts or len(posts) > most:
            yield Breach("verify_recommendations_count", {"person": person, "count": len(posts), "most": most})
        if len(set(ids)) < len(ids):
            yield Breach("verify_recommended_twice", {"person": person})
        if [post["rank"] for post in posts] != list(range(1, len(posts) + 1)):
            yield Breach("verify_ranks", {"person": person})


def _consents(pack: Pack) -> Iterator[Breach]:
    for person in sorted({person for person, _ in pack.pairs()}):
        if person in pack.people and "matching" not in pack.people[person]["consents"]:
            yield Breach("verify_no_consent", {"person": person})


def _solution(pack: Pack) -> Iterator[Breach]:
    solution = pack.plan.get("solution")
    if solution is None:
        return
    objective, bound = solution["objective"], solution["bound"]
    if len(objective) != len(solution["levels"]) or len(bound) != len(objective):
        yield Breach("verify_levels")
        return
    if (solution["status"] == "optimal") != (objective == bound):
        yield Breach("verify_status")
    for level, reached, most in zip(solution["levels"], objective, bound, strict=True):
        if reached > most:
            yield Breach("verify_bound", {"level": level, "reached": reached, "bound": most})
