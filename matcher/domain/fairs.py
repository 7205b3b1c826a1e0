"""What a clerk decides about a fair before anybody plans: its kind, hall, limits, booths, quotas and inputs.

A fair comes from a TOML file or from a workbook made by `fair template`; both are read into one mapping and checked
by one reader, so that a wrong value is named the same way: file, key, reason.
"""

from __future__ import annotations

import difflib
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, Literal, cast, get_args

from matcher.domain.errors import SettingError
from matcher.domain.moments import parse_day, start_of

Kind = Literal["fair", "referrals", "placement", "shifts"]
Mode = Literal["optimal", "stable"]
Minutes = tuple[int, int]
"""A span of the fair's day in minutes after midnight: first minute, first minute after."""
Sheets = Mapping[str, Sequence[Sequence[object]]]
"""The rows of each sheet of a workbook, as a reader returns them; row 1 is the first."""

FAIR_SHEET, BOOTH_SHEET, JOB_SHEET, CANDIDATE_SHEET = "招聘会", "展位", "岗位", "求职者"
FAIR_LABELS: tuple[tuple[str, str], ...] = (
    ("名称", "name"),
    ("类型", "kind"),
    ("服务", "scenario"),
    ("日期", "date"),
    ("开始", "hall.opens"),
    ("结束", "hall.closes"),
    ("每场面试分钟", "hall.slot_minutes"),
    ("走动分钟", "hall.walk_minutes"),
    ("手语翻译人数", "hall.interpreters"),
    ("每人推荐岗位数", "limits.recommendations"),
    ("每人面试数", "limits.interviews_per_candidate"),
    ("每名额面试数", "limits.interviews_per_place"),
    ("同意", "inputs.consents"),
    ("同意来源", "inputs.consent_source"),
)
BOOTH_LABELS: tuple[tuple[str, str], ...] = (
    ("展位", "code"),
    ("单位名称", "employer"),
    ("无障碍", "accessible"),
    ("休息", "breaks"),
)
KIND_WORDS: Mapping[str, Kind] = {
    "招聘会": "fair",
    "岗位推荐": "referrals",
    "见习安置": "placement",
    "零工排班": "shifts",
}
STORED = "stored"
"""Stands in `inputs` where a fair's people and posts come from the store and from no file."""
_YES = frozenset({"是", "有", "√", "yes", "true", "1"})
_NO = frozenset({"", "否", "无", "×", "no", "false", "0"})


@dataclass(frozen=True, slots=True)
class Booth:
    """A table in the hall where one interview is held at a time."""

    code: str
    employer: str
    accessible: bool = False
    breaks: tuple[Minutes, ...] = ()


