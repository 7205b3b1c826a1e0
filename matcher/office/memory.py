"""The office's memory: which names its staff confirmed, from the events of each tenant.

An event that says yes keeps, sealed with it, what the person wished and how the post was called at that moment: a
person's later wishes and a post's later names were never confirmed. The memory is nothing but these events, so it goes
when the person or the post is erased, and a name that staff forgets counts no more from what was said before.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from matcher.domain.errors import UnknownId
from matcher.domain.moments import write_moment
from matcher.domain.records import Candidate, Job
from matcher.index.phrases import Phrases
from matcher.index.texts import job_texts, wishes
from matcher.ranking.memory import Memory
from matcher.store import Store, StoredEvent
from matcher.table.keys import key
from matcher.table.table import Key

YES = frozenset({"confirm", "offer", "hire", "insured"})
NO = frozenset({"reject", "withdraw"})  # said later of the same pair, they take the yes back
NAMES = "confirmed_names"  # in the context of an event that says yes
FORGOTTEN = "memory_forgotten"  # the text of the store: key of a name → number of the last event that counts no more


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A wish and a title that staff said belong together, how often, and when last."""

    wish: str
    title: str
    count: int
    last: datetime

    def as_json(self) -> dict[str, Any]:
        """For `--json`."""
        return {"wish": self.wish, "title": self.title, "count": self.count, "last": write_moment(self.last)}


@dataclass(frozen=True, slots=True)
class Heard:
    """One event that says yes or no of a pair; `names`: the person's wishes, then the post's title."""

    no: int
    who: Key
    job: Key
    yes: bool
    at: datetime
    names: tuple[str, ...]


def names_of(event: str, candidate: Candidate, job: Job) -> Mapping[str, Any]:
    """What goes into the context of an event, beside what the caller sends: names where it says yes."""
    titles = job_texts(job).title
    return {NAMES: [*wishes(candidate), titles[0]]} if event in YES and titles else {}


class OfficeMemory:
    """Every tenant's memory, following the events."""

    def __init__(self, store: Store, phrases: Phrases, lives: Callable[[Key], bool]) -> None:
        """`lives` tells whether a post is still stored."""
        self._store = store
        self._phrases = phrases
        self._lives = lives
        self._heard: list[Heard] = []
        self._made: dict[str, tuple[object, Memory]] = {}
        self._latest: datetime | None = None

    def hear(self, stored: StoredEvent, job: Key) -> None:
        """Take in an event; `job` is the post that its id means."""
        event = stored.event
        names = event.context.get(NAMES) if event.event in YES else ()
        if event.event in NO or names:
            who = (stored.tenant, event.candidate_id)
            self._heard.append(Heard(stored.no, who, job, event.event in YES, event.at, tuple(names or ())))
            self.changed()

    def erase(self, people: set[Key]) -> None:
        """Nothing of these people was ever heard."""
        self._heard = [one for one in self._heard if one.who not in people]
        self.changed()

    def changed(self) -> None:
        """Events or posts came or went: what was made of them is made anew."""
        self._made.clear()
        self._latest = max((one.at for one in self._heard), default=None)

    def of(self, tenant: str, known: datetime) -> Memory:
        """What a tenant's staff confirmed until a moment, for a match."""
        forgotten = self._forgotten(tenant)
        mark = (known if self._latest and self._latest > known else None, forgotten)
        made = self._made.get(tenant)
        if made is None or made[0] != mark:
            made = self._made[tenant] = mark, self._memory(self._confirmed(tenant, known, forgotten))
        return made[1]

    def _memory(self, confirmed: Iterable[Confirmed]) -> Memory:
        pairs = sorted((one.wish, one.title, one.count) for one in confirmed)
        stamp = hashlib.sha256(json.dumps(pairs, ensure_ascii=False).encode()).hexdigest()[:12]
        return Memory.of(pairs, stamp) if pairs else Memory()

    def listed(self, tenant: str, known: datetime) -> list[Confirmed]:
        """The names, those confirmed most often first."""
        found = self._confirmed(tenant, known, self._forgotten(tenant))
        return sorted(found, key=lambda one: (-one.count, one.wish, one.title))

    def forget(self, tenant: str, name: str, known: datetime) -> int:
        """Let a name, of a wish or a post, count no more from what was said so far; how many pairs of names that took.

        Raises UnknownId where nobody confirmed it.
        """
        gone = [one for one in self.listed(tenant, known) if key(name) in (key(one.wish), key(one.title))]
        if not gone:
            raise UnknownId("memory_unknown", name=name)
        last = max(one.no for one in self._heard if one.who[0] == tenant)
        forgotten = {**self._forgotten(tenant), str(key(name)): last}
        self._store.set_text(tenant, FORGOTTEN, json.dumps(forgotten, sort_keys=True))
        return len(gone)

    def _forgotten(self, tenant: str) -> dict[str, int]:
        text = self._store.get_text(tenant, FORGOTTEN)
        return json.loads(text) if text else {}

    def _confirmed(self, tenant: str, known: datetime, forgotten: Mapping[str, int]) -> list[Confirmed]:
        standing = list(self._standing(tenant, known))
        self._phrases.learn(name for one in standing for name in one.names)
        found: dict[tuple[int, int], Confirmed] = {}
        for one in standing:
            wish, title = self._nearest(one.names), one.names[-1]
            pair = key(wish), key(title)
            if pair[0] == pair[1] or any(forgotten.get(str(name), 0) >= one.no for name in pair):
                continue  # the same name twice says nothing new
            before = found.get(pair) or Confirmed(wish, title, 0, one.at)
            found[pair] = replace(before, count=before.count + 1, last=one.at)
        return list(found.values())

    def _standing(self, tenant: str, known: datetime) -> Iterator[Heard]:
        """The last yes of each person and post that no later no took back, in order of time."""
        last: dict[tuple[Key, Key], Heard] = {}
        for one in sorted(self._heard, key=lambda one: (one.at, one.no)):
            if one.who[0] == tenant and one.at <= known:
                last.pop((one.who, one.job), None)
                if one.yes and len(one.names) > 1 and self._lives(one.job):
                    last[one.who, one.job] = one
        yield from last.values()

    def _nearest(self, names: tuple[str, ...]) -> str:
        """Of a person's wishes the one that the post was confirmed for: the nearest to its title."""
        *wished, title = names
        near = self._phrases.near([key(wish) for wish in wished], [key(title)])[:, 0]
        return wished[int(near.argmax())]
