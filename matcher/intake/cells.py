"""A cell as text, and how columns are called."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime, time, timedelta
from functools import lru_cache

Cell = str | float | int | bool | datetime | date | time | timedelta | None
UNCALCULATED = "\ue000"  # stands in a grid for a formula whose result the file does not hold

EXACT_INTEGER = 1e15  # from here on Excel has dropped digits


def text_of(cell: Cell) -> str:
    """What a clerk sees in the cell: whole numbers without `.0`, days without a midnight, no outer blanks."""
    if isinstance(cell, str):
        return cell.strip(" \t\r\n\u3000\u00a0\u200b\ufeff")
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < EXACT_INTEGER else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ", timespec="minutes")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, time):
        return cell.isoformat(timespec="minutes")
    if isinstance(cell, timedelta):
        minutes = round(cell.total_seconds() / 60)
        return f"{minutes // 60:02d}:{minutes % 60:02d}"
    return str(cell)


@lru_cache(maxsize=100_000)
def folded(text: str) -> str:
    """NFKC without blanks, for patterns."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def letter_of(column: int) -> str:
    """The letters of a column that counts from 1."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_of(letters: str | None) -> int | None:
    """The number from 1 of a column's letters."""
    if not letters:
        return None
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
