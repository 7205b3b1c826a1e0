"""Learning the prototypes of `occupations`: a softmax over cosines in each table, by gradient."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.embedder import Vectors, unit_rows


@dataclass(frozen=True)
class Schooling:
    """How the prototypes are learned: Adam (Kingma and Ba 2015) with a cosine schedule, seeded."""

    sharpness: float = 16.0
    rounds: int = 3
    batch: int = 512
    rate: float = 0.01  # as a share of a typical entry
    seed: int = 0


def learn_prototypes(
    rows: Vectors, classes: NDArray[np.intp], tables: Sequence[int], projection: Vectors, schooling: Schooling
) -> tuple[Vectors, Vectors]:
    """From centred vectors (n, d), their classes and a first projection to (projection, unit prototypes).

    `tables`: how many classes each table has, one after the other. Minimises the cross-entropy of the softmax over
    `sharpness` × cosine within the table of a row's class: nobody said that a title of one table means nothing in the
    others. One thread gives the same bytes each time.
    """
    table = np.repeat(np.arange(len(tables)), tables)
    centres = np.zeros((len(table), projection.shape[1]), dtype=np.float64)
    np.add.at(centres, classes, unit_rows(rows @ projection))
    learned = [projection.astype(np.float32), unit_rows(centres)]
    scale = [float(np.abs(part).mean()) for part in learned]
    first = [np.zeros_like(part) for part in learned]
    second = [np.zeros_like(part) for part in learned]
    random = np.random.default_rng(schooling.seed)
    batch = min(schooling.batch, len(rows))
    a_round = len(rows) // batch
    steps = schooling.rounds * a_round
    for step in range(1, steps + 1):
        if (step - 1) % a_round == 0:
            order = random.permutation(len(rows))
        place = (step - 1) % a_round * batch
        taken = order[place : place + batch]
        slopes = _slopes(rows[taken], classes[taken], table, learned[0], learned[1], schooling.sharpness)
        rate = schooling.rate * 0.5 * (1 + np.cos(np.pi * step / steps))
        for i, slope in enumerate(slopes):
            first[i] = 0.9 * first[i] + 0.1 * slope
            second[i] = 0.999 * second[i] + 0.001 * slope * slope
            pace = (first[i] / (1 - 0.9**step)) / (np.sqrt(second[i] / (1 - 0.999**step)) + 1e-12)
            learned[i] -= np.float32(rate * scale[i]) * pace
    return learned[0], unit_rows(learned[1])


def _slopes(
    rows: Vectors,
    classes: NDArray[np.intp],
    table: NDArray[np.intp],
    projection: Vectors,
    prototypes: Vectors,
    sharpness: float,
) -> tuple[Vectors, Vectors]:
    """Gradients of the mean cross-entropy with respect to the projection and the prototypes, through both norms."""
    images = rows @ projection
    length = np.linalg.norm(images, axis=1, keepdims=True) + 1e-9
    units = images / length
    reach = np.linalg.norm(prototypes, axis=1, keepdims=True) + 1e-9
    goals = prototypes / reach
    logits = sharpness * units @ goals.T
    odds = np.exp(logits - logits.max(axis=1, keepdims=True)) * (table == table[classes][:, None])
    blame = odds / odds.sum(axis=1, keepdims=True)
    blame[np.arange(len(rows)), classes] -= 1
    blame *= sharpness / len(rows)
    pull = blame @ goals
    push = blame.T @ units
    of_images = (pull - units * (pull * units).sum(axis=1, keepdims=True)) / length
    of_prototypes = (push - goals * (push * goals).sum(axis=1, keepdims=True)) / reach
    return rows.T @ of_images, of_prototypes
