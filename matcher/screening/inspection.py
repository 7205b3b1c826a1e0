"""Random inspections (双随机): posts and inspectors both by lot, and a sheet of evidence for each.

Source: 国务院办公厅关于推广随机抽查规范事中事后监管的通知 (国办发〔2015〕58号). The lot is a seed: who knows it,
the list of posts and the list of inspectors can draw again and gets the same, with any program that knows SHA-256, and
the hash of both lists shows that nobody changed them afterwards.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from matcher.domain.errors import InputError
from matcher.domain.words import say
from matcher.screening.screen import Screening, texts_of

TO_FILL = ("seen", "said", "decision", "signed")
"""What the inspectors write on a sheet."""
TEAM = 2  # inspectors for one post: two of them, as law enforcement needs


@dataclass(frozen=True, slots=True)
class Assignment:
    """One post and who inspects it."""

    number: int
    job_id: str
    inspectors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Draw:
    """The result of a lot. `population_hash`: SHA-256 of the sorted posts and inspectors that took part."""

    seed: int
    population: int
    population_hash: str
    assignments: tuple[Assignment, ...]


def draw(
    jobs: Collection[str],
    inspectors: Collection[str],
    size: int,
    seed: int,
    recused: Mapping[str, Collection[str]] | None = None,
) -> Draw:
    """`size` posts by lot, each with two inspectors by lot; the work is shared as evenly as the recusals allow.

    recused     who may not inspect a post, by its id
    A lot is the SHA-256 of the JSON list `[seed, id]` of a post, `[seed, id, name]` of an inspector for a post; the
    smallest are drawn. The order in which posts and inspectors are given does not matter. Raises InputError where there
    are fewer than two inspectors for a post.
    """
    posts, people = sorted(set(jobs)), sorted(set(inspectors))
    chosen = sorted(posts, key=lambda post: _hash(seed, post))[: max(size, 0)]
    load = dict.fromkeys(people, 0)
    assignments = []
    for number, job_id in enumerate(chosen, 1):
        team = _team([p for p in people if p not in (recused or {}).get(job_id, ())], load, seed, job_id)
        assignments.append(Assignment(number, job_id, team))
    return Draw(seed, len(posts), _hash(posts, people), tuple(assignments))


def _team(free: Sequence[str], load: dict[str, int], seed: int, job_id: str) -> tuple[str, ...]:
    """Two of those with the least work so far, by lot."""
    if len(free) < TEAM:
        raise InputError("inspection_team", job=job_id, needed=TEAM, free=len(free))
    team = tuple(sorted(sorted(free, key=lambda person: (load[person], _hash(seed, job_id, person)))[:TEAM]))
    for person in team:
        load[person] += 1
    return team


def _hash(*parts: object) -> str:
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class EvidenceSheet:
    """What the inspectors take along for one post: the text as it stood, what the screen says, room for findings."""

    assignment: Assignment
    seed: int
    title: str
    employer: str
    texts: Mapping[str, str]
    screening: Screening
    drawn_at: str

    def as_json(self) -> dict[str, Any]:
        """The sheet as data, its empty fields as null."""
        return {
            "number": self.assignment.number,
            "job_id": self.assignment.job_id,
            "title": self.title,
            "employer": self.employer,
            "inspectors": list(self.assignment.inspectors),
            "seed": self.seed,
            "drawn_at": self.drawn_at,
            "texts": dict(self.texts),
            **self.screening.as_json(),
            **dict.fromkeys(TO_FILL),
        }

    def heading(self, language: str = "zh") -> list[str]:
        """The lot, the post, who inspects, and the verdict of the screening, a line each."""
        return [
            say("inspection_title", language, number=self.assignment.number, seed=self.seed, at=self.drawn_at),
            say("inspection_post", language, title=self.title, employer=self.employer, job=self.assignment.job_id),
            say("inspection_people", language, people="、".join(self.assignment.inspectors)),
            say(f"screen_verdict_{self.screening.verdict}", language),
        ]

    def text(self, language: str = "zh") -> str:
        """The sheet as lines for printing."""
        lines = self.heading(language)
        for number, found in enumerate(self.screening.findings, 1):
            basis = "；".join(found.basis)
            lines.append(f"{number}. [{found.ground}] {found.field or ''} “{found.text}”  {basis}")
            lines.append(f"   {found.note}")
        return "\n".join(lines + [f"{say(f'inspection_{name}', language)}: ____________" for name in TO_FILL])


def evidence(
    drawn: Draw, documents: Mapping[str, Mapping[str, Any]], screenings: Mapping[str, Screening], drawn_at: str
) -> tuple[EvidenceSheet, ...]:
    """A sheet for each drawn post. `documents` and `screenings` by post id; `drawn_at` RFC 3339."""
    return tuple(
        EvidenceSheet(
            assignment=assignment,
            seed=drawn.seed,
            title=str(document.get("title", "")),
            employer=str((document.get("employer") or {}).get("name") or ""),
            texts=texts_of(document),
            screening=screenings[assignment.job_id],
            drawn_at=drawn_at,
        )
        for assignment in drawn.assignments
        for document in (documents[assignment.job_id],)
    )
