"""The field types that records and requests are made of, and how their faults become findings.

pydantic does the checking; its own error objects hold the input, so they never leave this module: what goes out is
`Finding` (a pointer, a code and values that say what is allowed).
"""

from __future__ import annotations

import difflib
import math
import re
from datetime import date, datetime
from functools import partial
from typing import Annotated, Any, TypeVar, get_args

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, ValidationError
from pydantic.config import JsonDict
from pydantic_core import ErrorDetails, PydanticCustomError

from matcher.domain.errors import RecordError
from matcher.domain.findings import Finding
from matcher.domain.moments import parse_clock, parse_day, parse_moment, write_moment

M = TypeVar("M", bound="Document")


def fault(code: str, *at: str, **values: object) -> PydanticCustomError:
    """An error of our own for a validator: `code` has words in `data/words`, `at` leads on to the field at fault."""
    return PydanticCustomError("fairmatch", "{code}", {"code": code, "at": at, "values": values})


def _day(value: Any) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return parse_day(value)
    except (TypeError, ValueError):
        raise fault("want_day") from None


def _moment(value: Any) -> datetime:
    if isinstance(value, datetime):
        return value
    try:
        return parse_moment(value)
    except (TypeError, ValueError, OverflowError):
        raise fault("want_moment") from None


def _as_of(value: Any) -> datetime:
    if isinstance(value, datetime):
        return value
    try:
        return parse_clock(value)
    except (TypeError, ValueError, OverflowError):
        raise fault("want_clock") from None


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise fault("want_number")
    try:
        return float(value)
    except OverflowError:
        raise fault("want_number") from None


def _integer(value: Any) -> int:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise fault("want_integer")
    return value


def _short(value: float) -> int | float:
    return int(value) if value.is_integer() else value


_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise fault("want_text")
    if _CONTROL.search(value):
        raise fault("control_character")
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        raise fault("json_surrogate") from None
    return value


def _fact(value: Any) -> bool | int | float | str:
    return value if isinstance(value, bool) else _text(value) if isinstance(value, str) else _short(_finite(value))


def _finite(value: Any) -> float:
    number = _number(value)
    if not math.isfinite(number):
        raise fault("want_number")
    return number


_ID = re.compile(r"[^\s/\\\x00-\x1f\x7f-\x9f]{1,128}")
_PERSONAL = re.compile(
    r"[A-Za-z]{0,3}[-_.:]?(?:"
    r"(?:\+?86-?)?1[3-9]\d-?\d{4}-?\d{4}"  # a mobile number
    r"|0[1-9]\d{1,2}-[2-9]\d{6,7}"  # a landline, by its hyphen: without one it may be a serial number
    r"|[1-9]\d{5}(?:19|20)\d\d[01]\d[0-3]\d\d{3}[\dXx]"  # an id number
    r"|[1-6][1-7]\d{6}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}"  # one of 15 digits, as until 1999
    r")",
    re.ASCII,
)


def check_id(value: str) -> str:
    """1 to 128 characters without blanks, slashes or control characters, never a phone or id number."""
    if not _ID.fullmatch(value):
        raise fault("id_form")
    if _PERSONAL.fullmatch(value):
        raise fault("id_personal")
    return value


Day = Annotated[date, BeforeValidator(_day, json_schema_input_type=date)]
Moment = Annotated[datetime, BeforeValidator(_moment, json_schema_input_type=datetime), PlainSerializer(write_moment)]
AsOf = Annotated[datetime, BeforeValidator(_as_of, json_schema_input_type=datetime), PlainSerializer(write_moment)]
_Float = Annotated[
    float,
    BeforeValidator(_number, json_schema_input_type=float),
    PlainSerializer(_short),
    Field(allow_inf_nan=False),
]
Number = Annotated[_Float, Field(ge=0, le=1e12)]
Signed = _Float
Integer = Annotated[int, BeforeValidator(_integer, json_schema_input_type=int), Field(ge=0, le=10**9)]
Flag = Annotated[bool, Field(strict=True)]
Fact = Annotated[Any, BeforeValidator(_fact, json_schema_input_type=bool | float | str)]
Text = Annotated[str, BeforeValidator(_text, json_schema_input_type=str), Field(max_length=20_000)]
LongText = Annotated[str, BeforeValidator(_text, json_schema_input_type=str), Field(max_length=200_000)]
Name = Annotated[str, BeforeValidator(_text, json_schema_input_type=str), Field(min_length=1, max_length=500)]
_ID_SCHEMA: JsonDict = {"minLength": 1, "maxLength": 128, "pattern": r"^[^\s/\\]+$"}
Id = Annotated[
    str,
    BeforeValidator(_text, json_schema_input_type=str),
    AfterValidator(check_id),
    Field(json_schema_extra=_ID_SCHEMA),
]


