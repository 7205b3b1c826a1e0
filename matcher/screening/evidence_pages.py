"""The sheets of an inspection as one page for the printer, a sheet of paper for each post."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from matcher.documents.fonts import font_url
from matcher.documents.page import render
from matcher.domain.words import say
from matcher.screening.inspection import TO_FILL, EvidenceSheet


def evidence_pages(sheets: Sequence[EvidenceSheet], language: str = "zh") -> bytes:
    """One HTML file that works off line."""
    values: dict[str, Any] = {
        "title": say("inspection_pages", language),
        "none": say("inspection_none", language),
        "heads": [say(f"inspection_head_{name}", language) for name in ("ground", "words", "basis", "note")],
        "sheets": [_sheet(sheet, language) for sheet in sheets],
        "to_fill": [say(f"inspection_{name}", language) for name in TO_FILL],
    }
    text = render("inspection.html", language, font="", **values)
    return render("inspection.html", language, font=font_url(text), **values).encode()


def _sheet(sheet: EvidenceSheet, language: str) -> dict[str, Any]:
    head, post, people, verdict = sheet.heading(language)
    return {
        "head": head,
        "lines": [post, people],
        "texts": [(say(f"inspection_field_{name}", language), "、".join(said)) for name, said in _fields(sheet)],
        "verdict": verdict,
        "findings": [
            (found.ground, found.text, "；".join(found.basis), found.note) for found in sheet.screening.findings
        ],
    }


def _fields(sheet: EvidenceSheet) -> list[tuple[str, list[str]]]:
    """The texts by field, those of a list together."""
    found: dict[str, list[str]] = {}
    for path, text in sheet.texts.items():
        found.setdefault(path.partition(".")[0], []).append(text)
    return list(found.items())
