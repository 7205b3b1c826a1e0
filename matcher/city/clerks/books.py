"""The sixty workbooks of employers before a fair, each as some clerk might send it."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from matcher.city.clerks.columns import JobColumns
from matcher.city.clerks.table import Column, Line, Section, Style, Table, as_formulas, text_truth
from matcher.city.clerks.truth import FileTruth, SheetTruth
from matcher.city.clerks.values import Speech
from matcher.city.identities import person_name
from matcher.documents.dirty_workbook import Sheet, write_book, write_text
from matcher.documents.old_workbook import write_old_book

Record = Mapping[str, Any]
BOOKS = 60
_AGENCIES = 3
_RESENT = 5
_MUST = ["title", "headcount", "pay", "place"]
_MAY = [
    *("education", "sex", "age", "duty", "skills", "licence", "experience", "major", "type", "insurance"),
    *("accommodation", "closing", "settlement", "benefits", "remark", "unmapped"),
]
_TEXT_FORMS = (("gbk", ","), ("utf-8-sig", ","), ("utf-16", "\t"), ("gb18030", ";"), ("utf-8", "\t"))


@dataclass(frozen=True, slots=True)
class DirtyFile:
    """A file's name below its folder, its bytes and its truth."""

    name: str
    data: bytes
    truth: FileTruth


@dataclass(frozen=True, slots=True)
class _Plan:
    """One workbook before it is written."""

    name: str
    sections: Sequence[Section]
    keys: list[str]
    style: Style
    form: str
    more: Sequence[Section] = ()


