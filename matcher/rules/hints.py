"""What a service may point out beside its matches: data with its status, that no rule and no score reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from matcher.domain.codes import LICENCES, certificate_key, rows
from matcher.domain.crosswalk import civil_trades
from matcher.domain.records import Candidate, Job
from matcher.domain.trade_licences import licences_of_trade
from matcher.domain.words import say
from matcher.rules.wording import listed

HINTS = ("military_trades", "trade_licences")
"""Those that a scenario's `hints` may name."""
SENSITIVE = frozenset({"military_trades"})
"""Those that only who may see groups is told."""


def hints(names: Sequence[str], person: Candidate, posts: Iterable[Job], language: str) -> list[dict[str, Any]]:
    """The named hints for a person and the posts of a page, each with `code`, `status` and `text`.

    `posts` are read only where a hint speaks of them.
    """
    found = []
    if "military_trades" in names:
        found += _military_trades(person, language)
    if "trade_licences" in names:
        found += [hint for post in posts for hint in _trade_licences(person, post, language)]
    return found


def _military_trades(person: Candidate, language: str) -> list[dict[str, Any]]:
    """What a person did in service, in civil words; the names are Chinese, as in the data."""
    return [
        {
            "code": "military_trades",
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
        for trade in civil_trades(job.title for job in person.experience or () if job.title)
    ]


def _trade_licences(person: Candidate, post: Job, language: str) -> list[dict[str, Any]]:
    """The licences that the law asks of a post's trade, that the post does not state and the person does not name."""
    stated = {certificate_key(name) for name in post.required_certificates or ()}
    held = {certificate_key(held.name) for held in person.certificates or ()}
    return [
        {
            "code": "trade_licences",
            "job_id": post.id,
            "licence": code,
            "status": _licence_status()[code],
            "text": say("hint_licence", language, title=post.title, name=LICENCES[code], code=code),
        }
        for code in licences_of_trade(post.title)
        if code not in stated | held
    ]


@cache
def _licence_status() -> Mapping[str, str]:
    return {row["code"]: row["verify"] for row in rows("licences")}
