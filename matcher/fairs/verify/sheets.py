"""The printed sheets of a pack against `plan.json`: what people hold in their hands is what was planned."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from matcher.fairs.verify.pack import Breach, Pack
from matcher.fairs.verify.round_sheets import figures, moments
from matcher.fairs.verify.secrecy import cells_of, lines_of

_BOOTH = re.compile(r"^(?:展位|Booth) (.+?)　")
_TIME = re.compile(r"^(\d\d:\d\d)–\d\d:\d\d$")
_NUMBER = re.compile(r"^(?:编号|Number) (\S+?)　")
_OFFER = re.compile(r"^[（(](\S+)[）)]$")
_APPOINTMENT = re.compile(r"^(?:面试：|Interview: )(\d\d:\d\d)–\d\d:\d\d(?:，展位|, booth) (.+)$")
STANDBY = (["候补"], ["Stands by"])
_PLACED = re.compile(r"^(?:安排到此岗位（第|You are placed at this post \(round) (\d+)")
_WORKS = re.compile(r"(?:班次：|Shift: )([^；;]+)")
Meeting = tuple[str, str, str, str]
"""Candidate, post, booth, start as 09:10."""
Appointment = tuple[str, ...]
"""Candidate, post, and where and when: booth and start, a placement's round, or a shift's figures."""


def sheet_breaches(pack: Pack) -> Iterator[Breach]:
    """Booths' sheets, everybody's own sheet and the door list, each against the plan."""
    if pack.kind == "fair":
        planned = {(i["candidate_id"], i["job_id"], i["booth"], i["start"][11:16]) for i in pack.part("interviews")}
        yield from _booths(pack, planned)
        yield from _door(pack, planned)
    yield from _people(pack, _planned(pack))


def _booths(pack: Pack, planned: set[Meeting]) -> Iterator[Breach]:
    """Every booth has a sheet of its own and one in `booths.html`; each holds its meetings and no others."""
    seen: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
    for path, page in pack.booth_sheets.items():
        for section in page.split('<section class="sheet')[1:]:
            code = next((found[1] for line in lines_of(section) if (found := _BOOTH.match(line))), "")
            seen[path == "booths.html"][code] += not path.startswith("changed/")
            yield from _booth(pack, path, section, {m for m in planned if m[2] == code})
    for path, count in (("booths/", seen[False]), ("booths.html", seen[True])):
        for code in sorted(pack.booths):
            if count[code] != 1:
                yield Breach("verify_booth_sheets", {"path": path, "booth": code, "count": count[code]})


def _booth(pack: Pack, path: str, section: str, planned: set[Meeting]) -> Iterator[Breach]:
    who = {}
    for cells in cells_of(section):
        time = _TIME.match(cells[0][0]) if cells and cells[0] else None
        if time and len(cells) > 2:
            who[cells[2][-1], time[1]] = cells[1][0] if cells[1] else ""
    wanted = {(post, start): person for person, post, _, start in planned}
    for post, start in sorted(wanted.keys() - who.keys()):
        yield Breach("verify_not_on_sheet", {"path": path, "person": wanted[post, start], "post": post, "start": start})
    for post, start in sorted(who.keys() - wanted.keys()):
        yield Breach("verify_sheet_extra", {"path": path, "post": post, "start": start})
    for post, start in sorted(who.keys() & wanted.keys()):
        person = wanted[post, start]
        named = "contact" in pack.people.get(person, {}).get("consents", ())
        if not named and who[post, start] != person:
            yield Breach("verify_named_without_consent", {"path": path, "person": person})


def _door(pack: Pack, planned: set[Meeting]) -> Iterator[Breach]:
    first: dict[str, str] = {}
    for person, _, _, start in planned:
        first[person] = min(start, first.get(person, start))
    rows = {cells[0][0]: cells[2][:1] for cells in cells_of(pack.door) if len(cells) == 5 and cells[0]}
    for person in sorted({r["candidate_id"] for r in pack.part("recommendations")}):
        wanted = [[first[person]]] if person in first else STANDBY
        if rows.get(person) not in wanted:
            yield Breach("verify_door", {"person": person})


def _planned(pack: Pack) -> set[Appointment]:
    """What people should read on their own sheets."""
    meetings = {(i["candidate_id"], i["job_id"], i["booth"], i["start"][11:16]) for i in pack.part("interviews")}
    placed = {(p["candidate_id"], p["job_id"], str(p["round"])) for p in pack.part("placements")}
    works = {
        (a["candidate_id"], a["job_id"], *moments(*pack.posts[a["job_id"]]["shifts"][a["shift"]]))
        for a in pack.part("assignments")
        if a["job_id"] in pack.posts and a["shift"] < len(pack.posts[a["job_id"]]["shifts"])
    }
    return {*meetings, *placed, *works}


def _people(pack: Pack, planned: set[Appointment]) -> Iterator[Breach]:
    """Everybody has a sheet of their own, and one in `candidates.html`, with what is planned for them."""
    seen: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
    mine: dict[str, set[Appointment]] = {}
    for appointment in planned:
        mine.setdefault(appointment[0], set()).add(appointment)
    posts = {r["candidate_id"]: {p["job_id"] for p in r["posts"]} for r in pack.part("recommendations")}
    for path, page in pack.person_sheets.items():
        for section in page.split('<section class="sheet')[1:]:
            lines = lines_of(section)
            person = next((found[1] for line in lines if (found := _NUMBER.match(line))), "")
            seen[path == "candidates.html"][person] += not path.startswith("changed/")
            if _appointments(person, lines) != mine.get(person, set()):
                yield Breach("verify_person_sheet", {"path": path, "person": person})
            if {offer[1] for line in lines if (offer := _OFFER.match(line))} != posts.get(person, set()):
                yield Breach("verify_person_posts", {"path": path, "person": person})
    for path, count in (("candidates/", seen[False]), ("candidates.html", seen[True])):
        for person in sorted(pack.people):
            if count[person] != 1:
                yield Breach("verify_person_sheets", {"path": path, "person": person, "count": count[person]})


def _appointments(person: str, lines: list[str]) -> set[Appointment]:
    post, found = "", set[Appointment]()
    for line in lines:
        if offer := _OFFER.match(line):
            post = offer[1]
        if when := _APPOINTMENT.match(line):
            found.add((person, post, when[2], when[1]))
        if placed := _PLACED.match(line):
            found.add((person, post, placed[1]))
        if _WORKS.match(line):
            found |= {(person, post, *figures(text)) for text in _WORKS.findall(line)}
    return found
