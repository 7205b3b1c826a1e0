"""The employers' sheets and the lists of a placement or a morning against `plan.json`, line by line.

A row of these pages says by its class what it is, and ends each cell that names a post or a person with the code; so
the lines are read alike in every language.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping

from matcher.domain.moments import SHANGHAI, parse_moment
from matcher.fairs.verify.pack import Breach, Pack
from matcher.fairs.verify.secrecy import classed_rows, lines_of

Line = tuple[str, ...]
"""What a line is about (placed, standby, offer, works, party, shift, goes, waits, calls), then its parts."""
Row = tuple[str, list[list[str]]]
"""The class of a row, and the lines of each of its cells."""
NAMELESS = {"本单位", "This employer", "未写单位", "no employer named"}
CLOSED = ("关闭", "closed")
_NUMBER = re.compile(r"\d+")
_INDEX = re.compile(r"^(?:班次|shift) (\d+)$")
_HEAD = re.compile(r"<h1>(.*?)</h1>", re.DOTALL)


def round_sheet_breaches(pack: Pack) -> Iterator[Breach]:
    """Employers' sheets, the list by code and, of a morning, the call list."""
    planned = _employers(pack)
    seen: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
    for path, page in pack.employer_sheets.items():
        for section in page.split('<section class="sheet')[1:]:
            rows = classed_rows(section)
            employer = _whose(pack, rows)
            seen[path == "employers.html"][employer] += not path.startswith("changed/")
            yield from _heading(path, section, employer)
            yield from _compare(path, _sheet_lines(rows), planned.get(employer, Counter()))
            yield from _named(pack, path, rows)
    for path, count in (("employers/", seen[False]), ("employers.html", seen[True])):
        for employer in sorted(planned):
            if count[employer] != 1:
                yield Breach("verify_employer_sheets", {"path": path, "employer": employer, "count": count[employer]})
    yield from _compare("codes.html", _code_lines(pack.codes, pack.kind), _codes_planned(pack))
    if pack.kind == "shifts":
        yield from _compare("door.html", _call_lines(pack.door), _call_planned(pack))


def _compare(path: str, found: Iterable[Line], planned: Counter[Line]) -> Iterator[Breach]:
    stated = Counter(found)
    for how, lines in (("lacks", planned - stated), ("extra", stated - planned)):
        for kind, *line in sorted(lines):
            yield Breach(f"verify_{how}_{kind}", {"path": path, "line": " ".join(filter(None, line))})


def _whose(pack: Pack, rows: Iterable[Row]) -> str:
    """The employer of most posts that the sheet names; lines of others are then named one by one."""
    posts = {_last(cells[0]) if kind != "shift" else _shift_key(cells)[0] for kind, cells in rows if kind in POST_ROWS}
    firms = Counter(pack.posts[post]["employer"] for post in sorted(posts) if post in pack.posts)
    return str(firms.most_common(1)[0][0]) if firms else ""


POST_ROWS = ("offer", "shift")


def _heading(path: str, section: str, employer: str) -> Iterator[Breach]:
    title = " ".join(lines_of("".join(_HEAD.findall(section)[:1])))
    if title not in NAMELESS and _letters(title) != employer:
        yield Breach("verify_employer_heading", {"path": path, "title": title})


