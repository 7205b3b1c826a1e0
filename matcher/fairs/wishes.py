"""Ranked wishes of people (志愿) and of posts (录用意向), from the sheets that staff filled in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from matcher.domain.errors import RecordError
from matcher.domain.fairs import Sheets
from matcher.domain.findings import Finding
from matcher.fairs.cells import cell_finding, cell_text, folded
from matcher.fairs.edited import Edited, tables_in
from matcher.fairs.naming import PERSON, POST, Names
from matcher.fairs.problem import Problem

WISH_SHEET, INTENT_SHEET = "志愿", "录用意向"
ORDER = "顺序"
NUMERALS = "一二三四五六七八九"


@dataclass(frozen=True)
class Wishes:
    """Posts of each person, and people of each post, with their ranks from 1; alike ranks are ties."""

    of_people: Mapping[int, Mapping[int, int]] = field(default_factory=dict)
    of_posts: Mapping[int, Mapping[int, int]] = field(default_factory=dict)


def read_wishes(books: Iterable[Sheets], problem: Problem) -> Wishes:
    """Read all sheets 志愿 and 录用意向. Raises RecordError that names each bad cell; nothing is guessed."""
    tables: Mapping[str, dict[int, dict[int, int]]] = {WISH_SHEET: {}, INTENT_SHEET: {}}
    findings: list[Finding] = []
    names = Names(problem)
    for book in books:
        sheets = {name: rows for name, rows in book.items() if folded(name) in tables}
        if not sheets:
            findings.append(cell_finding("fair_wish_sheet", next(iter(book), ""), 1, 0))
        for table in tables_in(sheets, (PERSON, POST, ORDER), findings):
            of_people = folded(table.sheet) == WISH_SHEET
            for row, person, post, rank in _rows(table, names, findings):
                key, other = (person, post) if of_people else (post, person)
                ranks = tables[folded(table.sheet)].setdefault(key, {})
                if other in ranks:
                    findings.append(table.finding("fair_wish_twice", row, PERSON))
                ranks[other] = rank
    if findings:
        raise RecordError(findings, "fair_wishes_wrong")
    return Wishes(tables[WISH_SHEET], tables[INTENT_SHEET])


def _rows(table: Edited, names: Names, findings: list[Finding]) -> Iterator[tuple[int, int, int, int]]:
    for row, (person, post, order) in table.lines((PERSON, POST, ORDER)):
        pair, rank = names.pair(person, post), as_order(order)
        bad = [*pair.wrong, *([] if rank else [(ORDER, "fair_order_wrong", {"value": cell_text(order)})])]
        findings += [table.finding(code, row, title, **values) for title, code, values in bad]
        if pair.person is not None and pair.post is not None and rank:
            yield row, pair.person, pair.post, rank


def as_order(value: object) -> int | None:
    """A rank as people write it: 1, 第一, 第2志愿, ①."""
    text = folded(value).removeprefix("第").removesuffix("志愿")
    text = str(NUMERALS.index(text) + 1) if text and text in NUMERALS else text
    return int(text) if text.isdecimal() and int(text) > 0 else None
