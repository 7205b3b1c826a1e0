"""The audit of one tenant's store: its records as sides of their own, so that nothing of the serving market changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from matcher.audit.audit import Watch, audit
from matcher.audit.worlds import Store as Audited
from matcher.audit.worlds import World
from matcher.domain.records import Candidate, Job, read_candidate, read_job
from matcher.evaluation.significance import intervals
from matcher.index.cache import VectorCache
from matcher.index.phrases import Phrases
from matcher.index.side import Side
from matcher.office.market import Market
from matcher.office.models import RecordEncoder, model_stamp
from matcher.ranking.rank import Ranker
from matcher.rules.context import Context
from matcher.rules.scenario import Scenario
from matcher.settings import Settings
from matcher.store import Store
from matcher.table.table import Candidates, CandidateTable, Jobs, JobTable

DRAWS = 1000  # of the bootstrap: hundreds of intervals are drawn


def audit_store(
    store: Store,
    market: Market,
    settings: Settings,
    encoder: RecordEncoder,
    tenant: str,
    scenarios: Mapping[str, Scenario],
    ranker_for: Callable[[Scenario], Ranker],
    context: Context,
    seed: int,
    watch: Watch,
) -> dict[str, Any]:
    """Audit everybody of a tenant before every post that the tenant may see, with what its staff confirmed.

    `market` has followed the store.
    """
    market.save()  # what it embedded is found by the sides below
    cache = VectorCache(settings.data / "index" / "vectors", encoder.stamp, encoder.width)
    phrases = Phrases(encoder, cache)
    people, posts = _people(store, tenant), _posts(store, tenant)
    memory = market.remembered(tenant, context.as_of, context.as_of)
    phrases.learn(name for one in market.memory.listed(tenant, context.as_of) for name in (one.wish, one.title))
    side: Side[Jobs, Job] = Side(JobTable(), Jobs.of, encoder, phrases, cache)
    side.apply(posts, [], "audit")

    def settle(some: Sequence[Candidate]) -> World:
        persons: Side[Candidates, Candidate] = Side(CandidateTable(), Candidates.of, encoder, phrases, cache)
        persons.apply([(tenant, person) for person in some], [], "audit")
        return World(some, persons)

    audited = Audited(
        tenant,
        people,
        posts,
        side,
        settle,
        scenarios,
        ranker_for,
        context,
        encoder.layout,
        model_stamp(encoder),
        memory,
    )
    with threadpool_limits(limits=1):  # bytes are compared: with two threads a product differs in its last digit
        return audit(audited, partial(_intervals, seed), seed, watch)


def _intervals(seed: int, values: NDArray[np.float64]) -> Sequence[tuple[float, float]]:
    return intervals(values, seed, DRAWS)


def _people(store: Store, tenant: str) -> list[Candidate]:
    found = [read_candidate(kept.document) for kept in store.stream("candidate") if kept.tenant == tenant]
    return sorted(found, key=lambda person: person.id)


def _posts(store: Store, tenant: str) -> list[tuple[str, Job]]:
    read = [(kept.tenant, read_job(kept.document)) for kept in store.stream("job")]
    seen = [owned for owned in read if owned[0] == tenant or owned[1].visibility == "public"]
    return sorted(seen, key=lambda owned: (owned[0], owned[1].id))
