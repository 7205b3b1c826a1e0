"""Relevance judgements: TREC (`qid 0 docid rel`), BEIR's TSV and CSV, held as three aligned arrays."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from matcher.domain.errors import InputError
from matcher.evaluation.lines import cells_of, numbered_lines

_HEADER = {"query-id", "query_id", "qid", "query", "topic"}
_GRADE = re.compile(r"[+-]?[0-9]{1,9}", re.ASCII)


@dataclass(frozen=True)
class Judgements:
    """Sorted by query, then document; both count in the order of the data set. A grade above 0 is relevant."""

    queries: NDArray[np.int32]
    documents: NDArray[np.int32]
    grades: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.queries)

    def judged(self) -> NDArray[np.int32]:
        """The queries with a judgement, ascending: those over which every mean is taken."""
        return np.unique(self.queries)


def read_judgements(path: Path, queries: Sequence[str], documents: Sequence[str]) -> Judgements:
    """The judgements of a file about known queries and documents.

    Raises InputError with file and line: a line of the wrong shape, a grade that is no integer of nine digits at most,
    an unknown query or document, the same pair twice, no judgement at all.
    """
    rows = {id_: row for row, id_ in enumerate(queries)}
    columns = {id_: column for column, id_ in enumerate(documents)}
    found: dict[tuple[int, int], tuple[int, int]] = {}
    for number, query, document, grade in _judgement_lines(path):
        if query not in rows:
            raise InputError("qrels_unknown_query", file=path, line=number, id=query)
        if document not in columns:
            raise InputError("qrels_unknown_document", file=path, line=number, id=document)
        pair = rows[query], columns[document]
        if pair in found:
            raise InputError(
                "qrels_double", file=path, line=number, first=found[pair][1], query=query, document=document
            )
        found[pair] = grade, number
    if not found:
        raise InputError("qrels_empty", file=path)
    return judgements_of({pair: grade for pair, (grade, _) in found.items()})


def judgements_of(grades: Mapping[tuple[int, int], int]) -> Judgements:
    """The arrays of a mapping (query row, document column) → grade."""
    ordered = np.array(sorted((*pair, grade) for pair, grade in grades.items()), dtype=np.int32).reshape(-1, 3)
    return Judgements(ordered[:, 0].copy(), ordered[:, 1].copy(), ordered[:, 2].copy())


def _judgement_lines(path: Path) -> Iterator[tuple[int, str, str, int]]:
    suffix = Path(path.stem).suffix if path.suffix == ".gz" else path.suffix
    separator = {".tsv": "\t", ".csv": ","}.get(suffix)
    for place, (number, line) in enumerate(numbered_lines(path)):
        cells = line.split() if separator is None else cells_of(line, separator)
        if place == 0 and _is_header(cells):
            continue
        if len(cells) not in (3, 4) or (separator is None and len(cells) != 4):
            raise InputError("qrels_shape", file=path, line=number, cells=len(cells))
        if not _GRADE.fullmatch(cells[-1]):
            raise InputError("qrels_grade", file=path, line=number, value=cells[-1][:40])
        yield number, cells[0], cells[-2], int(cells[-1])


def _is_header(cells: Sequence[str]) -> bool:
    """Whether a first line holds the names of columns: a query may be called `topic`, but no grade is a word."""
    return cells[0].casefold() in _HEADER and not _GRADE.fullmatch(cells[-1])
