"""One side of the market: facts, vectors and phrases of its records, kept in step.

One writer (`apply`) and many readers (`reading`), who see one state from the first array to the last.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from typing import Generic, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from matcher.domain.records import Candidate, Job
from matcher.index.cache import VectorCache
from matcher.index.encoder import Encoder, Vectors
from matcher.index.flat import FlatVectors
from matcher.index.gate import Gate
from matcher.index.growing import Growing
from matcher.index.lists import GrowingLists
from matcher.index.phrases import Phrases, phrase_text
from matcher.index.profiles import Profiles
from matcher.index.texts import Texts, candidate_texts, job_texts
from matcher.index.vectorize import vectorize
from matcher.index.wholes import Wholes, wholes
from matcher.table.keys import key
from matcher.table.ragged import Bools, Ragged, Rows
from matcher.table.table import Candidates, Jobs, Key

T = TypeVar("T", bound=Jobs | Candidates)
R = TypeVar("R", bound=Job | Candidate)


class GrowingTable(Protocol[T]):
    """What a side needs of `table.JobTable` and `table.CandidateTable`."""

    @property
    def dead(self) -> int:
        """Rows that no longer hold."""

    def __len__(self) -> int: ...

    def append(self, block: T, /) -> Rows:
        """Add rows, each in the place of an earlier one of its key."""

    def remove(self, tenant: str, ids: Sequence[str], /) -> list[int]:
        """Let rows die."""

    def view(self) -> T:
        """Everything as it is now."""


@dataclass(frozen=True)
class Words:
    """What of a record becomes vectors: its blocks, and its phrases (titles, titles of past jobs, skills)."""

    texts: Texts
    titles: Sequence[str]
    past: Sequence[str]
    skills: Sequence[str]

    @property
    def phrases(self) -> list[str]:
        """All phrases."""
        return [*self.titles, *self.past, *self.skills]

    @property
    def described(self) -> int:
        """Bytes of the description."""
        return len("".join(self.texts.body).encode())


def words_of(record: Job | Candidate) -> Words:
    """The words of a record."""
    if isinstance(record, Job):
        skills = [*(record.required_skills or ()), *(record.preferred_skills or ())]
        return Words(job_texts(record), [record.title], [], skills)
    texts = candidate_texts(record)
    past = [job.title for job in record.experience or () if job.title]
    return Words(texts, texts.title, past, list(record.skills or ()))


@dataclass(frozen=True)
class Asker(Generic[T]):
    """The record that asks: a table of one row, a query vector for each of its titles, the keys of its phrases.

    described  (1, width of a profile) which occupations its body resembles; empty where it says nothing
    whole      what it says as a whole
    """

    table: T
    queries: Vectors
    described: Profiles
    whole: Wholes
    titles: Sequence[int]
    past: Sequence[int]


@dataclass(frozen=True)
class View(Generic[T]):
    """A side as it stands.

    table      the facts; `table.live` says which rows hold
    vectors    row i belongs to row i of the table
    described  (n, width of a profile) which occupations each row's body resembles
    wholes     what each row says as a whole
    titles     keys of each row's titles (of a person: the wishes); past: of the jobs a person had
    owners     (n,) the tenant of each row as an index into `tenants`
    """

    table: T
    vectors: FlatVectors
    described: Profiles
    wholes: Wholes
    phrases: Phrases
    titles: Ragged
    past: Ragged
    owners: NDArray[np.int32]
    tenants: Sequence[str]
    stamp: str

    def visible(self, tenant: str) -> Bools:
        """(n,) the live rows that a tenant may see: its own, and of the jobs the public ones."""
        number = self.tenants.index(tenant) if tenant in self.tenants else -1
        own: Bools = self.owners == number
        if isinstance(self.table, Jobs):
            own = own | self.table.facts.public
        return own & self.table.live


class Side(Generic[T, R]):
    """Jobs or candidates, growing."""

    def __init__(
        self,
        table: GrowingTable[T],
        tabulate: Callable[[Sequence[R], str], T],
        encoder: Encoder,
        phrases: Phrases,
        cache: VectorCache,
    ) -> None:
        """`table` is empty; `tabulate` makes a block of it from records of one tenant."""
        self._table = table
        self._tabulate = tabulate
        self._encoder = encoder
        self._phrases = phrases
        self._cache = cache
        self._gate = Gate()
        self._vectors = FlatVectors(encoder.layout.width)
        self._described = Growing((encoder.width - encoder.layout.width,), np.float16)
        self._body = np.flatnonzero(encoder.layout.spread({"body": 1.0}))
        self._meanings = Growing((len(self._body),), np.float32)
        self._profiles = Growing((encoder.width - encoder.layout.width,), np.float16)
        self._titles, self._past = GrowingLists(), GrowingLists()
        self._owners = array("i")
        self._tenants: list[str] = []
        self._content: dict[Key, bytes] = {}
        self._view: View[T] | None = None
        self._stamp = ""

    @property
    def crowded(self) -> bool:
        """Whether more rows are dead than alive, so that a new side should be built."""
        return self._table.dead > max(1000, len(self._table) // 2)

    def apply(self, records: Sequence[tuple[str, R]], gone: Sequence[Key], stamp: str) -> None:
        """Put (tenant, record) in the place of earlier ones, and let others die. `stamp` names the new state."""
        ordered = sorted(records, key=lambda owned: owned[0])
        words = [words_of(record) for _, record in ordered]
        vectors, described = self._vectorized([word.texts for word in words])
        self._phrases.learn(phrase for word in words for phrase in word.phrases)
        whole = self._wholes(words, vectors, described)
        with self._gate.writing():
            for tenant, identifier in gone:
                self._table.remove(tenant, [identifier])
                self._content.pop((tenant, identifier), None)
            for tenant, owned in groupby(ordered, key=lambda owned: owned[0]):
                self._table.append(self._tabulate([record for _, record in owned], tenant))
            if ordered:
                self._vectors.append(vectors)
                self._described.append(described)
                self._meanings.append(whole.meanings)
                self._profiles.append(whole.profiles)
            for (tenant, record), word in zip(ordered, words, strict=True):
                self._note(tenant, record.id, word)
            self._view, self._stamp = None, stamp

    def _vectorized(self, texts: Sequence[Texts]) -> tuple[Vectors, Profiles]:
        """Blocks, and the profiles of bodies."""
        rows = vectorize(texts, self._encoder, self._cache)
        blocks, described = np.hsplit(rows, [self._encoder.layout.width])
        bodiless = [at for at, told in enumerate(texts) if not told.body]
        described[bodiless] = 0
        return blocks, described

    def _wholes(self, words: Sequence[Words], vectors: Vectors, described: Profiles) -> Wholes:
        titles = [[key(title) for title in word.titles] for word in words]
        sizes = [word.described for word in words]
        return wholes(self._phrases, titles, vectors[:, self._body], described.astype(np.float16), sizes)

    def _note(self, tenant: str, identifier: str, words: Words) -> None:
        self._titles.append(key(text) for text in words.titles)
        self._past.append(key(text) for text in words.past)
        if tenant not in self._tenants:
            self._tenants.append(tenant)
        self._owners.append(self._tenants.index(tenant))
        told = [words.texts, *map(phrase_text, words.phrases)]
        self._content[tenant, identifier] = b"".join(texts.key(self._encoder.stamp) for texts in told)

    @contextmanager
    def reading(self) -> Iterator[View[T]]:
        """One state of the side, held still until the block ends."""
        with self._gate.reading():
            if self._view is None:
                self._view = self._look()
            yield self._view

    def _look(self) -> View[T]:
        return View(
            self._table.view(),
            self._vectors,
            self._described.view(),
            Wholes(self._meanings.view(), self._profiles.view()),
            self._phrases,
            self._titles.view(),
            self._past.view(),
            np.array(self._owners, dtype=np.int32),
            tuple(self._tenants),
            self._stamp,
        )

    def holds(self, name: Key) -> bool:
        """Whether the record of a (tenant, id) is there."""
        return name in self._content

    def asker(self, tenant: str, record: R) -> Asker[T]:
        """A record of this side's kind, stored or not, as the one who asks."""
        return next(self.askers(tenant, [record]))

    def askers(self, tenant: str, records: Sequence[R]) -> Iterator[Asker[T]]:
        """Many who ask, their texts embedded in one call."""
        words = [words_of(record) for record in records]
        self._phrases.learn(phrase for word in words for phrase in word.phrases)
        several = [
            [Texts((title,), word.texts.skills, word.texts.body) for title in word.texts.title] or [word.texts]
            for word in words
        ]
        vectors, described = self._vectorized([texts for own in several for texts in own])
        ends = np.cumsum([len(own) for own in several], dtype=np.int64)
        first = ends - np.array([len(own) for own in several], dtype=np.int64)
        whole = self._wholes(words, vectors[first], described[first])
        for at, (record, word) in enumerate(zip(records, words, strict=True)):
            table = self._tabulate([record], tenant)
            of_titles, of_body = vectors[first[at] : ends[at]], described[first[at] : first[at] + 1]
            titles, past = ([key(text) for text in texts] for texts in (word.titles, word.past))
            yield Asker(table, of_titles, of_body, whole.take(np.array([at])), titles, past)

    def title_rows(self, titles: Sequence[str]) -> Vectors:
        """(n, layout.width) the query vectors of bare titles."""
        return self._vectorized([phrase_text(title) for title in titles])[0]

    def content(self) -> set[bytes]:
        """The cache keys of everything that a living record has."""
        return {keys[at : at + 32] for keys in self._content.values() for at in range(0, len(keys), 32)}
