"""Blocks: what one row says, and how weights ride on the query."""

import numpy as np
import pytest

from models.blocks import BlockEncoder, BlockTexts
from models.lexical_embedder import LexicalEmbedder
from models.words import WordHasher

CORPUS = ["会计", "会计助理", "厨师", "面点师", "Java developer", "用友", "Excel", "负责记账", "炒菜"]


@pytest.fixture(scope="module")
def encoder() -> BlockEncoder:
    return BlockEncoder(LexicalEmbedder.fit(CORPUS, dimensions=8), WordHasher())


def test_each_block_is_a_unit_vector_or_nothing(encoder: BlockEncoder) -> None:
    rows = encoder.encode([BlockTexts(("会计",), ("Excel", "用友"), ()), BlockTexts(), BlockTexts(("  ",))])
    lengths = {b: np.linalg.norm(rows[:, encoder.layout.columns(b)], axis=1).round(4) for b in encoder.layout.widths}
    assert {block: list(values) for block, values in lengths.items()} == {
        "title": [1, 0, 0],
        "skills": [1, 0, 0],
        "body": [0, 0, 0],
        "words": [1, 0, 0],
    }


def test_weights_on_the_query_alone_give_the_weighted_sum_of_cosines(encoder: BlockEncoder) -> None:
    asker, *rows = encoder.encode(
        [
            BlockTexts(("会计",), ("Excel",), ("负责记账",)),
            BlockTexts(("会计助理",), ("用友", "Excel"), ("炒菜",)),
            BlockTexts(("厨师",)),
        ]
    )
    weights = {"title": 0.5, "skills": 0.3, "words": 0.2}
    scores = np.stack(rows) @ (asker * encoder.layout.spread(weights))
    cosines = encoder.layout.cosines(asker, np.stack(rows))
    expected = sum(weight * np.nan_to_num(cosines[block]) for block, weight in weights.items())
    np.testing.assert_allclose(scores, expected, atol=1e-5)
    assert scores[0] > scores[1]


def test_a_block_that_one_side_lacks_has_no_cosine(encoder: BlockEncoder) -> None:
    asker, other = encoder.encode([BlockTexts(("会计",), ("Excel",)), BlockTexts(("会计",))])
    cosines = encoder.layout.cosines(asker, other[None])
    assert np.isnan(cosines["skills"][0])
    assert cosines["title"][0] == pytest.approx(1, abs=1e-5)


def test_one_row_equals_many_rows(encoder: BlockEncoder) -> None:
    records = [BlockTexts((text,), ("Excel", text), (text, "炒菜")) for text in CORPUS]
    together = encoder.encode(records)
    alone = np.concatenate([encoder.encode([record]) for record in records])
    np.testing.assert_allclose(together, alone, atol=2e-6)


def test_an_unknown_block_is_named(encoder: BlockEncoder) -> None:
    with pytest.raises(KeyError, match="titel"):
        encoder.layout.spread({"titel": 1.0})


def test_the_cache_key_follows_the_texts_and_the_encoder() -> None:
    a = BlockTexts(("会计",), ("Excel",))
    assert a.key("m1") == BlockTexts(("会计",), ("Excel",)).key("m1")
    assert len({a.key("m1"), a.key("m2"), BlockTexts(("会计", "Excel")).key("m1")}) == 3


def test_hashed_words_are_near_the_exact_cosine() -> None:
    wide = WordHasher(width=4096).rows(["汽车维修工", "汽车修理工", "厨师"])
    assert wide[0] @ wide[1] == pytest.approx(5 / 9, abs=0.12)  # 5 of 9 grams in common (汽 车 维|修 工 + 汽车 ...)
    assert abs(wide[0] @ wide[2]) < 0.12
