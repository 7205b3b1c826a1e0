"""Where the table of a sheet stands and which of its rows are data.

A sheet as offices send it: merged titles and notes above, a header of one or two rows, data with section lines,
repeated headers, page lines and totals between, notes below. Nothing vanishes: what is no data is listed with its
reason.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from matcher.intake import headers, lines
from matcher.intake.cells import letter_of, text_of
from matcher.intake.sandbox import Grid
from matcher.intake.vocabulary import Kind, all_headers, bare, plain, synonyms

SEARCHED_ROWS = 80  # rows with content within which the header must stand
LONGEST = 30  # characters of a header cell
NAMED_ENOUGH = 1.9  # score from which a row is a header: two fields named outright, or nearly


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a table: grid indices of its rows, and the text of every column (empty where it has none)."""

    top: int
    bottom: int
    texts: tuple[str, ...]
    score: float


@dataclass(frozen=True, slots=True)
class Row:
    """One data row: its number as the spreadsheet shows it, its texts by grid column, and the section it stands in."""

    number: int
    texts: Sequence[str]
    section: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet's table. `above` are the texts over the header, row by row; `labels` what they say (`单位名称` → …)."""

    grid: Grid
    kind: Kind
    header: Header
    rows: tuple[Row, ...]
    skipped: tuple[tuple[int, str], ...]
    above: tuple[tuple[str, ...], ...] = ()

    @property
    def header_row(self) -> int:
        """The number of the last header row."""
        return self.grid.first[0] + self.header.bottom

    def letter(self, index: int) -> str:
        """The letter of a grid column."""
        return letter_of(self.grid.first[1] + index)


def find_table(grid: Grid, wanted: Kind) -> Table | None:
    """The table of a sheet, None where there is none. `wanted` decides where header and titles leave the kind open."""
    texts = [tuple(text_of(cell) for cell in row) for row in grid.rows]
    header = find_header(grid, texts)
    if header is None:
        return None
    above = tuple(tuple(filter(None, row)) for row in texts[: header.top] if any(row))
    kind = kind_of(header, grid.name, above, wanted)
    rows, skipped = _read_rows(grid, texts, header)
    return Table(grid, kind, header, tuple(rows), tuple(skipped), above)


def find_header(grid: Grid, texts: Sequence[Sequence[str]]) -> Header | None:
    """The header that names most, of one row or two; the first of equals."""
    best: Header | None = None
    filled = [index for index, row in enumerate(texts) if any(row)][:SEARCHED_ROWS]
    for index in filled:
        for header in _candidates(grid, texts, index):
            if best is None or header.score > best.score + 0.01:
                best = header
    width = max((len(row) for row in texts), default=0)
    enough = NAMED_ENOUGH if width > 2 else 0.9
    return best if best and best.score >= enough else _by_shape(texts, filled)


def _candidates(grid: Grid, texts: Sequence[Sequence[str]], index: int) -> list[Header]:
    row = texts[index]
    if not _could_head(row):
        return []
    found = [Header(index, _merged_through(grid, texts, index), tuple(row), _score(row))]
    if index + 1 < len(texts) and _could_head(texts[index + 1], below=True):
        joined = _join(grid, texts, index)
        if joined:
            found.append(Header(index, index + 1, joined, _score(joined) + 0.05))
    return found


def _merged_through(grid: Grid, texts: Sequence[Sequence[str]], index: int) -> int:
    """The last row of a header whose cells are merged downwards over rows that hold nothing else."""
    row = grid.first[0] + index
    bottoms = [bottom for top, _, bottom, _ in grid.merged if top == row and bottom > row]
    filled = sum(1 for text in texts[index] if text)
    last = min(bottoms, default=row) - grid.first[0]
    through = range(index + 1, min(last + 1, len(texts)))
    if len(bottoms) * 2 > filled and not any(any(texts[other]) for other in through):
        return through[-1] if through else index
    return index


def _score(texts: Sequence[str]) -> float:
    return max(headers.score(texts, "job"), headers.score(texts, "candidate"))


_DATA_LIKE = re.compile(r"\d{5,}|\d+[-~]\d+|^\d+(\.\d+)?$|^\d{4}[-/.年]|有限公司$")


def _could_head(row: Sequence[str], below: bool = False) -> bool:
    """Whether a row of texts may be a header row: short texts, hardly a number among them, no label with its value."""
    cells = [text for text in row if text]
    if not cells or (len(cells) == 1 and len(row) > 2 and not below):
        return False
    bad = sum(1 for text in cells if len(text) > LONGEST + 20 or _DATA_LIKE.search(text) or lines.is_label(text))
    return bad == 0 if below else bad <= len(cells) * 0.2


def _join(grid: Grid, texts: Sequence[Sequence[str]], top: int) -> tuple[str, ...] | None:
    """The texts of two header rows joined by `/`, None where the upper row is no row of groups."""
    upper, lower = texts[top], texts[top + 1]
    spread = _spread(grid, top, upper, lower)
    if spread is None:
        return None
    joined, groups = [], 0
    for over, under in zip(spread, lower, strict=False):
        if over and under and plain(over) != plain(under):
            groups += 1
            joined.append(f"{over}/{under}")
        else:
            joined.append(over or under)
    return tuple(joined) if groups else None


