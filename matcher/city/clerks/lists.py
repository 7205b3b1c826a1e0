"""The three lists of people before a fair: a federation's roll, a street office's form, an export of registrations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from matcher.city.clerks.books import DirtyFile
from matcher.city.clerks.columns import PeopleColumns
from matcher.city.clerks.table import Line, Section, Style, Table, text_truth
from matcher.city.clerks.truth import FileTruth
from matcher.city.clerks.values import Speech
from matcher.city.dice import Dice
from matcher.documents.dirty_workbook import Sheet, write_book, write_text

Record = Mapping[str, Any]
_TOLD = ("contact", "gender", "birth_date", "education", "disability", "location", "desired_occupations")
_AGREED = ("agree_match", "agree_disability", "agree_contact")
_ROLL = [
    *("serial", "name", "gender", "birth", "id", "category_grade", "education", "place", "phone", "wish", "needs"),
    *_AGREED,
    "remark",
]
_FORM = [
    *("serial", "name", "gender", "id", "category", "grade", "phone", "place", "education", "major", "wish", "pay"),
    "distance",
    *_AGREED,
    "signature",
]
_EXPORT = [
    *("name", "phone", "id", "education", "major", "category", "grade", "wish", "pay", "place", "skills"),
    *_AGREED,
    "unmapped",
]


def tellable(records: Sequence[Record]) -> list[Record]:
    """The people whose records hold everything that a list asks."""
    return [
        dict(record, consents=record.get("consents", []))
        for record in records
        if all(key in record for key in _TOLD)
        and "id_number" in record["contact"]
        and {"category", "grade"} <= record["disability"].keys()
    ]


def make_lists(speech: Speech, headers: Mapping[str, Any], people: Sequence[Record], as_of: date) -> list[DirtyFile]:
    """Three files; a few people stand twice in one list, a few in two."""
    columns = PeopleColumns(speech, headers, ruined=0.012)
    parts = _parted(speech.dice, people)
    made = []
    for number, (name, keys, style, lines) in enumerate(
        zip(_NAMES, (_ROLL, _FORM, _EXPORT), _styles(as_of), parts, strict=True), 1
    ):
        sheet = Sheet(("花名册", "求职登记", "Sheet1")[number - 1])
        file = f"{number}_{name}"
        table = Table(speech, file, sheet, columns=columns.columns(keys, two_rows=style.two_rows), style=style)
        truth = table.write(_by_street(lines) if number == 1 else [Section(lines)])
        if name.endswith(".csv"):
            for line in lines:
                line.place = (file, None, line.place[2]) if line.place else None
            for row in truth.rows:
                if row.same_as and row.same_as[0] == file:
                    row.same_as = (file, None, row.same_as[2])
            data = write_text(sheet, encoding="gb18030", separator=",")
            made.append(DirtyFile(file, data, FileTruth(file, "candidates", [text_truth(truth)])))
        else:
            made.append(DirtyFile(file, write_book([sheet]), FileTruth(file, "candidates", [truth])))
    return made


_NAMES = ("市残联就业年龄段名册.xlsx", "街道求职登记表（汇总）.xlsx", "线上报名导出.csv")


def _parted(dice: Dice, people: Sequence[Record]) -> list[list[Line]]:
    cut = len(people) * 9 // 20, len(people) * 15 // 20
    parts = [
        [Line(p) for p in people[: cut[0]]],
        [Line(p) for p in people[cut[0] : cut[1]]],
        [Line(p) for p in people[cut[1] :]],
    ]
    for part in parts:
        for line in dice.some(part, max(1, len(part) // 60)):
            part.append(Line(line.record, "duplicate", line))
    for line in dice.some([line for line in parts[0] if line.why is None], max(1, len(people) // 80)):
        parts[1].append(Line(line.record, "changed", line))
    return parts


def _styles(as_of: date) -> tuple[Style, Style, Style]:
    roll = Style(
        title=f"{as_of.year}年有就业意愿残疾人名册",
        above=("填报单位：市残联        制表日期：8月25日",),
        total=True,
        below=("注：本表含个人信息，不得外传。",),
        hidden=0.02,
    )
    form = Style(
        title="残疾人求职登记表（汇总）",
        above=("填表说明：同意的请写“是”或打√，不同意的留空",),
        two_rows=True,
        serials_below=5,
        below=("经办人签字：            日期：",),
    )
    return roll, form, Style()


def _by_street(lines: Sequence[Line]) -> list[Section]:
    """A roll in parts, as several people typed it."""
    third = max(1, len(lines) // 3)
    names = ("第一部分：市区", "第二部分：江都、仪征", "第三部分：高邮、宝应")
    parts = (lines[:third], lines[third : 2 * third], lines[2 * third :])
    return [Section(part, heading) for part, heading in zip(parts, names, strict=True) if part]
