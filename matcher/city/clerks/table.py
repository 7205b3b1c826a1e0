"""A sheet with a table, laid out as clerks do, and the truth of each of its rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from matcher.city.clerks.truth import ColumnTruth, RowTruth, SheetTruth
from matcher.city.clerks.values import Said, Speech
from matcher.city.dice import Dice
from matcher.documents.dirty_workbook import Formula, Sheet, Value

Record = Mapping[str, Any]
_DITTOED = (("employer.name",), ("location",), ("contact.name",), ("contact.phone",))
_CHANGED = ("pay", "pay.min", "pay.max", "headcount")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    fields  right paths for the header, () where the contract leaves it open
    write   says the cell of a record; None for a running number
    """

    header: str
    fields: tuple[str | None, ...]
    write: Callable[[Record], Said] | None
    group: str = ""


@dataclass(slots=True)
class Line:
    """A data row to be: a record, or a copy of another line with the truth that it is one."""

    record: Record
    why: str | None = None
    like: Line | None = None
    cells: list[Said] = field(default_factory=list)
    place: tuple[str, str | None, int] | None = None
    truth: RowTruth | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """Rows under one heading; of the heading's employer where `employer` is given (the sheet has no such column)."""

    lines: Sequence[Line]
    heading: str | None = None
    employer: str | None = None


@dataclass(frozen=True, slots=True)
class Style:
    """How a clerk lays out a sheet."""

    row: int = 1
    column: int = 1
    title: str | None = None
    above: tuple[str, ...] = ()
    two_rows: bool = False
    repeat_after: int = 0
    page_after: int = 0
    total: bool = False
    below: tuple[str, ...] = ()
    serials_below: int = 0
    hidden: float = 0.0
    merge_employer: bool = False
    wide_above: bool = True
    blank_after_title: bool = False
    blank_rows: float = 0.0
    ditto: float = 0.0


