"""The workbooks of a pack against `plan.json`: staff read the one, machines the other, and both must say the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from matcher.fairs.verify.pack import MILLION, Breach, Pack

PERSON, POST, BOOTH, START, END, SCORE = "求职者编号", "岗位编号", "展位", "开始", "结束", "匹配分"
LOCKED = {"fair": "面试安排", "placement": "安置", "shifts": "排班"}
"""The sheet of each kind whose rows staff lock."""
Line = tuple[str, ...]
Lists = Mapping[tuple[str, tuple[str, ...]], Iterable[Line]]
"""What should stand in some columns of a sheet."""


def book_breaches(pack: Pack) -> Iterator[Breach]:
    """Every line that a workbook lacks, and every one that the plan does not know."""
    if pack.book is None:
        return
    yield from _compare("plan.xlsx", pack.book, {**_everybody(pack), **_of_kind(pack)})
    if "数据质量" not in pack.book:
        yield Breach("verify_book_sheet", {"file": "plan.xlsx", "sheet": "数据质量"})
    if pack.kind in LOCKED:
        yield from _pins(pack, LOCKED[pack.kind])
    if pack.results is not None:
        yield from _compare("results.xlsx", pack.results, _results(pack))


def _results(pack: Pack) -> Lists:
    """Whose result is asked: every meeting, recommendation, placement or shift."""
    if pack.kind == "fair":
        meetings = [(*pair, booth, start) for *pair, booth, start, _ in _meetings(pack)]
        return {("结果", (PERSON, POST, BOOTH, START)): meetings}
    if pack.kind == "referrals":
        return {("结果", (PERSON, POST)): pack.recommended()}
    part, columns = (
        ("placements", (PERSON, POST)) if pack.kind == "placement" else ("assignments", (PERSON, POST, "班次"))
    )
    keys = ("candidate_id", "job_id", "shift")[: len(columns)]
    return {("结果", columns): [tuple(str(entry[key]) for key in keys) for entry in pack.part(part)]}


def _everybody(pack: Pack) -> Lists:
    recommended = [
        (r["candidate_id"], str(p["rank"]), p["job_id"], str(round(p["score"] * MILLION)))
        for r in pack.part("recommendations")
        for p in r["posts"]
    ]
    left = [(entry["candidate_id"],) for part in ("waiting", "unserved") for entry in pack.part(part)]
    return {("推荐", (PERSON, "序号", POST, SCORE)): recommended, ("未匹配", (PERSON,)): left}


def _of_kind(pack: Pack) -> Lists:
    def lines(part: str, *keys: str) -> list[Line]:
        return [tuple(str(entry[key]) for key in keys) for entry in pack.part(part)]

    if pack.kind == "referrals":
        return {("不足", (PERSON, "已有推荐")): lines("short", "candidate_id", "have")}
    if pack.kind == "placement":
        return {
            ("安置", (PERSON, POST, "轮次")): lines("placements", "candidate_id", "job_id", "round"),
            ("候补", (POST, "顺序", PERSON)): lines("standby", "job_id", "order", "candidate_id"),
            ("关闭的岗位", (POST,)): lines("closed", "job_id"),
        }
    if pack.kind == "shifts":
        return {
            ("排班", (PERSON, POST, "班次")): lines("assignments", "candidate_id", "job_id", "shift"),
            ("候补", ("顺序", PERSON)): lines("standby", "order", "candidate_id"),
            ("缺口", (POST, "班次", "还缺")): lines("gaps", "job_id", "shift", "open"),
        }
    met = {entry["job_id"] for entry in pack.part("interviews")}
    by_post = [(post, booth, start, end, person) for person, post, booth, start, end in _meetings(pack)]
    by_post += [(post, "", "", "", "") for post in pack.posts if post not in met]
    return {
        ("面试安排", (PERSON, POST, BOOTH, START, END)): _meetings(pack),
        ("岗位", (POST, BOOTH, START, END, PERSON)): by_post,
    }


def _meetings(pack: Pack) -> list[Line]:
    return [
        (i["candidate_id"], i["job_id"], i["booth"], i["start"][11:16], i["end"][11:16])
        for i in pack.part("interviews")
    ]


def _compare(file: str, book: Mapping[str, Sequence[Sequence[object]]], lists: Lists) -> Iterator[Breach]:
    for (sheet, columns), wanted in lists.items():
        found = _lines(book.get(sheet, ()), columns)
        if found is None:
            yield Breach("verify_book_sheet", {"file": file, "sheet": sheet})
            continue
        stated, planned = Counter(found), Counter(wanted)
        for code, lines in (("verify_book_lacks", planned - stated), ("verify_book_extra", stated - planned)):
            for line in sorted(lines):
                yield Breach(code, {"file": file, "sheet": sheet, "line": " ".join(filter(None, line))})


def _lines(rows: Sequence[Sequence[object]], columns: Sequence[str]) -> list[Line] | None:
    """Some columns of every row below the header; None without the header."""
    if not rows or not set(columns) <= set(rows[0]):
        return None
    at = [list(rows[0]).index(column) for column in columns]
    lines = [
        tuple(_text(column, row[n] if n < len(row) else None) for column, n in zip(columns, at, strict=True))
        for row in rows[1:]
    ]
    return [line for line in lines if any(line)]


def _text(column: str, value: object) -> str:
    """A cell as the plan writes it: whole numbers without a point, scores in millionths."""
    if value is None:
        return ""
    if isinstance(value, float):
        return str(round(value * MILLION)) if column == SCORE else f"{value:g}"
    return str(value).strip()


def _pins(pack: Pack, sheet: str) -> Iterator[Breach]:
    """Rows locked in the workbook are the pins of the facts."""
    rows = _lines((pack.book or {}).get(sheet, ()), (PERSON, POST, "锁定")) or []
    locked = {(person, post) for person, post, mark in rows if mark == "是"}
    for person, post in sorted(locked ^ {(person, post) for person, post in pack.facts["pins"]}):
        yield Breach("verify_lock", {"person": person, "post": post})
