"""A gig morning: headcounts of each shift, nobody in two places, the way between them, parties whole."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise

from matcher.domain.moments import parse_moment
from matcher.fairs.verify.pack import Breach, Pack
from matcher.fairs.verify.standby import standby_breaches

EARTH_KM = 6371.0088


def shift_breaches(pack: Pack) -> Iterator[Breach]:
    """Every breach of the assignments."""
    entries = [(a["candidate_id"], a["job_id"], a["shift"]) for a in pack.part("assignments")]
    known = []
    for person, post, shift in entries:
        if person not in pack.people or post not in pack.posts:
            continue
        if not isinstance(shift, int) or not 0 <= shift < len(pack.posts[post]["shifts"]):
            yield Breach("verify_unknown_shift", {"person": person, "post": post, "shift": shift})
        else:
            known.append((person, post, shift))
    yield from _places(pack, Counter((post, shift) for _, post, shift in known))
    yield from _people(pack, known)
    yield from _parties(pack, known)
    yield from standby_breaches(pack, {person for person, _, _ in known})
    left = {(entry["candidate_id"], entry["job_id"]) for entry in pack.part("cancelled")}
    for person, post in sorted(left & {(person, post) for person, post, _ in known}):
        yield Breach("verify_cancelled", {"person": person, "post": post})


def _places(pack: Pack, filled: Counter[tuple[str, int]]) -> Iterator[Breach]:
    """No shift holds too many, and `gaps` tells what is open of each."""
    told = {(gap["job_id"], gap["shift"]): gap["open"] for gap in pack.part("gaps")}
    shifts = {(post, at) for post, facts in pack.posts.items() for at in range(len(facts["shifts"]))}
    for post, shift in sorted(shifts | told.keys()):
        places = pack.posts[post]["headcount"] if (post, shift) in shifts else 0
        count = filled[post, shift]
        if count > places:
            yield Breach("verify_shift_full", {"post": post, "shift": shift, "count": count, "places": places})
        elif told.get((post, shift), 0) != places - count:
            values = {"stated": told.get((post, shift), 0), "open": places - count}
            yield Breach("verify_gaps", {"post": post, "shift": shift, **values})


def _people(pack: Pack, known: list[tuple[str, str, int]]) -> Iterator[Breach]:
    of: dict[str, list[tuple[datetime, datetime, str]]] = defaultdict(list)
    for person, post, shift in known:
        start, end = (parse_moment(text) for text in pack.posts[post]["shifts"][shift])
        of[person].append((start, end, post))
    most = pack.fair["interviews_per_candidate"]
    for person in sorted(of):
        if len(of[person]) > most:
            yield Breach("verify_too_many_shifts", {"person": person, "count": len(of[person]), "most": most})
        for first, second in pairwise(sorted(of[person])):
            way = timedelta(hours=_km(pack, first[2], second[2]) / pack.fair["travel_kmh"])
            if second[0] < first[1]:
                yield Breach("verify_shifts_overlap", {"person": person, "post": second[2]})
            elif second[0] - first[1] < way - timedelta(seconds=1):
                yield Breach("verify_travel", {"person": person, "post": second[2]})


def _km(pack: Pack, one: str, other: str) -> float:
    """The great circle by the cosine law, which is not how the planner computes it."""
    if one == other or None in pack.posts[one]["place"] or None in pack.posts[other]["place"]:
        return 0.0
    (lat_a, lon_a), (lat_b, lon_b) = (map(math.radians, pack.posts[p]["place"]) for p in (one, other))
    cosine = math.sin(lat_a) * math.sin(lat_b) + math.cos(lat_a) * math.cos(lat_b) * math.cos(lon_b - lon_a)
    return EARTH_KM * math.acos(max(-1.0, min(1.0, cosine)))


def _parties(pack: Pack, known: list[tuple[str, str, int]]) -> Iterator[Breach]:
    """All of a party work the same shifts; who cancelled one stands outside it."""
    left = {entry["candidate_id"] for entry in pack.part("cancelled")}
    members: dict[str, list[str]] = defaultdict(list)
    for person, facts in pack.people.items():
        if facts["party"] is not None and person not in left:
            members[facts["party"]].append(person)
    works: dict[str, set[tuple[str, int]]] = defaultdict(set)
    for person, post, shift in known:
        works[person].add((post, shift))
    for party in sorted(members):
        if len({frozenset(works[person]) for person in members[party]}) > 1:
            yield Breach("verify_party", {"party": party, "people": len(members[party])})
