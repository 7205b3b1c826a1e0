"""A fair's file, checked: a wrong value is named the same way wherever it stands, by file, key and reason."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any, cast, get_args

from matcher.domain import places
from matcher.domain.errors import SettingError
from matcher.domain.fairs import Booth, Fair, Hall, Inputs, Kind, Limits, Minutes, Mode, Quota
from matcher.domain.moments import parse_day

STORED = "stored"
"""Stands in `inputs` where a fair's people and posts come from the store and from no file."""


def fair_from_toml(text: str, file: str) -> Fair:
    """Read a fair file. Raises SettingError with file, key and reason."""
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingError("fair_not_toml", file=file, reason=str(error)) from None
    return fair_of(values, file)


def fair_from_values(values: Mapping[str, Any], file: str) -> Fair:
    """A fair from a mapping shaped like its file, for records that are stored: without `inputs`.

    Raises SettingError with file, key and reason.
    """
    return fair_of({**values, "inputs": {"jobs": [STORED], "candidates": [STORED]}}, file)


def known_scenario(fair: Fair, scenarios: Iterable[str], file: str) -> None:
    """Refuse a fair whose `scenario` is none of the office's. Raises SettingError."""
    names = sorted(scenarios)
    if fair.scenario not in names:
        raise SettingError("fair_not_a_choice", file=file, key="scenario", value=fair.scenario, allowed=" ".join(names))


class _Section:
    """One table of a fair file: takes its keys one by one, then refuses what is left."""

    def __init__(self, values: object, path: str, file: str) -> None:
        if not isinstance(values, Mapping):
            raise SettingError("fair_not_a_table", file=file, key=path)
        self.values: dict[str, Any] = dict(values)
        self.path, self.file = path, file
        self.known: list[str] = []

    def key(self, name: str) -> str:
        return f"{self.path}.{name}" if self.path else name

    def wrong(self, code: str, name: str, **values: object) -> SettingError:
        return SettingError(code, file=self.file, key=self.key(name), **values)

    def take(self, name: str, default: object = None) -> Any:
        self.known.append(name)
        return self.values.pop(name, default)

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
        return self.as_minute(name, self.take(name, default))

    def as_minute(self, name: str, value: object) -> int:
        if isinstance(value, time):
            return value.hour * 60 + value.minute
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        hour, colon, minute = str(value).replace("：", ":").partition(":")
        if not (colon and hour.isdecimal() and minute[:2].isdecimal() and int(hour) < 24 and int(minute[:2]) < 60):
            raise self.wrong("fair_not_a_time", name)
        return int(hour) * 60 + int(minute[:2])

    def day(self, name: str) -> date:
        value = self.take(name)
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        try:
            return parse_day(str(value).replace("/", "-"))
        except ValueError:
            raise self.wrong("fair_not_a_day" if value is not None else "fair_key_missing", name) from None

    def done(self) -> None:
        for name in self.values:
            near = difflib.get_close_matches(name, self.known, 1, 0.5)
            raise self.wrong("fair_key_unknown", name, near=near[0] if near else ", ".join(self.known))


def fair_of(values: Mapping[str, Any], file: str) -> Fair:
    """A fair from a mapping shaped like its file. Raises SettingError with file, key and reason."""
    top = _Section(values, "", file)
    kind = cast(Kind, top.choice("kind", get_args(Kind), "fair"))
    limits = _limits(_Section(top.take("limits", {}), "limits", file))
    fair = Fair(
        name=top.text("name"),
        kind=kind,
        scenario=top.text("scenario"),
        day=top.day("date"),
        hall=_hall(_Section(top.take("hall", {}), "hall", file)),
        limits=limits,
        inputs=_inputs(_Section(top.take("inputs", {}), "inputs", file)),
        booths=_booths(top.take("booths", []), file),
        quotas=tuple(_quota(_Section(q, f"quotas[{i}]", file)) for i, q in enumerate(top.take("quotas", []))),
        mode=cast(Mode, top.choice("mode", get_args(Mode), "optimal")),
        rounds=top.whole("rounds", 2, 1, 10),
        travel_kmh=_travel(_Section(top.take("travel", {}), "travel", file)),
    )
    top.done()
    if kind == "fair" and not fair.booths:
        raise top.wrong("fair_key_missing", "booths")
    return fair


def _hall(section: _Section) -> Hall:
    opens, closes = section.minute("opens", 9 * 60), section.minute("closes", 12 * 60)
    if closes <= opens:
        raise section.wrong("fair_times_reversed", "closes")
    slot = section.whole("slot_minutes", 10, 1, 24 * 60)
    if slot > closes - opens:
        raise section.wrong("fair_slot_too_long", "slot_minutes")
    hall = Hall(
        opens, closes, slot, section.whole("walk_minutes", 0, 0, 240), section.whole("interpreters", 0, 0, 1000)
    )
    section.done()
    return hall


def _limits(section: _Section) -> Limits:
    recommendations = section.whole("recommendations", 3, 1, 20)
    interviews = section.whole("interviews_per_candidate", min(3, recommendations), 1, 20)
    if interviews > recommendations:
        raise section.wrong("fair_more_interviews_than_posts", "interviews_per_candidate", most=recommendations)
    limits = Limits(recommendations, interviews, section.whole("interviews_per_place", 3, 1, 1000))
    section.done()
    return limits


def _inputs(section: _Section) -> Inputs:
    inputs = Inputs(
        section.texts("jobs"),
        section.texts("candidates"),
        section.texts("wishes"),
        section.texts("consents"),
        section.take("consent_source"),
    )
    section.done()
    for name in ("jobs", "candidates"):
        if not getattr(inputs, name):
            raise section.wrong("fair_key_missing", name)
    for consent in inputs.consents:
        if consent not in ("matching", "disability_matching", "contact"):
            raise section.wrong("fair_not_a_choice", "consents", value=consent, allowed="matching contact")
        if consent == "disability_matching":
            raise section.wrong("fair_consent_not_general", "consents")
    if inputs.consents and not isinstance(inputs.consent_source, str):
        raise section.wrong("fair_key_missing", "consent_source")
    return inputs


def _booths(values: object, file: str) -> tuple[Booth, ...]:
    if not isinstance(values, list):
        raise SettingError("fair_not_a_table", file=file, key="booths")
    booths: list[Booth] = []
    for at, item in enumerate(values):
        section = _Section(item, f"booths[{at}]", file)
        booth = Booth(
            section.text("code"),
            section.text("employer"),
            section.flag("accessible"),
            tuple(_span(section, text) for text in section.texts("breaks")),
        )
        section.done()
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


def _quota(section: _Section) -> Quota:
    division, employer = section.take("division"), section.take("employer")
    if (division is None) == (employer is None):
        raise section.wrong("fair_quota_of_what", "division")
    minimum = section.whole("min", 0, 0, 10**6)
    maximum = section.whole("max", 10**6, 0, 10**6) if "max" in section.values else None
    section.done()
    if maximum is not None and maximum < minimum:
        raise section.wrong("fair_quota_reversed", "max")
    place = None if division is None else places.find(str(division))
    return Quota(place.code if place else division if division is None else str(division), employer, minimum, maximum)


def _travel(section: _Section) -> float:
    kmh = section.number("kmh", 15.0, 0.5, 200.0)
    section.done()
    return kmh
