"""Interaction sets: people, posts and what happened between them, cut once in time for everybody.

    candidates.jsonl  jobs.jsonl   records
    interactions.csv               candidate_id,job_id,event,at

The cut is global: what happened before it is history, pairs that turned out well after it are to be found. A pair that
already had an outcome before the cut is in no list; a post that expired before the cut is not on offer. People and
posts without history are cold; the report shows them apart.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from matcher.domain.errors import FileRefused, InputError
from matcher.domain.moments import parse_moment, today
from matcher.domain.records import Candidate, Job, read_candidate, read_job
from matcher.evaluation.datasets import RetrievalSet, hashes, own_documents, read_texts
from matcher.evaluation.judgements import judgements_of
from matcher.evaluation.lines import cells_of, named, numbered_lines
from matcher.evaluation.texts import Text, Texts, of_candidate, of_job

FILES = ("candidates.jsonl", "jobs.jsonl", "interactions.csv")
_HEADER = ["candidate_id", "job_id", "event", "at"]
_CONSENT = "matching"


@dataclass(frozen=True, slots=True)
class Event:
    """One line of interactions.csv."""

    candidate: str
    job: str
    event: str
    at: datetime


@dataclass(frozen=True)
class InteractionSet:
    """The three questions of one set of interactions, each a retrieval set, and the cut between history and future."""

    jobs_for_candidates: RetrievalSet
    candidates_for_jobs: RetrievalSet
    mutual: RetrievalSet
    cut: datetime


@dataclass(frozen=True)
class _Sides:
    """People and posts that take part, the grade of each pair before and after the cut, and who has a history."""

    people: Sequence[Text]
    posts: Sequence[Text]
    before: Mapping[tuple[str, str], int]
    after: Mapping[tuple[str, str], int]
    known: frozenset[str]


def is_interaction_set(folder: Path) -> bool:
    """Whether the folder holds interactions and no queries."""
    return named(folder, FILES[2]) is not None and named(folder, "queries.jsonl") is None


def open_interactions(folder: Path) -> InteractionSet:
    """The interaction set of a folder.

    Raises FileRefused (a file is missing or unreadable) and InputError with file and line: a wrong record, an unknown
    id or event, a time that is none; or for the file: no outcome after the cut.
    """
    paths = [_needed(folder, name) for name in FILES]
    people, posts, events = read_interactions(folder)
    cut = _cut(events, paths[2])
    sides = _sides(agreed(people), posts, events, cut)
    if not sides.after:
        raise InputError("interactions_no_future", file=paths[2])
    name, found = folder.resolve().name, hashes(folder, paths)
    least = _rules()["mutual"]
    return InteractionSet(
        _direction(name, sides, found, 1, turned=False),
        _direction(f"{name}/candidates_for_jobs", sides, found, 1, turned=True),
        _direction(f"{name}/mutual", sides, found, least, turned=False),
        cut,
    )


def read_interactions(folder: Path) -> tuple[list[Text], list[Text], list[Event]]:
    """People, posts and events of a folder, with the records in `Text.record`. Raises as `open_interactions`."""
    paths = [_needed(folder, name) for name in FILES]
    people = read_texts(paths[0], lambda document: of_candidate(read_candidate(document)))
    posts = read_texts(paths[1], lambda document: of_job(read_job(document)))
    events = list(_events(paths[2], {text.id for text in people}, {text.id for text in posts}))
    return people, posts, events


def grade_of(event: str) -> int | None:
    """How good an outcome the event is, from 0 to 3; None for an event that there is not."""
    grade: int | None = _rules()["grades"].get(event)
    return grade


@cache
def _rules() -> dict[str, Any]:
    return tomllib.loads(files("matcher.evaluation").joinpath("outcomes.toml").read_text("utf-8"))


def _needed(folder: Path, name: str) -> Path:
    path = named(folder, name)
    if path is None:
        raise FileRefused("dataset_file_missing", folder=folder, name=name)
    return path


def _events(path: Path, people: set[str], posts: set[str]) -> Iterator[Event]:
    lines = numbered_lines(path)
    number, header = next(lines, (1, ""))
    if [cell.strip() for cell in header.split(",")][:4] != _HEADER:
        raise InputError("interactions_header", file=path, line=number, want=",".join(_HEADER))
    for number, line in lines:
        cells = cells_of(line, ",")
        if len(cells) < 4:
            raise InputError("interactions_shape", file=path, line=number, cells=len(cells))
        candidate, job, event, at = cells[:4]
        if candidate not in people:
            raise InputError("interactions_unknown_candidate", file=path, line=number, id=candidate)
        if job not in posts:
            raise InputError("interactions_unknown_job", file=path, line=number, id=job)
        if grade_of(event) is None:
            known = ", ".join(_rules()["grades"])
            raise InputError("interactions_unknown_event", file=path, line=number, event=event, known=known)
        yield Event(candidate, job, event, _moment(at, path, number))


def _moment(text: str, path: Path, number: int) -> datetime:
    try:
        return parse_moment(text)
    except ValueError:
        raise InputError("interactions_time", file=path, line=number, value=text) from None


def _cut(events: Sequence[Event], path: Path) -> datetime:
    """The moment at which the stated share of all positive events has passed."""
    moments = sorted(event.at for event in events if grade_of(event.event))
    if not moments:
        raise InputError("interactions_no_outcome", file=path)
    return moments[min(len(moments) - 1, int(len(moments) * _rules()["share_before"]))]


def agreed(people: Sequence[Text]) -> list[Text]:
    """Without those who did not agree to be matched, where the file says anything about consent at all."""
    records = [(text, text.record) for text in people if isinstance(text.record, Candidate)]
    if all(record.consents is None for _, record in records):
        return list(people)
    return [text for text, record in records if _CONSENT in (record.consents or ())]


def _sides(people: Sequence[Text], posts: Sequence[Text], events: Sequence[Event], cut: datetime) -> _Sides:
    before: dict[tuple[str, str], int] = {}
    after: dict[tuple[str, str], int] = {}
    taking_part = {text.id for text in people}
    for event in events:
        pair, grade = (event.candidate, event.job), grade_of(event.event) or 0
        if grade and event.candidate in taking_part:
            period = before if event.at < cut else after
            period[pair] = max(grade, period.get(pair, 0))
    after = {pair: grade for pair, grade in after.items() if pair not in before}
    known = frozenset(id_ for event in events if event.at < cut for id_ in (event.candidate, event.job))
    wanted = {job for _, job in after}
    open_posts = [post for post in posts if post.id in wanted or not _expired(post, cut)]
    return _Sides(people, open_posts, before, after, known)


def _expired(post: Text, cut: datetime) -> bool:
    record = post.record
    return isinstance(record, Job) and record.expires_at is not None and record.expires_at < today(cut)


def _direction(name: str, sides: _Sides, found: Mapping[str, str], least: int, *, turned: bool) -> RetrievalSet:
    asking, offered = (sides.posts, sides.people) if turned else (sides.people, sides.posts)
    future = {(pair[::-1] if turned else pair): grade for pair, grade in sides.after.items() if grade >= least}
    past = {(pair[::-1] if turned else pair) for pair in sides.before}
    found_for: dict[str, set[bool]] = {}
    for asker, answer in future:
        found_for.setdefault(asker, set()).add(answer in sides.known)
    ordered = sorted(asking, key=lambda text: text.id)
    queries = Texts(tuple(_told(text, sides.known, found_for.get(text.id, set())) for text in ordered))
    corpus = Texts(tuple(sorted(offered, key=lambda text: text.id, reverse=True)))
    rows = {id_: row for row, id_ in enumerate(queries.ids)}
    columns = {id_: column for column, id_ in enumerate(corpus.ids)}
    judgements = judgements_of({(rows[a], columns[b]): grade for (a, b), grade in future.items()})
    seen = sorted((rows[a], columns[b]) for a, b in past if a in rows and b in columns)
    return RetrievalSet(
        name,
        queries,
        corpus,
        judgements,
        own_documents(queries, corpus),
        found,
        np.array(seen, np.int64).reshape(-1, 2),
    )


def _told(text: Text, known: frozenset[str], answers: set[bool]) -> Text:
    """The query with what the report groups by: whether it has a history, and whether what is to be found has one."""
    found = {(True,): "known", (False,): "cold", (False, True): "both"}.get(tuple(sorted(answers)), "-")
    history = "known" if text.id in known else "cold"
    return replace(text, attributes=(*text.attributes, ("history", history), ("found_history", found)))
