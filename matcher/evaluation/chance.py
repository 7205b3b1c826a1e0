"""The system `random`: the floor of every table, the same order on every machine and for every order of lines."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.evaluation.texts import System, Texts

_ROWS = 256


def random_system(seed: int) -> System:
    """A system whose score of a pair is a hash of the seed and both ids: uniform in [0, 1), without any state."""

    def score(queries: Texts, corpus: Texts) -> Iterator[NDArray[np.floating[Any]]]:
        rows = _hashes(f"{seed}/query", queries.ids)
        columns = _hashes(f"{seed}/document", corpus.ids)
        for start in range(0, len(rows), _ROWS):
            yield _mixed(rows[start : start + _ROWS, None] ^ columns[None, :])

    return score


def _hashes(salt: str, ids: Sequence[str]) -> NDArray[np.uint64]:
    digests = b"".join(hashlib.sha256(f"{salt}/{id_}".encode()).digest()[:8] for id_ in ids)
    return np.frombuffer(digests, dtype="<u8").astype(np.uint64)


def _mixed(bits: NDArray[np.uint64]) -> NDArray[np.float32]:
    """The finaliser of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014), its upper 24 bits as a fraction."""
    bits = (bits ^ (bits >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    bits = (bits ^ (bits >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return ((bits ^ (bits >> np.uint64(31))) >> np.uint64(40)).astype(np.float32) / np.float32(1 << 24)
