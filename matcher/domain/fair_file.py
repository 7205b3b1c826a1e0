"""A fair's file, checked: a wrong value is named the same way wherever it stands, by file, key and reason."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, cast, get_args

from matcher.domain import places
from matcher.domain.clerk_time import day_of, minute_of
from matcher.domain.errors import SettingError
from matcher.domain.fairs import Booth, Fair, Hall, Inputs, Kind, Limits, Minutes, Mode, Quota

STORED = "stored"
"""Stands in `inputs` where a fair's people and posts come from the store and from no file."""
_AT = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
_TOP = (
    *("name", "kind", "scenario", "date", "hall", "limits", "inputs", "booths"),
    *("quotas", "mode", "rounds", "travel"),
)


def fair_from_toml(text: str, file: str) -> Fair:
    """Read a fair file. Raises SettingError with file, key and reason, or with line and column."""
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        reason = str(error)
        at = _AT.search(reason)
        line, column = (at[1], at[2]) if at and at[1] else (text.count("\n") + 1, 1)
        reason = _AT.sub("", reason)
        raise SettingError("fair_not_toml", file=file, line=line, column=column, reason=reason) from None
    return fair_of(values, file)


def fair_from_values(values: Mapping[str, Any], file: str) -> Fair:
    """A fair from a mapping shaped like its file, for records that are stored: without `inputs`.

    Raises SettingError with file, key and reason.
    """
    return fair_of({**values, "inputs": {"jobs": [STORED], "candidates": [STORED]}}, file)


def known_scenario(fair: Fair, scenarios: Iterable[str], file: str, key: str = "scenario") -> None:
    """Refuse a fair whose scenario, which stands under `key`, is none of the office's. Raises SettingError."""
    names = sorted(scenarios)
    if fair.scenario not in names:
        raise SettingError("fair_not_a_choice", file=file, key=key, value=fair.scenario, allowed=" ".join(names))


