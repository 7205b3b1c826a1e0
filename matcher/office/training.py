"""Training from an interaction set: records and events of files in, a ranker out, if it is better."""

from __future__ import annotations

from pathlib import Path

from matcher.domain.errors import InputError
from matcher.domain.records import Candidate, Job
from matcher.evaluation.interactions import agreed, read_interactions
from matcher.index.cache import VectorCache
from matcher.index.phrases import Phrases
from matcher.index.side import Side
from matcher.learning.examples import examples, split
from matcher.learning.trial import Trial, compare
from matcher.office.models import RecordEncoder, fit_ranker, index_ranker, save_ranker
from matcher.ranking.matrix import AllPairs
from matcher.ranking.rank import Ranker
from matcher.rules.scenario import Scenario
from matcher.table.table import Candidates, CandidateTable, Jobs, JobTable

TENANT = "training"


def train(
    folder: Path, encoder: RecordEncoder, cache: Path, scenario: Scenario, current: Ranker | None, seed: int
) -> tuple[Ranker, Trial]:
    """A ranker fitted to the past of an interaction set, and its trial against the one in use on what came after.

    It learns from people who agreed to be matched alone. Raises InputError where outcomes are too few to learn from.
    """
    people_read, posts_read, events = read_interactions(folder)
    people = [text.record for text in agreed(people_read) if isinstance(text.record, Candidate)]
    posts = [text.record for text in posts_read if isinstance(text.record, Job)]
    serving = current or index_ranker(scenario)
    pairs = _pairs(people, posts, encoder, cache, serving)
    names = [person.id for person in people], [post.id for post in posts]
    places = {post.id: post.headcount for post in posts if post.headcount is not None}
    past, held = split(events, places)
    before, after = (examples(some, pairs, *names) for some in (past, held))
    try:
        candidate = fit_ranker(pairs.names, before.features, before.good, seed)
    except ValueError:
        raise InputError("train_too_few", good=int(before.good.sum()), bad=int((~before.good).sum())) from None
    return candidate, compare(serving, candidate, after, float(before.good.mean()), seed)


def promote(ranker: Ranker, trial: Trial, folder: Path) -> bool:
    """Keep the ranker for the next start, if its trial allows it."""
    if trial.promoted:
        save_ranker(ranker, folder)
    return trial.promoted


def _pairs(people: list[Candidate], posts: list[Job], encoder: RecordEncoder, folder: Path, ranker: Ranker) -> AllPairs:
    cache = VectorCache(folder, encoder.stamp, encoder.width)
    phrases = Phrases(encoder, cache)
    jobs: Side[Jobs, Job] = Side(JobTable(), Jobs.of, encoder, phrases, cache)
    candidates: Side[Candidates, Candidate] = Side(CandidateTable(), Candidates.of, encoder, phrases, cache)
    jobs.apply([(TENANT, post) for post in posts], [], "0")
    return AllPairs(candidates, jobs, people, encoder.layout, ranker, TENANT)
