"""Which column is which field: by the sender's own mapping, by synonym, by words, by what the cells hold."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from rapidfuzz import fuzz, process

from matcher.intake import wordlists
from matcher.intake.vocabulary import Kind, bare, patterns, plain, synonyms, unnumbered, without_brackets

Basis = Literal["mapping", "name", "words", "content", "none"]
TYPING_ERROR = 88  # rapidfuzz ratio from which a header of four letters or more counts as a misspelt synonym
LONGEST_HEADER = 30


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table. `index` counts from 0 in the table's rows, `letter` is what the spreadsheet shows."""

    index: int
    letter: str
    header: str
    field: str | None
    basis: Basis


_BOUND = re.compile(r"([^/()]+)\(([^()]{1,4})\)")


@cache
def field_of(header: str, kind: Kind) -> tuple[str | None, Basis]:
    """The field that a header names for one kind of sheet, and how it was found.

    Of two header rows (`薪酬/下限`) the whole goes first, then the lower text, then its group; a bound in brackets
    (`月薪（低）`) is a lower text too.
    """
    bound = _BOUND.fullmatch(unicodedata.normalize("NFKC", header))
    if bound and leans_on_group(bound[2]):
        header = f"{bound[1]}/{bound[2]}"
    *groups, sub = without_brackets(header).split("/")
    last = groups[-1] if groups else ""
    if leans_on_group(sub) and last:
        found = _outright((header, last + sub, _paired(last, sub)), kind)
    else:
        found = _outright((header, last + sub, sub), kind)
        words = None if found else _by_words(bare(sub), kind) or (_by_words(bare(last + sub), kind) if last else None)
        if words:
            return words, "words"
    found = found or (_outright((last,), kind) if last else None)
    if found:
        return found, "name"
    words = _by_words(bare(header), kind) or _by_words(plain(header), kind)
    return (words, "words") if words else _misspelt(bare(header), synonyms(kind))


def _outright(readings: Sequence[str], kind: Kind) -> str | None:
    known = synonyms(kind)
    forms = (form for text in readings for form in (plain(text), bare(text), bare(unnumbered(text))))
    return next((known[form] for form in forms if form in known), None)


def leans_on_group(sub: str) -> bool:
    """Whether a lower header (`下限`) means something only under its group (`薪酬`)."""
    return wordlists.whole("header_under_pay", bare(sub)) is not None


def _paired(group: str, sub: str) -> str:
    """The one word for a group and its lower text, where the group is about pay."""
    about_pay = any(word in bare(group) for word in wordlists.words("header_about_pay"))
    return wordlists.whole("header_under_pay", bare(sub)) or sub if about_pay else group + sub


def _by_words(words: str, kind: Kind) -> str | None:
    if not words or len(words) > LONGEST_HEADER:
        return None
    if words[-1].isdigit():  # a second column of a kind (备注2): kept as text under its own header
        return None
    for pattern in patterns(kind):
        if any(all(plain(word) in words for word in choice) for choice in pattern.choices):
            return pattern.field
    return None


def _misspelt(words: str, known: Mapping[str, str]) -> tuple[str | None, Basis]:
    if len(words) < 4 or len(words) > LONGEST_HEADER:
        return None, "none"
    near = process.extractOne(words, known.keys(), scorer=fuzz.ratio, score_cutoff=TYPING_ERROR)
    return (known[near[0]], "words") if near else (None, "none")


def score(headers: Sequence[str], kind: Kind) -> float:
    """How much a row of texts looks like the header of one kind of sheet: fields named outright, then by words."""
    weights = {"name": 1.0, "words": 0.6}
    best: dict[str, float] = {}
    for header in headers:
        if not header or len(header) > LONGEST_HEADER + 20:
            continue
        field, basis = field_of(header, kind)
        if field:
            best[field] = max(best.get(field, 0.0), weights[basis])
    return sum(best.values())


def map_columns(
    headers: Sequence[tuple[int, str, str]],
    kind: Kind,
    cells: Callable[[int], Sequence[str]],
    guess: Callable[[Sequence[str], Kind], str | None],
    own: Mapping[int, str],
) -> tuple[Column, ...]:
    """The columns of a table, from (index, letter, header).

    `cells(index)` gives the texts of a column, `guess` the field that such cells tell of; `own` are the sender's fields
    by index, which go before everything.
    """
    columns = [named_column(index, letter, header, kind, own.get(index)) for index, letter, header in headers]
    columns = [_checked(column, kind, cells, guess) for column in columns]
    taken = {column.field for column in columns}
    done = []
    for column in columns:
        if column.field is None and column.basis == "none":
            field = guess(cells(column.index), kind)
            if field and field not in taken:
                taken.add(field)
                done.append(replace(column, field=field, basis="content"))
                continue
        done.append(column)
    return tuple(done)


def named_column(index: int, letter: str, header: str, kind: Kind, own: str | None = None) -> Column:
    """A column by its header alone, the sender's own field (empty: kept as text) first."""
    if own is not None:
        return Column(index, letter, header, own or None, "mapping")
    field, basis = field_of(header, kind) if header else (None, "none")
    return Column(index, letter, header, field, basis)


# Headers that mean several things; the cells decide (import_header_ambiguities.csv settles what the sheet's kind does).
VAGUE = frozenset(
    map(
        plain,
        ("类别", "等级", "级别", "类型", "性质", "时间", "说明", "编码", "单位", "现状", "要求", "联系方式", "名称"),
    )
) | {"name", "type", "status", "category", "grade", "code", "position"}


def _checked(
    column: Column,
    kind: Kind,
    cells: Callable[[int], Sequence[str]],
    guess: Callable[[Sequence[str], Kind], str | None],
) -> Column:
    if column.basis == "mapping" or column.field is None:
        return column
    if bare(column.header) not in VAGUE:
        return column
    told = guess(cells(column.index), kind)
    if told is None or told == column.field:
        return column
    return replace(column, field=told, basis="content")
