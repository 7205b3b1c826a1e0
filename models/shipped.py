"""The learned parts that ship with the project, put together."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from models import artifact
from models.blocks import BlockEncoder
from models.embedder import Embedder, UseEmbedder
from models.occupations import OccupationModel
from models.title_map import TitleMap
from models.words import WordHasher

DATA = Path(__file__).parent / "data"
TITLE_MAP, OCCUPATIONS, WORDS = "title-map", "occupations", "words"


@cache
def title_map() -> TitleMap:
    """The map that ships, for the default embedder."""
    return artifact.load(DATA / TITLE_MAP, {TitleMap.kind: TitleMap.restored})


@cache
def occupations() -> OccupationModel:
    """The occupation model that ships, for the default embedder."""
    return artifact.load(DATA / OCCUPATIONS, {OccupationModel.kind: OccupationModel.restored})


@cache
def words() -> WordHasher:
    """The rarity of character grams that ships."""
    return artifact.load(DATA / WORDS, {WordHasher.kind: WordHasher.restored})


def block_encoder(embedder: Embedder | None = None, trained: Path | None = None) -> BlockEncoder:
    """The encoder of records.

    With the default embedder, unless another is given; with the learned parts that ship where they were learned for
    it, else with those that `train_map` wrote into `trained`. Raises ArtifactError for damaged ones.
    """
    embedder = embedder or UseEmbedder()
    if title_map().embedder == embedder.name:
        return BlockEncoder(embedder, words(), title_map(), occupations())
    if trained and (trained / TITLE_MAP / artifact.ABOUT).is_file():
        learned = artifact.load(trained / TITLE_MAP, {TitleMap.kind: TitleMap.restored})
        if learned.embedder == embedder.name:
            trades = artifact.load(trained / OCCUPATIONS, {OccupationModel.kind: OccupationModel.restored})
            return BlockEncoder(embedder, words(), learned, trades)
    return BlockEncoder(embedder, words())
