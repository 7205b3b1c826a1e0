"""Embedding many texts on several cores.

Workers are fresh processes (joblib's loky), never forks: an OpenMP library in a forked child hangs. Each computes on
one thread and makes its own embedder once, so the vectors are those of one process.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

import numpy as np
from joblib import Parallel, cpu_count, delayed, parallel_config

from models.embedder import Embedder, Vectors

CHUNK = 2_000  # texts a task: about a second of work
WORTH_IT = 8_000  # distinct texts from which starting workers (about 3 s) pays


class ParallelEmbedder:
    """An embedder that shares large jobs among processes; small ones run here."""

    def __init__(self, make: Callable[[], Embedder], workers: int | None = None, worth_it: int = WORTH_IT) -> None:
        """`make` is called here and once in each worker: a class or function that can be imported there."""
        self._make = make
        self._here = make()
        self._workers = workers or cpu_count()
        self._worth_it = worth_it
        self.name, self.dimensions = self._here.name, self._here.dimensions

    def embed(self, texts: Sequence[str]) -> Vectors:
        """As the embedder that `make` gives; the same rows, however many workers."""
        distinct = sorted(set(texts))
        if self._workers == 1 or len(distinct) < self._worth_it:
            return self._here.embed(texts)
        chunks = [distinct[i : i + CHUNK] for i in range(0, len(distinct), CHUNK)]
        with parallel_config(backend="loky", n_jobs=self._workers, inner_max_num_threads=1):
            parts = Parallel()(delayed(_embed_there)(self._make, chunk) for chunk in chunks)
        vectors = np.concatenate(parts)
        place = {text: row for row, text in enumerate(distinct)}
        rows: Vectors = vectors[[place[text] for text in texts]]
        return rows


@cache
def _made_once(make: Callable[[], Embedder]) -> Embedder:
    return make()


def _embed_there(make: Callable[[], Embedder], texts: Sequence[str]) -> Vectors:
    return _made_once(make).embed(texts)
