"""The timetable of a fair against hall, booths, posts, people and interpreters."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from matcher.domain.moments import parse_moment
from matcher.fairs.verify.pack import Breach, Pack


@dataclass(frozen=True)
class _Meeting:
    person: str
    post: str
    booth: str
    start: datetime
    end: datetime
    interpreter: bool

    @property
    def named(self) -> dict[str, object]:
        return {"person": self.person, "post": self.post, "booth": self.booth, "start": f"{self.start:%H:%M}"}


def fair_breaches(pack: Pack) -> Iterator[Breach]:
    """Every breach of the timetable."""
    meetings = [_read(entry) for entry in pack.part("interviews")]
    known = [m for m in meetings if m.person in pack.people and m.post in pack.posts]
    for meeting in known:
        yield from _hall(pack, meeting)
        yield from _booth(pack, meeting)
        yield from _pair(pack, meeting)
    yield from _booths_are_free(meetings)
    yield from _people_are_free(pack, meetings)
    yield from _post_places(pack, known)
    yield from _interpreters(pack, meetings)
    yield from _concessions(pack, meetings)


def _read(entry: Mapping[str, Any]) -> _Meeting:
    return _Meeting(
        entry["candidate_id"],
        entry["job_id"],
        entry["booth"],
        parse_moment(entry["start"]),
        parse_moment(entry["end"]),
        entry["interpreter"],
    )


def _on_day(pack: Pack, clock: str) -> datetime:
    """A time of the fair's day; 24:00 is its end."""
    hour, minute = clock.split(":")
    return parse_moment(pack.fair["date"]) + timedelta(hours=int(hour), minutes=int(minute))


def _hall(pack: Pack, meeting: _Meeting) -> Iterator[Breach]:
    opens, closes = _on_day(pack, pack.fair["opens"]), _on_day(pack, pack.fair["closes"])
    slot = timedelta(minutes=pack.fair["slot_minutes"])
    if meeting.end - meeting.start != slot:
        yield Breach("verify_length", meeting.named)
    if meeting.start < opens or meeting.end > closes:
        yield Breach("verify_outside_hours", meeting.named)
    if (meeting.start - opens) % slot:
        yield Breach("verify_off_grid", meeting.named)


def _booth(pack: Pack, meeting: _Meeting) -> Iterator[Breach]:
    booth = pack.booths.get(meeting.booth)
    if booth is None:
        yield Breach("verify_unknown_booth", meeting.named)
        return
    if booth["employer"] != pack.posts[meeting.post]["employer"]:
        yield Breach("verify_wrong_booth", meeting.named)
    for span in booth["breaks"]:
        first, last = (_on_day(pack, clock) for clock in span.split("/"))
        if meeting.start < last and first < meeting.end:
            yield Breach("verify_break", meeting.named)
    if "A01" in pack.people[meeting.person]["needs"] and not booth["accessible"]:
        yield Breach("verify_not_accessible", meeting.named)


def _pair(pack: Pack, meeting: _Meeting) -> Iterator[Breach]:
    if (meeting.person, meeting.post) not in set(pack.recommended()):
        yield Breach("verify_not_recommended", meeting.named)
    person, post = pack.people[meeting.person], pack.posts[meeting.post]
    allowed = "disability_matching" in person["consents"] and "A19" in person["needs"]
    if meeting.interpreter != (allowed and not post["own_interpreter"]):
        yield Breach("verify_interpreter_flag", meeting.named)


def _booths_are_free(meetings: list[_Meeting]) -> Iterator[Breach]:
    at: dict[str, list[_Meeting]] = defaultdict(list)
    for meeting in meetings:
        at[meeting.booth].append(meeting)
    for booth in sorted(at):
        for first, second in pairwise(sorted(at[booth], key=lambda m: (m.start, m.person))):
            if second.start < first.end:
                yield Breach("verify_booth_clash", second.named)


def _people_are_free(pack: Pack, meetings: list[_Meeting]) -> Iterator[Breach]:
    most, walk = pack.fair["interviews_per_candidate"], timedelta(minutes=pack.fair["walk_minutes"])
    of: dict[str, list[_Meeting]] = defaultdict(list)
    for meeting in meetings:
        of[meeting.person].append(meeting)
    for person in sorted(of):
        mine = sorted(of[person], key=lambda m: (m.start, m.booth))
        if len(mine) > most:
            yield Breach("verify_too_many_interviews", {"person": person, "count": len(mine), "most": most})
        if len({m.post for m in mine}) < len(mine):
            yield Breach("verify_post_twice", {"person": person})
        for first, second in pairwise(mine):
            if second.start < first.end:
                yield Breach("verify_person_clash", second.named)
            elif second.booth != first.booth and second.start - first.end < walk:
                yield Breach("verify_walk", second.named)


def _post_places(pack: Pack, meetings: list[_Meeting]) -> Iterator[Breach]:
    for post, count in sorted(Counter(m.post for m in meetings).items()):
        places = pack.posts[post]["headcount"] * pack.fair["interviews_per_place"]
        if count > places:
            yield Breach("verify_post_full", {"post": post, "count": count, "places": places})


def _interpreters(pack: Pack, meetings: list[_Meeting]) -> Iterator[Breach]:
    """The fewest interpreters that can take all meetings: meetings less the longest chaining of them (Dilworth)."""
    signed = sorted((m for m in meetings if m.interpreter), key=lambda m: (m.start, m.booth))
    walk = timedelta(minutes=pack.fair["walk_minutes"])

    def follows(first: _Meeting, second: _Meeting) -> bool:
        return second.start - first.end >= (timedelta(0) if first.booth == second.booth else walk)

    after = [[n for n, second in enumerate(signed) if follows(first, second)] for first in signed]
    taken: dict[int, int] = {}

    def chain(first: int, seen: set[int]) -> bool:
        for second in after[first]:
            if second in seen:
                continue
            seen.add(second)
            if second not in taken or chain(taken[second], seen):
                taken[second] = first
                return True
        return False

    chained = sum(chain(first, set()) for first in range(len(signed)))
    needed = len(signed) - chained
    if needed > pack.fair["interpreters"]:
        yield Breach("verify_interpreters", {"needed": needed, "present": pack.fair["interpreters"]})


def _concessions(pack: Pack, meetings: list[_Meeting]) -> Iterator[Breach]:
    """One an employer, at a post of the fair, and no more people than have no interview."""
    left = len(pack.people.keys() - {meeting.person for meeting in meetings})
    employers = Counter(
        pack.posts[c["job_id"]]["employer"] for c in pack.part("concessions") if c["job_id"] in pack.posts
    )
    for concession in pack.part("concessions"):
        post, served = concession["job_id"], concession["more_served"]
        if post not in pack.posts:
            yield Breach("verify_unknown_post", {"post": post})
        elif served > left or employers[pack.posts[post]["employer"]] > 1:
            yield Breach("verify_concession", {"post": post, "served": served, "left": left})
