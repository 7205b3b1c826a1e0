"""Referrals and placements: what was promised, places, minima and maxima, and no pair that would rather be together."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from matcher.fairs.verify.pack import Breach, Pack
from matcher.fairs.verify.standby import standby_breaches


def referral_breaches(pack: Pack) -> Iterator[Breach]:
    """Everybody has the promised posts of two employers, or stands in `short` with the right number."""
    promised = pack.fair["recommendations"]
    posts = {r["candidate_id"]: [p["job_id"] for p in r["posts"]] for r in pack.part("recommendations")}
    short = {s["candidate_id"]: s["have"] for s in pack.part("short")}
    for person in sorted(short.keys() - pack.people.keys()):
        yield Breach("verify_unknown_person", {"person": person})
    for person in pack.people:
        mine = posts.get(person, [])
        employers = {pack.posts[post]["employer"] for post in mine if post in pack.posts}
        fell_short = len(mine) < promised or (promised > 1 and len(employers) < 2)
        if fell_short != (person in short) or (person in short and short[person] != len(mine)):
            yield Breach("verify_short", {"person": person, "have": len(mine)})


def placement_breaches(pack: Pack) -> Iterator[Breach]:
    """One post a person, places, least headcounts, quotas; in stable mode no blocking pair."""
    placements = [p for p in pack.part("placements") if p["job_id"] in pack.posts]
    people = Counter(p["candidate_id"] for p in placements)
    for person, count in sorted(people.items()):
        if count > 1:
            yield Breach("verify_placed_twice", {"person": person})
    at_post = Counter(p["job_id"] for p in placements)
    closed = {c["job_id"] for c in pack.part("closed")}
    pinned = {post for _, post in pack.facts["pins"]}
    for post, count in sorted(at_post.items()):
        facts = pack.posts[post]
        if count > facts["headcount"]:
            yield Breach("verify_post_overfull", {"post": post, "count": count, "places": facts["headcount"]})
        if count < facts["min_headcount"] and post not in pinned:
            yield Breach("verify_below_least", {"post": post, "count": count, "least": facts["min_headcount"]})
        if post in closed:
            yield Breach("verify_closed", {"post": post})
    for post in sorted(closed - pack.posts.keys()):
        yield Breach("verify_unknown_post", {"post": post})
    if pack.plan.get("mode") != pack.fair["mode"]:
        yield Breach("verify_head", {"key": "mode"})
    yield from standby_breaches(pack, people)
    yield from _quotas(pack, at_post)
    if pack.fair["mode"] == "stable":
        yield from _blocking(pack, placements, closed)


def _quotas(pack: Pack, at_post: Mapping[str, int]) -> Iterator[Breach]:
    told = {(q["quota"], q["min"]): q["reached"] for q in pack.part("minima")}
    for quota in pack.fair["quotas"]:
        name = quota["division"] or quota["employer"]
        count = sum(n for post, n in at_post.items() if _falls_under(pack.posts[post], quota))
        bound = pack.fair["mode"] == "optimal" or quota["division"] is None
        if bound and quota["max"] is not None and count > quota["max"]:
            yield Breach("verify_quota", {"quota": name, "count": count, "most": quota["max"]})
        if quota["min"] and pack.fair["mode"] == "optimal" and told.get((name, quota["min"])) != count:
            yield Breach("verify_minimum", {"quota": name, "count": count, "least": quota["min"]})


def _falls_under(post: Mapping[str, Any], quota: Mapping[str, Any]) -> bool:
    if quota["division"] is not None:
        return str(post["division"] or "").startswith(quota["division"])
    return bool(_letters(quota["employer"]) == post["employer"])


def _letters(name: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFKC", name).casefold() if letter.isalnum())


def _blocking(pack: Pack, placements: list[Mapping[str, Any]], closed: set[str]) -> Iterator[Breach]:
    """A person and a wished post that would both rather have each other than what they got.

    Only where the post has a place to give, or holds somebody whom it ranks below: by tier, its own wish, then the
    score that the plan states.
    """
    wishes, intents = pack.facts["wishes"], pack.facts["intents"]
    got = {p["candidate_id"]: p["job_id"] for p in placements}
    score = {(s[0], s[1]): s[2] for s in pack.facts["wish_scores"]}
    limited = {_letters(q["employer"]): q["max"] for q in pack.fair["quotas"] if q["employer"] and q["max"] is not None}
    held: dict[str, list[str]] = {}
    for placement in placements:
        held.setdefault(placement["job_id"], []).append(placement["candidate_id"])
    filled = Counter(pack.posts[p["job_id"]]["employer"] for p in placements)

    def standing(person: str, post: str) -> tuple[float, ...]:
        rank = intents.get(post, {}).get(person, float("inf"))
        return pack.people[person]["tier"], rank, -score.get((person, post), 0)

    for person in sorted(wishes):
        ranks = wishes[person]
        present = ranks.get(got.get(person, ""), float("inf"))
        for post in sorted(ranks, key=lambda p: (ranks[p], p)):
            if ranks[post] >= present or post in closed or (person, post) not in score:
                continue
            employer = pack.posts[post]["employer"]
            there = held.get(post, [])
            room = len(there) < pack.posts[post]["headcount"]
            if room and filled[employer] >= limited.get(employer, float("inf")):
                others = [(c, p) for p, cs in held.items() if pack.posts[p]["employer"] == employer for c in cs]
                room = any(standing(c, p) > standing(person, post) for c, p in others)
            if room or any(standing(other, post) > standing(person, post) for other in there):
                yield Breach("verify_blocking", {"person": person, "post": post})
