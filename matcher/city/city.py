"""The whole city, in memory."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from matcher.city.assumptions import assumed
from matcher.city.dice import Dice, generator
from matcher.city.employers import EmployerMaker
from matcher.city.identities import Registry
from matcher.city.jobs import JobMaker, Offer
from matcher.city.labels import Labels, make_labels
from matcher.city.outcomes import Interaction, make_interactions
from matcher.city.people import Crowd, make_people
from matcher.city.wishes import Wishes, make_wishes

Record = dict[str, Any]
STAGES = ("people", "jobs", "interactions", "labels")
Watch = Callable[[str], object]
"""Told which of the STAGES begins."""


@dataclass(frozen=True, slots=True)
class City:
    """A synthetic city: records, what happened, and how well each pair fits.

    `interactions` are ordered by time. `labels` holds judgements in both directions, `wishes` the
    ranked wishes before an internship round; `planted` the ids of posts with a
    fault on purpose, by kind.
    """

    seed: int
    as_of: datetime
    candidates: Sequence[Record]
    jobs: Sequence[Record]
    employers: Sequence[Record]
    interactions: Sequence[Interaction]
    labels: Labels
    wishes: Wishes
    planted: Mapping[str, Sequence[str]]


def _unwatched(_: str) -> None:
    return


def generate_city(candidates: int, jobs: int, seed: int, as_of: datetime, watch: Watch = _unwatched) -> City:
    """A city of that many people and posts. The same arguments give the same city.

    Raises ValueError where a count is below one.
    """
    if candidates < 1 or jobs < 1:
        raise ValueError("a city needs at least one candidate and one job")
    registry = Registry()
    watch("people")
    people, hidden_people = make_people(Crowd(candidates, registry=registry), seed, as_of)
    watch("jobs")
    maker = EmployerMaker(Dice(generator(seed, "employers")), as_of, registry)
    employers, units = maker.make(math.ceil(jobs / assumed()["job"]["posts_per_employer"]))
    offered = JobMaker(Offer(jobs), units, seed, as_of)
    posts, hidden_posts = offered.make()
    watch("interactions")
    events = make_interactions(
        people, posts, hidden_people=hidden_people, hidden_posts=hidden_posts, seed=seed, as_of=as_of
    )
    watch("labels")
    return City(
        seed=seed,
        as_of=as_of,
        candidates=people,
        jobs=posts,
        employers=employers,
        interactions=events,
        labels=make_labels(people, posts, hidden_people, hidden_posts, seed),
        wishes=make_wishes(people, posts, hidden_people, hidden_posts, seed),
        planted={kind: tuple(ids) for kind, ids in sorted(offered.planted.ids.items())},
    )
