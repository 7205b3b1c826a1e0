"""The form of `plan.json`: every key of the contract is there and holds what it may hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from matcher.domain.moments import parse_day, parse_moment, write_moment
from matcher.fairs.verify.pack import Breach, Pack

Holds = Callable[[object], bool]
Shape = Mapping[str, Holds]


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value)


def _is_flag(value: object) -> bool:
    return isinstance(value, bool)


def _is_table(value: object) -> bool:
    return isinstance(value, dict)


def _whole(least: int) -> Holds:
    return lambda value: isinstance(value, int) and not isinstance(value, bool) and value >= least


def _one_of(*allowed: str) -> Holds:
    return lambda value: isinstance(value, str) and value in allowed


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _list_of(holds: Holds) -> Holds:
    return lambda value: isinstance(value, list) and all(map(holds, value))


def _is_score(value: object) -> bool:
    """From 0 to 1, with six decimals at most."""
    return _is_number(value) and 0 <= value <= 1 and round(value, 6) == value  # type: ignore[operator,call-overload]


def _reads_back(read: Callable[[str], Any], write: Callable[[Any], str]) -> Holds:
    def holds(value: object) -> bool:
        try:
            return isinstance(value, str) and write(read(value)) == value
        except ValueError:
            return False

    return holds


def _fits(shape: Shape) -> Holds:
    return lambda value: (
        isinstance(value, dict) and all(key in value and holds(value[key]) for key, holds in shape.items())
    )


_MOMENT = _reads_back(parse_moment, write_moment)
_HEAD: Shape = {
    **dict.fromkeys(("fair", "kind", "scenario"), _is_text),
    "date": _reads_back(parse_day, str),
    "version": _whole(1),
    "as_of": _MOMENT,
}
_SOLUTION: Shape = {
    "status": _one_of("optimal", "feasible"),
    "levels": _list_of(_is_text),
    "objective": _list_of(_whole(0)),
    "bound": _list_of(_whole(0)),
    "gap": _list_of(_is_number),
}
_POSTS = _list_of(_fits({"job_id": _is_text, "rank": _whole(1), "score": _is_score}))
_PERSON: Shape = {"candidate_id": _is_text}
_PAIR: Shape = {**_PERSON, "job_id": _is_text}
_WAITING: Shape = {
    **_PERSON,
    "shortage": _one_of("booth_time", "post_full", "interpreter", "clash"),
    "nearest_change": _is_table,
}
_EVERY: Mapping[str, Shape] = {
    "recommendations": {**_PERSON, "posts": _POSTS},
    "unserved": {
        **_PERSON,
        "stage": _one_of("no_consent", "not_eligible"),
        "rule": _is_text,
        "nearest_change": _is_table,
    },
}
_OF_KIND: Mapping[str, Mapping[str, Shape]] = {
    "fair": {
        "interviews": {**_PAIR, "booth": _is_text, "start": _MOMENT, "end": _MOMENT, "interpreter": _is_flag},
        "waiting": _WAITING,
        "concessions": {"employer_id": _is_text, "job_id": _is_text, "change": _is_text, "more_served": _whole(1)},
    },
    "referrals": {"short": {**_PERSON, "have": _whole(0), "rule": _is_text}},
    "placement": {
        "placements": {**_PAIR, "round": _whole(1)},
        "standby": {**_PAIR, "order": _whole(1)},
        "closed": {"job_id": _is_text, "reason": _is_text},
        "minima": {"quota": _is_text, "min": _whole(1), "reached": _whole(0)},
        "waiting": _WAITING,
    },
    "shifts": {
        "assignments": {**_PAIR, "shift": _whole(0)},
        "standby": {**_PERSON, "order": _whole(1), "posts": _list_of(_is_text)},
        "gaps": {"job_id": _is_text, "shift": _whole(0), "open": _whole(1)},
        "cancelled": _PAIR,
        "waiting": _WAITING,
    },
}


def form_breaches(pack: Pack) -> Iterator[Breach]:
    """Every place of `plan.json` that is missing or holds what it may not."""
    yield from _wrong(pack.plan, _HEAD, "")
    if not _is_table(pack.plan.get("solution")):
        yield Breach("verify_form", {"place": "solution"})
    else:
        yield from _wrong(pack.plan["solution"], _SOLUTION, "solution.")
    for part, shape in {**_EVERY, **_OF_KIND.get(pack.kind, {})}.items():
        entries = pack.plan.get(part)
        if not isinstance(entries, list):
            yield Breach("verify_form", {"place": part})
            continue
        for at, entry in enumerate(entries):
            if _is_table(entry):
                yield from _wrong(entry, shape, f"{part}[{at}].")
            else:
                yield Breach("verify_form", {"place": f"{part}[{at}]"})


def _wrong(values: Mapping[str, object], shape: Shape, path: str) -> Iterator[Breach]:
    whose = values.get("candidate_id")
    for key, holds in shape.items():
        if key not in values or not holds(values[key]):
            yield Breach("verify_form", {"place": f"{path}{key}" + (f"（{whose}）" if _is_text(whose) else "")})