class _Section:
    """One table of a fair file, which holds some of the keys `known` and no others."""

    def __init__(self, values: object, path: str, file: str, known: Sequence[str]) -> None:
        if not isinstance(values, Mapping):
            raise SettingError("fair_not_a_table", file=file, key=path)
        self.values: Mapping[str, Any] = values
        self.path, self.file = path, file
        for name in values:
            if name not in known:
                near = difflib.get_close_matches(name, known, 1, 0.5)
                raise self.wrong("fair_key_unknown", name, near=near[0] if near else ", ".join(known))

    def key(self, name: str) -> str:
        return f"{self.path}.{name}" if self.path else name

    def wrong(self, code: str, name: str, **values: object) -> SettingError:
        return SettingError(code, file=self.file, key=self.key(name), **values)

    def take(self, name: str, default: object = None) -> Any:
        return self.values.get(name, default)

    def tables(self, name: str) -> list[object]:
        value = self.take(name, [])
        if not isinstance(value, list):
            raise self.wrong("fair_not_tables", name)
        return value

    def text(self, name: str, default: str | None = None) -> str:
        value = self.take(name, default)
        if value is None:
            raise self.wrong("fair_key_missing", name)
        if not isinstance(value, str) or not value.strip():
            raise self.wrong("fair_not_text", name)
        return value.strip()

    def choice(self, name: str, allowed: Sequence[str], default: str | None = None) -> str:
        value = self.text(name, default)
        if value not in allowed:
            raise self.wrong("fair_not_a_choice", name, value=value, allowed=" ".join(allowed))
        return value

    def whole(self, name: str, default: int, low: int, high: int) -> int:
        value = self.take(name, default)
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise self.wrong("fair_not_whole", name, low=low, high=high)
        return value

    def number(self, name: str, default: float, low: float, high: float) -> float:
        value = self.take(name, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
            raise self.wrong("fair_not_number", name, low=low, high=high)
        return float(value)

    def flag(self, name: str) -> bool:
        value = self.take(name, False)
        if not isinstance(value, bool):
            raise self.wrong("fair_not_yes_no", name)
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        value = self.take(name, [])
        if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
            raise self.wrong("fair_not_texts", name)
        return tuple(item.strip() for item in value)

    def minute(self, name: str, default: int) -> int:
        return self.as_minute(name, self.values[name]) if name in self.values else default

    def as_minute(self, name: str, value: object) -> int:
        minute = minute_of(value)
        if minute is None:
            raise self.wrong("fair_not_a_time", name)
        return minute

    def day(self, name: str) -> date:
        value = self.take(name)
        if value is None:
            raise self.wrong("fair_key_missing", name)
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        day = day_of(str(value))
        if day is None:
            raise self.wrong("fair_not_a_day", name)
        return day


def fair_of(values: Mapping[str, Any], file: str) -> Fair:
    """A fair from a mapping shaped like its file. Raises SettingError with file, key and reason."""
    top = _Section(values, "", file, _TOP)
    kind = cast(Kind, top.choice("kind", get_args(Kind), "fair"))
    fair = Fair(
        name=top.text("name"),
        kind=kind,
        scenario=top.text("scenario"),
        day=top.day("date"),
        hall=_hall(top.take("hall", {}), file),
        limits=_limits(top.take("limits", {}), file),
        inputs=_inputs(top.take("inputs", {}), file),
        booths=_booths(top.tables("booths"), file),
        quotas=tuple(_quota(quota, f"quotas[{at}]", file) for at, quota in enumerate(top.tables("quotas"))),
        mode=cast(Mode, top.choice("mode", get_args(Mode), "optimal")),
        rounds=top.whole("rounds", 2, 1, 10),
        travel_kmh=_Section(top.take("travel", {}), "travel", file, ("kmh",)).number("kmh", 15.0, 0.5, 200.0),
    )
    if kind == "fair" and not fair.booths:
        raise top.wrong("fair_key_missing", "booths")
    return fair


def _hall(values: object, file: str) -> Hall:
    known = ("opens", "closes", "slot_minutes", "walk_minutes", "interpreters")
    section = _Section(values, "hall", file, known)
    opens, closes = section.minute("opens", 9 * 60), section.minute("closes", 12 * 60)
    if closes <= opens:
        raise section.wrong("fair_times_reversed", "closes")
    slot = section.whole("slot_minutes", 10, 1, 24 * 60)
    if slot > closes - opens:
        raise section.wrong("fair_slot_too_long", "slot_minutes")
    return Hall(
        opens, closes, slot, section.whole("walk_minutes", 0, 0, 240), section.whole("interpreters", 0, 0, 1000)
    )


def _limits(values: object, file: str) -> Limits:
    known = ("recommendations", "interviews_per_candidate", "interviews_per_place")
    section = _Section(values, "limits", file, known)
    recommendations = section.whole("recommendations", 3, 1, 20)
    interviews = section.whole("interviews_per_candidate", min(3, recommendations), 1, 20)
    if interviews > recommendations:
        raise section.wrong("fair_more_interviews_than_posts", "interviews_per_candidate", most=recommendations)
    return Limits(recommendations, interviews, section.whole("interviews_per_place", 3, 1, 1000))


def _inputs(values: object, file: str) -> Inputs:
    section = _Section(values, "inputs", file, ("jobs", "candidates", "wishes", "consents", "consent_source"))
    jobs, people, wishes, consents = map(section.texts, ("jobs", "candidates", "wishes", "consents"))
    for name, files in (("jobs", jobs), ("candidates", people)):
        if not files:
            raise section.wrong("fair_key_missing", name)
    for consent in consents:
        if consent not in ("matching", "disability_matching", "contact"):
            raise section.wrong("fair_not_a_choice", "consents", value=consent, allowed="matching contact")
        if consent == "disability_matching":
            raise section.wrong("fair_consent_not_general", "consents")
    source = section.text("consent_source") if consents or "consent_source" in section.values else None
    return Inputs(jobs, people, wishes, consents, source)


def _booths(values: Sequence[object], file: str) -> tuple[Booth, ...]:
    booths: list[Booth] = []
    for at, item in enumerate(values):
        section = _Section(item, f"booths[{at}]", file, ("code", "employer", "accessible", "breaks"))
        booth = Booth(
            section.text("code"),
            section.text("employer"),
            section.flag("accessible"),
            tuple(_span(section, text) for text in section.texts("breaks")),
        )
        if any(known.code == booth.code for known in booths):
            raise section.wrong("fair_booth_twice", "code", value=booth.code)
        if any(mark in booth.code for mark in '/\\:*?"<>|') or booth.code in (".", ".."):
            raise section.wrong("fair_booth_code", "code")
        booths.append(booth)
    return tuple(booths)


def _span(section: _Section, text: str) -> Minutes:
    first, _, last = text.partition("/")
    start, end = section.as_minute("breaks", first.strip()), section.as_minute("breaks", last.strip())
    if end <= start:
        raise section.wrong("fair_times_reversed", "breaks")
    return start, end


def _quota(values: object, path: str, file: str) -> Quota:
    section = _Section(values, path, file, ("division", "employer", "min", "max"))
    if ("division" in section.values) == ("employer" in section.values):
        raise section.wrong("fair_quota_of_what", "division")
    minimum = section.whole("min", 0, 0, 10**6)
    maximum = section.whole("max", 10**6, 0, 10**6) if "max" in section.values else None
    if maximum is not None and maximum < minimum:
        raise section.wrong("fair_quota_reversed", "max")
    if "employer" in section.values:
        return Quota(None, section.text("employer"), minimum, maximum)
    code = section.take("division")
    division = str(code) if type(code) is int else section.text("division")
    place = places.find(division)
    return Quota(places.stem(place.code if place else division), None, minimum, maximum)
