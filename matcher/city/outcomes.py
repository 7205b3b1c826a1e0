"""What happened in the months before: who looked at what, applied, was hired, stayed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from matcher.city.assumptions import assumed
from matcher.city.dice import Dice, generator
from matcher.city.labels import utilities
from matcher.city.latent import Ints, People, Posts, occupation_vectors
from matcher.city.trades import trades

Record = Mapping[str, Any]
_NEAREST = 10


@dataclass(frozen=True, slots=True)
class Interaction:
    """One event, in the words of the feedback call."""

    candidate_id: str
    job_id: str
    event: str
    at: datetime


def make_interactions(
    people: Sequence[Record],
    jobs: Sequence[Record],
    *,
    hidden_people: People,
    hidden_posts: Posts,
    seed: int,
    as_of: datetime,
) -> list[Interaction]:
    """Events of the people who agreed to be matched, ordered by time.

    Who sees what depends on written wishes and chance; who applies, on the person's hidden utility; who is offered the
    post, on the employer's. A post is filled when as many were hired as it has places; a person who was hired and has
    not left applies no more; newcomers looked at nothing before they registered. What would have happened after
    `as_of` is left out.
    """
    rng = generator(seed, "interactions")
    rows, columns = _seen(hidden_people, hidden_posts, rng)
    back = np.minimum(hidden_posts.posted[columns], _registered(len(people), seed)[rows])
    closed = np.maximum(hidden_posts.closes[columns], 0)
    met = back >= closed  # who came after a post had closed never saw it
    rows, columns, back, closed = rows[met], columns[met], back[met], closed[met]
    if not len(rows):
        return []
    theirs, ours = utilities(hidden_people.at(rows), hidden_posts.at(columns), rows, columns, seed)
    chosen = assumed()["events"]
    applies = rng.random(len(rows)) < _sigmoid(theirs + chosen["apply_bias"])
    suits = rng.random(len(rows)) < _sigmoid(ours + chosen["offer_bias"])
    days = closed + (back - closed) * rng.random(len(rows))
    order = np.lexsort((columns, rows, -days))
    story = _Story(Dice(generator(seed, "stories")), hidden_posts.headcount.tolist(), as_of)
    for n in order.tolist():
        row, column = int(rows[n]), int(columns[n])
        pair = people[row]["id"], jobs[column]["id"], column
        story.tell(pair, float(days[n]), applies=bool(applies[n]), suits=bool(suits[n]))
    return sorted(story.events, key=lambda e: (e.at, e.candidate_id, e.job_id, e.event))


def _seen(people: People, posts: Posts, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """Pairs (person, post) that met: most by the written wish, the rest by chance; each once."""
    chosen = assumed()["events"]
    counts = np.where(people.matching, rng.poisson(chosen["seen"], len(people.hidden)), 0)
    rows = np.repeat(np.arange(len(counts)), counts)
    columns = rng.integers(0, len(posts.trade), len(rows))
    vectors = occupation_vectors(0)
    nearest = np.argsort(-(vectors @ vectors.T), axis=1, kind="stable")[:, :_NEAREST]
    by_trade = np.argsort(posts.trade, kind="stable")
    starts = np.searchsorted(posts.trade[by_trade], np.arange(len(trades()) + 1))
    wished = people.wished[rows]
    trade = nearest[np.maximum(wished, 0), rng.integers(0, _NEAREST, len(rows))]
    room = starts[trade + 1] - starts[trade]
    aimed = (wished >= 0) & (room > 0) & (rng.random(len(rows)) < chosen["near"])
    drawn = starts[trade] + (rng.random(len(rows)) * room).astype(np.int64)
    columns = np.where(aimed, by_trade[np.minimum(drawn, len(by_trade) - 1)], columns)
    pairs = np.unique(rows * len(posts.trade) + columns)
    return pairs // len(posts.trade), pairs % len(posts.trade)


def _registered(people: int, seed: int) -> np.ndarray[Any, np.dtype[np.float64]]:
    """(people,) days before `as_of` since when a person looks at posts; infinite but for newcomers."""
    rng, chosen = generator(seed, "newcomers"), assumed()["events"]
    new = rng.random(people) < chosen["newcomers"]
    return np.where(new, chosen["newcomer_days"] * rng.random(people), np.inf)


def _sigmoid(x: np.ndarray[Any, np.dtype[np.float64]]) -> np.ndarray[Any, np.dtype[np.float64]]:
    squashed: np.ndarray[Any, np.dtype[np.float64]] = 1 / (1 + np.exp(-x))
    return squashed


class _Story:
    """Follows pairs in the order of time, and knows who has a job and which post is full."""

    def __init__(self, dice: Dice, places: list[int], as_of: datetime) -> None:
        self._dice, self._left, self._as_of = dice, places, as_of
        self._busy_until: dict[str, datetime] = {}
        self._chosen = assumed()["events"]
        self.events: list[Interaction] = []

    def tell(self, pair: tuple[str, str, int], days: float, *, applies: bool, suits: bool) -> None:
        """What came of one meeting of a person's id, a post's id and the post's row, so many days before `as_of`."""
        person, job, column = pair
        at = self._as_of - timedelta(minutes=1 + int(days * 1440))
        if not applies or at < self._busy_until.get(person, at):
            self.events.append(Interaction(person, job, "view", at))
            return
        for event, hours in self._course(column, suits=suits):
            at += timedelta(minutes=int(hours * 60) + self._dice.below(60))
            if at >= self._as_of:
                return
            if event == "hire":
                self._busy_until[person] = self._as_of
                self._left[column] -= 1
            elif event == "left":
                self._busy_until[person] = at
            self.events.append(Interaction(person, job, event, at))

    def _course(self, column: int, *, suits: bool) -> list[tuple[str, float]]:
        """What follows where somebody applies: events with the hours that passed since the one before."""
        dice, chosen = self._dice, self._chosen
        course: list[tuple[str, float]] = [("view", 0), ("apply", 0.2)]
        if self._left[column] <= 0 or not dice.chance(chosen["confirm"]):
            return [*course, ("reject", 30)] if dice.chance(0.5) else course
        course.append(("confirm", 20))
        if dice.chance(chosen["no_show"]):
            return [*course, ("no_show", 40)]
        course.append(("interview", 48))
        if not suits:
            return [*course, ("reject", 24)]
        course.append(("offer", 30))
        if not dice.chance(chosen["accept"]):
            return [*course, ("withdraw", 20)]
        course.append(("hire", 40))
        if dice.chance(chosen["insured"]):
            course.append(("insured", 240))
        if dice.chance(chosen["left"]):
            course.append(("left", 600))
        return course
