"""The asker beside rows of the other side: their features, and one pair for the explainer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.index.encoder import Layout, Vectors
from matcher.index.side import Asker, View
from matcher.ranking import features
from matcher.ranking.reasons import Pair
from matcher.table.facts import CandidateFacts, JobFacts
from matcher.table.ragged import Rows
from matcher.table.table import Jobs


def pair_features(
    asker: Asker[Any], view: View[Any], person: CandidateFacts, job: JobFacts, rows: Rows, body: NDArray[Any]
) -> Mapping[str, NDArray[np.float64]]:
    """Every feature of the asker with each of `rows`, (n,) or one that broadcasts to it; names as in `features`.

    body  (n,) cosines of the bodies, NaN where a side says nothing
    """
    phrases, titles = view.phrases, view.titles.take(rows)
    for_person = isinstance(view.table, Jobs)
    practice = (asker.past, titles) if for_person else (asker.titles, view.past.take(rows))
    return {
        "title": features.best_phrase(phrases, asker.titles, titles),
        "practice": features.best_phrase(phrases, practice[0], practice[1]),
        "skills": features.skill_share(phrases, person, job),
        "body": np.clip(body.astype(np.float64), 0, 1),
        "occupation": features.occupation_levels(person.desired_occupations, job.occupation),
        "major": features.major_named(person, job),
        "near": features.nearness(person, job),
        "pay": features.pay_margin(person, job),
        "area": features.wished_area(person, job),
    }


def body_cosines(layout: Layout, query: Vectors, rows: Vectors) -> NDArray[np.float64]:
    """(n,) cosines of the body blocks of one row with n, NaN where a side says nothing.

    In doubles: the sums of single precision hang on how many rows are multiplied at once, and a plan and a match shall
    give one pair the same score to the last digit.
    """
    columns = layout.spread({"body": 1.0}) > 0
    mine, theirs = query[columns].astype(np.float64), rows[:, columns].astype(np.float64)
    told = bool(mine.any()) & theirs.any(axis=1)
    return np.where(told, theirs @ mine, np.nan)


def pair_at(asker: Asker[Any], view: View[Any], row: int, language: str) -> Pair:
    """The asker with one row."""
    other = view.table.some(np.array([row], dtype=np.int64))
    theirs, past = view.titles.row(row).tolist(), view.past.row(row).tolist()
    mine = list(asker.titles)
    for_person = isinstance(view.table, Jobs)
    return Pair(
        people=asker.table if for_person else other,
        posts=other if for_person else asker.table,
        wishes=mine if for_person else theirs,
        past=list(asker.past) if for_person else past,
        titles=theirs if for_person else mine,
        phrases=view.phrases,
        language=language,
    )
