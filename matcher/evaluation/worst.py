"""The queries on which a system does worst, or loses most to another: what was wanted, and what came."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.domain.words import say
from matcher.evaluation.evaluate import Evaluation
from matcher.evaluation.measures import PRIMARY
from matcher.evaluation.ranks import ranks_in
from matcher.evaluation.texts import Text

_WORST, _LOSSES = 15, 10
_WANTED, _CAME, _LENGTH = 4, 3, 60


@dataclass(frozen=True)
class Worst:
    """One query: values by system, up to four relevant documents as (rank or –, text), how many more, what came."""

    id: str
    query: str
    values: tuple[str, ...]
    wanted: tuple[tuple[str, str], ...]
    more: int
    came: tuple[str, ...]


def worst_blocks(evaluation: Evaluation, order: Sequence[str], lang: str) -> list[dict[str, Any]]:
    """Tables of the report: where the best system, the first of `order`, does worst, where it loses to the next."""
    blocks = []
    if order:
        heading = say("report_worst", lang, system=order[0])
        blocks.append({"heading": heading, "systems": order[:1], "rows": worst_queries(evaluation, order[0], _WORST)})
    if len(order) > 1:
        heading = say("report_losses", lang, system=order[0], other=order[1])
        lost = greatest_losses(evaluation, order[0], order[1], _LOSSES)
        blocks.append({"heading": heading, "systems": order[:2], "rows": lost})
    return [block for block in blocks if block["rows"]]


def worst_queries(evaluation: Evaluation, system: str, count: int) -> list[Worst]:
    """The `count` judged queries with the lowest average precision, the lowest first, equal ones by id."""
    places = np.argsort(_values(evaluation, system), kind="stable")[:count]
    return _told(evaluation, [system], places)


def greatest_losses(evaluation: Evaluation, system: str, other: str, count: int) -> list[Worst]:
    """The `count` judged queries on which `system` loses most average precision to `other`; only true losses."""
    lost = _values(evaluation, other) - _values(evaluation, system)
    places = np.argsort(-lost, kind="stable")[:count]
    return _told(evaluation, [system, other], places[lost[places] > 0])


def _values(evaluation: Evaluation, system: str) -> NDArray[np.float64]:
    column: NDArray[np.float64] = evaluation.values[system][:, evaluation.options.measures.index(PRIMARY)]
    return column


def _told(evaluation: Evaluation, systems: Sequence[str], places: NDArray[np.int64]) -> list[Worst]:
    """With the lists of the first of the systems."""
    dataset, run = evaluation.dataset, evaluation.runs[systems[0]]
    judgements = dataset.judgements
    ranks = ranks_in(run, judgements, len(dataset.corpus))
    found = []
    for place in places.tolist():
        row = int(dataset.judged[place])
        mine = np.flatnonzero((judgements.queries == row) & (judgements.grades > 0))
        mine = mine[np.argsort(np.where(ranks[mine] > 0, ranks[mine], len(dataset.corpus) + 1), kind="stable")]
        wanted = tuple(
            (str(ranks[i]) if ranks[i] else "–", _short(dataset.corpus.items[judgements.documents[i]]))
            for i in mine[:_WANTED]
        )
        came = tuple(_short(dataset.corpus.items[column]) for column in run.of(row)[:_CAME])
        query = dataset.queries.items[row]
        values = tuple(f"{_values(evaluation, name)[place]:.4f}" for name in systems)
        found.append(Worst(query.id, _short(query), values, wanted, max(0, len(mine) - _WANTED), came))
    return found


def _short(text: Text) -> str:
    """The title, or the beginning of what else is written; a record's contact is not part of its text."""
    said = text.title or text.text
    return said if len(said) <= _LENGTH else said[: _LENGTH - 1] + "…"