def _spread(grid: Grid, top: int, upper: Sequence[str], lower: Sequence[str]) -> list[str] | None:
    """The upper row with each group's text over all of its columns."""
    row = grid.first[0] + top
    spread = list(upper)
    wide = {a[1]: a[3] for a in grid.merged if a[0] <= row <= a[2] and a[3] > a[1]}
    width = sum(1 for text in lower if text) + sum(1 for a, b in zip(upper, lower, strict=False) if a and not b)
    if any(right - left + 1 >= max(width, 3) for left, right in wide.items()):
        return None  # one text over the whole table: a title
    if wide:
        for left, right in wide.items():
            first = left - grid.first[1]
            for column in range(max(first, 0), min(right - grid.first[1] + 1, len(spread))):
                spread[column] = upper[first] if 0 <= first < len(upper) else ""
        return spread
    if not _are_groups(upper, lower):
        return None
    for column in range(1, len(spread)):
        if not spread[column] and lower[column] and lower[column - 1]:
            spread[column] = spread[column - 1]
    return spread


_GROUP = re.compile(
    r".*(?:信息|情况|要求|方式|待遇|条件|时间|薪酬|薪资|工资|月薪|报酬|地点|地址|pay|salary|contact|info.*)$", re.I
)


def _are_groups(upper: Sequence[str], lower: Sequence[str]) -> bool:
    """Whether, without merged cells to tell (a text file), the upper row holds groups over the lower one."""
    known = all_headers()
    over = [(a, b) for a, b in zip(upper, lower, strict=False) if a and b]
    if not over or any(not _GROUP.fullmatch(a) for a, _ in over):
        return False
    return all(bare(b) in known or headers.leans_on_group(b) for _, b in over)


def _by_shape(texts: Sequence[Sequence[str]], filled: Sequence[int]) -> Header | None:
    """A header that names little or nothing we know: a row of short texts over rows of the same width, all of them
    different where none is known.
    """
    for position, index in enumerate(filled):
        row = [text for text in texts[index] if text]
        below = [texts[other] for other in filled[position + 1 : position + 4]]
        if len(row) < 3 or not below or not _could_head(texts[index], below=True):
            continue
        if len(set(row)) < len(row) and not _score(row):
            continue
        if all(abs(sum(map(bool, other)) - len(row)) <= len(row) / 3 for other in below):
            return Header(index, index, tuple(texts[index]), 0.0)
    return None


_JOB_HINT = re.compile(r"岗位|招聘|职位|用工|招工|需求|jobs?|posts?|vacanc", re.I)
_PERSON_HINT = re.compile(r"求职|人员|学员|毕业生|残疾人|名单|花名册|登记|candidate|people|person|seeker", re.I)


def kind_of(header: Header, sheet: str | None, above: Sequence[Sequence[str]], wanted: Kind) -> Kind:
    """Posts or people: by the headers that only one kind of sheet has, then by its name and titles."""
    job, person = synonyms("job"), synonyms("candidate")
    told = {"job": 0.0, "candidate": 0.0}
    texts = [text for text in header.texts if text]
    groups = dict.fromkeys(text.rpartition("/")[0] for text in texts if "/" in text)
    for text in [*texts, *groups]:
        group, _, sub = text.rpartition("/")
        whole, form = bare(group + sub), bare(sub)
        form = whole if whole in job or whole in person else form
        is_job, is_person = form in job, form in person
        if is_job != is_person:
            told["job" if is_job else "candidate"] += 1
        elif not is_job:
            for kind in ("job", "candidate"):
                told[kind] += 0.3 * (headers.field_of(text, kind)[0] is not None)
    titles = " ".join([sheet or "", *(text for row in above for text in row)])
    told["job"] += 0.5 * bool(_JOB_HINT.search(titles))
    told["candidate"] += 0.5 * bool(_PERSON_HINT.search(titles))
    if abs(told["job"] - told["candidate"]) < 0.25:
        return wanted
    return "job" if told["job"] > told["candidate"] else "candidate"


def _read_rows(grid: Grid, texts: Sequence[Sequence[str]], header: Header) -> tuple[list[Row], list[tuple[int, str]]]:
    rows: list[Row] = []
    skipped: list[tuple[int, str]] = []
    section: str | None = None
    reader = lines.Lines(header.texts, [texts[index] for index in range(header.top, header.bottom + 1)])
    fill = _merged_down(grid)
    spans = _spans(grid)
    for index in range(header.bottom + 1, len(texts)):
        row = texts[index]
        if not any(row):
            continue
        number = grid.first[0] + index
        reason = reader.classify(row, spans.get(number, 1))
        if reason:
            skipped.append((number, reason))
            if reason == "section":
                section = lines.section_text(row)
            continue
        rows.append(Row(number, _filled(row, fill.get(number, ()), texts), section))
    return rows, skipped


def _filled(row: Sequence[str], fill: Sequence[tuple[int, int]], texts: Sequence[Sequence[str]]) -> Sequence[str]:
    """A row with what cells merged downwards say in it too."""
    if not fill:
        return row
    whole = list(row)
    for column, source in fill:
        if column < len(whole) and not whole[column]:
            whole[column] = texts[source][column]
    return whole


def _spans(grid: Grid) -> dict[int, int]:
    """For rows with merged cells, how many columns the widest of them covers."""
    spans: dict[int, int] = {}
    for top, left, bottom, right in grid.merged:
        for number in range(top, bottom + 1):
            spans[number] = max(spans.get(number, 1), right - left + 1)
    return spans


def _merged_down(grid: Grid) -> dict[int, list[tuple[int, int]]]:
    """For rows inside cells merged downwards: (grid column, grid row that holds the value)."""
    fill: dict[int, list[tuple[int, int]]] = {}
    for top, left, bottom, _ in grid.merged:
        column = left - grid.first[1]
        for number in range(top + 1, bottom + 1):
            if column >= 0:
                fill.setdefault(number, []).append((column, top - grid.first[0]))
    return fill
