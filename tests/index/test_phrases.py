"""Phrases compared one with another: exactly, and the same whichever side is longer."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from matcher.index.cache import VectorCache
from matcher.index.phrases import PARTS, Phrases
from matcher.office.models import RecordEncoder
from matcher.table.keys import key
from models.blocks import BlockTexts
from models.shipped import block_encoder
from models.sparse_rows import products

TEXTS = ["会计", "财务核算专员", "厨师", "中式烹调师", "accountant", "电工", "维修电工（夜班）"]
KEYS = [key(text) for text in TEXTS]


@pytest.fixture(scope="module")
def encoder() -> RecordEncoder:
    return RecordEncoder(block_encoder())


@pytest.fixture(scope="module")
def phrases(encoder: RecordEncoder) -> Phrases:
    learnt = Phrases(encoder)
    learnt.learn(TEXTS[:3])
    learnt.learn(TEXTS)
    return learnt


def test_nearness_is_the_weighted_sum_of_exact_cosines(phrases: Phrases) -> None:
    encoder = block_encoder()
    both = encoder.encode_both([BlockTexts((text,)) for text in TEXTS])
    title = both.rows[:, encoder.layout.columns("title")]
    exact = {"title": title @ title.T, **{block: products(rows, rows) for block, rows in both.exact.items()}}
    expected = sum(weight * exact[part] for part, weight in PARTS.items()) / sum(PARTS.values())
    np.testing.assert_allclose(phrases.near(KEYS, KEYS), expected, atol=2e-3)  # rows are kept as halves
    assert phrases.near(KEYS, KEYS).diagonal() == pytest.approx(1, abs=2e-3)


def test_either_side_may_be_the_longer(phrases: Phrases) -> None:
    np.testing.assert_allclose(phrases.near(KEYS, KEYS[:2]), phrases.near(KEYS[:2], KEYS).T, atol=1e-12)


def test_what_was_never_learnt_is_near_nothing(phrases: Phrases) -> None:
    assert not phrases.near([key("没见过")], KEYS).any()
    assert phrases.near([], KEYS).shape == (0, len(KEYS))


def test_phrases_from_the_cache_are_the_same_to_the_last_bit(tmp_path: Path, encoder: RecordEncoder) -> None:
    def near(cache: VectorCache) -> bytes:
        learnt = Phrases(encoder, cache)
        learnt.learn(TEXTS)
        return learnt.near(KEYS, KEYS).tobytes()

    cache = VectorCache(tmp_path, encoder.stamp, encoder.width)
    fresh = near(cache)
    cache.save(set(cache._new))
    assert near(VectorCache(tmp_path, encoder.stamp, encoder.width)) == fresh
