"""The header vocabulary: which text above a column means which field. Data, not code: `domain/data/import_*.csv`.

`import_headers.csv` is the domain's list, `import_headers_more.csv` what offices write beyond it (it goes first where
both have a text), `import_header_patterns.csv` words that decide where no list has the whole header, and
`import_fields.csv` says where each field goes in a record. The contract's own field names are headers too.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

from matcher.domain.codes import rows

Kind = Literal["job", "candidate"]
SHEET_WORD: Mapping[str, Kind] = {"job": "job", "person": "candidate"}
KIND_WORD: Mapping[Kind, str] = {"job": "job", "candidate": "person"}


@dataclass(frozen=True, slots=True)
class Field:
    """What a column can be: `name` as in import_fields.csv (`job.salary_min`), `path` in the record (`pay.min`).

    `kept`: "field" (stored there), "text" (no field of the record; kept as text), "no" (read and not kept).
    """

    name: str
    path: str | None
    kept: str


@dataclass(frozen=True, slots=True)
class Pattern:
    """Words that decide: one of `choices`, each a tuple of words that must all stand in the header."""

    choices: tuple[tuple[str, ...], ...]
    field: str


@cache
def fields() -> Mapping[str, Field]:
    """Every field by its name."""
    return {row["field"]: Field(row["field"], row["path"] or None, row["kept"]) for row in rows("import_fields")}


_BRACKETS = re.compile(r"[(\[{【〔《<][^)\]}】〕》>]*[)\]}】〕》>]")
_NOISE = re.compile(r"[\s*★☆※●◆:、,。?!\"'“”‘’_\-]+")
_NUMBERING = re.compile(r"^(?:\d{1,2}|[一二三四五六七八九十]{1,2}|[①-⑳])[.、)．]?(?=[^\d])")


@lru_cache(maxsize=100_000)
def plain(text: str) -> str:
    """A header without blanks, stars, punctuation and width, in lower case; brackets stay."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return _NOISE.sub("", folded)


@lru_cache(maxsize=100_000)
def bare(text: str) -> str:
    """A header without what stands in brackets (必填, units, hints)."""
    return plain(without_brackets(text))


def without_brackets(text: str) -> str:
    """A header in NFKC without what stands in brackets."""
    return _BRACKETS.sub("", unicodedata.normalize("NFKC", text))


def unnumbered(text: str) -> str:
    """A header without the number before it (`3.联系电话`)."""
    return _NUMBERING.sub("", unicodedata.normalize("NFKC", text).strip())


@cache
def synonyms(kind: Kind) -> Mapping[str, str]:
    """The field of every normalised header of one kind of sheet."""
    word = KIND_WORD[kind]
    table: dict[str, str] = {}
    for row in rows("import_headers"):
        if row["sheet"] == word:
            table.setdefault(plain(row["header_variant"]), row["field"])
    for row in rows("import_headers_more"):
        if row["field"].partition(".")[0] in (word, "both"):
            table[plain(row["header_variant"])] = row["field"]
    for name, entry in fields().items():
        if name.startswith(word + ".") and entry.path:
            table.setdefault(plain(entry.path), name)
    return table


@cache
def _canonical() -> Mapping[str, str]:
    return {row["field"]: row["canonical_header"] for row in rows("import_headers")}


def label_of(field: str | None, header: str) -> str:
    """How kept text is labelled: by the list's own header for a field, so that two senders' words become one; else by
    the header as it stands.
    """
    return _canonical().get(field or "") or " ".join(header.split())


@cache
def name_of_field(field: str) -> str:
    """What a clerk calls a field: the list's own header, else the first Chinese one that is known, else its path."""
    more = (row["header_variant"] for row in rows("import_headers_more") if row["field"] == field)
    chinese = next((text for text in more if any(ord(letter) > 0x2E80 for letter in text)), None)
    return _canonical().get(field) or chinese or fields()[field].path or field


@cache
def patterns(kind: Kind) -> tuple[Pattern, ...]:
    """The patterns of one kind of sheet, first match first."""
    word = KIND_WORD[kind]
    return tuple(
        Pattern(tuple(tuple(choice.split("+")) for choice in row["words"].split("|")), _own(row["field"], word))
        for row in rows("import_header_patterns")
        if row["sheet"] in (word, "both")
    )


def _own(field: str, word: str) -> str:
    side, _, name = field.partition(".")
    return field if side != "both" or field in fields() else f"{word}.{name}"


@cache
def all_headers() -> frozenset[str]:
    """Every normalised header of either kind."""
    return frozenset(synonyms("job")) | frozenset(synonyms("candidate"))
