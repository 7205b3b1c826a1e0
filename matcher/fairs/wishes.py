"""Ranked wishes of people (志愿) and of posts (录用意向), from the sheets that staff filled in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from matcher.domain.errors import RecordError
from matcher.domain.fairs import Sheets
from matcher.domain.findings import Finding
from matcher.fairs.cells import cell_finding, cell_text
from matcher.fairs.problem import Problem

WISH_SHEET, INTENT_SHEET = "志愿", "录用意向"
PERSON, POST, ORDER = "求职者编号", "岗位编号", "顺序"


@dataclass(frozen=True)
class Wishes:
    """Posts of each person, and people of each post, with their ranks from 1; alike ranks are ties."""

    of_people: Mapping[int, Mapping[int, int]] = field(default_factory=dict)
    of_posts: Mapping[int, Mapping[int, int]] = field(default_factory=dict)


def read_wishes(books: Iterable[Sheets], problem: Problem) -> Wishes:
    """Read all sheets 志愿 and 录用意向. Raises RecordError that names each bad cell; nothing is guessed."""
    people: dict[int, dict[int, int]] = {}
    posts: dict[int, dict[int, int]] = {}
    findings: list[Finding] = []
    for book in books:
        if not {WISH_SHEET, INTENT_SHEET} & book.keys():
            findings.append(cell_finding("fair_wish_sheet", next(iter(book), ""), 1, 0))
        for name, rows in book.items():
            if name not in (WISH_SHEET, INTENT_SHEET):
                continue
            for row, person, post, rank in _rows(name, rows, problem, findings):
                table, key, other = (people, person, post) if name == WISH_SHEET else (posts, post, person)
                if other in table.setdefault(key, {}):
                    findings.append(cell_finding("fair_wish_twice", name, row, 0))
                table[key][other] = rank
    if findings:
        raise RecordError(findings, "fair_wishes_wrong")
    return Wishes(people, posts)


def _rows(
    sheet: str, rows: Sequence[Sequence[object]], problem: Problem, findings: list[Finding]
) -> Iterator[tuple[int, int, int, int]]:
    header = next((at for at, row in enumerate(rows) if {PERSON, POST, ORDER} <= {cell_text(c) for c in row}), None)
    if header is None:
        findings.append(cell_finding("fair_wish_header", sheet, 1, 0, columns=f"{PERSON} {POST} {ORDER}"))
        return
    columns = {cell_text(title): at for at, title in enumerate(rows[header])}
    for at, row in enumerate(rows[header + 1 :], header + 2):
        person, post, order = (
            cell_text(row[columns[title]]) if columns[title] < len(row) else "" for title in (PERSON, POST, ORDER)
        )
        if not (person or post or order):
            continue
        bad = [
            cell_finding(code, sheet, at, columns[title], person=person, post=post)
            for code, title, wrong in (
                ("fair_person_unknown", PERSON, person not in problem.person_index),
                ("fair_post_unknown", POST, post not in problem.post_index),
                ("fair_order_wrong", ORDER, not order.isdecimal() or int(order) < 1),
            )
            if wrong
        ]
        findings += bad
        if not bad:
            yield at, problem.person_index[person], problem.post_index[post], int(order)
