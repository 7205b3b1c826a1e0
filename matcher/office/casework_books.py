"""The ledger and the list of what is owed as workbooks, for talks and for filing."""

from __future__ import annotations

from typing import Any

from matcher.documents.workbook import Sheet, workbook
from matcher.domain.scrub import scrub
from matcher.domain.words import say


def ledger_book(told: dict[str, Any], language: str = "zh") -> bytes:
    """The answer of `Casework.ledger` as an .xlsx of two sheets."""
    return workbook(
        [
            Sheet(
                say("ledger_sheet_arrangements", language),
                _header(("code", "name", "employers", "posts", "people", "pairs", "paid_by"), language),
                [
                    [*(line[key] for key in ("code", "name", "employers", "posts", "people", "pairs")), _paid(line)]
                    for line in told["arrangements"]
                ],
            ),
            Sheet(
                say("ledger_sheet_employers", language),
                _header(("employer", "code", "name", "people", "pairs", "jobs"), language),
                [
                    [
                        employer_name(line, language),
                        *(line[key] for key in ("code", "name", "people", "pairs")),
                        "、".join(line["jobs"]),
                    ]
                    for line in told["employers"]
                ],
            ),
        ]
    )


def employer_name(line: dict[str, Any], language: str) -> str:
    """What an employer of the ledger is called, without a number that somebody wrote into the name."""
    return scrub(line["employer"]["name"] or line["employer"]["id"] or say("ledger_nameless", language)).strip()


def _header(names: tuple[str, ...], language: str) -> list[str]:
    return [say(f"ledger_column_{name}", language) for name in names]


def _paid(line: dict[str, Any]) -> str:
    return line["paid_by"]["name"] if line["paid_by"] else ""


def owed_book(told: dict[str, Any], language: str = "zh") -> bytes:
    """The answer of `Casework.owed` as an .xlsx: a row for each person, two columns for each item."""
    titles = [item["title"] for item in told["people"][0]["items"]] if told["people"] else []
    names = ("candidate", "entitled", "since", "missing", "late")
    header = [say(f"owed_column_{name}", language) for name in names]
    for title in titles:
        header += [title, say("owed_column_due", language, title=title)]
    rows = [
        [
            one["candidate_id"],
            say(f"owed_entitled_{one['entitled']}", language),
            one["since"],
            one["missing"],
            say("owed_late_yes", language) if one["late"] else None,
            *(cell for item in one["items"] for cell in (f"{item['done']}/{item['least']}", item["due"])),
        ]
        for one in told["people"]
    ]
    return workbook([Sheet(say("owed_sheet", language), header, rows)])
