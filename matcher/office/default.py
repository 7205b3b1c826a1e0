"""The system `default` of an evaluation: the very scores of a match before a ranker is trained.

Records are scored as they are. A bare text becomes one: a query a person who wishes the title and tells the rest, a
document a post of that title and description; what is short is a name and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.domain.records import Candidate, Job
from matcher.evaluation.texts import System, Text, Texts
from matcher.index.cache import VectorCache
from matcher.index.encoder import Encoder
from matcher.index.phrases import Phrases
from matcher.index.side import Side
from matcher.ranking.matrix import AllPairs
from matcher.ranking.rank import Ranker
from matcher.table.table import Candidates, CandidateTable, Jobs, JobTable

TENANT = "evaluation"
NAME_LENGTH = 40  # a text with less than this behind its first blank is one name: "Sr. Developer", "抚州 会计"


def default_system(encoder: Encoder, ranker: Ranker) -> System:
    """The scores of a match, in millionths; jobs that ask are matched to people, everything else to posts."""

    def score(queries: Texts, corpus: Texts) -> Iterator[NDArray[np.floating[Any]]]:
        if any(isinstance(record, Job) for record in queries.records):
            pairs = pairs_of(encoder, ranker, people=corpus, posts=queries)
            yield pairs.scores().T.astype(np.float32)
        else:
            for row in pairs_of(encoder, ranker, people=queries, posts=corpus).each():
                yield row[None].astype(np.float32)

    return score


def pairs_of(encoder: Encoder, ranker: Ranker, people: Texts, posts: Texts) -> AllPairs:
    """Everybody with every post, as a match would score them."""
    cache = VectorCache(Path("nowhere"), encoder.stamp, encoder.width)  # of this evaluation alone: it is never saved
    phrases = Phrases(encoder, cache)
    jobs: Side[Jobs, Job] = Side(JobTable(), Jobs.of, encoder, phrases, cache)
    persons: Side[Candidates, Candidate] = Side(CandidateTable(), Candidates.of, encoder, phrases, cache)
    jobs.apply([(TENANT, _post(text)) for text in posts.items], [], "0")
    return AllPairs(persons, jobs, [_person(text) for text in people.items], encoder.layout, ranker, TENANT)


def _person(text: Text) -> Candidate:
    if isinstance(text.record, Candidate):
        return text.record
    title, body = _parts(text)
    return Candidate.model_construct(id=text.id, desired_occupations=(title,), summary=body)


def _post(text: Text) -> Job:
    if isinstance(text.record, Job):
        return text.record
    title, body = _parts(text)
    return Job.model_construct(id=text.id, title=title, description=body)


def _parts(text: Text) -> tuple[str, str | None]:
    return (text.title, text.body) if len(text.body) >= NAME_LENGTH else (text.text, None)
