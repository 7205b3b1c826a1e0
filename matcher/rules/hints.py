"""What a service may point out beside its matches: data with its status, that no rule and no score reads."""

from __future__ import annotations

from typing import Any

from matcher.domain.crosswalk import civil_trades
from matcher.domain.records import Candidate
from matcher.domain.words import say
from matcher.rules.wording import listed

HINTS = ("military_trades",)
"""Those that a scenario's `hints` may name."""


def hints(person: Candidate, language: str) -> list[dict[str, Any]]:
    """`military_trades`: what a person did in service, in civil words.

    `[{"code", "trade", "titles", "skills", "note", "status", "text"}]`; the names are Chinese, as in the data.
    """
    told = civil_trades(job.title for job in person.experience or () if job.title)
    return [
        {
            "code": HINTS[0],
            "trade": trade.name,
            "titles": list(trade.titles),
            "skills": list(trade.skills),
            "note": trade.note,
            "status": trade.status,
            "text": say(
                "hint_trade_note" if trade.note else "hint_trade",
                language,
                trade=trade.name,
                titles=listed(trade.titles, language),
                skills=listed(trade.skills, language),
                note=trade.note,
            ),
        }
        for trade in told
    ]
