"""A sender's own mapping of columns: a small TOML file, and the memory that it makes.

[columns]
"月结工资" = "pay"
"内部代号" = ""          # keep as text

[[column]]              # by its letter: two columns of one header, or one without a header
file = "某厂.xlsx"       # file and sheet may be missing: every one of the call
sheet = "岗位"
column = "H"
field = "pay.max"
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Any

from matcher.domain.errors import SettingError
from matcher.domain.fields import nearest
from matcher.intake.headers import Column
from matcher.intake.vocabulary import KIND_WORD, Kind, fields, plain


@dataclass(frozen=True, slots=True)
class Placed:
    """What the column of a letter is, in one file and sheet or (None) in every one of the call."""

    letter: str
    field: str
    file: str | None = None
    sheet: str | None = None

    def is_in(self, file: str, sheet: str | None) -> bool:
        """Whether it speaks of a sheet; a file may be named by its name alone."""
        named = self.file is None or self.file in (file, PurePosixPath(file).name)
        return named and self.sheet in (None, sheet)

    @property
    def words(self) -> str:
        """The place as a message names it."""
        return " ".join(filter(None, (self.file, self.sheet, self.letter)))


@dataclass(frozen=True, slots=True)
class SenderMapping:
    """What a sender's columns are: field names (empty: kept as text) by normalised header, and by place.

    `source` is the name of the file that says so, for messages.
    """

    headers: Mapping[str, str] = field(default_factory=dict)
    placed: Sequence[Placed] = ()
    source: str = "-"


def read_mapping(path: Path, kind: Kind) -> SenderMapping:
    """The file as a mapping. Raises SettingError with file, key, reason."""
    try:
        table = tomllib.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise SettingError("mapping_unreadable", file=path.name, key="-", reason=error.strerror or "") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingError("mapping_unreadable", file=path.name, key="-", reason=str(error)) from None
    columns, places = table.get("columns", {}), table.get("column", [])
    if not isinstance(columns, dict) or not isinstance(places, list) or not (columns or places):
        raise SettingError("mapping_without_columns", file=path.name, key="columns", reason="[columns]")
    headers = {plain(header): _field(path.name, header, target, kind) for header, target in columns.items()}
    return SenderMapping(headers, tuple(_placed(path.name, place, kind) for place in places), path.name)


_PLACE = ("column", "field", "file", "sheet")


def _placed(file: str, place: Any, kind: Kind) -> Placed:
    wrong = [key for key in place if key not in _PLACE] if isinstance(place, dict) else ["[[column]]"]
    texts = {} if wrong else {key: value for key, value in place.items() if isinstance(value, str)}
    letter = texts.get("column", "").strip().upper()
    if wrong or len(texts) < len(place) or "field" not in texts or not re.fullmatch("[A-Z]{1,3}", letter):
        raise SettingError("mapping_column_unclear", file=file, key=(wrong or ["column"])[0], reason="[[column]]")
    return Placed(letter, _field(file, letter, texts["field"], kind), texts.get("file"), texts.get("sheet"))


def _field(file: str, header: str, target: object, kind: Kind) -> str:
    """A field's name from a record's path (`pay.min`) or the name itself (`job.salary_min`)."""
    known = _targets(kind)
    if target == "":
        return ""
    if isinstance(target, str) and target in known:
        return known[target]
    near = nearest(str(target), list(known)) or next(iter(known))
    raise SettingError("mapping_unknown_field", file=file, key=header, reason=str(target), near=near)


def _targets(kind: Kind) -> dict[str, str]:
    word = KIND_WORD[kind] + "."
    names = [name for name in fields() if name.startswith(word)]
    paths: dict[str, str] = {}
    for name in names:
        path = fields()[name].path
        if path:
            paths.setdefault(path, name)
    return paths | {name: name for name in names}


def column_keys(columns: Iterable[tuple[int, str]]) -> dict[int, str]:
    """What tells each column of a layout from the others, from index and header: the header and the how manieth of that
    header it is; without a header, how far it stands to the right of one.
    """
    told = [(index, plain(header)) for index, header in columns]
    met: Counter[str] = Counter()
    last = (next((index for index, header in told if header), 0), "")
    keys = {}
    for index, header in told:
        if header:
            met[header] += 1
            last = (index, f"{header}\t{met[header]}")
        keys[index] = last[1] if header else f"{last[1]}\t{index - last[0]:+d}"
    return keys


def added(known: Mapping[str, str], more: Mapping[str, str]) -> dict[str, str]:
    """What is known of a layout with what was said later, which goes before it: a header before its single columns."""
    kept = {key: name for key, name in known.items() if key.partition("\t")[0] not in more}
    return {**kept, **more}


def field_by_mapping(mapping: Mapping[str, str], key: str, header: str) -> str | None:
    """The field that a mapping gives a column (empty: kept as text), None where it does not name it."""
    return mapping.get(key, mapping.get(plain(header)) if plain(header) else None)


def mapped(columns: Sequence[Column], mapping: Mapping[str, str]) -> tuple[Column, ...]:
    """Columns with other fields for some keys of `column_keys` or headers (an empty field: kept as text)."""
    keys = column_keys((column.index, column.header) for column in columns)
    told = [(column, field_by_mapping(mapping, keys[column.index], column.header)) for column in columns]
    return tuple(
        column if name is None else replace(column, field=name or None, basis="mapping") for column, name in told
    )


def fingerprint(headers: Sequence[str]) -> str:
    """What a sender's layout is remembered by: its headers, whatever their order."""
    text = "\n".join(sorted(filter(None, map(plain, headers))))
    return hashlib.sha256(text.encode()).hexdigest()[:24]