@dataclass(frozen=True, slots=True)
class Hall:
    """Opening hours in minutes after midnight, the grid of interviews, and who can interpret."""

    opens: int = 9 * 60
    closes: int = 12 * 60
    slot_minutes: int = 10
    walk_minutes: int = 0
    interpreters: int = 0


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of one thing one person, or one place of a post, may have."""

    recommendations: int = 3
    interviews_per_candidate: int = 3
    interviews_per_place: int = 3


@dataclass(frozen=True, slots=True)
class Quota:
    """Between `minimum` and `maximum` placements in a division (by the post's) or at an employer."""

    division: str | None
    employer: str | None
    minimum: int
    maximum: int | None


@dataclass(frozen=True, slots=True)
class Inputs:
    """Patterns of files, relative to the file that names them, and what the office vouches for."""

    jobs: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()
    wishes: tuple[str, ...] = ()
    consents: tuple[str, ...] = ()
    consent_source: str | None = None


@dataclass(frozen=True, slots=True)
class Fair:
    """One fair, placement round or gig morning, as the office set it up."""

    name: str
    kind: Kind
    scenario: str
    day: date
    hall: Hall = field(default_factory=Hall)
    limits: Limits = field(default_factory=Limits)
    inputs: Inputs = field(default_factory=Inputs)
    booths: tuple[Booth, ...] = ()
    quotas: tuple[Quota, ...] = ()
    mode: Mode = "optimal"
    rounds: int = 2
    travel_kmh: float = 15.0

    def moment(self, minute: int) -> datetime:
        """A minute after midnight of the fair's day, in Shanghai."""
        return start_of(self.day) + timedelta(minutes=minute)


def employer_key(name: str) -> str:
    """An employer's name without width, case, blanks and brackets: what decides whose booth it is."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join(letter for letter in folded if letter.isalnum())


def fair_from_toml(text: str, file: str) -> Fair:
    """Read a fair file. Raises SettingError with file, key and reason."""
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingError("fair_not_toml", file=file, reason=str(error)) from None
    return _fair(values, file)


def fair_from_values(values: Mapping[str, Any], file: str) -> Fair:
    """A fair from a mapping shaped like its file, for records that are stored: without `inputs`.

    Raises SettingError with file, key and reason.
    """
    return _fair({**values, "inputs": {"jobs": [STORED], "candidates": [STORED]}}, file)


def fair_from_sheets(sheets: Sheets, file: str) -> Fair:
    """Read the workbook made by `fair template`: sheets 招聘会 and 展位; posts and people come from the same file.

    Raises SettingError with file, key and reason.
    """
    if FAIR_SHEET not in sheets:
        raise SettingError("fair_sheet_missing", file=file, sheet=FAIR_SHEET)
    values: dict[str, Any] = {}
    paths = dict(FAIR_LABELS)
    for row in sheets[FAIR_SHEET]:
        label = _cell(row, 0)
        if label not in paths or _cell(row, 1) == "":
            continue
        section, _, key = paths[label].rpartition(".")
        place = values.setdefault(section, {}) if section else values
        place[key] = _typed(key, row[1])
    inputs = values.setdefault("inputs", {})
    inputs["jobs"] = inputs["candidates"] = [file]
    values["booths"] = _booth_rows(sheets.get(BOOTH_SHEET, ()))
    return _fair(values, file)


def _cell(row: Sequence[object], column: int) -> str:
    value = row[column] if column < len(row) else None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip()


def _typed(key: str, value: object) -> Any:
    if key == "kind" and str(value).strip() in KIND_WORDS:
        return KIND_WORDS[str(value).strip()]
    if key == "consents":
        return [part.strip() for part in str(value).replace("，", ",").replace("、", ",").split(",") if part.strip()]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str) and value.strip().isdecimal() and key not in ("name", "consent_source"):
        return int(value)
    if isinstance(value, datetime):
        return value.date()
    return value.strip() if isinstance(value, str) else value


def _booth_rows(rows: Sequence[Sequence[object]]) -> list[dict[str, Any]]:
    keys = dict(BOOTH_LABELS)
    header = next((i for i, row in enumerate(rows) if "展位" in map(str, row)), None)
    if header is None:
        return []
    columns = {keys[str(name).strip()]: at for at, name in enumerate(rows[header]) if str(name).strip() in keys}
    booths = []
    for row in rows[header + 1 :]:
        cells = {key: _cell(row, at) for key, at in columns.items()}
        if not any(cells.values()):
            continue
        booth: dict[str, Any] = {key: text for key, text in cells.items() if text}
        if "accessible" in booth:
            mark = booth["accessible"].casefold()
            booth["accessible"] = True if mark in _YES else False if mark in _NO else booth["accessible"]
        if "breaks" in booth:
            parts = booth["breaks"].replace("；", ";").replace("，", ";").replace(",", ";").replace("-", "/")
            booth["breaks"] = [part.strip() for part in parts.split(";") if part.strip()]
        booths.append(booth)
    return booths


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


def _fair(values: Mapping[str, Any], file: str) -> Fair:
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
    return Quota(None if division is None else str(division), employer, minimum, maximum)


def _travel(section: _Section) -> float:
    kmh = section.number("kmh", 15.0, 0.5, 200.0)
    section.done()
    return kmh


def known_scenario(fair: Fair, scenarios: Iterable[str], file: str) -> None:
    """Refuse a fair whose `scenario` is none of the office's. Raises SettingError."""
    names = sorted(scenarios)
    if fair.scenario not in names:
        raise SettingError("fair_not_a_choice", file=file, key="scenario", value=fair.scenario, allowed=" ".join(names))
