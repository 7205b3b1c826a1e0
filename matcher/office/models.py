"""The learned parts behind the protocols that the engine states. Nobody else in `matcher` imports `models`."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matcher.domain.errors import InputError, Unavailable
from matcher.domain.scrub import scrub
from matcher.evaluation import texts as evaluation
from matcher.evaluation.chance import random_system
from matcher.index.encoder import Layout, Vectors
from matcher.index.profiles import placed
from matcher.index.texts import Texts
from matcher.office.default import default_system
from matcher.ranking.features import FEATURES, curves
from matcher.ranking.rank import Ranker
from matcher.rules.loading import load_scenarios
from matcher.rules.scenario import Scenario
from matcher.settings import Endpoint, Settings
from models import artifact
from models.blocks import BlockEncoder, BlockTexts
from models.boosted import BoostedRanker
from models.embedder import EMBEDDERS, Embedder
from models.endpoint import EndpointEmbedder
from models.errors import ArtifactError, EndpointError
from models.occupations import KEPT
from models.parallel import ParallelEmbedder
from models.ranker import IndexRanker
from models.shipped import block_encoder
from models.systems import Remembering, System, systems
from models.words import COLUMNS

OUTSIDE = "endpoint"  # the embedder that sends texts to another machine
_CELLS = 100_000_000


class RecordEncoder:
    """The engine's texts through the models' encoder."""

    def __init__(self, encoder: BlockEncoder) -> None:
        self._encoder = encoder
        self.stamp = encoder.stamp

    @property
    def layout(self) -> Layout:
        """The blocks' columns."""
        return self._encoder.layout

    @property
    def occupations(self) -> int:
        """How many occupations a profile's places name."""
        return self._encoder.occupations

    @property
    def width(self) -> int:
        """Columns of an encoded row: the blocks, then the places and the parts of a profile."""
        return self.layout.width + (2 * KEPT if self.occupations else 0)

    @property
    def word_columns(self) -> int:
        """Columns of `words`."""
        return COLUMNS

    def encode(self, records: Sequence[Texts]) -> Vectors:
        """(n, width) rows in the order of the records. Raises Unavailable where an embedding service fails."""
        try:
            encoded = self._encoder.encode_both(_blocks(records))
        except EndpointError as error:
            raise Unavailable("endpoint_failed", reason=str(error)) from None
        return np.hstack([encoded.rows, _places_and_parts(encoded.profile)])

    def words(self, records: Sequence[Texts]) -> sparse.csr_array:
        """(n, word_columns) sparse unit rows: the characters of the titles."""
        return self._encoder.words(_blocks(records))


def _blocks(records: Sequence[Texts]) -> list[BlockTexts]:
    return [BlockTexts(texts.title, texts.skills, texts.body) for texts in records]


def _places_and_parts(profiles: sparse.csr_array) -> Vectors:
    """(n, 2 KEPT) as `index.profiles` reads them; (n, 0) where no occupations were learned."""
    if not profiles.shape[1]:
        return np.empty(profiles.shape, dtype=np.float32)
    packed = np.zeros((profiles.shape[0], 2 * KEPT), dtype=np.float32)
    sizes = np.diff(profiles.indptr)
    row = np.repeat(np.arange(len(sizes)), sizes)
    place = np.arange(len(row)) - np.repeat(profiles.indptr[:-1], sizes)
    packed[row, place] = placed(profiles.indices, profiles.shape[1])
    packed[row, KEPT + place] = profiles.data
    return packed


def record_encoder(settings: Settings) -> RecordEncoder:
    """The encoder that the settings name. Raises InputError for an unknown one."""
    return _encoder_with(_embedder(settings), settings)


def evaluation_systems(settings: Settings, seed: int) -> dict[str, evaluation.System]:
    """The systems that an evaluation finds in the box, by name, `default` being what serves before a ranker is trained.

    Raises InputError for an unknown embedder.
    """
    embedder = Remembering(_embedder(settings))
    folders = [settings.scenarios] if settings.scenarios else []
    ranker = index_ranker(load_scenarios(folders, FEATURES)["general"])
    boxed = {name: _in_blocks(system) for name, system in systems(embedder).items()}
    default = default_system(_encoder_with(embedder, settings), ranker)
    return {"random": random_system(seed), **boxed, "default": default}


