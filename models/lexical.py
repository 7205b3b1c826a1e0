"""Sparse scores over character grams: TF-IDF cosines and BM25, one query or many against a corpus.

A `Lexicon` is what was learned from a corpus: its terms and their rarity. Rows are scipy CSR matrices, float32; scores
are dense (queries, documents), float32, made a block of queries at a time so that memory stays flat.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from models.tokenizer import grams

Scores = NDArray[np.float32]
K1, B = 1.2, 0.75  # BM25's usual constants (Robertson and Zaragoza 2009)
QUERY_BLOCK = 256


@dataclass(frozen=True)
class Lexicon:
    """Terms (column → term, sorted) and the inverse document frequency of each, float32 (terms,)."""

    columns: Mapping[str, int]
    rarity: NDArray[np.float32]

    @classmethod
    def of(cls, texts: Sequence[str]) -> Lexicon:
        """Learns every term of the texts; rarity is ln((1 + n) / (1 + documents)) + 1, as scikit-learn smooths it."""
        documents = Counter(gram for text in texts for gram in set(grams(text)))
        terms = sorted(documents)
        frequency = np.array([documents[term] for term in terms], dtype=np.float64)
        rarity = np.log((1 + len(texts)) / (1 + frequency)) + 1
        return cls({term: column for column, term in enumerate(terms)}, rarity.astype(np.float32))

    def counts(self, texts: Sequence[str]) -> sparse.csr_array:
        """(texts, terms): how often each known term occurs; unknown terms are left out."""
        indices: list[int] = []
        data: list[int] = []
        starts = [0]
        for text in texts:
            found = Counter(column for gram in grams(text) if (column := self.columns.get(gram)) is not None)
            ordered = sorted(found.items())
            indices += [column for column, _ in ordered]
            data += [count for _, count in ordered]
            starts.append(len(indices))
        shape = (len(texts), len(self.columns))
        arrays = (np.array(data, np.float32), np.array(indices, np.int32), np.array(starts, np.int32))
        return sparse.csr_array(arrays, shape=shape)

    def tfidf(self, texts: Sequence[str]) -> sparse.csr_array:
        """Unit rows of (1 + ln count) × rarity; a text without a known term is an empty row."""
        rows = self.counts(texts)
        rows.data = (1 + np.log(rows.data)) * self.rarity[rows.indices]
        lengths = np.sqrt(rows.multiply(rows).sum(axis=1))
        rows.data /= np.repeat(np.where(lengths > 0, lengths, 1), np.diff(rows.indptr)).astype(np.float32)
        return rows

    def bm25(self, texts: Sequence[str]) -> sparse.csr_array:
        """(texts, terms): what one occurrence of a term in a query is worth in each document (Lucene's variant)."""
        rows = self.counts(texts)
        lengths = np.asarray(rows.sum(axis=1), dtype=np.float64)
        norm = K1 * (1 - B + B * lengths / max(lengths.mean(), 1e-9)) if len(texts) else lengths
        documents = np.bincount(rows.indices, minlength=len(self.columns))
        weight = np.log(1 + (len(texts) - documents + 0.5) / (documents + 0.5))
        saturated = rows.data / (rows.data + np.repeat(norm, np.diff(rows.indptr)))
        rows.data = (weight[rows.indices] * saturated).astype(np.float32)
        return rows


def products(queries: sparse.csr_array, documents: sparse.csr_array) -> Scores:
    """(queries, documents) inner products of sparse rows, in blocks of queries."""
    by_term = documents.T.tocsr()
    scores = np.empty((queries.shape[0], documents.shape[0]), dtype=np.float32)
    for start in range(0, queries.shape[0], QUERY_BLOCK):
        block = slice(start, start + QUERY_BLOCK)
        scores[block] = (queries[block] @ by_term).toarray()
    return scores
