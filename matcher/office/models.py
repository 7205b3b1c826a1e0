"""The learned parts behind the protocols that the engine states. Nobody else in `matcher` imports `models`."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence

from matcher.domain.errors import InputError
from matcher.index.encoder import Layout, Vectors
from matcher.index.texts import Texts
from matcher.ranking.features import curves
from matcher.ranking.rank import Ranker
from matcher.rules.scenario import Scenario
from matcher.settings import Settings
from models.blocks import BlockEncoder, BlockTexts
from models.embedder import E5Embedder, Embedder, UseEmbedder
from models.ranker import IndexRanker
from models.shipped import block_encoder

EMBEDDERS: Mapping[str, Callable[[], Embedder]] = {"use": UseEmbedder, "e5": E5Embedder}


class RecordEncoder:
    """The engine's texts through the models' encoder."""

    def __init__(self, encoder: BlockEncoder) -> None:
        self._encoder = encoder
        self.stamp = encoder.stamp

    @property
    def layout(self) -> Layout:
        """The blocks' columns."""
        return self._encoder.layout

    def encode(self, records: Sequence[Texts]) -> Vectors:
        """(n, layout.width) rows in the order of the records."""
        return self._encoder.encode([BlockTexts(texts.title, texts.skills, texts.body) for texts in records])


def record_encoder(settings: Settings) -> RecordEncoder:
    """The encoder that the settings name. Raises InputError for an unknown one."""
    if settings.embedder not in EMBEDDERS:
        raise InputError("embedder_unknown", name=settings.embedder, known=", ".join(EMBEDDERS))
    return RecordEncoder(block_encoder(EMBEDDERS[settings.embedder]()))


def model_stamp(encoder: RecordEncoder) -> str:
    """The encoder's part of a model version."""
    return hashlib.sha256(encoder.stamp.encode()).hexdigest()[:12]


def index_ranker(scenario: Scenario) -> Ranker:
    """The transparent ranker of a scenario: its weights, or the default ones."""
    weights = scenario.weights or curves()["weights"]
    absent = curves()["absent"]
    return IndexRanker({name: {"weight": weight, "absent": absent[name]} for name, weight in weights.items()})
