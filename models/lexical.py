"""Sparse scores over terms of a text: TF-IDF cosines and BM25, one query or many against a corpus.

A `Lexicon` is what was learned from a corpus: its terms and their rarity. Rows are scipy CSR arrays, float32;
`sparse_rows.products` scores them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from models.sparse_rows import unit_sparse
from models.tokenizer import grams

K1, B = 1.2, 0.75  # BM25's usual constants (Robertson and Zaragoza 2009)


@dataclass(frozen=True)
class Lexicon:
    """Terms (column → term, sorted) and the inverse document frequency of each, float32 (terms,)."""

    columns: Mapping[str, int]
    rarity: NDArray[np.float32]
    terms_of: Callable[[str], list[str]] = grams

    @classmethod
    def of(cls, texts: Sequence[str], terms_of: Callable[[str], list[str]] = grams) -> Lexicon:
        """Learns every term of the texts; rarity is ln((1 + n) / (1 + documents)) + 1, as scikit-learn smooths it."""
        documents = Counter(term for text in texts for term in set(terms_of(text)))
        terms = sorted(documents)
        frequency = np.array([documents[term] for term in terms], dtype=np.float64)
        rarity = np.log((1 + len(texts)) / (1 + frequency)) + 1
        return cls({term: column for column, term in enumerate(terms)}, rarity.astype(np.float32), terms_of)

    def counts(self, texts: Sequence[str]) -> sparse.csr_array:
        """(texts, terms): how often each known term occurs; unknown terms are left out."""
        indices: list[int] = []
        data: list[int] = []
        starts = [0]
        for text in texts:
            found = Counter(column for term in self.terms_of(text) if (column := self.columns.get(term)) is not None)
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
        return unit_sparse(rows)

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
