"""The store as it is, and the same store with traits exchanged: two sides of people before one side of posts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.domain.records import Candidate, Job
from matcher.index.encoder import Layout
from matcher.index.side import Asker, Side, View
from matcher.ranking.features import FEATURES
from matcher.ranking.matcher import Matcher
from matcher.ranking.memory import Memory
from matcher.ranking.pairing import pair_features
from matcher.ranking.rank import Ranker
from matcher.rules.context import Context
from matcher.rules.scenario import Scenario
from matcher.table.table import Candidates, Jobs

Columns = NDArray[np.float64]


@dataclass(frozen=True)
class World:
    """People and their side of the market: row i of the side is record i."""

    people: Sequence[Candidate]
    side: Side[Candidates, Candidate]


@dataclass(frozen=True)
class Store:
    """What is audited.

    tenant      whose people
    posts       those that the tenant may see, each with its owner, in the order of owners; row i of the side is post i
    settle      makes the world of some people
    ranker_for  the ranker that serves a scenario
    memory      the names that the tenant's staff confirmed
    """

    tenant: str
    people: Sequence[Candidate]
    posts: Sequence[tuple[str, Job]]
    side: Side[Jobs, Job]
    settle: Callable[[Sequence[Candidate]], World]
    scenarios: Mapping[str, Scenario]
    ranker_for: Callable[[Scenario], Ranker]
    context: Context
    layout: Layout
    model_stamp: str
    memory: Memory

    def matcher(self, world: World) -> Matcher:
        """The matcher that serves, with the people of a world."""
        return Matcher(self.side, world.side, self.layout, self.ranker_for, self.model_stamp)

    def persons_asking(self, world: World) -> list[Asker[Candidates]]:
        """Everybody of a world as the one who asks."""
        return list(world.side.askers(self.tenant, world.people))

    def posts_asking(self) -> list[Asker[Jobs]]:
        """Every post as the one that asks."""
        owned = groupby(self.posts, key=lambda post: post[0])
        return [asker for owner, posts in owned for asker in self.side.askers(owner, [post for _, post in posts])]


def features(asker: Asker[Any], view: View[Any], layout: Layout, memory: Memory) -> Columns:
    """(n, len(FEATURES)) of a record with every row of the other side: what the matcher computes for its page."""
    rows = np.arange(len(view.table), dtype=np.int64)
    mine, theirs = asker.table.facts, view.table.facts
    person, job = (mine, theirs) if isinstance(view.table, Jobs) else (theirs, mine)
    columns = pair_features(asker, view, layout, person, job, rows, memory)
    return np.stack([np.broadcast_to(columns[name], len(rows)) for name in FEATURES], axis=1)
