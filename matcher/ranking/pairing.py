"""The asker beside rows of the other side: their features, and one pair for the explainer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.index.encoder import Layout
from matcher.index.side import Asker, View
from matcher.index.wholes import whole_nearness
from matcher.ranking import features
from matcher.ranking.memory import NOTHING, Memory
from matcher.ranking.reasons import Pair
from matcher.ranking.titles import title_nearness
from matcher.table.facts import CandidateFacts, JobFacts
from matcher.table.ragged import Rows
from matcher.table.table import Jobs


def pair_features(
    asker: Asker[Any],
    view: View[Any],
    layout: Layout,
    person: CandidateFacts,
    job: JobFacts,
    rows: Rows,
    memory: Memory = NOTHING,
) -> Mapping[str, NDArray[np.float64]]:
    """Every feature of the asker with each of `rows`, (n,) or one that broadcasts to it; names as in `features`."""
    phrases, titles = view.phrases, view.titles.take(rows)
    for_person = isinstance(view.table, Jobs)
    practice = (asker.past, titles) if for_person else (asker.titles, view.past.take(rows))
    return {
        "title": titles_of(asker, view, rows, memory),
        "practice": features.best_phrase(phrases, practice[0], practice[1]),
        "skills": features.skill_share(phrases, person, job),
        "body": description_nearness(asker, view, layout, rows),
        "whole": features.settled(whole_nearness(phrases, asker.whole, view.wholes.take(rows))),
        "occupation": features.occupation_levels(person.desired_occupations, job.occupation),
        "major": features.major_named(person, job),
        "near": features.nearness(person, job),
        "pay": features.pay_margin(person, job),
        "area": features.wished_area(person, job),
    }


def titles_of(asker: Asker[Any], view: View[Any], rows: Rows, memory: Memory = NOTHING) -> NDArray[np.float64]:
    """(n,) how near wish and title are, with what a memory adds."""

    def lift(one: Sequence[int], others: NDArray[np.int64]) -> NDArray[np.float64]:
        if isinstance(view.table, Jobs):
            return memory.weights(view.phrases, one, others)
        return memory.weights(view.phrases, others, one).T

    titles, described = view.titles.take(rows), view.described[rows]
    return title_nearness(view.phrases, asker.titles, asker.described, titles, described, lift if len(memory) else None)


def description_nearness(asker: Asker[Any], view: View[Any], layout: Layout, rows: Rows) -> NDArray[np.float64]:
    """(n,) how near the post's description is to what the person says: own words or a wish, whichever is nearest.

    NaN where the post has no description or the person says nothing. In doubles: the sums of single precision hang on
    how many rows are multiplied at once, and a plan and a match shall give one pair the same score to the last digit.
    """
    columns = np.flatnonzero(layout.spread({"body": 1.0}))
    mine = asker.queries[0, columns].astype(np.float64)
    theirs = view.vectors.rows()[rows][:, columns].astype(np.float64)
    nearest = theirs @ mine
    if isinstance(view.table, Jobs):
        wishes = view.phrases.meanings(asker.titles).astype(np.float64)
        nearest = np.maximum(nearest, (theirs @ wishes.T).max(axis=1, initial=0))
        told = theirs.any(axis=1) & (mine.any() or wishes.any())
    else:
        titles = view.titles.take(rows)
        keys, owner = features.flat(titles)
        cosines = view.phrases.meanings(keys).astype(np.float64) @ mine
        nearest = np.maximum(nearest, features.best_by_owner(cosines, owner, len(rows)))
        told = mine.any() & (theirs.any(axis=1) | (titles.sizes > 0))
    return np.where(told, np.clip(features.settled(nearest), 0, 1), np.nan)


def pair_at(asker: Asker[Any], view: View[Any], row: int, language: str, memory: Memory = NOTHING) -> Pair:
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
        memory=memory,
    )
