"""Blocks: what one row says, and how weights ride on the query."""

from dataclasses import replace

import numpy as np
import pytest

from models.blocks import BlockEncoder, BlockTexts
from models.embedder import UseEmbedder
from models.lexical_embedder import LexicalEmbedder
from models.occupations import KEPT
from models.shipped import block_encoder, occupations, title_map, words
from models.sparse_rows import products
from models.words import WordHasher

CORPUS = ["会计", "会计助理", "厨师", "面点师", "Java developer", "用友", "Excel", "负责记账", "炒菜"]


@pytest.fixture(scope="module")
def plain() -> BlockEncoder:
    """Without anything learned but the corpus."""
    return BlockEncoder(LexicalEmbedder.fit(CORPUS, dimensions=8), WordHasher.plain())


@pytest.fixture(scope="module")
def shipped() -> BlockEncoder:
    return block_encoder()


@pytest.fixture(params=["plain", "shipped"])
def encoder(request: pytest.FixtureRequest) -> BlockEncoder:
    return request.getfixturevalue(request.param)


def test_each_block_is_a_unit_vector_or_nothing(shipped: BlockEncoder) -> None:
    records = [
        BlockTexts(("会计",), ("Excel", "用友"), ()),
        BlockTexts(),
        BlockTexts(("  ",)),
        BlockTexts((), (), ("炒菜。",)),
    ]
    rows = shipped.encode(records)
    lengths = {b: np.linalg.norm(rows[:, shipped.layout.columns(b)], axis=1).round(3) for b in shipped.layout.widths}
    assert {block: list(values) for block, values in lengths.items()} == {
        "title": [1, 0, 0, 0],
        "occupation": [1, 0, 0, 1],  # a body alone also resembles occupations
        "skills": [1, 0, 0, 0],
        "body": [0, 0, 0, 1],
        "words": [1, 0, 0, 0],
    }


def test_weights_on_the_query_alone_give_the_weighted_sum_of_cosines(encoder: BlockEncoder) -> None:
    asker, *rows = encoder.encode(
        [
            BlockTexts(("会计",), ("Excel",), ("负责记账",)),
            BlockTexts(("会计助理",), ("用友", "Excel"), ("炒菜",)),
            BlockTexts(("厨师",)),
        ]
    )
    weights = {"title": 0.5, "occupation": 0.2, "skills": 0.3, "words": 0.2}
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
    np.testing.assert_allclose(together, alone, atol=5e-6)


def test_folded_rows_come_near_the_exact_ones(shipped: BlockEncoder) -> None:
    titles = ["汽车维修工", "汽车修理工", "厨师", "accountant", "会计", "car mechanic"]
    both = shipped.encode_both([BlockTexts((title,)) for title in titles])
    for block, exact in both.exact.items():
        short = both.rows[:, shipped.layout.columns(block)]
        np.testing.assert_allclose(short @ short.T, products(exact, exact), atol=0.25, err_msg=block)


def test_titles_without_a_common_character_meet_by_occupation(shipped: BlockEncoder) -> None:
    asker, *rows = shipped.encode([BlockTexts((t,)) for t in ["会计", "accountant", "welder", "厨师"]])
    occupation = shipped.layout.cosines(asker, np.stack(rows))["occupation"]
    assert occupation[0] > 0.4
    assert max(occupation[1:]) < 0.2


def test_a_profile_has_no_more_parts_than_a_row_holds_however_many_titles(shipped: BlockEncoder) -> None:
    wishes = ("厨师", "会计", "焊工", "司机", "保洁员", "客服", "电工", "仓管员")
    profiles = shipped.encode_both([BlockTexts(wishes), BlockTexts(wishes[:1])]).profile
    assert np.diff(profiles.indptr).tolist() == [KEPT, KEPT]
    assert np.allclose(profiles.multiply(profiles).sum(axis=1), 1)


def test_no_records_give_no_rows(encoder: BlockEncoder) -> None:
    assert encoder.encode([]).shape == (0, encoder.layout.width)


def test_an_unknown_block_is_named(encoder: BlockEncoder) -> None:
    with pytest.raises(KeyError, match="titel"):
        encoder.layout.spread({"titel": 1.0})


def test_a_map_for_another_embedder_is_refused() -> None:
    with pytest.raises(ValueError, match="learned for use-multilingual"):
        BlockEncoder(LexicalEmbedder.fit(CORPUS), WordHasher.plain(), title_map())


def test_the_stamp_follows_what_was_learned(plain: BlockEncoder, shipped: BlockEncoder) -> None:
    retrained = replace(title_map(), projection=title_map().projection * np.float32(1.5))
    other = BlockEncoder(UseEmbedder(), words(), retrained, occupations())
    without = BlockEncoder(UseEmbedder(), words(), title_map())
    stamps = [plain.stamp, shipped.stamp, other.stamp, without.stamp]
    assert len(set(stamps)) == 4
    assert block_encoder().stamp == shipped.stamp


def test_the_cache_key_follows_the_texts_and_the_encoder() -> None:
    a = BlockTexts(("会计",), ("Excel",))
    assert a.key("m1") == BlockTexts(("会计",), ("Excel",)).key("m1")
    assert len({a.key("m1"), a.key("m2"), BlockTexts(("会计", "Excel")).key("m1")}) == 3