class Books:
    """Makes the workbooks of employers out of their posts."""

    def __init__(self, speech: Speech, headers: Mapping[str, Any], as_of: date) -> None:
        self._speech, self._dice, self._as_of = speech, speech.dice, as_of
        self._columns = JobColumns(speech, headers, as_of)
        self._words = headers["words"]

    def make(self, by_employer: Sequence[Sequence[Record]]) -> list[DirtyFile]:
        """`BOOKS` files: one an employer, a few of agencies for several employers, a few sent twice."""
        single = BOOKS - _AGENCIES - _RESENT
        own, rest = by_employer[:single], list(by_employer[single:])
        files, plans = [], []
        for number, posts in enumerate(own, 1):
            plan = self._single(number, posts)
            plans.append(plan)
            files.append(self._write(plan))
        size = -(-len(rest) // _AGENCIES)
        for number in range(_AGENCIES):
            groups = rest[number * size : (number + 1) * size]
            files.append(self._write(self._agency(single + 1 + number, groups)))
        for number in range(_RESENT):
            files.append(
                self._resend(single + _AGENCIES + 1 + number, files[3 + 7 * number], plans[3 + 7 * number], number)
            )
        return files

    # One employer

    def _single(self, number: int, posts: Sequence[Record]) -> _Plan:
        dice = self._dice
        employer = posts[0]["employer"]["name"]
        named_above = dice.chance(0.22)
        form = (
            "text" if number % 9 == 0 else "inline" if number % 13 == 0 else "dimension" if number % 17 == 0 else "xlsx"
        )
        two_rows = form not in ("text", "inline") and dice.chance(0.25)
        keys = self._keys(
            two_rows, named_above, monthly=all(p.get("pay", {"unit": "month"})["unit"] == "month" for p in posts)
        )
        lines = self._planted([Line(post) for post in posts])
        more: list[Line] = []
        if form == "xlsx" and len(lines) >= 8 and dice.chance(0.35):  # a second sheet with the rest
            lines, more = lines[: len(posts) // 2], lines[len(posts) // 2 :]
        style = self._style(form, two_rows, employer if named_above else None, posts[0], len(lines))
        name = self._file_name(number, employer, form)
        above = employer if named_above else None
        rest = [Section(more, employer=above)] if more else []
        return _Plan(name, [Section(lines, employer=above)], keys, style, form, rest)

    def _keys(self, two_rows: bool, named_above: bool, *, monthly: bool) -> list[str]:
        dice = self._dice
        keys = dice.some(_MAY, dice.between(3, 9))
        keys = [*_MUST, *sorted(keys, key=_MAY.index)]
        if not named_above:
            keys.insert(dice.pick((0, 0, 0, 1)), "employer")
        if monthly and dice.chance(0.3):
            at = keys.index("pay")
            keys[at : at + 1] = ["pay_min", "pay_max"] if two_rows or dice.chance(0.5) else ["pay_month"]
        keys += ["contact", "phone"] if dice.chance(0.85) else ["phone"]
        if "sex" in keys and "age" in keys:  # side by side, as under one group
            keys.remove("age")
            keys.insert(keys.index("sex") + 1, "age")
        if dice.chance(0.75):
            keys.insert(0, "serial")
        return keys

    def _planted(self, lines: list[Line]) -> list[Line]:
        """Now and then a row twice, the same key with other cells, a near one, a row without its post's name."""
        dice = self._dice
        if len(lines) >= 3 and dice.chance(0.3):
            lines.append(Line(lines[0].record, "duplicate", lines[0]))
        if len(lines) >= 4 and dice.chance(0.2):
            changed = dict(lines[1].record, headcount=(lines[1].record.get("headcount") or 1) + 7)
            lines.append(Line(changed, "changed", lines[1]))
        if len(lines) >= 4 and dice.chance(0.15) and "pay" in lines[2].record:
            pay = lines[2].record["pay"]
            more = {
                k: v + (500 if pay["unit"] == "month" else 30) if k in ("min", "max") else v for k, v in pay.items()
            }
            lines.append(Line(dict(lines[2].record, pay=more), "near", lines[2]))
        if dice.chance(0.12):
            lines.append(Line(dict(lines[0].record, title=None), "no_title"))
        return lines

    def _style(self, form: str, two_rows: bool, employer: str | None, post: Record, count: int) -> Style:
        dice, words = self._dice, self._words
        above = list(self._lines("above", dice.pick((0, 0, 1, 1, 2))))
        if employer:
            phone = post["contact"]["phone"]
            above.append(dice.pick((
                f"单位名称：{employer}", f"用人单位：{employer}", f"企业名称：{employer}（盖章）",
                f"单位名称：{employer}      联系电话：{phone}",
            )))  # fmt: skip
        corner = dice.pick(((1, 1), (1, 1), (1, 1), (2, 1), (1, 2), (6, 3)))
        return Style(
            row=corner[0],
            column=corner[1],
            title=dice.pick(words["titles"]).format_map(self._blanks()) if dice.chance(0.8) else None,
            above=tuple(above),
            two_rows=two_rows,
            repeat_after=count // 2 if count >= 6 and not two_rows and dice.chance(0.4) else 0,
            page_after=count // 2 if count >= 6 and dice.chance(0.2) else 0,
            total=dice.chance(0.3),
            below=self._lines("below", dice.pick((0, 1, 1, 2))),
            serials_below=dice.pick((0, 0, 0, 3, 6)),
            hidden=0.15 if form == "xlsx" and dice.chance(0.2) else 0.0,
            merge_employer=form == "xlsx" and dice.chance(0.4),
            wide_above=dice.chance(0.7),
            blank_after_title=dice.chance(0.15),
            blank_rows=0.2 if dice.chance(0.08) else 0.0,
            ditto=0.6 if form == "xlsx" and dice.chance(0.12) else 0.0,
        )

    def _lines(self, where: str, count: int) -> tuple[str, ...]:
        """Different lines that clerks write above or below a table."""
        return tuple(text.format_map(self._blanks()) for text in self._dice.some(self._words[where], count))

    def _blanks(self) -> dict[str, Any]:
        dice = self._dice
        return {
            "city": dice.pick(("扬州市", "江都区", "邗江区", "高邮市", "")),
            "town": dice.pick(("瓜洲镇", "文汇街道", "曹甸镇", "杭集镇")),
            "year": self._as_of.year,
            "month": self._as_of.month,
            "day": dice.between(10, 28),
            "name": person_name(dice, True),
            "name2": person_name(dice, False),
        }

    def _file_name(self, number: int, employer: str, form: str) -> str:
        dice = self._dice
        form_name = dice.pick(self._words["files"])
        stem = form_name.format(employer=employer, short=employer[:6], number=number, day=dice.between(10, 28))
        return f"{number:02d}_{stem}.{'csv' if form == 'text' else 'xlsx'}"

    # Several employers

    def _agency(self, number: int, groups: Sequence[Sequence[Record]]) -> _Plan:
        dice = self._dice
        sections = []
        for at, posts in enumerate(groups):
            name = posts[0]["employer"]["name"]
            mark = "一二三四五六七八九十"[at]
            heading = dice.pick((f"{mark}、{name}", f"（{mark}）{name}", f"{mark}、{name}（{len(posts)}个岗位）", name))
            sections.append(Section([Line(post) for post in posts], heading, name))
        keys = ["serial", *_MUST, *sorted(dice.some(_MAY, 6), key=_MAY.index), "contact", "phone"]
        style = replace(
            self._style("xlsx", False, None, groups[0][0], 0), repeat_after=0, page_after=0, serials_below=0
        )
        town = dice.pick(("瓜洲镇", "仙女镇", "安宜镇", "真州镇", "文汇街道"))
        return _Plan(f"{number:02d}_{town}人社所汇总企业岗位.xlsx", sections, keys, style, "xlsx")

    # Sent twice

    def _resend(self, number: int, before: DirtyFile, plan: _Plan, kind: int) -> DirtyFile:
        """The same posts again, so that every row is a duplicate; in old formats, or under another name."""
        sent = [line for section in (*plan.sections, *plan.more) for line in section.lines]
        lines = [Line(line.record, "duplicate", line) for line in sent if line.why is None]
        employer = plan.sections[0].employer
        style = Style(title="岗位信息导出", above=(f"单位名称：{employer}",) if employer else ())
        form = ("tsv.xls", "xls", "xls", "xlsx", "xlsx")[kind]
        stem = before.name.rsplit(".", 1)[0][3:]
        name = f"{number:02d}_{stem}" + ("（再次发送）.xlsx" if form == "xlsx" else ".xls")
        again = _Plan(name, [Section(lines, employer=employer)], plan.keys, style, form)
        return self._write(again, exact=True)

    # Writing

    def _write(self, plan: _Plan, *, exact: bool = False) -> DirtyFile:
        dice = self._dice
        sheet = Sheet(dice.pick(self._words["sheets"]))
        columns: list[Column] = self._columns.columns(plan.keys, two_rows=plan.style.two_rows)
        truth = Table(self._speech, plan.name, sheet, columns=columns, style=plan.style).write(plan.sections)
        if plan.form in ("text", "tsv.xls"):
            return self._as_text(plan, sheet, truth)
        if not exact and dice.chance(0.15):
            as_formulas(dice, sheet, truth)
        file, sheets = FileTruth(plan.name, "jobs", [truth]), [sheet]
        if plan.more:
            sheets.append(Sheet(dice.pick([name for name in self._words["second_sheets"] if name != sheet.name])))
            columns = self._columns.columns(plan.keys)
            employer = plan.more[0].employer
            style = Style(above=(f"单位名称：{employer}",) if employer else (), total=plan.style.total)
            table = Table(self._speech, plan.name, sheets[1], columns=columns, style=style)
            file.sheets.append(table.write(plan.more))
        if plan.form == "xlsx" and not exact:
            sheets = self._beside(sheets, file)
        if plan.form == "xls":
            return DirtyFile(plan.name, write_old_book(sheets), file)
        data = write_book(sheets, inline=plan.form == "inline", wrong_dimension=plan.form == "dimension")
        return DirtyFile(plan.name, data, file)

    def _as_text(self, plan: _Plan, sheet: Sheet, truth: SheetTruth) -> DirtyFile:
        encoding, separator = ("gbk", "\t") if plan.form == "tsv.xls" else self._dice.pick(_TEXT_FORMS)
        for section in plan.sections:
            for line in section.lines:
                if line.place:
                    line.place = (line.place[0], None, line.place[2])
        for row in truth.rows:
            if row.same_as and row.same_as[0] == plan.name:
                row.same_as = (plan.name, None, row.same_as[2])
        data = write_text(sheet, encoding=encoding, separator=separator)
        return DirtyFile(plan.name, data, FileTruth(plan.name, "jobs", [text_truth(truth)]))

    def _beside(self, sheets: list[Sheet], file: FileTruth) -> list[Sheet]:
        """The sheets among others: notes, a form, an empty one, the staff, last year's table hidden away."""
        dice, old = self._dice, copy.deepcopy(sheets[0])
        if dice.chance(0.3):
            sheets.insert(dice.below(2), self._side(dice.pick(self._words["side"]), file))
        if dice.chance(0.08):
            sheets.append(self._staff(file))
        if dice.chance(0.15):
            old.name, old.hidden, old.merged = "2022年（旧）", True, []
            file.ignored[old.name] = "hidden"
            sheets.append(old)
        return sheets

    def _side(self, name: str, file: FileTruth) -> Sheet:
        """A sheet without a table: empty, labels with their values, or lines of text."""
        side, file.ignored[name] = Sheet(name), "no_table"
        if name == "企业简介":
            for row, (label, value) in enumerate(self._words["form"].items(), 1):
                side.put(row, 1, label)
                side.put(row, 2, value)
        elif not name.startswith("Sheet"):
            for row, text in enumerate(self._lines("above", 3), 1):
                side.put(row, 1, text)
        return side

    def _staff(self, file: FileTruth) -> Sheet:
        """A list of people in a workbook of posts: of the other kind, so nothing is read from it."""
        staff, file.ignored["在职员工名册"] = Sheet("在职员工名册"), "other_kind"
        for column, title in enumerate(("序号", "姓名", "性别", "部门", "入职时间"), 1):
            staff.put(1, column, title)
        for row in range(2, 8):
            female = self._dice.chance(0.5)
            name, sex = person_name(self._dice, female), "女" if female else "男"
            staff.cells |= {(row, 1): row - 1, (row, 2): name, (row, 3): sex, (row, 4): "生产部", (row, 5): "2021.3.1"}
        return staff
