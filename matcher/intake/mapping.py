"""A sender's own mapping of columns: a small TOML file, and the memory that it makes.

[columns]
"月结工资" = "pay"
"内部代号" = ""          # keep as text
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from matcher.domain.errors import SettingError
from matcher.domain.fields import nearest
from matcher.intake.headers import Column
from matcher.intake.vocabulary import KIND_WORD, Kind, fields, plain


def read_mapping(path: Path, kind: Kind) -> dict[str, str]:
    """The file as normalised header to field name (empty: kept as text). Raises SettingError with file, key, reason."""
    try:
        table = tomllib.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise SettingError("mapping_unreadable", file=path.name, key="-", reason=error.strerror or "") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingError("mapping_unreadable", file=path.name, key="-", reason=str(error)) from None
    columns = table.get("columns")
    if not isinstance(columns, dict) or not columns:
        raise SettingError("mapping_without_columns", file=path.name, key="columns", reason="[columns]")
    return {plain(header): _field(path.name, header, target, kind) for header, target in columns.items()}


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


def mapped(columns: Sequence[Column], mapping: Mapping[str, str]) -> tuple[Column, ...]:
    """Columns with other fields for some headers (normalised; an empty field: kept as text)."""
    return tuple(
        replace(column, field=mapping[plain(column.header)] or None, basis="mapping")
        if column.header and plain(column.header) in mapping
        else column
        for column in columns
    )


def fingerprint(headers: Sequence[str]) -> str:
    """What a sender's layout is remembered by: its headers, whatever their order."""
    text = "\n".join(sorted(filter(None, map(plain, headers))))
    return hashlib.sha256(text.encode()).hexdigest()[:24]
