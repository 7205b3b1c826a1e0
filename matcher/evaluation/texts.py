"""What a system may see of one side of a data set: ids and texts, and the records if the file held records."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.domain.records import Candidate, Job

_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_GROUPING = ("education", "min_education", "employment_type", "status")  # what reports group records by
_FULL_STOP = re.compile(r"\.(?=\s|$)")


@dataclass(frozen=True, slots=True)
class Text:
    """One query or document. `text` is all of it; `title` and `body` are its parts; `attributes` group the report."""

    id: str
    title: str
    body: str
    text: str
    record: Candidate | Job | None = None
    attributes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Texts:
    """One side of a data set in a fixed order: row i of a score matrix is query i, column j is document j."""

    items: tuple[Text, ...]

    def __len__(self) -> int:
        return len(self.items)

    @property
    def ids(self) -> list[str]:
        """Of each item, in order."""
        return [item.id for item in self.items]

    @property
    def titles(self) -> list[str]:
        """Of each item; may be blank for a record."""
        return [item.title for item in self.items]

    @property
    def bodies(self) -> list[str]:
        """What stands beside the title; may be blank."""
        return [item.body for item in self.items]

    @property
    def texts(self) -> list[str]:
        """Title and body together."""
        return [item.text for item in self.items]

    @property
    def records(self) -> list[Candidate | Job | None]:
        """The candidate or job of each item, None for a bare text."""
        return [item.record for item in self.items]

    @property
    def language(self) -> str:
        """`zh` if at least a third of the texts hold a Chinese character, else `en`."""
        chinese = sum(is_chinese(item.text) for item in self.items)
        return "zh" if 3 * chinese >= len(self.items) else "en"


# Blocks of rows in the order of the queries, each (rows, documents), any float type; together one row a query.
System = Callable[[Texts, Texts], Iterator[NDArray[np.floating[Any]]]]


def is_chinese(text: str) -> bool:
    """Whether the text holds a Chinese character."""
    return _HAN.search(text) is not None


def title_of(text: str) -> tuple[str, str]:
    """Title and body of a bare text: Chinese before the first blank, English before the first full stop.

    A full stop is a dot before a blank or the end, so that `Node.js` and `3.5` stay whole.
    """
    clean = text.strip()
    if is_chinese(clean):
        parts = clean.split(None, 1)
        return parts[0], parts[1] if len(parts) > 1 else ""
    found = _FULL_STOP.search(clean)
    return (clean[: found.start()].strip(), clean[found.end() :].strip()) if found else (clean, "")


def bare(id_: str, text: str) -> Text:
    """A record `{"id", "text"}`."""
    title, body = title_of(text)
    return Text(id_, title, body, text.strip())


def fielded(id_: str, title: str, body: str) -> Text:
    """A record `{"id", "title", "body"}`, or BEIR's `{"_id", "title", "text"}`. Without a title: a bare text."""
    if not title.strip():
        return bare(id_, body)
    if not body.strip():
        return Text(id_, title.strip(), "", title.strip())
    return Text(id_, title.strip(), body.strip(), f"{title.strip()} {body.strip()}")


def of_candidate(record: Candidate) -> Text:
    """What a person writes about trade and skills. Nothing protected, no contact, no remark."""
    wishes = list(record.desired_occupations or ())
    title = " ".join(wishes) or record.headline or ""
    lines: Sequence[str | None] = (
        record.headline if wishes else None,
        record.summary,
        " ".join(record.skills or ()),
        record.major,
        *(f"{past.title or ''} {past.text or ''}".strip() for past in record.experience or ()),
    )
    return _of_record(record, title, lines)


def of_job(record: Job) -> Text:
    """What a post asks for and offers as work: title, description, skills. No employer, no contact, no advert."""
    skills = " ".join((*(record.required_skills or ()), *(record.preferred_skills or ())))
    return _of_record(record, record.title, (record.description, skills, " ".join(record.majors or ())))


def _of_record(record: Candidate | Job, title: str, lines: Sequence[str | None]) -> Text:
    body = " ".join(line for line in lines if line)
    tag = record.tags[0] if record.tags else None  # tags name cohorts and are never scored
    plain = (("tag", tag), *((name, getattr(record, name, None)) for name in _GROUPING))
    attributes = tuple((name, str(value)) for name, value in plain if value is not None)
    return Text(record.id, title, body, f"{title} {body}".strip(), record, attributes)
