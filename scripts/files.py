"""Records that a verb is given as a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from matcher.domain.errors import InputError, Unavailable
from matcher.domain.strict_json import read_json


def json_file(path: str) -> Any:
    """The value of a JSON file. Raises InputError where there is none, RecordError where it is not JSON."""
    try:
        return read_json(Path(path).read_bytes())
    except FileNotFoundError:
        raise InputError("file_missing", path=path) from None
    except OSError as error:
        raise InputError("file_not_read", path=path, reason=error.strerror or "") from None


def write_file(path: str, content: bytes) -> None:
    """A file in its place. Raises Unavailable where it cannot be written."""
    try:
        Path(path).write_bytes(content)
    except OSError as error:
        raise Unavailable("cannot_write", path=path, reason=error.strerror or "") from None


def record(side: str, stored: str | None, path: str | None) -> dict[str, Any]:
    """`{SIDE_id: id}` of a stored record, `{SIDE: document}` of one in a file. Raises InputError: both, or neither."""
    if (stored is None) == (path is None):
        raise InputError("nothing_to_do", what=f"--{side} | --{side}-file")
    return {f"{side}_id": stored} if path is None else {side: json_file(path)}
