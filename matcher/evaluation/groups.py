"""Means by group of queries, with intervals; a group that is too small is hidden, its number of queries is not."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.evaluation.compare import Mean, exact_mean
from matcher.evaluation.datasets import RetrievalSet
from matcher.evaluation.leakage import fold
from matcher.evaluation.significance import intervals
from matcher.evaluation.texts import is_chinese

SMALLEST = 10
MOST_VALUES = 20
OTHER = "other"
MISSING = "missing"
_DRAWS = 2000
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Group:
    """The judged queries with one value of one attribute; `means` by system, None where the group is too small."""

    attribute: str
    value: str
    n: int
    means: Mapping[str, Mean] | None


def grouped(
    attributes: Mapping[str, Sequence[str]], values: Mapping[str, NDArray[np.float64]], seed: int
) -> list[Group]:
    """Groups of every attribute that tells the queries apart.

    attributes  by name, the value of each judged query
    values      by system, (judged queries,) one measure
    """
    groups = []
    for name, column in attributes.items():
        cells = np.array(_few(column), dtype=object)
        kinds = sorted(set(cells), key=_natural)
        if len(kinds) > 1:
            groups += [_group(name, kind, np.flatnonzero(cells == kind), values, seed) for kind in kinds]
    return groups


def _few(column: Sequence[str]) -> Sequence[str]:
    """The values of an attribute; of more than twenty those that are large enough, and the rest as one."""
    counts = Counter(column)
    if len(counts) <= MOST_VALUES:
        return column
    large = {value for value, count in counts.most_common(MOST_VALUES) if count >= SMALLEST}
    return [value if value in large else OTHER for value in column]


def attributes_of(dataset: RetrievalSet) -> dict[str, list[str]]:
    """What the set itself says of each judged query, and the plain fields of its record.

    answers    how many documents are relevant
    wording    whether the query shares a word (in Chinese: a character) with any relevant document
    verbatim   whether the query's text is the text or the title of a document
    """
    queries = [dataset.queries.items[row] for row in dataset.judged.tolist()]
    names = sorted({name for query in queries for name, _ in query.attributes})
    relevant = _relevant_columns(dataset)
    known = {fold(text) for document in dataset.corpus.items for text in (document.text, document.title)}
    found: dict[str, list[str]] = {
        "answers": [_answers(len(relevant.get(row, ()))) for row in dataset.judged.tolist()],
        "wording": [_wording(dataset, row, relevant.get(row, [])) for row in dataset.judged.tolist()],
        "verbatim": ["yes" if fold(query.text) in known else "no" for query in queries],
    }
    return found | {name: [dict(query.attributes).get(name, MISSING) for query in queries] for name in names}


def macro(dataset: RetrievalSet, values: NDArray[np.float64]) -> float | None:
    """The mean over documents of the mean over the queries that each answers; None unless every query has one answer.

    values  (judged queries,). The mean over queries is that of the frequent answers, this one that of all answers.
    """
    columns = _relevant_columns(dataset)
    answers = [columns.get(row, []) for row in dataset.judged.tolist()]
    if any(len(each) != 1 for each in answers):
        return None
    _, owner = np.unique([each[0] for each in answers], return_inverse=True)
    return exact_mean(np.bincount(owner, weights=values) / np.bincount(owner))


def _group(
    name: str, kind: str, rows: NDArray[np.int64], values: Mapping[str, NDArray[np.float64]], seed: int
) -> Group:
    if len(rows) < SMALLEST:
        return Group(name, kind, len(rows), None)
    table = np.column_stack([column[rows] for column in values.values()])
    ci = intervals(table, seed, _DRAWS)
    means = {system: Mean(exact_mean(table[:, i]), ci[i], len(rows)) for i, system in enumerate(values)}
    return Group(name, kind, len(rows), means)


def _natural(value: str) -> tuple[bool, int, str]:
    """Numbers by their size, `6-20` before `21+`; words after them; the rest of a long attribute last."""
    leading = re.match(r"\d{1,9}", value)
    return (value == OTHER, int(leading[0]) if leading else 10**9, value)


def _relevant_columns(dataset: RetrievalSet) -> dict[int, list[int]]:
    columns: dict[int, list[int]] = {}
    judgements = dataset.judgements
    keep = judgements.grades > 0
    for row, column in zip(judgements.queries[keep].tolist(), judgements.documents[keep].tolist(), strict=True):
        columns.setdefault(row, []).append(column)
    return columns


def _answers(count: int) -> str:
    for most, name in ((0, "0"), (1, "1"), (5, "2-5"), (20, "6-20")):
        if count <= most:
            return name
    return "21+"


def _wording(dataset: RetrievalSet, row: int, columns: Sequence[int]) -> str:
    mine = _units(dataset.queries.items[row].text)
    return "shared" if any(mine & _units(dataset.corpus.items[column].text) for column in columns) else "nothing_shared"


def _units(text: str) -> set[str]:
    words = _WORD.findall(text.casefold())
    return set("".join(words)) if is_chinese(text) else set(words)
