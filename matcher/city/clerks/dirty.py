"""The folder `dirty/`: sixty employers' workbooks and three lists of people, with their truth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from matcher.city.assumptions import unseen, wording
from matcher.city.clerks.books import Books, DirtyFile
from matcher.city.clerks.lists import make_lists, tellable
from matcher.city.clerks.values import Speech
from matcher.city.dice import Dice, generator
from matcher.city.employers import EmployerMaker
from matcher.city.identities import Registry
from matcher.city.jobs import JobMaker, Offer
from matcher.city.people import Crowd, make_people
from matcher.city.trades import trades

Record = Mapping[str, Any]
EMPLOYERS, POSTS, PEOPLE = 60, 300, 800
_FIRST_NUMBER = 60_000_000  # serials of phones and codes from which the fair's people and employers count
_CHANNELS = {"PWD": 1.0}


@dataclass(frozen=True, slots=True)
class Dirty:
    """The files, and the employers in the order of their booths."""

    books: Sequence[DirtyFile]
    lists: Sequence[DirtyFile]
    employers: Sequence[str]


def make_dirty(seed: int, as_of: datetime, *, unseen_words: bool = False) -> Dirty:
    """The files of one fair for people with disabilities. Same seed, same bytes.

    `unseen_words`: in the words of an office that the reader of spreadsheets was not built on.
    """
    words = unseen if unseen_words else wording
    registry = Registry(_FIRST_NUMBER, first_of_day=300)
    speech = Speech(Dice(generator(seed, "fair/clerks")), words("sayings"))
    by_employer = _posts(seed, as_of, registry)
    crowd = Crowd(PEOPLE * 2, "p-", "fair/people", disabled=1.0, registry=registry)
    people = tellable(make_people(crowd, seed, as_of)[0])[:PEOPLE]
    headers = words("headers")
    books = Books(speech, headers, as_of.date()).make(by_employer)
    lists = make_lists(speech, headers, people, as_of.date())
    return Dirty(books, lists, [posts[0]["employer"]["name"] for posts in by_employer])


def _posts(seed: int, as_of: datetime, registry: Registry) -> list[list[Record]]:
    """Posts by employer; no employer has two of one trade, so that only planted rows are near each other."""
    _, units = EmployerMaker(Dice(generator(seed, "fair/employers")), as_of, registry).make(
        EMPLOYERS, "fe-", helped=True
    )
    maker = JobMaker(Offer(POSTS, "fj-", "fair/jobs", _CHANNELS, clean=True), units, seed, as_of)
    dice = Dice(generator(seed, "fair/titles"))
    found: list[list[Record]] = [[] for _ in units]
    used: list[set[int]] = [set() for _ in units]
    named: list[set[str]] = [set() for _ in units]
    number = 0
    while number < POSTS:
        at = number if number < EMPLOYERS else min(dice.below(EMPLOYERS), dice.below(EMPLOYERS))
        record, row = maker.post(f"fj-{number + 1:05d}", units[at])
        if row["trade"] in used[at] or len(found[at]) >= 16:
            continue
        used[at].add(row["trade"])
        record["title"] = next((n for n in dice.some(trades()[row["trade"]].names, 9) if n not in named[at]), None)
        if record["title"] is None:
            continue
        named[at].add(record["title"])
        record["location"] = {"division": units[at].site.town}
        record["contact"] = dict(units[at].contact)
        found[at].append(record)
        number += 1
    return found
