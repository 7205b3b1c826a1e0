"""How well a protected trait can be told from a person's vector, by one who would try.

A vector is made of wishes, skills and experience, and these go with sex, age and disability in the world. The probe
says how much: ridge regression on the label in closed form (Hoerl and Kennard 1970), five folds, the area under the ROC
curve with DeLong's interval (DeLong, DeLong and Clarke-Pearson 1988), beside the same with shuffled labels.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.table import coding
from matcher.table.ragged import Bools
from matcher.table.table import Candidates

FOLDS = 5
SHUFFLES = 20
RIDGE = 1.0  # blocks have length 1
LEAST = 30  # members of either class: with fewer the interval is wider than any finding
_Z = 1.959964

Matrix = NDArray[np.float64]


def probe(people: Candidates, vectors: NDArray[np.float32], among: Bools, seed: int) -> list[dict[str, Any]]:
    """One entry a trait: `auc` (None of too few), `ci95`, `n`, `members`, and `shuffled` with mean and greatest."""
    return [_probed(name, label, known & among, vectors, seed) for name, (label, known) in _labels(people).items()]


def _labels(people: Candidates) -> Mapping[str, tuple[Bools, Bools]]:
    """Trait → whether a person has it, and of whom that is known."""
    protected = people.protected
    everybody = np.ones(len(people), bool)
    female = coding.GENDERS.index("female")
    flags = {
        name: (np.asarray(protected.groups >> np.uint8(at) & 1, bool), protected.groups_stated)
        for at, name in enumerate(coding.GROUPS)
    }
    return {
        "gender": (protected.gender == female, protected.gender != coding.MISSING),
        "disability": (protected.disability, everybody),
        **{f"group_{name}": label for name, label in flags.items()},
    }


def _probed(name: str, label: Bools, known: Bools, vectors: NDArray[np.float32], seed: int) -> dict[str, Any]:
    mine = label[known]
    members = int(mine.sum())
    told: dict[str, Any] = {"trait": name, "n": len(mine), "members": members}
    if min(members, len(mine) - members) < LEAST:
        return {"trait": name, "n": len(mine), "members": None, "auc": None}
    dice = _dice(seed, name)
    shuffled = [dice.permutation(mine) for _ in range(SHUFFLES)]
    labels = np.stack([mine, *shuffled], axis=1)
    guessed = _out_of_fold(vectors[known].astype(np.float64), labels.astype(np.float64), _folds(mine, dice))
    value, low, high = auc(guessed[:, 0], mine)
    by_chance = [auc(guessed[:, 1 + at], each)[0] for at, each in enumerate(shuffled)]
    return {
        **told,
        "auc": round(value, 4),
        "ci95": [round(low, 4), round(high, 4)],
        "shuffled": {"mean": round(float(np.mean(by_chance)), 4), "greatest": round(max(by_chance), 4)},
    }


def _dice(seed: int, name: str) -> np.random.Generator:
    digest = hashlib.sha256(f"{seed}/probe/{name}".encode()).digest()
    return np.random.Generator(np.random.PCG64(int.from_bytes(digest[:16], "big")))


def _folds(label: Bools, dice: np.random.Generator) -> NDArray[np.int64]:
    """(n,) a fold for everybody, members spread evenly."""
    fold = np.empty(len(label), dtype=np.int64)
    for side in (True, False):
        rows = dice.permutation(np.flatnonzero(label == side))
        fold[rows] = np.arange(len(rows)) % FOLDS
    return fold


def _out_of_fold(vectors: Matrix, labels: Matrix, fold: NDArray[np.int64]) -> Matrix:
    """(n, labels) what ridge, fitted to the other folds, guesses of each person."""
    guessed = np.empty_like(labels)
    for each in range(FOLDS):
        held = fold == each
        past, mean = vectors[~held], vectors[~held].mean(axis=0)
        past = past - mean
        answers = labels[~held] - labels[~held].mean(axis=0)
        if len(past) > past.shape[1]:
            weights = np.linalg.solve(past.T @ past + RIDGE * np.eye(past.shape[1]), past.T @ answers)
        else:
            weights = past.T @ np.linalg.solve(past @ past.T + RIDGE * np.eye(len(past)), answers)
        guessed[held] = (vectors[held] - mean) @ weights
    return guessed


def auc(scores: Matrix, label: Bools) -> tuple[float, float, float]:
    """The area under the ROC curve (ties count half) and its 95 % interval."""
    with_, without = scores[label], scores[~label]
    m, n = len(with_), len(without)
    over = _mid_ranks(scores)
    placed = (over[label] - _mid_ranks(with_)) / n
    against = 1 - (over[~label] - _mid_ranks(without)) / m
    value = float(placed.mean())
    spread = _Z * float(np.sqrt(placed.var(ddof=1) / m + against.var(ddof=1) / n))
    return value, max(0.0, value - spread), min(1.0, value + spread)


def _mid_ranks(scores: Matrix) -> Matrix:
    """(n,) ranks from 1, equal scores sharing the middle of theirs."""
    _, place, counts = np.unique(scores, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return (last - (counts - 1) / 2)[place]
