"""The queries on which a system does worst: what was wanted, and what came."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from matcher.evaluation.evaluate import Evaluation
from matcher.evaluation.measures import PRIMARY
from matcher.evaluation.ranks import ranks_in
from matcher.evaluation.texts import Text

_WANTED, _CAME, _LENGTH = 4, 3, 60


@dataclass(frozen=True)
class Worst:
    """One query: its value, up to four relevant documents as (rank or –, text), how many more, the first three."""

    query: str
    value: str
    wanted: tuple[tuple[str, str], ...]
    more: int
    came: tuple[str, ...]


def worst_queries(evaluation: Evaluation, system: str, count: int) -> list[Worst]:
    """The `count` judged queries with the lowest average precision, the lowest first, equal ones by id."""
    dataset, run = evaluation.dataset, evaluation.runs[system]
    values = evaluation.values[system][:, evaluation.options.measures.index(PRIMARY)]
    judgements = dataset.judgements
    ranks = ranks_in(run, judgements, len(dataset.corpus))
    found = []
    for place in np.argsort(values, kind="stable")[:count].tolist():
        row = int(dataset.judged[place])
        mine = np.flatnonzero((judgements.queries == row) & (judgements.grades > 0))
        mine = mine[np.argsort(np.where(ranks[mine] > 0, ranks[mine], len(dataset.corpus) + 1), kind="stable")]
        wanted = tuple(
            (str(ranks[i]) if ranks[i] else "–", _short(dataset.corpus.items[judgements.documents[i]]))
            for i in mine[:_WANTED]
        )
        came = tuple(_short(dataset.corpus.items[column]) for column in run.of(row)[:_CAME])
        query = _short(dataset.queries.items[row])
        found.append(Worst(query, f"{values[place]:.4f}", wanted, max(0, len(mine) - _WANTED), came))
    return found


def _short(text: Text) -> str:
    """The title, or the beginning of what else is written; a record's contact is not part of its text."""
    said = text.title or text.text
    return said if len(said) <= _LENGTH else said[: _LENGTH - 1] + "…"
