"""The workbook made by `fair template` as a mapping shaped like a fair's file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
_YES = frozenset({"是", "有", "√", "yes", "true", "1"})
_NO = frozenset({"", "否", "无", "×", "no", "false", "0"})


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
    return fair_of(values, file)


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
