"""How a plan's parts are called on paper: times, people, posts, booths."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from matcher.domain.moments import SHANGHAI, write_moment
from matcher.domain.words import say
from matcher.fairs.problem import Person, Problem
from matcher.fairs.secrecy import for_employers

NAME_BYTES = 180
"""Of a file's name; file systems allow 255 with the ending."""


@dataclass(frozen=True)
class Stamp:
    """What every sheet of a pack says about itself."""

    version: int
    as_of: datetime

    @property
    def made(self) -> str:
        """When, in words for paper."""
        return f"{self.as_of:%Y-%m-%d %H:%M}"


@dataclass(frozen=True)
class View:
    """Words for the parts of one problem."""

    problem: Problem
    stamp: Stamp

    def say(self, code: str, /, **values: object) -> str:
        """Words in the plan's language."""
        return say(code, self.problem.language, **values)

    def listed(self, parts: Iterable[str]) -> str:
        """Several things in a row, as the language writes them."""
        return self.say("page_list_mark").join(parts)

    def columns(self, *names: str) -> list[str]:
        """Heads of columns."""
        return [self.say(f"page_column_{name}") for name in names]

    def clock(self, slot: int) -> str:
        """A slot's start, such as 09:10; `slot + 1` is its end."""
        hall = self.problem.fair.hall
        return clock(hall.opens + slot * hall.slot_minutes)

    def moment(self, slot: int) -> str:
        """A slot's start as RFC 3339."""
        hall = self.problem.fair.hall
        return write_moment(self.problem.fair.moment(hall.opens + slot * hall.slot_minutes))

    @property
    def day(self) -> str:
        """The fair's day."""
        day = self.problem.fair.day
        weekday = self.say(f"page_weekday_{day.weekday()}")
        return self.say("page_day", year=day.year, month=day.month, day=day.day, weekday=weekday)

    @property
    def head(self) -> Mapping[str, object]:
        """What the sheets' heads share; `heading` is the fair's name where employers may read it."""
        fair = self.problem.fair
        opens, closes = clock(fair.hall.opens), clock(fair.hall.closes)
        return {
            "language": self.problem.language,
            "title": fair.name,
            "fair": fair.name,
            "heading": for_employers(fair.name, self.say("page_some_fair")),
            "day": self.day,
            "hours": self.say("page_hours", opens=opens, closes=closes) if fair.kind == "fair" else "",
            "version": self.stamp.version,
            "made": self.stamp.made,
        }

    def shift(self, start: datetime, end: datetime) -> str:
        """A shift: 9月16日（星期六）22:00–次日06:00."""
        start, end = start.astimezone(SHANGHAI), end.astimezone(SHANGHAI)
        days = (end.date() - start.date()).days
        code = "page_ends" if days == 0 else "page_ends_next_day" if days == 1 else "page_ends_later"
        until = self.say(code, time=f"{end:%H:%M}", month=end.month, day=end.day)
        return f"{self.short_day(start.date())}{start:%H:%M}–{until}"

    def short_day(self, day: date) -> str:
        """A day without its year: 9月16日（星期六）."""
        weekday = self.say(f"page_weekday_{day.weekday()}")
        return self.say("page_short_day", month=day.month, day=day.day, weekday=weekday)

    def booths(self, booths: Iterable[int]) -> str:
        """Codes of booths."""
        return self.listed(self.problem.fair.booths[booth].code for booth in booths)

    def change(self, change: Mapping[str, object]) -> str:
        """A nearest change in words."""
        if not change:
            return ""
        if "text" in change:
            return str(change["text"])
        values = {**dict.fromkeys(("add", "booth", "job_id", "employer", "title"), ""), **change}
        post = self.problem.post_index.get(str(values["job_id"]))
        values["title"] = self.problem.posts[post].title if post is not None else ""
        code = f"fair_change_{change.get('change', change.get('field'))}"
        if code == "fair_change_closes_minutes" and "booth" not in change:
            code = "fair_cure_closes_minutes"
        words = self.say(code, **values)
        more = change.get("and")
        return self.say("page_clause_mark").join([words, self.change(more)]) if isinstance(more, Mapping) else words


def clock(minute: int) -> str:
    """Minutes after midnight as 09:10."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def label(person: Person) -> str:
    """A person where others may read it: the name with the consent `contact`, else the code."""
    return person.name if person.name and "contact" in person.consents else person.id


def file_names(ids: Iterable[str]) -> dict[str, str]:
    """A file name for each id, safe on every system and different also where capitals are not told apart."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for id_ in ids:
        name = "".join(letter if letter.isalnum() or letter in "-_." else f"%{ord(letter):02x}" for letter in id_)
        name = f"%2e{name[1:]}" if name.startswith(".") else name
        name = name.encode()[:NAME_BYTES].decode(errors="ignore")
        while name.casefold() in taken:
            name += "~"
        taken.add(name.casefold())
        names[id_] = name
    return names
