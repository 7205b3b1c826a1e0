"""Relevance grades from the hidden utilities, for some people and some posts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from matcher.city.assumptions import assumed
from matcher.city.dice import generator
from matcher.city.latent import Floats, Ints, People, Posts, pair_noise, persons_utility, posts_utility

Record = Mapping[str, Any]
Judgement = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class Labels:
    """Judgements (query, document, grade 1 to 3), each list ordered by query and falling grade.

    `jobs_for_people` grades by the person's utility, `people_for_jobs` by the employer's; the mutual
    ones by the lower of both in standard units.
    """

    people: Sequence[int]
    jobs: Sequence[int]
    jobs_for_people: Sequence[Judgement]
    jobs_for_people_mutual: Sequence[Judgement]
    people_for_jobs: Sequence[Judgement]
    people_for_jobs_mutual: Sequence[Judgement]


def utilities(people: People, posts: Posts, rows: Ints, columns: Ints, seed: int) -> tuple[Floats, Floats]:
    """Both sides' utility with noise, of pairs or of one against many, rounded to six decimals.

    `rows` and `columns` are the numbers in the city of the given people and posts. Rounding keeps the last bits, which
    differ between processors, out of the comparisons with a threshold.
    """
    scale = assumed()["utility"]["noise"]
    theirs = persons_utility(people, posts) + scale * pair_noise(rows, columns, seed, 0)
    ours = posts_utility(people, posts) + scale * pair_noise(rows, columns, seed, 1)
    return np.round(theirs, 6), np.round(ours, 6)


@dataclass(frozen=True, slots=True)
class _Scale:
    """Mean, spread and grade thresholds of one kind of utility over random pairs of the whole city."""

    mean: float
    spread: float
    cuts: Floats

    @classmethod
    def of(cls, utility: Floats, corpus: int) -> _Scale:
        chosen = assumed()["utility"]
        shares = [min(share, chosen["at_most"][grade] / corpus) for grade, share in chosen["grades"].items()]
        cuts = np.quantile(utility, [1 - share for share in shares])
        return cls(float(utility.mean()), float(utility.std()) or 1.0, cuts)

    def standard(self, utility: Floats) -> Floats:
        return np.round((utility - self.mean) / self.spread, 6)

    def grades(self, utility: Floats) -> Ints:
        return np.searchsorted(self.cuts, utility, side="right").astype(np.int64)


@dataclass(frozen=True, slots=True)
class _Scales:
    """The scales of the person's utility, the employer's, and the lower of the two in standard units."""

    theirs: _Scale
    ours: _Scale
    both: _Scale

    @classmethod
    def of(cls, theirs: Floats, ours: Floats, corpus: int) -> _Scales:
        one, two = _Scale.of(theirs, corpus), _Scale.of(ours, corpus)
        return cls(one, two, _Scale.of(np.minimum(one.standard(theirs), two.standard(ours)), corpus))

    def mutual(self, theirs: Floats, ours: Floats) -> Floats:
        return np.minimum(self.theirs.standard(theirs), self.ours.standard(ours))


def make_labels(
    people: Sequence[Record], jobs: Sequence[Record], hidden_people: People, hidden_posts: Posts, seed: int
) -> Labels:
    """Labels for a sample of queries on each side; of people only those who agreed to be matched."""
    rng = generator(seed, "labels")
    most = assumed()["utility"]["queries"]
    agreed = np.flatnonzero(hidden_people.matching)
    found: tuple[list[Judgement], ...] = ([], [], [], [])
    if not len(agreed):
        return Labels((), (), *found)
    askers = np.sort(rng.permutation(agreed)[:most])
    offers = np.sort(rng.permutation(len(jobs))[:most])
    pairs = assumed()["utility"]["pairs"]
    rows, columns = rng.choice(agreed, pairs), rng.integers(0, len(jobs), pairs)
    pooled = utilities(hidden_people.at(rows), hidden_posts.at(columns), rows, columns, seed)
    scales, every = _Scales.of(*pooled, len(jobs)), np.arange(len(jobs))
    job_ids, person_ids = [job["id"] for job in jobs], [people[row]["id"] for row in agreed.tolist()]
    for row in askers.tolist():
        number = np.array([row])
        theirs, ours = utilities(hidden_people.at(number), hidden_posts, number, every, seed)
        found[0].extend(_judged(people[row]["id"], job_ids, scales.theirs, theirs))
        found[1].extend(_judged(people[row]["id"], job_ids, scales.both, scales.mutual(theirs, ours)))
    scales, willing = _Scales.of(*pooled, len(agreed)), hidden_people.at(agreed)
    for column in offers.tolist():
        number = np.array([column])
        theirs, ours = utilities(willing, hidden_posts.at(number), agreed, number, seed)
        found[2].extend(_judged(jobs[column]["id"], person_ids, scales.ours, ours))
        found[3].extend(_judged(jobs[column]["id"], person_ids, scales.both, scales.mutual(theirs, ours)))
    return Labels(tuple(askers.tolist()), tuple(offers.tolist()), *found)


def _judged(query: str, ids: Sequence[str], scale: _Scale, utility: Floats) -> list[Judgement]:
    grades = scale.grades(utility)
    rows = np.flatnonzero(grades)
    order = np.lexsort((rows, -utility[rows]))[: assumed()["utility"]["most"]]
    return [(query, ids[row], int(grades[row])) for row in rows[order]]
