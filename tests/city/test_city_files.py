"""What `fairmatch generate` writes: the contract's formats, the same bytes, and clear words for a wrong call."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shutil
import zipfile
from contextlib import redirect_stdout
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import python_calamine
import xlrd

from fairmatch.cli import run
from matcher.city import default_moment, generate_city, write_city
from matcher.documents.dirty_workbook import Formula, Sheet, write_book, write_text
from matcher.documents.old_workbook import write_old_book
from matcher.domain.fair_file import fair_from_toml


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("city")
    write_city(generate_city(120, 60, 0, default_moment()), out)
    return out


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def hashes(folder: Path) -> dict[str, str]:
    found = sorted(p for p in folder.rglob("*") if p.is_file())
    return {p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in found}


def test_an_interaction_set_stands_there(folder: Path) -> None:
    people, jobs = lines(folder / "candidates.jsonl"), lines(folder / "jobs.jsonl")
    assert (len(people), len(jobs)) == (120, 60)
    with (folder / "interactions.csv").open(encoding="utf-8", newline="") as file:
        events = list(csv.DictReader(file))
    assert list(events[0]) == ["candidate_id", "job_id", "event", "at"]
    assert {e["candidate_id"] for e in events} <= {p["id"] for p in people}
    assert {e["job_id"] for e in events} <= {j["id"] for j in jobs}
    assert all(e["at"].endswith("+08:00") for e in events)


@pytest.mark.parametrize("name", ["jobs_for_people", "people_for_jobs"])
def test_retrieval_sets_stand_there(folder: Path, name: str) -> None:
    queries = {r["id"] for r in lines(folder / "retrieval" / name / "queries.jsonl")}
    corpus = {r["id"] for r in lines(folder / "retrieval" / name / "corpus.jsonl")}
    for file in ("qrels.txt", "qrels_mutual.txt"):
        judged = [line.split() for line in (folder / "retrieval" / name / file).read_text("utf-8").splitlines()]
        assert judged
        assert all(q in queries and zero == "0" and d in corpus and g in "123" for q, zero, d, g in judged)


def test_the_fair_can_be_read(folder: Path) -> None:
    for name, kind in (("fair", "fair"), ("referrals", "referrals"), ("placement", "placement"), ("shifts", "shifts")):
        path = folder / "fair" / f"{name}.toml"
        fair = fair_from_toml(path.read_text("utf-8"), str(path))
        assert fair.kind == kind
        for pattern in (*fair.inputs.jobs, *fair.inputs.candidates):
            above, _, below = pattern.partition("../")
            assert not above
            assert list(folder.glob(below)), pattern
    fair = fair_from_toml((folder / "fair" / "fair.toml").read_text("utf-8"), "fair.toml")
    assert len(fair.booths) == 60
    assert len({booth.code for booth in fair.booths}) == 60
    assert any(booth.accessible for booth in fair.booths)
    assert fair.day.weekday() == 5


def test_wishes_name_records_and_count_from_one(folder: Path) -> None:
    people = {p["id"] for p in lines(folder / "candidates.jsonl")}
    jobs = {j["id"]: j for j in lines(folder / "jobs.jsonl")}
    book = openpyxl.load_workbook(folder / "fair" / "志愿.xlsx")
    assert book.sheetnames == ["志愿", "录用意向"]
    for sheet, side in zip(book, (0, 1), strict=True):
        header, *rows = sheet.iter_rows(values_only=True)
        assert header == ("求职者编号", "岗位编号", "顺序")
        orders: dict[str, list[int]] = {}
        for row in rows:
            assert row[0] in people
            assert jobs[row[1]].get("employment_type", "internship") == "internship"
            orders.setdefault(row[side], []).append(row[2])
        assert orders
        assert all(found == list(range(1, len(found) + 1)) for found in orders.values())


def test_the_readme_says_that_nothing_is_real(folder: Path) -> None:
    assert "does not exist" in (folder / "README.txt").read_text("utf-8")


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """A city of the command, of another clock, and what the command says."""
    out = tmp_path_factory.mktemp("small")
    arguments = ["--candidates", "12", "--jobs", "6", "--as-of", "2024-03-04T08:00", "--out", str(out), "--json"]
    said = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    with redirect_stdout(said):
        assert run(["generate", *arguments]) == 0
    return out, json.loads(said.buffer.getvalue())


def test_the_same_call_gives_the_same_bytes_also_over_an_older_city(
    folder: Path, small: tuple[Path, dict[str, Any]], tmp_path: Path
) -> None:
    out = tmp_path / "city"
    shutil.copytree(small[0], out)
    assert run(["generate", "--candidates", "120", "--jobs", "60", "--out", str(out)]) == 0
    assert hashes(out) == hashes(folder)


def test_another_clock_gives_another_city(small: tuple[Path, dict[str, Any]]) -> None:
    shifts = [shift["start"] for job in lines(small[0] / "jobs.jsonl") for shift in job.get("shifts", ())]
    assert all(start.startswith("2024-03") for start in shifts)


def test_the_command_says_what_it_made(small: tuple[Path, dict[str, Any]]) -> None:
    said = small[1]
    assert (said["candidates"], said["jobs"], said["employers"], said["seed"]) == (12, 6, 2, 0)


def test_the_example_of_the_help_runs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(["generate", "--help"]) == 0
    example = " ".join(capsys.readouterr().out.split("Example: fairmatch ")[1].split())
    monkeypatch.chdir(tmp_path)
    assert run(example.replace("2000", "20").replace("1000", "10").split()) == 0
    assert (tmp_path / "city" / "jobs.jsonl").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--candidates", "0", "--jobs", "5"], "--candidates"),
        (["--candidates", "5", "--jobs", "-1"], "--jobs"),
        (["--candidates", "many", "--jobs", "5"], "many"),
        (["--candidates", "5", "--jobs", "5", "--as-of", "tomorrow"], "--as-of"),
        (["--candidates", "5", "--jobs", "5", "--seed", "-1"], "--seed"),
    ],
)
def test_a_wrong_call_is_refused(
    arguments: list[str], words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "city"
    assert run(["generate", *arguments, "--out", str(out), "--lang", "en"]) == 2
    assert words in capsys.readouterr().err
    assert not out.exists()


def test_a_file_in_the_way_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "city"
    out.write_text("mine")
    assert run(["generate", "--candidates", "5", "--jobs", "5", "--out", str(out)]) == 2
    assert str(out) in capsys.readouterr().err
    assert out.read_text() == "mine"


# The hand that writes the workbooks


def sheet() -> Sheet:
    made = Sheet("岗位", merged=[(1, 1, 1, 4)], hidden_rows={3})
    for place, value in {(1, 1): "标题", (2, 1): "=不是公式", (3, 2): 7, (4, 1): Formula("=1+2", 3)}.items():
        made.put(*place, value)
    made.put(5, 1, None)
    return made


def test_a_workbook_keeps_text_text_and_formulas_formulas() -> None:
    page = openpyxl.load_workbook(io.BytesIO(write_book([sheet()])))["岗位"]
    assert (page["A2"].value, page["A2"].data_type) == ("=不是公式", "s")
    assert page["A4"].value == "=1+2"
    assert page.row_dimensions[3].hidden
    assert [str(area) for area in page.merged_cells.ranges] == ["A1:D1"]


def test_strings_can_stand_in_their_cells_and_dimensions_can_lie() -> None:
    with zipfile.ZipFile(io.BytesIO(write_book([sheet()], inline=True))) as archive:
        assert b"<dimension" in archive.read("xl/worksheets/sheet1.xml")
        assert b't="inlineStr"' in archive.read("xl/worksheets/sheet1.xml")
    with zipfile.ZipFile(io.BytesIO(write_book([sheet()], wrong_dimension=True))) as archive:
        assert b'<dimension ref="A1"/>' in archive.read("xl/worksheets/sheet1.xml")


def test_old_workbooks_are_read_alike_by_two_readers(tmp_path: Path) -> None:
    made = Sheet("岗位", merged=[(1, 1, 1, 4)])
    made.put(1, 1, "用工需求表")
    for row in range(2, 90):
        for column, value in enumerate((row, "电工" * 150, Formula("=1+2", 3), date(2023, 9, 30)), 1):
            made.put(row, column, value)
    hidden = Sheet("旧", {(1, 1): "x"}, hidden=True)
    path = tmp_path / "old.xls"
    path.write_bytes(write_old_book([made, hidden]))
    old = xlrd.open_workbook(str(path))
    page = old.sheet_by_index(0)
    assert [sheet.visibility for sheet in old.sheets()] == [0, 1]
    assert (page.nrows, page.row_values(1)) == (89, [2.0, "电工" * 150, 3.0, 45199.0])
    other = python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    assert other[1] == [2.0, "电工" * 150, 3.0, date(2023, 9, 30)]


def test_text_is_quoted_where_it_must_be() -> None:
    made = Sheet("x")
    for column, value in enumerate(("a,b", '说"好"', "上\n下", 15400000000, 2.5, 9.90000198107245952e17), 1):
        made.put(1, column, value)
    data = write_text(made, encoding="gbk", separator=",")
    assert next(csv.reader(io.StringIO(data.decode("gbk"), newline=""))) == [
        "a,b",
        '说"好"',
        "上\n下",
        "15400000000",
        "2.5",
        "9.90000E+17",
    ]
