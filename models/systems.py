"""The systems that an evaluation compares: queries and documents in, a matrix of scores out.

Every system takes two sequences of objects with `title` and `body` (strings, `body` may be ""), and gives float32
(queries, documents), more is better. None sees a judgement; none looks at the query's own place in the corpus.

    bm25      words (Chinese: characters and pairs), k1 = 1.2, b = .75, over title and body
    tfidf     character grams, cosine, over title and body
    dense     the embedder's cosine of the whole text, no training
    fusion    .7 dense + .3 tfidf, a convex sum (Bruch et al. 2023); a sum of ranks (`rrf`) loses where one part is weak

The system `default` is the match itself (`matcher.office.default`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from models.embedder import Embedder, UseEmbedder, Vectors
from models.lexical import Lexicon
from models.sparse_rows import products
from models.tokenizer import pairs_and_words

Scores = NDArray[np.float32]
DENSE_SHARE = 0.7
CHINESE = re.compile("[\u3400-\u9fff]")


class Titled(Protocol):
    """A query or a document of a retrieval set."""

    @property
    def title(self) -> str:
        """Its name."""

    @property
    def body(self) -> str:
        """What else is written, or nothing."""


System = Callable[[Sequence[Titled], Sequence[Titled]], Scores]


@dataclass(frozen=True, slots=True)
class Text:
    """A query or a document, in two parts."""

    title: str
    body: str = ""

    @classmethod
    def of(cls, text: str) -> Text:
        """Of a bare text the title stands before the first blank (Chinese) or the first full stop (English)."""
        title, _, body = text.strip().partition(" " if CHINESE.search(text) else ". ")
        return cls(title, body.strip())


def systems(embedder: Embedder | None = None) -> dict[str, System]:
    """Name → system. They share one embedder, which keeps the vectors of what it has seen."""
    remembering = Remembering(embedder or UseEmbedder())
    return {
        "bm25": rank_bm25,
        "tfidf": rank_tfidf,
        "dense": lambda queries, documents: rank_dense(queries, documents, remembering),
        "fusion": lambda queries, documents: rank_fusion(queries, documents, remembering),
    }


def rank_bm25(queries: Sequence[Titled], documents: Sequence[Titled]) -> Scores:
    """BM25 of whole texts."""
    texts = _whole(documents)
    lexicon = Lexicon.of(texts, pairs_and_words)
    return products(lexicon.counts(_whole(queries)), lexicon.bm25(texts))


def rank_tfidf(queries: Sequence[Titled], documents: Sequence[Titled]) -> Scores:
    """Cosines of TF-IDF over character grams, whole texts."""
    texts = _whole(documents)
    lexicon = Lexicon.of(texts)
    return products(lexicon.tfidf(_whole(queries)), lexicon.tfidf(texts))


def rank_dense(queries: Sequence[Titled], documents: Sequence[Titled], embedder: Embedder) -> Scores:
    """Cosines of the embedder's vectors of whole texts."""
    return embedder.embed(_whole(queries)) @ embedder.embed(_whole(documents)).T


def rank_fusion(queries: Sequence[Titled], documents: Sequence[Titled], embedder: Embedder) -> Scores:
    """A convex sum of dense and lexical cosines."""
    dense = rank_dense(queries, documents, embedder)
    return np.float32(DENSE_SHARE) * dense + np.float32(1 - DENSE_SHARE) * rank_tfidf(queries, documents)


def rrf(parts: Sequence[Scores], lexical: Sequence[bool], k: int = 60) -> Scores:
    """Reciprocal rank fusion (Cormack et al. 2009) of score matrices; ties share the better rank.

    In a part that is `lexical` a document without a common term (score 0) gets no rank, and adds nothing: else
    thousands of ties at 0 would outvote a cross-language match.
    """
    fused = np.zeros(parts[0].shape, dtype=np.float32)
    for scores, by_terms in zip(parts, lexical, strict=True):
        for i, row in enumerate(scores):
            above = np.searchsorted(np.sort(-row), -row, side="left")
            fused[i] += np.where((row > 0) | (not by_terms), 1 / (k + 1 + above), 0).astype(np.float32)
    return fused


class Remembering:
    """An embedder that keeps the vector of every text it has seen, for one evaluation."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._seen: dict[str, Vectors] = {}
        self.name, self.dimensions = embedder.name, embedder.dimensions

    def embed(self, texts: Sequence[str]) -> Vectors:
        """As the embedder does."""
        new = sorted(set(texts) - self._seen.keys())
        self._seen.update(zip(new, self._embedder.embed(new), strict=True))
        rows = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            row[:] = self._seen[text]
        return rows


def _whole(texts: Sequence[Titled]) -> list[str]:
    return [f"{text.title} {text.body}".strip() for text in texts]
