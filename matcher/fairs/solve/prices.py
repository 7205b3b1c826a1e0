"""Three posts for everybody, priced so that a booth is not sent more visitors than it has minutes.

Each recommendation counts as 1/rank of a visit. A group (an employer's booths, or a post) whose expected visits are
above its share gets a price that is taken off its scores, until visits spread; the best round is kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.fairs.problem import MILLION, Problem

ROUNDS = 40
STEP = 0.08
CANDIDATES = 80
WITHOUT_BOOTH = 2.0
"""Taken off the score of a post that has no booth at the fair: more than any score, so such posts come last."""


@dataclass(frozen=True)
class Crowding:
    """Groups whose visits are limited: `group_of` (posts,), -1 for none; `visits` (groups,) that each can take."""

    group_of: NDArray[np.int64]
    visits: NDArray[np.float64]
    ungrouped_price: float = 0.0


@dataclass(frozen=True)
class Recommendations:
    """Posts of each person, best score first; expected visits by group; the sum of scores."""

    posts: tuple[tuple[int, ...], ...]
    expected: NDArray[np.float64]
    score: int


def recommend(
    problem: Problem, most: int, crowding: Crowding, must: Iterable[tuple[int, int]] = (), rounds: int = ROUNDS
) -> Recommendations:
    """Up to `most` different posts for each person, `must` among them, of two employers wherever there are two.

    With `rounds` = 0 nothing is priced: the plain best.
    """
    choice = _Choice(problem, most, crowding, must)
    prices = np.zeros(len(crowding.visits) + 1)
    prices[-1] = crowding.ungrouped_price
    best = choice.take(prices)
    room = crowding.visits * max(1.0, best.expected.sum() / max(crowding.visits.sum(), 1.0))
    overload = _overload(best, room)
    for at in range(rounds):
        trial = choice.take(prices)
        if _overload(trial, room) < overload - 1e-9:
            best, overload = trial, _overload(trial, room)
        strain = (trial.expected - room) / np.maximum(room, 1.0)
        prices[:-1] = np.maximum(0.0, prices[:-1] + STEP * strain / np.sqrt(1 + at))
    return best


def _overload(taken: Recommendations, room: NDArray[np.float64]) -> float:
    return float(np.maximum(taken.expected - room, 0).sum())


class _Choice:
    """The posts that each person could be recommended, at most CANDIDATES, best first."""

    def __init__(self, problem: Problem, most: int, crowding: Crowding, must: Iterable[tuple[int, int]]) -> None:
        self.most, self.groups = most, len(crowding.visits)
        self.score = problem.pairs.score
        keys = {key: n for n, key in enumerate(sorted({post.employer_key for post in problem.posts}))}
        self.employer = np.array([keys[post.employer_key] for post in problem.posts], dtype=np.int64)
        self.held: dict[int, list[int]] = {}
        for person, post in must:
            self.held.setdefault(person, []).append(post)
        rows = [self._row(problem, person) for person in range(len(problem.people))]
        width = max((len(row) for row in rows), default=0)
        self.posts = np.full((len(rows), max(width, 1)), -1, dtype=np.int64)
        for person, row in enumerate(rows):
            self.posts[person, : len(row)] = row
        self.must = np.zeros(self.posts.shape, dtype=bool)
        for person, posts in self.held.items():
            self.must[person] = np.isin(self.posts[person], posts)
        valid = self.posts >= 0
        at = np.arange(len(rows))[:, None]
        values = self.score[at, self.posts] / MILLION if len(problem.posts) else np.zeros(self.posts.shape)
        self.value = np.where(valid, values, -np.inf) + np.where(self.must, 10.0, 0.0)
        self.group = np.where(valid, crowding.group_of[self.posts] if len(crowding.group_of) else -1, -1)
        self.row_employer = np.where(valid, self.employer[self.posts] if len(self.employer) else -1, -1)

    def _row(self, problem: Problem, person: int) -> list[int]:
        posts = np.flatnonzero(problem.pairs.allowed[person])
        ordered = posts[np.argsort(-self.score[person, posts], kind="stable")]
        row = ordered[:CANDIDATES].tolist()
        if len(ordered) > CANDIDATES:
            other = ordered[self.employer[ordered] != self.employer[ordered[0]]][: self.most]
            row += [int(post) for post in other if post not in row]
        return [int(post) for post in row + [held for held in self.held.get(person, ()) if held not in row]]

    def take(self, prices: NDArray[np.float64]) -> Recommendations:
        """Everybody's best at these prices (the last one for posts without a group)."""
        worth = self.value - prices[self.group]
        order = np.argsort(-worth, axis=1, kind="stable")[:, : self.most]
        at = np.arange(len(order))[:, None]
        chosen = np.where(np.isneginf(worth[at, order]), -1, order)
        self._mix_employers(worth, chosen)
        posts: list[tuple[int, ...]] = []
        expected = np.zeros(self.groups + 1)
        total = 0
        for person, row in enumerate(chosen):
            mine = [int(self.posts[person, column]) for column in row if column >= 0]
            mine.sort(key=lambda post: (-int(self.score[person, post]), post))
            groups = {int(self.posts[person, c]): int(self.group[person, c]) for c in row if c >= 0}
            for rank, post in enumerate(mine, 1):
                expected[groups[post]] += 1 / rank
                total += int(self.score[person, post])
            posts.append(tuple(mine))
        return Recommendations(tuple(posts), expected[:-1], total)

    def _mix_employers(self, worth: NDArray[np.float64], chosen: NDArray[np.int64]) -> None:
        """Where all posts are of one employer, the last one that no interview holds gives way to another's best."""
        if self.most < 2:
            return
        for person, row in enumerate(chosen):
            columns = [int(c) for c in row if c >= 0]
            employers = {int(self.row_employer[person, c]) for c in columns}
            if len(columns) < 2 or len(employers) > 1:
                continue
            elsewhere = np.where(self.row_employer[person] != employers.pop(), worth[person], -np.inf)
            loose = [k for k, c in enumerate(row) if c >= 0 and not self.must[person, c]]
            if loose and np.isfinite(elsewhere.max()):
                row[loose[-1]] = int(elsewhere.argmax())
