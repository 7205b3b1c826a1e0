"""The learned parts that ship with the project, put together."""

from __future__ import annotations

from models.blocks import BlockEncoder
from models.embedder import Embedder, UseEmbedder
from models.words import WordHasher


def block_encoder(embedder: Embedder | None = None) -> BlockEncoder:
    """The encoder of records: the default embedder unless another is given, and the learned map where it fits."""
    return BlockEncoder(embedder or UseEmbedder(), WordHasher())
