"""JSON as the standard has it: no NaN, no number beyond a double, no NUL, no key twice.

Python's own reader takes all four, and each has reached a database or a vector somewhere.
"""

from __future__ import annotations

import json
import math
from typing import Any

from matcher.domain.errors import RecordError
from matcher.domain.findings import Finding

MAX_DEPTH = 32


class _Refused(ValueError):
    def __init__(self, code: str, **values: object) -> None:
        self.finding = Finding(code, pointer="", values=values)
        super().__init__(code)


def _number(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise _Refused("json_number")
    return value


def _constant(_: str) -> float:
    raise _Refused("json_number")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise _Refused("json_double_key")
    return made


def _look(value: Any, depth: int = 0) -> None:
    if depth > MAX_DEPTH:
        raise _Refused("json_too_deep", limit=MAX_DEPTH)
    if isinstance(value, str):
        if "\x00" in value:
            raise _Refused("json_nul")
        try:
            value.encode("utf-8")
        except UnicodeEncodeError:
            raise _Refused("json_surrogate") from None
    elif isinstance(value, dict):
        for key, item in value.items():
            _look(key, depth)
            _look(item, depth + 1)
    elif isinstance(value, list):
        for item in value:
            _look(item, depth + 1)


def read_json(raw: bytes | str) -> Any:
    """The value of a JSON text. Raises RecordError with one finding that never quotes the text."""
    try:
        text = raw.decode("utf-8-sig") if isinstance(raw, bytes) else raw
        value = json.loads(text, parse_float=_number, parse_constant=_constant, object_pairs_hook=_object)
        _look(value)
    except UnicodeDecodeError:
        raise RecordError([Finding("json_not_utf8", pointer="")], "json_invalid") from None
    except _Refused as refused:
        raise RecordError([refused.finding], "json_invalid") from None
    except json.JSONDecodeError as error:
        finding = Finding("json_syntax", pointer="", values={"line": error.lineno, "column": error.colno})
        raise RecordError([finding], "json_invalid") from None
    except (RecursionError, ValueError):  # nesting beyond the parser, an integer of thousands of digits
        raise RecordError([Finding("json_number", pointer="")], "json_invalid") from None
    return value