def letter_of(column: int) -> str:
    """The letters of a column that counts from 1."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


class Table:
    """Writes one table onto a sheet and collects its truth."""

    def __init__(self, speech: Speech, file: str, sheet: Sheet, *, columns: Sequence[Column], style: Style) -> None:
        self._speech, self._dice = speech, speech.dice
        self._file, self._sheet, self._style = file, sheet, style
        self._columns = columns
        self._row = style.row
        self._left = style.column
        self._right = style.column + len(columns) - 1
        self._serial = 0
        self._above_line: Line | None = None
        self.truth = SheetTruth(sheet.name, 0)

    def write(self, sections: Sequence[Section]) -> SheetTruth:
        """The whole table."""
        self._above()
        self._header()
        written = 0
        for section in sections:
            if section.heading:
                self._wide(section.heading, "section")
            first, self._above_line = self._row, None
            for line in section.lines:
                written += self._line(line, section.employer)
                if written == self._style.repeat_after:
                    self._between(self._row)
                elif written == self._style.page_after:
                    self._wide("第 1 页 共 2 页", "page")
            self._merge_employer(first)
        self._below()
        return self.truth

    def _above(self) -> None:
        style = self._style
        if style.title:
            self._sheet.put(self._row, self._left, style.title)
            self._merge(self._row)
            self._row += 2 if style.blank_after_title else 1
        for text in style.above:
            self._sheet.put(self._row, self._left, text)
            if style.wide_above:
                self._merge(self._row)
            self._row += 1

    def _merge(self, row: int) -> None:
        if self._right > self._left:
            self._sheet.merged.append((row, self._left, row, self._right))

    def _header(self) -> None:
        if self._style.two_rows:
            self._group_row()
        self._header_row(self._row)
        self.truth.header_row = self._row
        for at, column in enumerate(self._columns):
            if column.fields:
                text = f"{column.group}/{column.header}" if self._style.two_rows and column.group else column.header
                self.truth.columns.append(ColumnTruth(letter_of(self._left + at), text, column.fields))
        self._row += 1

    def _group_row(self) -> None:
        """The upper of two header rows: groups over their columns, single headers merged downwards."""
        at = 0
        while at < len(self._columns):
            column, width = self._columns[at], 1
            while column.group and at + width < len(self._columns) and self._columns[at + width].group == column.group:
                width += 1
            left = self._left + at
            self._sheet.put(self._row, left, column.group or column.header)
            bottom = self._row if column.group else self._row + 1
            if width > 1 or bottom > self._row:
                self._sheet.merged.append((self._row, left, bottom, left + width - 1))
            at += width
        self._row += 1

    def _header_row(self, row: int) -> None:
        for at, column in enumerate(self._columns):
            if not self._style.two_rows or column.group:
                self._sheet.put(row, self._left + at, column.header)

    def _between(self, row: int) -> None:
        """A repeated header, as at the top of a second printed page."""
        for at, column in enumerate(self._columns):
            self._sheet.put(row, self._left + at, column.header)
        self.truth.skipped.append((row, "repeated_header"))
        self._row += 1

    def _wide(self, text: str, what: str) -> None:
        self._sheet.put(self._row, self._left, text)
        self._merge(self._row)
        self.truth.skipped.append((self._row, what))
        self._row += 1

    def _line(self, line: Line, employer: str | None) -> int:
        cells = self._cells(line)
        line.cells, line.place = cells, (self._file, self._sheet.name, self._row)
        self._serial += 1
        for at, said in enumerate(cells):
            serial = self._columns[at].write is None
            self._sheet.put(self._row, self._left + at, self._serial if serial else self._shown(line, at, said))
        self._above_line = line
        line.truth = self._row_truth(line, cells, employer)
        self.truth.rows.append(line.truth)
        if self._style.hidden and self._dice.chance(self._style.hidden):
            self._sheet.hidden_rows.add(self._row)
        self._row += 1
        if self._style.blank_rows and self._dice.chance(self._style.blank_rows):
            self._row += 1
        return 1

    def _shown(self, line: Line, at: int, said: Said) -> Value | None:
        """The cell, or 同上 where the line above means the same."""
        above, fields = self._above_line, self._columns[at].fields
        if self._style.ditto == 0 or above is None or line.why or above.why or fields[:1] not in _DITTOED:
            return said.cell
        same = above.cells[at].means == said.means and above.cells[at].doubts == said.doubts == ()
        return "同上" if same and said.cell is not None and self._dice.chance(self._style.ditto) else said.cell

    def _say(self, column: Column, record: Record) -> Said:
        return Said(None) if column.write is None else column.write(record)

    def _cells(self, line: Line) -> list[Said]:
        like = line.like
        if like is not None and line.why == "duplicate":
            return self._copied(like)
        if like is not None and like.place and like.place[0] == self._file:
            pairs = zip(self._columns, like.cells, strict=True)
            return [
                self._say(c, line.record) if c.fields[:1] and c.fields[0] in _CHANGED else said for c, said in pairs
            ]
        return [self._say(column, line.record) for column in self._columns]

    def _copied(self, like: Line) -> list[Said]:
        """The other line's cells; its pay sometimes in another form with the same meaning."""
        again = self._dice.chance(0.5)
        pairs = zip(self._columns, like.cells, strict=True)
        return [self._speech.pay_again(said) if again and c.fields[:1] == ("pay",) else said for c, said in pairs]

    def _row_truth(self, line: Line, cells: Sequence[Said], employer: str | None) -> RowTruth:
        fields: dict[str, Any] = {"employer.name": employer} if employer else {}
        for said in cells:
            fields.update({k: v for k, v in said.means.items() if v is not None or k not in fields})
        doubts = [path for said in cells for path in said.doubts]
        outcomes: tuple[str, ...] = ("accepted",)
        if doubts:
            outcomes = ("questioned",)
        elif any(said.either for said in cells):
            outcomes = ("accepted", "questioned")
        if line.why in ("duplicate", "changed", "near"):
            outcomes = ("duplicate",) if line.why == "duplicate" else ("questioned",)
            if line.why == "duplicate" and doubts:
                outcomes = ("duplicate", "questioned")
            if line.why != "near":
                fields = {}
        elif line.why == "no_title":
            outcomes, fields = ("rejected",), {}
        if line.why == "near" and line.like and line.like.truth:
            line.like.truth.outcomes = ("accepted", "questioned")  # the question names both rows
        same_as = line.like.place if line.like else None
        return RowTruth(self._row, outcomes, fields, line.why, same_as)

    def _merge_employer(self, first: int) -> None:
        """One merged cell for the employer down the rows of a section, as clerks like it."""
        at = next((n for n, c in enumerate(self._columns) if c.fields[:1] == ("employer.name",)), None)
        last = self._row - 1
        inner = any(first <= row <= last for row, _ in self.truth.skipped)
        if not self._style.merge_employer or at is None or last <= first or inner:
            return
        column = self._left + at
        if len({self._sheet.cells.get((row, column)) for row in range(first, last + 1)}) > 1:
            return
        for row in range(first + 1, last + 1):
            self._sheet.cells.pop((row, column), None)
        self._sheet.merged.append((first, column, last, column))

    def _below(self) -> None:
        style = self._style
        for _ in range(style.serials_below):
            self._serial += 1
            at = next((n for n, c in enumerate(self._columns) if c.write is None), None)
            if at is not None:
                self._sheet.put(self._row, self._left + at, self._serial)
                self.truth.skipped.append((self._row, "serial_only"))
                self._row += 1
        if style.total:
            self._total()
        for text in style.below:
            self._sheet.put(self._row, self._left, text)
            self.truth.skipped.append((self._row, "note"))
            self._row += 1

    def _total(self) -> None:
        at = next((n for n, c in enumerate(self._columns) if c.fields[:1] == ("headcount",)), None)
        self._sheet.put(self._row, self._left, self._dice.pick(("合计", "总计", "合 计", "小计")))
        if at is not None and at > 0:
            column = self._left + at
            rows = [r.row for r in self.truth.rows]
            counts = [self._sheet.cells.get((row, column)) for row in rows]
            total = sum(v for v in counts if isinstance(v, int))
            letter = letter_of(column)
            self._sheet.put(self._row, column, Formula(f"=SUM({letter}{rows[0]}:{letter}{rows[-1]})", total))
        self.truth.skipped.append((self._row, "total"))
        self._row += 1


def as_formulas(dice: Dice, sheet: Sheet, truth: SheetTruth) -> None:
    """Turn some numbers and texts of the data rows into formulas that show the same."""
    rows = {row.row for row in truth.rows}
    for place, value in sorted(sheet.cells.items()):
        if place[0] in rows and dice.chance(0.3):
            sheet.cells[place] = formula_for(dice, value)


def formula_for(dice: Dice, value: Value) -> Value:
    """A formula with the same shown value, for whole numbers and short texts."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return value
    if isinstance(value, int):
        part = dice.below(value + 1) if value < 10**6 else 0
        return Formula(f"={part}+{value - part}", value) if value < 10**6 else value
    if 2 <= len(value) <= 20 and '"' not in value and "\n" not in value:
        return Formula(f'="{value[:1]}"&"{value[1:]}"', value)
    return value


def text_truth(truth: SheetTruth) -> SheetTruth:
    """The truth of a sheet that was saved as text: it has no name."""
    return replace(truth, sheet=None)
