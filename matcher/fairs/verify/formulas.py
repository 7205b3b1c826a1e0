"""The workbooks of a pack hold texts and numbers alone: a formula in them was not written by the planner."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from matcher.domain.fairs import Sheets
from matcher.fairs.verify.pack import Breach

_SHEET = re.compile(r"xl/worksheets/sheet(\d+)\.xml")
_FORMULA = re.compile(rb'<c r="([A-Z]+[0-9]+)"[^>]*><f\b')


def formula_breaches(folder: Path, books: Mapping[str, Sheets | None]) -> Iterator[Breach]:
    """Every cell with a formula, of the workbooks that could be read; by the sheet's name where its place tells it."""
    for file in sorted(name for name, book in books.items() if book is not None and zipfile.is_zipfile(folder / name)):
        titles = list(books[file] or ())
        with zipfile.ZipFile(folder / file) as parts:
            for part in parts.namelist():
                if not (sheet := _SHEET.fullmatch(part)):
                    continue
                at = int(sheet[1]) - 1
                title = titles[at] if at < len(titles) else part
                for cell in _FORMULA.findall(parts.read(part)):
                    yield Breach("verify_formula", {"file": file, "sheet": title, "cell": cell.decode()})
