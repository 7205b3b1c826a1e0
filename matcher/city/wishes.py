"""Wishes before an internship round: posts that people rank (志愿), and people that posts rank (录用意向)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from matcher.city.dice import Dice, generator
from matcher.city.labels import utilities
from matcher.city.latent import TYPES, People, Posts
from matcher.documents.dirty_workbook import Sheet

Record = Mapping[str, Any]
Ranked = tuple[str, str, int]
_MOST = 5
_PEOPLE = 2500  # of a large city, as in the plan for 2023
_SILENT_PEOPLE, _SILENT_POSTS = 0.2, 0.15  # shares that rank nobody


@dataclass(frozen=True, slots=True)
class Wishes:
    """(candidate id, job id, order from 1), once as people rank posts and once as posts rank people."""

    of_people: Sequence[Ranked]
    of_posts: Sequence[Ranked]


def make_wishes(
    people: Sequence[Record], jobs: Sequence[Record], hidden_people: People, hidden_posts: Posts, seed: int
) -> Wishes:
    """People who would take an internship rank up to five posts by their utility; posts rank who wished for them."""
    dice, internship = Dice(generator(seed, "wishes")), TYPES.index("internship")
    rows = np.flatnonzero(hidden_people.matching & hidden_people.types[:, internship])[:_PEOPLE]
    columns = np.flatnonzero(hidden_posts.type == internship)
    wished: list[Ranked] = []
    fans: defaultdict[int, list[tuple[float, int]]] = defaultdict(list)
    for row in rows.tolist() if len(columns) else ():
        if dice.chance(_SILENT_PEOPLE):
            continue
        number = np.array([row])
        theirs, ours = utilities(hidden_people.at(number), hidden_posts.at(columns), number, columns, seed)
        best = np.lexsort((columns, -theirs))[: dice.between(1, _MOST)]
        for order, at in enumerate(best.tolist(), 1):
            wished.append((people[row]["id"], jobs[int(columns[at])]["id"], order))
            fans[int(columns[at])].append((-float(ours[at]), row))
    chosen = [
        (people[row]["id"], jobs[column]["id"], order)
        for column in sorted(fans)
        if not dice.chance(_SILENT_POSTS)
        for order, (_, row) in enumerate(sorted(fans[column]), 1)
    ]
    return Wishes(wished, chosen)


def wish_sheets(wishes: Wishes) -> list[Sheet]:
    """The two sheets of a workbook of wishes (contract 6.2)."""
    sheets = []
    for name, ranked in (("志愿", wishes.of_people), ("录用意向", wishes.of_posts)):
        sheet = Sheet(name)
        for column, title in enumerate(("求职者编号", "岗位编号", "顺序"), 1):
            sheet.put(1, column, title)
        for row, (person, post, order) in enumerate(ranked, 2):
            sheet.cells |= {(row, 1): person, (row, 2): post, (row, 3): order}
        sheets.append(sheet)
    return sheets
