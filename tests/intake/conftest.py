"""Workbooks for the tests of reading, and reading them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from matcher.domain.moments import parse_moment
from matcher.intake.reading import Intake, Options, read_files

AS_OF = parse_moment("2023-05-01T09:00+08:00")


def options(**changes: Any) -> Options:
    return Options(key=b"a key for tests", **{"as_of": AS_OF, **changes})


@pytest.fixture
def book(tmp_path: Path) -> Callable[..., Path]:
    """Writes a workbook: rows by sheet, merged areas by sheet, hidden sheets and rows."""

    def write(
        name: str,
        sheets: dict[str, Sequence[Sequence[Any]]],
        merged: dict[str, Sequence[str]] | None = None,
        hidden: Sequence[str] = (),
        hidden_rows: Sequence[int] = (),
    ) -> Path:
        path = tmp_path / name
        with xlsxwriter.Workbook(str(path), {"strings_to_urls": False, "strings_to_formulas": False}) as made:
            day = made.add_format({"num_format": "yyyy-mm-dd"})
            for title, rows in sheets.items():
                page = made.add_worksheet(title)
                for area in (merged or {}).get(title, ()):
                    page.merge_range(area, "")
                for number, row in enumerate(rows):
                    for column, value in enumerate(row):
                        if hasattr(value, "isoformat"):
                            page.write_datetime(number, column, value, day)
                        elif value is not None:
                            page.write(number, column, value)
                for number in hidden_rows:
                    page.set_row(number, None, None, {"hidden": True})
                if title in hidden:
                    page.hide()
        return path

    return write


@pytest.fixture
def jobs(book: Callable[..., Path]) -> Callable[..., Intake]:
    """Reads one sheet of jobs from its rows."""

    def read(rows: Sequence[Sequence[Any]], merged: Sequence[str] = (), **changes: Any) -> Intake:
        path = book("岗位.xlsx", {"岗位": rows}, {"岗位": merged})
        return read_files([path], "job", options(**changes))

    return read


@pytest.fixture
def people(book: Callable[..., Path]) -> Callable[..., Intake]:
    """Reads one list of people from its rows."""

    def read(rows: Sequence[Sequence[Any]], merged: Sequence[str] = (), **changes: Any) -> Intake:
        path = book("人员.xlsx", {"人员": rows}, {"人员": merged})
        return read_files([path], "candidate", options(**changes))

    return read


@pytest.fixture
def choose() -> Callable[..., Options]:
    """Options of reading at the tests' clock."""
    return options
