"""Who and what a cell of an edited sheet means, and what was perhaps meant where it names nobody."""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from matcher.fairs.cells import cell_text, folded
from matcher.fairs.problem import Post, Problem

PERSON, POST = "求职者编号", "岗位编号"
Unknown = tuple[str, Mapping[str, object]]
"""The code of the words, and what fills them in."""
Wrong = tuple[str, str, Mapping[str, object]]
"""The title of a cell, and what is wrong with it."""


class Ids:
    """The ids of one kind, as spreadsheets keep them: a number may have lost its zeros, a text gained blanks."""

    def __init__(self, index: Mapping[str, int], called: Iterable[tuple[str, str]], kind: str) -> None:
        self._index = index
        self._kind = kind
        self._loose: dict[str, set[str]] = defaultdict(set)
        self._called: dict[str, list[str]] = defaultdict(list)
        for id_ in index:
            self._loose[_bare(id_)].add(id_)
        for id_, name in called:
            self._called[folded(name)].append(id_)

    def find(self, value: object) -> int | None:
        """The one that a cell names: its id, or the only id that is the same but for zeros in front, width and case."""
        text = cell_text(value)
        if text in self._index:
            return self._index[text]
        alike = self._loose.get(_bare(text), set()) if text else set()
        return self._index[next(iter(alike))] if len(alike) == 1 else None

    def unknown(self, value: object) -> Unknown:
        """What to say of a cell that names none: a name is told its id, a slip the nearest id."""
        text = cell_text(value)
        if not text:
            return f"fair_{self._kind}_empty", {}
        if named := self._called.get(folded(text)):
            return f"fair_{self._kind}_called", {self._kind: text, "ids": "、".join(named[:5])}
        near = difflib.get_close_matches(text, self._index, 1, 0.8)
        if near:
            return f"fair_{self._kind}_near", {self._kind: text, "near": near[0]}
        return f"fair_{self._kind}_unknown", {self._kind: text}


@dataclass(frozen=True, slots=True)
class Pair:
    """Whom and what two cells name, by index, and what is wrong with those that name nobody."""

    person: int | None
    post: int | None
    wrong: tuple[Wrong, ...]


class Names:
    """Reads the two columns that every edited sheet has."""

    def __init__(self, problem: Problem) -> None:
        people = ((person.id, person.name) for person in problem.people if person.name)
        self.people = Ids(problem.person_index, people, "person")
        self.posts = Ids(problem.post_index, ((post.id, post.title) for post in problem.posts), "post")

    def pair(self, person: object, post: object) -> Pair:
        """The person and the post of a row."""
        who, what = self.people.find(person), self.posts.find(post)
        wrong: list[Wrong] = [(PERSON, *self.people.unknown(person))] if who is None else []
        wrong += [(POST, *self.posts.unknown(post))] if what is None else []
        return Pair(who, what, tuple(wrong))


def is_shift(post: Post, index: str) -> bool:
    """Whether a post has a shift of this number, from 0."""
    return index.isdecimal() and int(index) < len(post.shifts)


def shifts_named(post: Post) -> dict[str, object]:
    """A post's shifts with their numbers, for the words of what is wrong with one."""
    listed = (f"{at}（{start:%m-%d %H:%M}–{end:%H:%M}）" for at, (start, end) in enumerate(post.shifts))
    return {"post": post.id, "shifts": "、".join(listed) or "–"}


def _bare(id_: str) -> str:
    text = folded(id_)
    return text.lstrip("0") or "0" if text.isdecimal() else text
