"""The ids that rows bring: a number of the list, or the key that a return sheet carried."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from matcher.intake.cells import UNCALCULATED
from matcher.intake.headers import Column
from matcher.intake.layout import Table

MOSTLY_DIFFERENT = 0.7  # share of different values from which a column can hold ids


@dataclass(frozen=True, slots=True)
class Given:
    """The id that a row brings: its own number, or `ours`, which a return sheet carried."""

    id: str
    ours: bool = False


def given_ids(table: Table, columns: Sequence[Column]) -> dict[int, Given]:
    """The ids that rows bring; none from a column that merely counts them."""
    found: dict[int, Given] = {}
    for column in columns:
        if column.field in ("job.id", "person.id"):
            texts = column_texts(table, column)
            if not merely_counts(texts.values()) and not _repeats(list(texts.values())):
                found = {number: Given(text) for number, text in texts.items()} | found
    for column in columns:
        if column.field == "both.record_id":
            found |= {number: Given(text, ours=True) for number, text in column_texts(table, column).items()}
    return found


def column_texts(table: Table, column: Column) -> dict[int, str]:
    """The filled cells of a column by row number."""
    found = ((row.number, row.texts[column.index]) for row in table.rows if column.index < len(row.texts))
    return {number: text for number, text in found if text not in ("", UNCALCULATED)}


def merely_counts(found: Iterable[str]) -> bool:
    """Whether numbers count the rows: 1, 2, 3, … with hardly a gap."""
    texts = list(found)
    if not texts or not all(text.isdigit() and len(text) <= 6 for text in texts):
        return False
    numbers = [int(text) for text in texts]
    steps = sum(1 for a, b in pairwise(numbers) if b == a + 1)
    starts = min(numbers) <= 1 or max(numbers) < 1000
    return starts and steps >= 0.8 * (len(numbers) - 1)


def _repeats(texts: Sequence[str]) -> bool:
    """Whether a number stands on so many rows that it numbers something else (a booth, an employer)."""
    return len(set(texts)) < MOSTLY_DIFFERENT * len(texts)
