"""Whatever stands in a cell or a file, a reader answers: a value, nothing or a question; never an exception."""

from __future__ import annotations

import csv
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matcher.domain.errors import FileRefused
from matcher.domain.moments import parse_day, parse_moment
from matcher.intake.reading import Options, read_files
from matcher.intake.values import choices, days, hours, identity, names, pay, people_wanted, schooling, whereabouts
from matcher.intake.values.reading import Reading

AS_OF = date(2023, 9, 1)
LETTERS = (
    "0123456789一二三四五十百千万两半-~—到至./:，,、;；()（）+*% "
    "元块月天日时年薪kKwW班件起以上下内左右约招人名岁男女区市镇路号级届早晚夜无不限面议同意是否"
)
CELLS = st.one_of(st.text(st.sampled_from(LETTERS), max_size=14), st.text(max_size=10))
READERS: dict[str, Callable[[str], Reading]] = {
    "pay": pay.read_pay,
    "day that closes": lambda text: days.read_day(text, "closes", AS_OF),
    "day of birth": lambda text: days.read_day(text, "birth", AS_OF),
    "schooling of a post": lambda text: schooling.read_education(text, True),
    "schooling of a person": lambda text: schooling.read_education(text, False),
    "headcount": people_wanted.read_headcount,
    "years": people_wanted.read_years,
    "phone": identity.read_phone,
    "id number": identity.read_id_number,
    "certificate number": identity.read_certificate_number,
    "place": whereabouts.read_place,
    "places": whereabouts.read_places,
    "hours": hours.read_hours,
    "windows": hours.read_windows,
    "months": hours.read_months,
    "disability": choices.read_disability,
    "groups": choices.read_groups,
    "insurance": choices.read_insurance,
    "list": names.read_list,
    "certificates": lambda text: names.read_certificates(text, True),
    "arrangements": names.read_arrangements,
    "majors": names.read_majors,
}


@pytest.mark.parametrize("name", READERS)
@given(text=CELLS)
@settings(max_examples=150, deadline=None)
def test_a_reader_answers(name: str, text: str) -> None:
    reading = READERS[name](text)
    assert reading.severity in (None, "repair", "question")
    if reading.severity == "question":
        assert reading.value is None


@given(text=CELLS)
@settings(max_examples=400, deadline=None)
def test_a_pay_is_a_range_in_a_unit(text: str) -> None:
    found = pay.read_pay(text).value
    if found:
        assert found["unit"] in ("hour", "day", "shift", "week", "month", "year", "piece")
        assert found.get("min", 0) <= found.get("max", float("inf"))
        assert "min" in found or "max" in found


@given(text=CELLS)
@settings(max_examples=300, deadline=None)
def test_a_day_is_a_day(text: str) -> None:
    found = days.read_day(text, "closes", AS_OF).value
    if found:
        assert parse_day(found)


@given(
    low=st.integers(1000, 20_000), more=st.integers(0, 20_000), form=st.sampled_from(["{}-{}", "{}~{}元/月", "{}至{}"])
)
@settings(max_examples=100, deadline=None)
def test_a_plain_monthly_range_is_read(low: int, more: int, form: str) -> None:
    found = pay.read_pay(form.format(low, low + more)).value
    assert found == {"min": low, "max": low + more, "unit": "month"}


@given(rows=st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=6))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_rows_sum_up_and_nothing_vanishes(rows: list[list[str]], tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    with path.open("w", encoding="utf-8", newline="", errors="replace") as stream:
        csv.writer(stream).writerows([["岗位名称", "薪资待遇", "备注"], *rows])
    try:
        found = read_files([path], "job", Options(parse_moment("2023-09-01"), b"key"))
    except FileRefused:
        return
    (sheet,) = found.report.as_json()["files"]
    counts: dict[str, Any] = sheet["rows"]
    assert counts["read"] == sum(counts[name] for name in ("accepted", "questioned", "rejected", "duplicate"))
    told = {row.row for row in found.report.rows} | {entry["row"] for entry in sheet["skipped"]}
    with path.open(encoding="utf-8", newline="") as stream:
        filled = {number for number, row in enumerate(csv.reader(stream), 1) if any(cell.strip() for cell in row)}
    assert filled - told <= {sheet["header_row"]}


@given(
    data=st.binary(max_size=300), start=st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{"])
)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_read_or_refused(data: bytes, start: bytes, tmp_path: Path) -> None:
    path = tmp_path / "x.bin"
    path.write_bytes(start + data)
    with suppress(FileRefused):
        read_files([path], "candidate", Options(parse_moment("2023-09-01"), b"key"))
