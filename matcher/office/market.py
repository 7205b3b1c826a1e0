"""Both sides of the market, following the store's change sequence.

A write that was answered is in the sequence, so the next match, in this process or another, sees it. A lost or damaged
index is rebuilt from the store, never repaired.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import datetime

import numpy as np

from matcher.domain.records import Candidate, Employer, Job, read_candidate, read_employer, read_job
from matcher.index.cache import VectorCache
from matcher.index.phrases import Phrases
from matcher.index.side import Side
from matcher.office.memory import OfficeMemory
from matcher.office.models import RecordEncoder, model_stamp
from matcher.office.verdicts import AdvertVerdicts, advert_hash
from matcher.ranking.memory import Memory
from matcher.rules.context import Context, EmployerFacts, EventFacts
from matcher.screening.screen import screen_job
from matcher.settings import Settings
from matcher.store import Change, Kind, Store, Stored
from matcher.table.table import Candidates, CandidateTable, Jobs, JobTable, Key

STEP = 5000  # changes taken at once


class Market:
    """Jobs and candidates as sides, and what rules need beside them."""

    def __init__(self, store: Store, settings: Settings, encoder: RecordEncoder) -> None:
        self._store = store
        self._encoder = encoder
        self._lock = threading.RLock()
        self._folder = settings.data / "index"
        self._adverts = AdvertVerdicts(settings.data / "index" / "adverts.json")
        self._start()

    def _start(self) -> None:
        encoder = self._encoder
        self._generation = self._store.generation()
        self._cache = VectorCache(self._folder / "vectors", encoder.stamp, encoder.width)
        self._seq, self._event = 0, 0
        phrases = Phrases(encoder, self._cache)
        self.jobs: Side[Jobs, Job] = Side(JobTable(), Jobs.of, encoder, phrases, self._cache)
        self.candidates: Side[Candidates, Candidate] = Side(
            CandidateTable(), Candidates.of, encoder, phrases, self._cache
        )
        self.memory = OfficeMemory(self._store, phrases, self.jobs.holds)
        self._employers: dict[Key, Employer] = {}
        self._events: list[tuple[Key, Key, str, datetime]] = []
        self._owners: dict[str, str] = {}
        self._waiting: dict[Key, str] = {}
        self._facts: tuple[int, datetime | None, EventFacts] | None = None
        self._known_employers = EmployerFacts()
        self._released: dict[Key, str] = {}
        self._erased = False

    @property
    def seq(self) -> int:
        """The change that the sides stand at."""
        return self._seq

    def follow(self) -> None:
        """Catch up with the store. Cheap when nothing changed."""
        with self._lock:
            if self._store.generation() != self._generation or self.jobs.crowded or self.candidates.crowded:
                self._start()
            while changes := self._store.changes(self._seq, STEP):
                self._take(changes)
            self._take_events()
            if self._erased:
                self.save()

    def _take(self, changes: Sequence[Change]) -> None:
        last = {(change.kind, change.tenant, change.id): change for change in changes}
        seq = changes[-1].seq
        stamp = f"{model_stamp(self._encoder)}-{seq}"
        for kind in ("employer", "job", "candidate"):
            mine = [change for (of, _, _), change in last.items() if of == kind]
            puts = [(change.tenant, change.id) for change in mine if change.op == "put"]
            gone = [(change.tenant, change.id) for change in mine if change.op == "delete"]
            stored = self._store.get_many(kind, puts) if puts else []
            missing = set(puts) - {(record.tenant, record.id) for record in stored}
            self._apply(kind, sorted(stored, key=lambda record: record.seq), [*gone, *missing], stamp)
        self._seq = seq

    def _apply(self, kind: Kind, stored: Sequence[Stored], gone: Sequence[Key], stamp: str) -> None:
        if kind == "employer":
            for key in gone:
                self._employers.pop(key, None)
            self._employers.update({(s.tenant, s.id): read_employer(s.document) for s in stored})
            self._known_employers = EmployerFacts.of((tenant, e) for (tenant, _), e in self._employers.items())
        elif kind == "job":
            jobs = [(record.tenant, read_job(record.document)) for record in stored]
            self.jobs.apply(jobs, gone, stamp)
            self._screen(jobs, gone)
            self.memory.changed()
        else:
            people = [(record.tenant, read_candidate(record.document)) for record in stored]
            self.candidates.apply(people, gone, stamp)
            if gone:
                self._forget(set(gone))

    def _forget(self, erased: set[Key]) -> None:
        """Every trace of erased people: their events here, and after this step their vectors on the disk."""
        self._events = [event for event in self._events if event[0] not in erased]
        self.memory.erase(erased)
        self._facts = None
        self._erased = True

    def _screen(self, jobs: Sequence[tuple[str, Job]], gone: Sequence[Key]) -> None:
        for tenant, id_ in gone:
            self._waiting.pop((tenant, id_), None)
            self._withdraw(tenant, id_)
        for tenant, job in jobs:
            if job.visibility == "public":
                self._owners[job.id] = tenant
            else:
                self._withdraw(tenant, job.id)
            mark = advert_hash(job)
            if self._adverts.holds(job, mark):
                self._waiting[tenant, job.id] = mark
            else:
                self._waiting.pop((tenant, job.id), None)
        self._released = self._store.all_releases()

    def _withdraw(self, tenant: str, job_id: str) -> None:
        """A job that is not public, or no more, is nobody else's."""
        if self._owners.get(job_id) == tenant:
            del self._owners[job_id]

    def _take_events(self) -> None:
        new = list(self._store.events(None, since=self._event))
        for stored in new:
            event = stored.event
            who = (stored.tenant, event.candidate_id)
            job = self.job_key(stored.tenant, event.job_id)
            self._events.append((who, job, event.event, event.at))
            self.memory.hear(stored, job)
        if new:
            self._event, self._facts = new[-1].no, None

    def job_key(self, tenant: str, job_id: str) -> Key:
        """Whose job an id means to a tenant: its own, else the public one of that id."""
        if self._store.get(tenant, "job", job_id) is None and job_id in self._owners:
            return self._owners[job_id], job_id
        return tenant, job_id

    def people(self, tenant: str) -> Candidates:
        """Everybody of a tenant, as it stands."""
        with self.candidates.reading() as view:
            return view.table.some(np.flatnonzero(view.visible(tenant)))

    def posts(self, tenant: str) -> Jobs:
        """Every post that a tenant may see, as it stands."""
        with self.jobs.reading() as view:
            return view.table.some(np.flatnonzero(view.visible(tenant)))

    def context(self, as_of: datetime, now: datetime) -> Context:
        """What rules need beside the records, at a moment; events that the office knows `now` count before it too."""
        with self._lock:
            events = self._event_facts(max(as_of, now))
            return Context(as_of, events=events, employers=self._known_employers, held=self.held())

    def remembered(self, tenant: str, as_of: datetime, now: datetime) -> Memory:
        """The names that a tenant's staff confirmed, as a match at a moment knows them."""
        with self._lock:
            return self.memory.of(tenant, max(as_of, now))

    def _event_facts(self, known: datetime) -> EventFacts:
        latest = max((event[3] for event in self._events), default=None)
        until = None if latest is None or latest <= known else known
        if self._facts is None or self._facts[:2] != (len(self._events), until):
            self._facts = (len(self._events), until, EventFacts.of(self._events, until))
        return self._facts[2]

    def waits(self, tenant: str, job: Job) -> bool:
        """Whether the advertisement of a job that a request brings waits for a person, as if it were stored."""
        return screen_job(job).verdict == "hold" and self._released.get((tenant, job.id)) != advert_hash(job)

    def held(self) -> frozenset[Key]:
        """Jobs whose advertisement waits for a person."""
        return frozenset(key for key, mark in self._waiting.items() if self._released.get(key) != mark)

    def save(self) -> None:
        """Keep the vectors of living records for the next start."""
        with self._lock:
            if self._cache.changed or self._erased:
                self._cache.save(self.jobs.content() | self.candidates.content())
                self._erased = False
            self._adverts.save()
