"""From military trades to civil work (`data/military_trades.csv`, analyst's proposal, to be confirmed by the agency).

It reads what a person wrote, never the group `veteran`: groups raise or lower no score.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from matcher.domain.codes import fold, rows


@dataclass(frozen=True, slots=True)
class Trade:
    """A military trade in civil words: titles, skills, and what a post may still ask for."""

    name: str
    titles: tuple[str, ...]
    skills: tuple[str, ...]
    note: str


@cache
def _trades() -> Mapping[str, Trade]:
    table: dict[str, Trade] = {}
    for row in rows("military_trades"):
        titles, skills = (tuple(row[column].split("|")) for column in ("civil_titles", "skills"))
        trade = Trade(row["trade"], titles, skills, row["note"])
        for name in (row["trade"], *filter(None, row["aliases"].split("|"))):
            table[fold(name)] = trade
    return table


def civil_trades(titles: Iterable[str]) -> tuple[Trade, ...]:
    """The trades that some titles of earlier work name, each once, in order."""
    found = (_trades().get(fold(title)) for title in titles)
    return tuple(dict.fromkeys(trade for trade in found if trade is not None))
