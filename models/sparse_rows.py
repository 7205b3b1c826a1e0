"""Sparse rows of length 1, and their inner products."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

QUERY_BLOCK = 256


def unit_sparse(rows: sparse.csr_array) -> sparse.csr_array:
    """Rows divided by their length; empty rows stay so."""
    out = sparse.csr_array(rows, dtype=np.float32, copy=True)
    parts = np.diff(out.indptr)
    owner = np.repeat(np.arange(out.shape[0]), parts)
    lengths = np.sqrt(np.bincount(owner, weights=out.data.astype(np.float64) ** 2, minlength=out.shape[0]))
    out.data /= np.repeat(np.where(lengths > 0, lengths, 1), parts).astype(np.float32)
    return out


def largest(rows: sparse.csr_array, most: int) -> sparse.csr_array:
    """Each row with its `most` largest numbers; of equal ones the earlier columns stay."""
    out = sparse.csr_array(rows, copy=True)
    out.sort_indices()
    owner = np.repeat(np.arange(out.shape[0]), np.diff(out.indptr))
    order = np.lexsort((-out.data, owner))
    place = np.arange(out.nnz) - out.indptr[owner[order]]
    out.data[order[place >= most]] = 0
    out.eliminate_zeros()
    return out


def products(queries: sparse.csr_array, documents: sparse.csr_array) -> NDArray[np.float32]:
    """(queries, documents) inner products, float32, made a block of queries at a time."""
    by_column = documents.T.tocsr()
    scores = np.empty((queries.shape[0], documents.shape[0]), dtype=np.float32)
    for start in range(0, queries.shape[0], QUERY_BLOCK):
        block = slice(start, start + QUERY_BLOCK)
        scores[block] = (queries[block] @ by_column).toarray()
    return scores
