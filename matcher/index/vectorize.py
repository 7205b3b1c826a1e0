"""Records to rows of vectors: cached ones from the cache, new ones from the encoder, once each."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from matcher.index.cache import VectorCache
from matcher.index.encoder import Encoder, Vectors
from matcher.index.texts import Texts

STEP = 2000  # records embedded at once: bounds the memory of a large import


def round_vectors(vectors: Vectors) -> Vectors:
    """Vectors rounded to halves: processors differ by 1e-7, and equal input shall give equal bytes."""
    return vectors.astype(np.float16).astype(np.float32)


def vectorize(texts: Sequence[Texts], encoder: Encoder, cache: VectorCache | None = None) -> Vectors:
    """(n, encoder.width) rounded rows in the order of `texts`."""
    if cache is None:
        return round_vectors(encoder.encode(texts))
    keys = [text.key(encoder.stamp) for text in texts]
    found, missing, rows = cache.find(keys)
    vectors = np.empty((len(texts), encoder.width), dtype=np.float32)
    vectors[found] = rows
    for start in range(0, len(missing), STEP):
        some = missing[start : start + STEP]
        made = round_vectors(encoder.encode([texts[i] for i in some]))
        cache.add([keys[i] for i in some], made)
        vectors[some] = made
    return vectors
