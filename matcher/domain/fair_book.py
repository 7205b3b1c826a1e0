"""The workbook made by `fair template` as a mapping shaped like a fair's file."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from matcher.domain.errors import SettingError
from matcher.domain.fair_file import fair_of
from matcher.domain.fairs import Fair, Kind, Sheets

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
    ("岗位文件", "inputs.jobs"),
    ("求职者文件", "inputs.candidates"),
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
_LABEL_OF = {path: label for label, path in FAIR_LABELS}
_CONSENT_WORDS = {"同意匹配": "matching", "匹配": "matching", "同意提供联系方式": "contact", "公开姓名": "contact"}
_YES = frozenset({"是", "有", "√", "yes", "true", "1"})
_NO = frozenset({"", "否", "无", "×", "no", "false", "0"})
_WISH_SHEETS = frozenset({"志愿", "录用意向"})
_HEADER = "项目"
_RANGE_MARK = re.compile(r"\s*[-~–—―至到/]+\s*")
_SPAN_END = re.compile(r"[;,、\s]+")


def fair_from_sheets(sheets: Sheets, file: str) -> Fair:
    """Read the workbook made by `fair template`: its sheets 招聘会 and 展位; posts, people and wishes stand in it too.

    Posts and people may also, or only, stand in the files that 招聘会 names.

    Raises SettingError with the file, and the cell and its label as they stand in the workbook.
    """
    if FAIR_SHEET not in sheets:
        raise SettingError("fair_sheet_missing", file=file, sheet=FAIR_SHEET)
    values, places = _settings(sheets[FAIR_SHEET], file)
    inputs = values.setdefault("inputs", {})
    for key, sheet in (("jobs", JOB_SHEET), ("candidates", CANDIDATE_SHEET)):
        others = inputs.get(key, [])
        inputs[key] = [file, *others] if not others or _has_rows(sheets.get(sheet, ())) else others
    inputs["wishes"] = [file] if _WISH_SHEETS & sheets.keys() else []
    values["booths"], booth_places = _booths(sheets.get(BOOTH_SHEET, ()), file)
    try:
        return fair_of(values, file)
    except SettingError as error:
        raise _as_labelled(error, {**places, **booth_places}) from None


def _has_rows(rows: Sequence[Sequence[object]]) -> bool:
    """Whether something stands below the first row that is filled: the template's header."""
    return sum(any(_cell(row, column) for column in range(len(row))) for row in rows) > 1


def scenario_label() -> str:
    """Where a fair's scenario stands in the workbook."""
    return f"{FAIR_SHEET} {_LABEL_OF['scenario']}"


def _as_labelled(error: SettingError, places: Mapping[str, str]) -> SettingError:
    """The error with the place in the workbook instead of the key."""
    values = dict(error.values)
    key = str(values.get("key", ""))
    at_all = f"{FAIR_SHEET} {_LABEL_OF[key]}" if key in _LABEL_OF else key
    values["key"] = places.get(key, BOOTH_SHEET if key == "booths" else at_all)
    if key == "kind" and "allowed" in values:
        values["allowed"] = " ".join(KIND_WORDS)
    return SettingError(error.code, **values)


def _settings(rows: Sequence[Sequence[object]], file: str) -> tuple[dict[str, Any], dict[str, str]]:
    """The settings, shaped like a fair's file, and the place of each by its key."""
    values: dict[str, Any] = {}
    places: dict[str, str] = {}
    paths = dict(FAIR_LABELS)
    for at, row in enumerate(rows, 1):
        label = "".join(_cell(row, 0).rstrip(":：").split())
        if label in ("", _HEADER) or _cell(row, 1) == "":
            continue
        if label not in paths:
            raise _unknown(label, f"{FAIR_SHEET}!A{at}", paths, file)
        section, _, key = paths[label].rpartition(".")
        place = values.setdefault(section, {}) if section else values
        place[key] = _typed(key, row[1])
        places[paths[label]] = f"{FAIR_SHEET}!B{at} {label}"
    return values, places


def _unknown(label: str, place: str, known: Iterable[str], file: str) -> SettingError:
    near = difflib.get_close_matches(label, list(known), 1, 0.4)
    return SettingError(
        "fair_key_unknown", file=file, key=f"{place} {label}", near=near[0] if near else "、".join(known)
    )


def _cell(row: Sequence[object], column: int) -> str:
    value = row[column] if column < len(row) else None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip()


def _typed(key: str, value: object) -> Any:
    if key == "kind":
        return KIND_WORDS.get(str(value).strip(), value)
    if key == "consents":
        return [_CONSENT_WORDS.get(part, part) for part in re.split(r"[,，、;；\s]+", str(value)) if part]
    if key in ("jobs", "candidates"):
        return [part.strip().replace("\\", "/") for part in re.split(r"[,，;；\n]+", str(value)) if part.strip()]
    if key in ("name", "scenario", "consent_source"):
        return _cell((value,), 0)
    if key == "date" and isinstance(value, datetime):
        return value.date()
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str) and value.strip().isdecimal():
        return int(value)
    return value


def _booths(rows: Sequence[Sequence[object]], file: str) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """The booths, and the place of each cell by its key. Raises SettingError for a header that is not understood."""
    filled = [at for at, row in enumerate(rows) if any(_cell(row, column) for column in range(len(row)))]
    if not filled:
        return [], {}
    titles = {label for label, _ in BOOTH_LABELS}
    header = next((at for at in filled if titles & {_cell((title,), 0) for title in rows[at]}), filled[0])
    columns = _columns([_cell((title,), 0) for title in rows[header]], header + 1, file)
    booths: list[dict[str, Any]] = []
    places: dict[str, str] = {}
    for at in (at for at in filled if at > header):
        cells: dict[str, Any] = {key: text for key, column in columns.items() if (text := _cell(rows[at], column))}
        if not cells:
            continue
        for label, key in BOOTH_LABELS:
            if key in columns:
                places[f"booths[{len(booths)}].{key}"] = f"{BOOTH_SHEET}!{_letter(columns[key])}{at + 1} {label}"
        booths.append(_booth(cells))
    return booths, places


def _columns(titles: Sequence[str], row: int, file: str) -> dict[str, int]:
    """The column of each key. A title that is nearly one of ours is refused; others are the office's own."""
    known = [label for label, _ in BOOTH_LABELS]
    missing = [label for label in known if label not in titles]
    for column, title in enumerate(titles):
        if title not in known and difflib.get_close_matches(title, missing, 1, 0.4):
            raise _unknown(title, f"{BOOTH_SHEET}!{_letter(column)}{row}", missing, file)
    for label, key in BOOTH_LABELS:
        if label in missing and key in ("code", "employer"):
            raise SettingError("fair_key_missing", file=file, key=f"{BOOTH_SHEET} {label}")
    return {key: titles.index(label) for label, key in BOOTH_LABELS if label in titles}


def _letter(column: int) -> str:
    """A column of the first 26 as a spreadsheet names it."""
    return chr(ord("A") + column) if column < 26 else f"[{column + 1}]"


def _booth(cells: dict[str, Any]) -> dict[str, Any]:
    if "accessible" in cells:
        mark = cells["accessible"].casefold()
        cells["accessible"] = True if mark in _YES else False if mark in _NO else cells["accessible"]
    if "breaks" in cells:
        spans = _RANGE_MARK.sub("/", unicodedata.normalize("NFKC", cells["breaks"]))
        cells["breaks"] = [] if spans in ("/", "无") else [span for span in _SPAN_END.split(spans) if span]
    return cells
