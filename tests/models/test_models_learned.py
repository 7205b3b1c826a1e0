"""One set of checks over every learned part: learned twice it is the same, saved and loaded it is the same, and a row
does not depend on its neighbours."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from models import artifact, shipped
from models.boosted import BoostedRanker
from models.embedder import UseEmbedder, unit_rows
from models.errors import ArtifactError
from models.lexical_embedder import LexicalEmbedder
from models.occupations import OccupationModel
from models.prototypes import Schooling, learn_prototypes
from models.ranker import IndexRanker
from models.title_map import TitleMap, fit
from models.words import WordHasher

TITLES = [
    "会计",
    "财务会计",
    "出纳",
    "厨师",
    "面点师",
    "炒菜厨师",
    "accountant",
    "cost accountant",
    "cook",
    "pastry cook",
]
random = np.random.default_rng(7)
FEATURES = random.random((300, 3))
FEATURES[random.random(FEATURES.shape) < 0.1] = np.nan
GOOD = np.nan_to_num(FEATURES[:, 0], nan=0.5) + 0.3 * random.standard_normal(300) > 0.5
CLASSES = np.arange(300) % 6
TABLES = (4, 2)  # classes 0 to 3 are of one table, 4 and 5 of another
VECTORS = unit_rows(np.eye(12, dtype=np.float32)[CLASSES] + 0.4 * random.standard_normal((300, 12)))


def learned_map() -> TitleMap:
    halves = {"title": VECTORS[:200], "sentence": VECTORS[200:]}
    return fit("some-embedder", halves, {"title": CLASSES[:200], "sentence": CLASSES[200:]}, width=4)


def learned_occupations() -> OccupationModel:
    mapped = learned_map()
    projection, prototypes = learn_prototypes(
        VECTORS - mapped.means["title"], CLASSES, TABLES, mapped.projection, Schooling(batch=50, rounds=8)
    )
    names = [(f"c{i}", f"occupation {i}") for i in range(6)]
    signs = np.random.default_rng(0).integers(0, 2, (6, 5), dtype=np.int8) * 2 - 1
    weights = np.ones(6, np.float32)
    return OccupationModel("some-embedder", mapped.means, projection, prototypes, weights, TABLES, names, signs)


@dataclass
class Part:
    """How to learn a part, and what it answers."""

    learn: Callable[[], Any]
    answer: Callable[[Any, int | None], np.ndarray]


def rows(of: Any, only: int | None) -> Any:
    return of if only is None else of[only : only + 1]


PARTS = {
    "lexical-embedder": Part(
        lambda: LexicalEmbedder.fit(TITLES, 6, seed=3), lambda part, only: part.embed(rows(TITLES, only))
    ),
    "title-map": Part(learned_map, lambda part, only: part.apply(rows(VECTORS, only))),
    "occupation-model": Part(learned_occupations, lambda part, only: part.profiles(rows(VECTORS, only)).toarray()),
    "words": Part(
        lambda: WordHasher.learned([(TITLES, 2)]), lambda part, only: part.folded(part.exact(rows(TITLES, only)))
    ),
    "index": Part(
        lambda: IndexRanker({"a": 3, "b": {"weight": 1, "absent": 0.2}, "c": 0.3}),
        lambda part, only: part.score(rows(FEATURES, only)),
    ),
    "boosted": Part(
        lambda: BoostedRanker.fit("abc", FEATURES, GOOD, seed=5), lambda part, only: part.score(rows(FEATURES, only))
    ),
}
KINDS = {
    part.kind: part.restored
    for part in (LexicalEmbedder, TitleMap, OccupationModel, WordHasher, IndexRanker, BoostedRanker)
}


@pytest.fixture(scope="module", params=PARTS)
def part(request: pytest.FixtureRequest) -> Part:
    return PARTS[request.param]


def test_every_kind_is_checked_here() -> None:
    assert set(PARTS) == set(KINDS)


def test_learned_twice_it_answers_the_same_bytes(part: Part) -> None:
    assert part.answer(part.learn(), None).tobytes() == part.answer(part.learn(), None).tobytes()


def test_saved_and_loaded_it_answers_the_same(part: Part, tmp_path: Path) -> None:
    one = part.learn()
    stamp = artifact.save(one, tmp_path)
    other = artifact.load(tmp_path, KINDS)
    # half precision: what is rounded on saving differs in the third decimal from what was never saved
    np.testing.assert_allclose(part.answer(one, None), part.answer(other, None), atol=5e-3)
    assert artifact.save(other, tmp_path / "again") == stamp == artifact.stamp(tmp_path)
    again = artifact.load(tmp_path / "again", KINDS)
    assert part.answer(other, None).tobytes() == part.answer(again, None).tobytes()


def test_one_row_is_what_it_is_among_many(part: Part) -> None:
    one = part.learn()
    together = part.answer(one, None)
    for only in (0, 3, len(TITLES) - 1):
        np.testing.assert_allclose(part.answer(one, only)[0], together[only], atol=3e-6)


def test_a_damaged_array_file_is_refused(part: Part, tmp_path: Path) -> None:
    artifact.save(part.learn(), tmp_path)
    content = bytearray((tmp_path / artifact.ARRAYS).read_bytes())
    content[len(content) // 2] ^= 1
    (tmp_path / artifact.ARRAYS).write_bytes(content)
    with pytest.raises(ArtifactError, match="damaged"):
        artifact.load(tmp_path, KINDS)


def test_a_kind_that_the_caller_did_not_name_is_refused(part: Part, tmp_path: Path) -> None:
    artifact.save(part.learn(), tmp_path)
    with pytest.raises(ArtifactError, match="not one that this reads"):
        artifact.load(tmp_path, {"something-else": IndexRanker.restored})


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ArtifactError, match="no usable model"):
        artifact.load(tmp_path, KINDS)


def test_parts_that_do_not_fit_together_are_refused(tmp_path: Path) -> None:
    class Cut(LexicalEmbedder):
        def state(self):
            arrays, about = super().state()
            return arrays, about | {"terms": about["terms"][:-1]}

    whole = LexicalEmbedder.fit(TITLES)
    artifact.save(Cut(whole._lexicon, whole._components, "x"), tmp_path)
    with pytest.raises(ArtifactError, match="differ in length"):
        artifact.load(tmp_path, KINDS)


def test_what_ships_was_learned_for_the_default_embedder_and_is_small() -> None:
    assert {shipped.title_map().embedder, shipped.occupations().embedder} == {UseEmbedder().name}
    both = {shipped.title_map(shipped.BOTH).embedder, shipped.occupations(shipped.BOTH).embedder}
    assert [name.startswith(f"both-2/{UseEmbedder().name}/multilingual-e5-small") for name in both] == [True]
    assert sum(path.stat().st_size for path in shipped.DATA.rglob("*") if path.is_file()) < 5_000_000


def test_the_map_brings_titles_of_one_occupation_together() -> None:
    cosines = learned_map().apply(VECTORS) @ learned_map().apply(VECTORS).T
    plain = VECTORS @ VECTORS.T
    same = CLASSES[:, None] == CLASSES
    gap = cosines[same].mean() - cosines[~same].mean()
    assert gap > plain[same].mean() - plain[~same].mean() + 0.2


def test_each_table_of_occupations_has_probabilities_of_its_own() -> None:
    odds = learned_occupations().probabilities(VECTORS)
    for table, classes in ((odds[:, :4], CLASSES), (odds[:, 4:], CLASSES - 4)):
        assert np.allclose(table.sum(axis=1), 1, atol=1e-5)
        own = (classes >= 0) & (classes < table.shape[1])
        assert (table[own].argmax(axis=1) == classes[own]).mean() > 0.8


def test_a_model_that_was_written_before_there_were_tables_has_one() -> None:
    part = learned_occupations()
    arrays, about = part.state()
    del about["tables"]
    assert np.allclose(OccupationModel.restored(arrays, about).probabilities(VECTORS).sum(axis=1), 1, atol=1e-5)


def test_an_occupation_model_names_what_a_text_resembles() -> None:
    vector = UseEmbedder().embed(["会计助理"])[0]
    names = [name for _, name, _ in shipped.occupations().nearest(vector)]
    assert any("会计" in name or "Accountant" in name or "Bookkeeping" in name for name in names)
