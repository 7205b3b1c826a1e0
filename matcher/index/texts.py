"""What of a record is turned into vectors: three blocks of texts, scrubbed of phone and identity numbers.

Nothing protected is read here: no group, no disability, no name, no date of birth.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from matcher.domain import codes
from matcher.domain.records import Candidate, Job
from matcher.domain.scrub import scrub


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts of one record: what it is called, what it takes or brings, and the rest."""

    title: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    body: tuple[str, ...] = ()

    def key(self, stamp: str) -> bytes:
        """SHA-256 of the texts and the encoder's stamp: what a vector may be cached under."""
        told = [stamp, self.title, self.skills, self.body]
        return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).digest()


def _clean(texts: Sequence[str | None]) -> tuple[str, ...]:
    scrubbed = (scrub(text).strip() for text in texts if text)
    return tuple(dict.fromkeys(filter(None, scrubbed)))


def _certificates(names: Sequence[str]) -> list[str]:
    return [codes.LICENCES.get(name, name) for name in names]


def wishes(candidate: Candidate) -> tuple[str, ...]:
    """The titles a person asks for; without any, what the headline or the last jobs say."""
    named = _clean(candidate.desired_occupations or ())
    if named:
        return tuple(_occupation_name(text) for text in named)
    return _clean([candidate.headline]) or _clean([past.title for past in candidate.experience or ()][:3])


def _occupation_name(text: str) -> str:
    found = codes.occupation(text) if text[:1].isdigit() else None
    return found.name if found else text


def candidate_texts(candidate: Candidate) -> Texts:
    """A person's blocks."""
    held = [certificate.name for certificate in candidate.certificates or ()]
    past = [text for job in candidate.experience or () for text in (job.title, job.text)]
    return Texts(
        title=wishes(candidate),
        skills=_clean([*(candidate.skills or ()), *_certificates(held)]),
        body=_clean([candidate.headline, candidate.summary, candidate.major, *past]),
    )


def job_texts(job: Job) -> Texts:
    """A post's blocks."""
    asked = [
        *(job.required_skills or ()),
        *(job.preferred_skills or ()),
        *_certificates(job.required_certificates or ()),
    ]
    return Texts(title=_clean([job.title]), skills=_clean(asked), body=_clean([job.description]))