def model_stamp(encoder: RecordEncoder) -> str:
    """The encoder's part of a model version."""
    return hashlib.sha256(encoder.stamp.encode()).hexdigest()[:12]


def index_ranker(scenario: Scenario) -> Ranker:
    """The transparent ranker of a scenario: its weights, or the default ones."""
    weights = scenario.weights or curves()["weights"]
    absent = curves()["absent"]
    return IndexRanker({name: {"weight": weight, "absent": absent[name]} for name, weight in weights.items()})


def fit_ranker(names: Sequence[str], features: NDArray[np.float64], good: NDArray[np.bool_], seed: int) -> Ranker:
    """A ranker fitted to outcomes. Raises ValueError where they are too few."""
    return BoostedRanker.fit(names, features, good, seed)


def save_ranker(ranker: Ranker, folder: Path) -> None:
    """Keep a fitted ranker as arrays and JSON."""
    if not isinstance(ranker, BoostedRanker):
        raise TypeError("only a fitted ranker is kept; the others are their scenario's weights")
    artifact.save(ranker, folder)


def kept_ranker(folder: Path) -> Ranker | None:
    """The fitted ranker that was promoted, None where there is none. Raises Unavailable for a damaged one."""
    if not (folder / artifact.ABOUT).is_file():
        return None
    try:
        ranker: Ranker = artifact.load(folder, {BoostedRanker.kind: BoostedRanker.restored})
    except ArtifactError as error:
        raise Unavailable("ranker_damaged", folder=folder, reason=str(error)) from None
    return ranker if set(ranker.names) <= set(FEATURES) else None


def _encoder_with(embedder: Embedder, settings: Settings) -> RecordEncoder:
    folder = settings.data / "models" / "text"
    try:
        encoder = RecordEncoder(block_encoder(embedder, folder))
    except ArtifactError as error:
        raise Unavailable("text_model_damaged", folder=folder, reason=str(error)) from None
    if settings.embedder == "both" and not encoder.occupations:
        raise InputError("text_model_missing", folder=folder)  # untrained it is worse than the default one
    return encoder


def sent_to(settings: Settings) -> str | None:
    """The host to which the texts of people and posts are sent; None where they stay on this machine."""
    if settings.embedder != OUTSIDE or not _endpoint(settings.endpoint).leaves_the_house:
        return None
    return urlsplit(settings.endpoint.url).hostname


def _embedder(settings: Settings) -> Embedder:
    if settings.embedder == OUTSIDE:
        return _Scrubbed(_endpoint(settings.endpoint))
    if settings.embedder not in EMBEDDERS:
        raise InputError("embedder_unknown", name=settings.embedder, known=", ".join([*EMBEDDERS, OUTSIDE]))
    return ParallelEmbedder(EMBEDDERS[settings.embedder])


def _endpoint(said: Endpoint) -> EndpointEmbedder:
    missing = [name for name in ("url", "model", "dimensions") if not getattr(said, name)]
    if missing:
        names = ", ".join(f"FAIRMATCH_ENDPOINT_{name.upper()}" for name in missing)
        raise InputError("endpoint_incomplete", missing=names)
    try:
        return EndpointEmbedder(said.url, said.model, said.dimensions, said.key or None, said.timeout)
    except ValueError:
        raise InputError("endpoint_insecure", host=urlsplit(said.url).hostname or "-") from None


class _Scrubbed:
    """An embedder that is shown no phone and no identity number, whoever asks it."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self.name, self.dimensions = embedder.name, embedder.dimensions

    def embed(self, texts: Sequence[str]) -> Vectors:
        """As the embedder does, of scrubbed texts."""
        return self._embedder.embed([scrub(text) for text in texts])


def _in_blocks(system: System) -> evaluation.System:
    """A system that gives whole matrices, asked for no more than some hundred million scores at once."""

    def score(queries: evaluation.Texts, corpus: evaluation.Texts) -> Iterator[NDArray[np.float32]]:
        rows = max(1, _CELLS // len(corpus))
        for start in range(0, len(queries), rows):
            yield system(queries.items[start : start + rows], corpus.items)

    return score
