"""`fair template`: an empty workbook whose sheets are read back as a fair, its booths, its posts and its people."""

from __future__ import annotations

from matcher.documents.workbook import Sheet, workbook
from matcher.domain import codes
from matcher.domain.fair_book import (
    BOOTH_LABELS,
    BOOTH_SHEET,
    CANDIDATE_SHEET,
    FAIR_LABELS,
    FAIR_SHEET,
    JOB_SHEET,
    KIND_WORDS,
)
from matcher.domain.words import say

DEFAULTS = {
    "kind": "招聘会",
    "scenario": "general",
    "hall.opens": "09:00",
    "hall.closes": "12:00",
    "hall.slot_minutes": 10,
    "hall.walk_minutes": 2,
    "hall.interpreters": 0,
    "limits.recommendations": 3,
    "limits.interviews_per_candidate": 3,
    "limits.interviews_per_place": 3,
}
CONSENT_COLUMNS = ("同意匹配", "同意使用残疾信息", "同意提供联系方式", "最远距离")
ONLY_MARKS = ("是",)


def template(language: str = "zh") -> bytes:
    """The empty workbook."""
    settings = [(label, DEFAULTS.get(key, ""), say(f"fair_help_{key}", language)) for label, key in FAIR_LABELS]
    kind_row = 1 + [key for _, key in FAIR_LABELS].index("kind")
    people = ("编号", *_headers("person"), *CONSENT_COLUMNS)
    marks = {at: ONLY_MARKS for at, title in enumerate(people) if title.startswith("同意")}
    return workbook(
        [
            Sheet(FAIR_SHEET, ("项目", "内容", "说明"), settings, cell_choices={(kind_row, 1): tuple(KIND_WORDS)}),
            Sheet(BOOTH_SHEET, tuple(label for label, _ in BOOTH_LABELS), choices={2: ("是", "否")}),
            Sheet(JOB_SHEET, ("编号", *_headers("job"))),
            Sheet(CANDIDATE_SHEET, people, choices=marks),
        ]
    )


def _headers(sheet: str) -> tuple[str, ...]:
    """The canonical headers of a sheet, in the list's order."""
    rows = codes.rows("import_headers")
    return tuple(
        dict.fromkeys(row["canonical_header"] for row in rows if row["sheet"] == sheet and row["is_canonical"] == "1")
    )
