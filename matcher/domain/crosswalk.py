"""From military trades to civil work (`data/military_trades.csv`, analyst's proposal, to be confirmed by the agency).

It reads what a person wrote, never the group `veteran`: groups raise or lower no score.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from matcher.domain.codes import fold, rows, without_aside

SHORTEST_END = 3


@dataclass(frozen=True, slots=True)
class Trade:
    """A military trade in civil words: titles, skills, what a post may still ask for; `status`: who has checked it."""

    name: str
    titles: tuple[str, ...]
    skills: tuple[str, ...]
    note: str
    status: str


@cache
def _trades() -> Mapping[str, Trade]:
    table: dict[str, Trade] = {}
    for row in rows("military_trades"):
        titles, skills = (tuple(row[column].split("|")) for column in ("civil_titles", "skills"))
        trade = Trade(row["trade"], titles, skills, row["note"], row["verify"])
        for name in (row["trade"], *filter(None, row["aliases"].split("|"))):
            table[fold(name)] = trade
    return table


def civil_trades(titles: Iterable[str]) -> tuple[Trade, ...]:
    """The trades that some titles of earlier work name, each once, in order.

    A title names a trade as the list writes it, or ends in it (某部汽车驾驶员, 炊事员（士官）); a name of two
    characters must stand alone, for a 生产班长 is no sergeant.
    """
    return tuple(dict.fromkeys(trade for title in titles if (trade := _trade(title)) is not None))


def _trade(title: str) -> Trade | None:
    told = fold(title)
    plain = without_aside(told)
    ends = [plain[at:] for at in range(len(plain) - SHORTEST_END + 1)]  # the longest first
    return next((_trades()[name] for name in (told, plain, *ends) if name in _trades()), None)
