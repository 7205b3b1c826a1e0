"""Nobody is left out and nobody stands in two lists; recommendations are different posts of people who consented."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from matcher.fairs.verify.pack import MILLION, Breach, Pack

OUTCOMES = {"fair": "interviews", "placement": "placements", "shifts": "assignments"}


def whole_breaches(pack: Pack) -> Iterator[Breach]:
    """What every kind of plan must keep."""
    yield from _head(pack)
    yield from _known(pack)
    yield from _partition(pack)
    yield from _recommendations(pack)
    yield from _consents(pack)
    yield from _waiting(pack)
    yield from _pins(pack)
    yield from _solution(pack)


def _pins(pack: Pack) -> Iterator[Breach]:
    """What staff locked stands."""
    met = {(entry["candidate_id"], entry["job_id"]) for entry in pack.part(OUTCOMES.get(pack.kind, ""))}
    for person, post in pack.facts["pins"]:
        if (person, post) not in met:
            yield Breach("verify_pin", {"person": person, "post": post})


def _head(pack: Pack) -> Iterator[Breach]:
    """The plan is one of this fair."""
    for key, fact in (("fair", "name"), ("kind", "kind"), ("scenario", "scenario"), ("date", "date")):
        if pack.plan.get(key) != pack.fair[fact]:
            yield Breach("verify_head", {"key": key})


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
    for entry in pack.part("unserved"):
        person = entry["candidate_id"]
        if person not in pack.people:
            yield Breach("verify_unknown_person", {"person": person})
        elif (
            pack.people[person]["options"]
            or (entry["stage"] == "no_consent") == _consented(pack, person)
            or (entry["stage"] == "no_consent") != (entry["rule"] == "no_consent")
        ):
            yield Breach("verify_unserved", {"person": person, "stage": entry["stage"]})


def _waiting(pack: Pack) -> Iterator[Breach]:
    """Who has recommendations and nothing more waits, and nobody else does."""
    outcome = OUTCOMES.get(pack.kind)
    if outcome is None:
        return
    met = {entry["candidate_id"] for entry in pack.part(outcome)}
    recommended = {entry["candidate_id"] for entry in pack.part("recommendations")}
    waiting = Counter(entry["candidate_id"] for entry in pack.part("waiting"))
    for person in sorted(recommended | set(waiting)):
        if waiting[person] != int(person in recommended and person not in met):
            yield Breach("verify_waiting", {"person": person})


def _recommendations(pack: Pack) -> Iterator[Breach]:
    """As many different posts as promised (or as there are), of two employers where interviews leave the choice."""
    most = pack.fair["recommendations"]
    met = {(i["candidate_id"], i["job_id"]) for i in pack.part("interviews")}
    for entry in pack.part("recommendations"):
        person, posts = entry["candidate_id"], entry["posts"]
        ids = [post["job_id"] for post in posts]
        facts = pack.people.get(person, {"options": most, "employers": 1})
        if len(posts) != max(1, min(most, facts["options"])):
            yield Breach("verify_recommendations_count", {"person": person, "count": len(posts), "most": most})
        if len(set(ids)) < len(ids):
            yield Breach("verify_recommended_twice", {"person": person})
        if [post["rank"] for post in posts] != list(range(1, len(posts) + 1)):
            yield Breach("verify_ranks", {"person": person})
        employers = {pack.posts[post]["employer"] for post in ids if post in pack.posts}
        free = any((person, post) not in met for post in ids)
        if pack.kind in ("fair", "referrals") and len(ids) > 1 and free and len(employers) < min(2, facts["employers"]):
            yield Breach("verify_one_employer", {"person": person})


def _consented(pack: Pack, person: str) -> bool:
    return "matching" in pack.people[person]["consents"]


def _consents(pack: Pack) -> Iterator[Breach]:
    for person in sorted({person for person, _ in pack.pairs()}):
        if person in pack.people and not _consented(pack, person):
            yield Breach("verify_no_consent", {"person": person})


def _solution(pack: Pack) -> Iterator[Breach]:
    solution = pack.plan.get("solution")
    if solution is None:
        return
    objective, bound = solution["objective"], solution["bound"]
    if not len(solution["levels"]) == len(objective) == len(bound) == len(solution["gap"]):
        yield Breach("verify_levels")
        return
    if (solution["status"] == "optimal") != (objective == bound):
        yield Breach("verify_status")
    for level, reached, most, gap in zip(solution["levels"], objective, bound, solution["gap"], strict=True):
        if reached > most:
            yield Breach("verify_bound", {"level": level, "reached": reached, "bound": most})
        elif abs(gap * most - (most - reached)) > max(1.0, most / MILLION):
            yield Breach("verify_gap", {"level": level, "stated": gap, "reached": reached, "bound": most})
