"""The systems that an evaluation compares, against what the literature says they are."""

import numpy as np
import pytest
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer

from models.lexical import K1, B, Lexicon
from models.lexical_embedder import LexicalEmbedder
from models.sparse_rows import products
from models.systems import Text, rank_bm25, rank_tfidf, rrf, systems
from models.tokenizer import grams, pairs_and_words

DOCUMENTS = [
    Text("会计", "负责记账、报税，编制财务报表，核对往来款项，管理凭证与档案，配合审计工作的开展与资料的整理。"),
    Text("厨师", "负责炒菜、切配与厨房卫生，按菜单出菜，控制成本与食材的新鲜，配合前厅做好服务与退菜的处理工作。"),
    Text("Accountant"),
    Text("Cook", "Prepares meals in a restaurant kitchen, keeps it clean, and orders fresh ingredients each day."),
    Text("出纳"),
]
QUERIES = [Text("财务会计"), Text("cook"), Text("会计")]


@pytest.fixture(scope="module")
def box() -> dict:
    return systems()


@pytest.mark.parametrize("name", ["bm25", "tfidf", "dense", "fusion"])
def test_every_system_gives_a_finite_score_for_each_pair_and_the_same_again(box: dict, name: str) -> None:
    scores = box[name](QUERIES, DOCUMENTS)
    assert scores.shape == (3, 5)
    assert scores.dtype == np.float32
    assert np.isfinite(scores).all()
    assert scores.tobytes() == box[name](QUERIES, DOCUMENTS).tobytes()


@pytest.mark.parametrize("name", ["bm25", "tfidf", "dense", "fusion"])
def test_a_querys_scores_do_not_depend_on_the_other_queries_nor_on_the_order_of_documents(box: dict, name: str) -> None:
    scores = box[name](QUERIES, DOCUMENTS)
    order = [3, 0, 4, 1, 2]
    alone = box[name](QUERIES[1:2], [DOCUMENTS[i] for i in order])
    np.testing.assert_allclose(alone[0], scores[1, order], atol=2e-5)


def test_any_embedder_can_be_compared() -> None:
    texts = [f"{text.title} {text.body}" for text in DOCUMENTS]
    scores = systems(LexicalEmbedder.fit(texts, 4))["dense"](QUERIES, DOCUMENTS)
    assert scores[2].argmax() == 0


def test_tfidf_is_scikit_learns() -> None:
    texts = [text.title for text in DOCUMENTS]
    theirs = TfidfVectorizer(analyzer=grams, sublinear_tf=True).fit(texts)
    expected = (theirs.transform(["财务会计", "cook"]) @ theirs.transform(texts).T).toarray()
    ours = rank_tfidf([Text("财务会计"), Text("cook")], [Text(text) for text in texts])
    np.testing.assert_allclose(ours, expected, atol=1e-6)


def test_bm25_is_the_formula() -> None:
    texts = ["cook cook kitchen", "kitchen help", "cook", "accountant"]
    counted = CountVectorizer(analyzer=pairs_and_words)
    counts = counted.fit_transform(texts).toarray().astype(float)
    length = counts.sum(axis=1)
    frequency = (counts > 0).sum(axis=0)
    rarity = np.log(1 + (len(texts) - frequency + 0.5) / (frequency + 0.5))
    norm = K1 * (1 - B + B * length / length.mean())
    weight = rarity * counts / (counts + norm[:, None])
    asked = counted.transform(["cook kitchen kitchen unknown"]).toarray()
    ours = rank_bm25([Text("cook kitchen kitchen unknown")], [Text(text) for text in texts])
    np.testing.assert_allclose(ours, asked @ weight.T, atol=1e-6)


def test_blocks_of_queries_change_nothing() -> None:
    texts = [f"title {i}" for i in range(600)]
    rows = Lexicon.of(texts).tfidf(texts)
    np.testing.assert_allclose(products(rows, rows), (rows @ rows.T).toarray(), atol=1e-6)


def test_rank_fusion_gives_no_rank_to_a_lexical_score_of_zero() -> None:
    dense, lexical = np.array([[0.9, 0.5, 0.1]], np.float32), np.array([[0.0, 0.0, 2.0]], np.float32)
    fused = rrf([dense, lexical], [False, True])[0]
    np.testing.assert_allclose(fused, [1 / 61, 1 / 62, 1 / 63 + 1 / 61], atol=1e-7)
    naive = rrf([dense, lexical], [False, False])[0]
    assert naive[0] > fused[0]


@pytest.mark.parametrize(
    ("text", "title", "body"),
    [
        ("会计 负责记账 报税", "会计", "负责记账 报税"),
        ("Chief Executives. Determine policies. Plan.", "Chief Executives", "Determine policies. Plan."),
        ("software engineer", "software engineer", ""),
        (" 会计 ", "会计", ""),
    ],
)
def test_a_bare_text_in_two_parts(text: str, title: str, body: str) -> None:
    assert Text.of(text) == Text(title, body)