def _letters(name: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFKC", name).casefold() if letter.isalnum())


def _named(pack: Pack, path: str, rows: Iterable[Row]) -> Iterator[Breach]:
    """A name stands above the code of those alone who consented."""
    for kind, cells in rows:
        who = cells[{"placed": 1, "works": 1, "standby": 2}[kind]] if kind in ("placed", "works", "standby") else []
        if len(who) > 1 and "contact" not in pack.people.get(who[-1], {}).get("consents", ()):
            yield Breach("verify_named_without_consent", {"path": path, "person": who[-1]})


def _employers(pack: Pack) -> dict[str, Counter[Line]]:
    """What each employer's sheet should say, by the employer."""
    planned: dict[str, Counter[Line]] = defaultdict(Counter)
    for line in _placement_planned(pack) if pack.kind == "placement" else _morning_planned(pack):
        if line[1] in pack.posts:
            planned[pack.posts[line[1]]["employer"]][line] += 1
    return planned


def _placement_planned(pack: Pack) -> Iterator[Line]:
    placed = Counter(p["job_id"] for p in pack.part("placements"))
    closed = {c["job_id"] for c in pack.part("closed")}
    for p in pack.part("placements"):
        yield "placed", p["job_id"], p["candidate_id"], str(p["round"])
    for s in pack.part("standby"):
        yield "standby", s["job_id"], str(s["order"]), s["candidate_id"]
    for post, facts in pack.posts.items():
        numbers = (facts["headcount"], facts["min_headcount"], placed[post])
        yield "offer", post, *map(str, numbers), "closed" if post in closed else ""


def _morning_planned(pack: Pack) -> Iterator[Line]:
    works = [(a["job_id"], str(a["shift"]), a["candidate_id"]) for a in pack.part("assignments")]
    together: dict[Line, list[str]] = defaultdict(list)
    for post, shift, person in works:
        yield "works", post, shift, person
        if party := pack.people.get(person, {}).get("party"):
            together[post, shift, party].append(person)
    for (post, shift, _), people in together.items():
        if len(people) > 1:
            yield "party", post, shift, *sorted(people)
    for post, facts in pack.posts.items():
        for index, (start, end) in enumerate(facts["shifts"]):
            yield "shift", post, str(index), *moments(start, end)
    order: Counter[str] = Counter()
    for s in sorted(pack.part("standby"), key=lambda s: s["order"]):
        for post in s["posts"]:
            order[post] += 1
            yield "standby", post, str(order[post]), s["candidate_id"]


def moments(start: str, end: str) -> Line:
    """Month, day, hours: what a shift's words say in figures."""
    first, last = (parse_moment(text).astimezone(SHANGHAI) for text in (start, end))
    later = [str(last.month), str(last.day)] if (last.date() - first.date()).days > 1 else []
    return str(first.month), str(first.day), f"{first:%H:%M}", *later, f"{last:%H:%M}"


def figures(when: str) -> Line:
    """The same figures out of the words."""
    parts = re.findall(r"\d+:\d+|\d+", when)
    return tuple(part if ":" in part else str(int(part)) for part in parts)


def _last(cell: list[str]) -> str:
    return cell[-1] if cell else ""


def _digits(cell: list[str]) -> str:
    return "".join(_NUMBER.findall(" ".join(cell))[:1])


def _shift_key(cells: list[list[str]]) -> Line:
    """Post, index and time of a shift's heading: title, code, index, time and place, numbers."""
    lines = cells[0] if cells else []
    at = next((n for n, line in enumerate(lines) if _INDEX.match(line)), None)
    if at is None or at == 0 or at + 1 >= len(lines):
        return "", ""
    found = _INDEX.match(lines[at])
    return lines[at - 1], found[1] if found else "", *figures(lines[at + 1].partition("　")[0])


def _sheet_lines(rows: Iterable[Row]) -> Iterator[Line]:
    at: Line = ("", "")
    parties: dict[Line, list[str]] = defaultdict(list)
    for name, cells in rows:
        if name == "shift":
            at = _shift_key(cells)
            yield "shift", *at
        elif name == "works":
            person = _last(cells[1])
            yield "works", *at[:2], person
            if number := _digits(cells[2]):
                parties[at[0], at[1], number].append(person)
        elif name == "placed":
            yield "placed", _last(cells[0]), _last(cells[1]), _digits(cells[2])
        elif name == "standby":
            yield "standby", _last(cells[0]), _digits(cells[1]), _last(cells[2])
        elif name == "offer":
            state = "closed" if _last(cells[4]).startswith(CLOSED) else ""
            yield "offer", _last(cells[0]), *map(_digits, cells[1:4]), state
    for (post, shift, _), people in parties.items():
        yield "party", post, shift, *sorted(people)


def _goes(cell: list[str]) -> Line:
    """Post, and of a morning the index of the shift."""
    found = _INDEX.match(_last(cell))
    return (cell[-2], found[1]) if found and len(cell) > 1 else (_last(cell),)


def _code_lines(page: str, kind: str) -> Iterator[Line]:
    for name, cells in classed_rows(page):
        if name == "goes":
            yield "goes", " ".join(cells[0]), *_goes(cells[3 if kind == "shifts" else 2])
        elif name == "waits":
            yield "waits", " ".join(cells[0]), _digits(cells[1])


def _codes_planned(pack: Pack) -> Counter[Line]:
    """Everybody who goes somewhere, by code, or stands by, in a morning at which place."""
    goes: Mapping[str, list[Line]] = defaultdict(list)
    for entry in [*pack.part("placements"), *pack.part("assignments")]:
        shift = (str(entry["shift"]),) if "shift" in entry else ()
        goes[entry["candidate_id"]].append(("goes", entry["candidate_id"], entry["job_id"], *shift))
    order = {s["candidate_id"]: str(s["order"]) for s in pack.part("standby")} if pack.kind == "shifts" else {}
    waits = [("waits", person, order.get(person, "")) for person in {s["candidate_id"] for s in pack.part("standby")}]
    return Counter([*waits, *(line for lines in goes.values() for line in lines)])


def _call_lines(page: str) -> Iterator[Line]:
    for name, cells in classed_rows(page):
        if name == "calls":
            yield "calls", _last(cells[3]), *_goes(cells[1])
        elif name == "standby":
            yield "standby", _digits(cells[0]), _last(cells[1])


def _call_planned(pack: Pack) -> Counter[Line]:
    calls = [("calls", a["candidate_id"], a["job_id"], str(a["shift"])) for a in pack.part("assignments")]
    standby = [("standby", str(s["order"]), s["candidate_id"]) for s in pack.part("standby")]
    return Counter([*calls, *standby])