class Document(BaseModel):
    """A frozen JSON object that knows its keys; `null` means what a missing key means."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    def document(self) -> dict[str, Any]:
        """What was given, ready for JSON: missing and null keys left out, moments in RFC 3339."""
        return self.model_dump(mode="json", by_alias=True, exclude_none=True, exclude_unset=True)


def nearest(key: str, known: list[str]) -> str | None:
    """The known key that a misspelt one most likely meant, if any is near."""
    found = difflib.get_close_matches(key, known, n=1, cutoff=0.5)
    return found[0] if found else None


def read(model: type[M], document: object, **context: object) -> M:
    """`document` as a `model`. Raises RecordError with a finding for every wrong field, never with its value."""
    try:
        return model.model_validate(document, context=context)
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)
    raise RecordError([_finding(model, detail) for detail in details])


def pointer(path: tuple[int | str, ...]) -> str:
    """RFC 6901."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)


def _keys(model: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()]


def _model_at(model: type[BaseModel] | None, path: tuple[int | str, ...]) -> type[BaseModel] | None:
    for part in path:
        if model is None or isinstance(part, int):
            continue
        field = next((f for n, f in model.model_fields.items() if part in (n, f.alias)), None)
        model = _inner_model(field.annotation) if field else None
    return model


def _inner_model(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((m for m in map(_inner_model, get_args(annotation)) if m), None)


_PLAIN = {
    "missing": "field_missing",
    "string_type": "want_text",
    "bool_type": "want_flag",
    "model_type": "want_object",
    "model_attributes_type": "want_object",
    "dict_type": "want_object",
    "tuple_type": "want_list",
    "list_type": "want_list",
    "finite_number": "want_number",
    "string_too_short": "text_empty",
    "too_short": "text_empty",
}


def _finding(model: type[BaseModel], detail: ErrorDetails) -> Finding:
    kind, ctx = detail["type"], detail.get("ctx", {})
    path = detail["loc"] + tuple(ctx.get("at", ()))
    made = partial(Finding, pointer=pointer(path), field=".".join(map(str, path)))
    if kind == "fairmatch":
        return made(ctx["code"], values=ctx["values"])
    if kind == "extra_forbidden":
        at = _model_at(model, path[:-1])
        key = str(path[-1])[:64]
        near = nearest(key, _keys(at)) if at else None
        if near is None:
            return made("unknown_key", values={"key": key})
        return made("unknown_key_near", values={"key": key, "near": near})
    if kind == "literal_error":
        return made("not_one_of", values={"allowed": ctx["expected"].replace(" or ", ", ").replace("'", "")})
    if kind in ("greater_than", "greater_than_equal", "less_than", "less_than_equal"):
        name = {"gt": "above", "ge": "at_least", "lt": "below", "le": "at_most"}
        key, limit = next(iter(ctx.items()))
        return made(f"number_{name[key]}", values={"limit": f"{limit:g}"})
    if kind == "string_too_long":
        return made("text_too_long", values={"limit": ctx["max_length"]})
    if kind == "too_long":
        code = "list_too_long" if ctx["field_type"] == "Tuple" else "text_too_long"
        return made(code, values={"limit": ctx["max_length"]})
    return made(_PLAIN.get(kind, "field_wrong"))


def check_order(low: Any, high: Any, code: str, at: str, *, strict: bool = False) -> None:
    """Raise `code` at a field where both are given and stand in the wrong order."""
    if low is not None and high is not None and (low >= high if strict else low > high):
        raise fault(code, at)
