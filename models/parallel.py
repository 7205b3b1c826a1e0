"""Embedding many texts on several cores.

What pays is the first index of a large store, a large import, an evaluation: thousands of texts, seconds of work. Less
is embedded here. Workers are fresh processes (joblib's loky), never forks: an OpenMP library in a forked child hangs.
Each computes on one thread, holds an embedder of its own, and ends when it had no work for some seconds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import BrokenExecutor
from functools import cache

import numpy as np

from models.embedder import Embedder, Vectors

CHUNK = 500  # texts a task, whoever does it: the bytes of a vector may hang on the texts beside it
WORTH_IT = 3_000  # distinct texts from which the start of the workers (about 2 s) pays
IDLE = 10  # seconds without work after which a worker ends; between two parts of an import there are fewer


class ParallelEmbedder:
    """An embedder that shares large jobs among processes; small ones run here."""

    def __init__(self, make: Callable[[], Embedder], workers: int | None = None, worth_it: int = WORTH_IT) -> None:
        """`make` is called here and once in each worker: a class or function that can be imported there.

        workers  at most so many processes; None: one a core that this process may use (`LOKY_MAX_CPU_COUNT` lowers it)
        """
        self._make = make
        self._here = make()
        self._workers = workers
        self._worth_it = worth_it
        self.name, self.dimensions = self._here.name, self._here.dimensions

    def embed(self, texts: Sequence[str]) -> Vectors:
        """As the embedder that `make` gives; the same bytes, however many workers."""
        distinct = sorted(set(texts), key=_longest_first)
        chunks = [distinct[start : start + CHUNK] for start in range(0, len(distinct), CHUNK)]
        if not chunks:
            return self._here.embed(texts)
        vectors = np.concatenate(self._shared(chunks) if len(distinct) >= self._worth_it else self._alone(chunks))
        place = {text: row for row, text in enumerate(distinct)}
        rows: Vectors = vectors[[place[text] for text in texts]]
        return rows

    def _alone(self, chunks: Sequence[Sequence[str]]) -> list[Vectors]:
        return [self._here.embed(chunk) for chunk in chunks]

    def _shared(self, chunks: Sequence[Sequence[str]]) -> list[Vectors]:
        from joblib import Parallel, cpu_count, delayed, parallel_config  # noqa: PLC0415  (0.2 s, seldom needed)

        workers = min(self._workers or cpu_count(), len(chunks))
        if workers == 1:
            return self._alone(chunks)
        try:
            with parallel_config("loky", n_jobs=workers, inner_max_num_threads=1, idle_worker_timeout=IDLE):
                parts: list[Vectors] = Parallel()(delayed(_embed_there)(self._make, chunk) for chunk in chunks)
        except (OSError, BrokenExecutor):  # no process could be started, or one was killed: the machine lacks memory
            return self._alone(chunks)
        return parts


def _longest_first(text: str) -> tuple[int, str]:
    # texts of one length are quickest together, and the workers come to their end together if the last tasks are light
    return -len(text), text


@cache
def _made_once(make: Callable[[], Embedder]) -> Embedder:
    return make()


def _embed_there(make: Callable[[], Embedder], texts: Sequence[str]) -> Vectors:
    return _made_once(make).embed(texts)
