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
BOTH = DATA / "both"  # map and occupations learned for the default embedder and e5 side by side (extra `quality`)
TITLE_MAP, OCCUPATIONS, WORDS = "title-map", "occupations", "words"


@cache
def title_map(folder: Path = DATA) -> TitleMap:
    """The map that ships, for the default embedder, or the one in another folder of what ships."""
    return artifact.load(folder / TITLE_MAP, {TitleMap.kind: TitleMap.restored})


@cache
def occupations(folder: Path = DATA) -> OccupationModel:
    """The occupation model that ships, for the default embedder, or the one in another folder of what ships."""
    return artifact.load(folder / OCCUPATIONS, {OccupationModel.kind: OccupationModel.restored})


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
    for folder in (DATA, BOTH):
        if title_map(folder).embedder == embedder.name:
            return BlockEncoder(embedder, words(), title_map(folder), occupations(folder))
    if trained and (trained / TITLE_MAP / artifact.ABOUT).is_file():
        learned = artifact.load(trained / TITLE_MAP, {TitleMap.kind: TitleMap.restored})
        if learned.embedder == embedder.name:
            trades = artifact.load(trained / OCCUPATIONS, {OccupationModel.kind: OccupationModel.restored})
            return BlockEncoder(embedder, words(), learned, trades)
    return BlockEncoder(embedder, words())
