"""A clerk's week: messy workbooks in, a person matched, and a fair from spreadsheets to a pack that proves itself."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

AS_OF = "2023-09-01T08:00+08:00"
BOOTHS = 6


def test_messy_workbooks_become_matches(small_city: Path, tmp_path: Path, type_in: Callable[..., Any]) -> None:
    messy, at = small_city / "messy", ("--as-of", AS_OF)
    posts = json.loads(type_in("import", "jobs", messy / "jobs.xlsx", messy / "jobs_gbk.csv", "--json", *at).out)
    books = [messy / "candidates.xlsx", messy / "candidates.csv"]
    returned = tmp_path / "回执.xlsx"
    read = type_in("import", "candidates", *books, "--report", returned, "--json", *at)
    people = json.loads(read.out)
    for report in (posts, people):
        for file in report["files"]:
            rows = file["rows"]
            assert rows["read"] == sum(rows[outcome] for outcome in ("accepted", "questioned", "rejected", "duplicate"))
            assert rows["accepted"] > 10
    assert openpyxl.load_workbook(returned).sheetnames
    phones = [row["fields"]["contact.phone"] for row in _people(messy) if row["fields"].get("contact.phone")]
    assert phones
    assert not any(phone in read.err for phone in phones)

    stored = {row["id"] for row in json.loads(type_in("list", "candidates", "--json").out)["candidates"]}
    assert stored == {row["id"] for row in people["records"] if row["id"] is not None}
    found = _first_match(type_in, sorted(stored))
    assert found["results"][0]["reasons"]
    assert found["excluded"]["total"] == sum(found["excluded"]["by_rule"].values())

    type_in("import", "--undo", str(people["import"]))
    assert json.loads(type_in("list", "candidates", "--json").out) == {"candidates": []}


def _people(messy: Path) -> list[dict[str, Any]]:
    truth = json.loads((messy / "truth.json").read_text("utf-8"))
    return [row for file in truth if file["kind"] == "candidates" for sheet in file["sheets"] for row in sheet["rows"]]


def _first_match(type_in: Callable[..., Any], ids: list[str]) -> dict[str, Any]:
    for person in ids[:8]:
        found: dict[str, Any] = json.loads(type_in("match", "--candidate", person, "--as-of", AS_OF, "--json").out)
        if found["results"]:
            return found
    pytest.fail("none of eight people found a post")


@pytest.fixture(scope="module")
def small_fair(small_city: Path) -> Path:
    """The city's fair with its first booths and the first of the three lists alone."""
    text = (small_city / "fair" / "fair.toml").read_text("utf-8")
    head, *booths = text.split("\n[[booths]]\n")
    for whole, part in (
        ('["../dirty/employers/*.xlsx", "../dirty/employers/*.csv"]', '["../dirty/employers/0[1-6]*.xlsx"]'),
        ('["../dirty/people/*.xlsx", "../dirty/people/*.csv"]', '["../dirty/people/*.csv"]'),
    ):
        assert whole in head
        head = head.replace(whole, part)
    file = small_city / "fair" / "small.toml"
    file.write_text("\n[[booths]]\n".join([head, *booths[:BOOTHS]]), "utf-8")
    return file


def test_a_fair_from_spreadsheets_to_a_pack_that_proves_itself(
    small_fair: Path, tmp_path: Path, type_in: Callable[..., Any], typed: Callable[..., Any]
) -> None:
    at = ("--fair", small_fair, "--as-of", "2023-09-01")
    packs = [tmp_path / name for name in ("one", "two")]
    for pack, hashing in zip(packs, ("0", "1"), strict=True):
        type_in("fair", "plan", *at, "--out", pack, PYTHONHASHSEED=hashing)
    assert _files(packs[0]) == _files(packs[1])

    plan = json.loads((packs[0] / "plan.json").read_text("utf-8"))
    assert plan["interviews"]
    assert {"plan.xlsx", "summary.html", "manifest.json"} <= {file.name for file in packs[0].iterdir()}
    _read_back(packs[0], plan)
    type_in("fair", "verify", packs[0], "--inputs", small_fair.parent)
    _results_come_back(type_in, at, packs[0], len({i["candidate_id"] for i in plan["interviews"]}))

    plan["interviews"][0]["booth"] = "Z99"
    (packs[0] / "plan.json").write_text(json.dumps(plan, ensure_ascii=False), "utf-8")
    broken = typed(tmp_path, "fair", "verify", packs[0])
    assert broken.code == 1
    assert "Z99" in broken.out


def _read_back(pack: Path, plan: dict[str, Any]) -> None:
    """The workbook and the booths' sheets hold the interviews of `plan.json`, and no more of them."""
    header, *rows = openpyxl.load_workbook(pack / "plan.xlsx")["面试安排"].iter_rows(values_only=True)
    assert header[:6] == ("求职者编号", "岗位编号", "展位", "开始", "结束", "锁定")
    told = {
        (i["candidate_id"], i["job_id"], i["booth"], i["start"][11:16], i["end"][11:16]) for i in plan["interviews"]
    }
    assert {row[:5] for row in rows} == told
    for booth in {i["booth"] for i in plan["interviews"]}:
        sheet = (pack / "booths" / f"{booth}.html").read_text("utf-8")
        assert all(start in sheet for _, _, at, start, _ in told if at == booth)
    persons = {file.stem for file in (pack / "candidates").glob("*.html")}
    assert {row["candidate_id"] for row in plan["recommendations"]} <= persons


def _results_come_back(type_in: Callable[..., Any], at: tuple[Any, ...], pack: Path, people: int) -> None:
    """The pack's own result sheet, filled in by its booths, becomes a funnel and a report."""
    book = openpyxl.load_workbook(pack / "results.xlsx")
    page = book["结果"]
    outcome = [cell.value for cell in page[1]].index("结果")
    for row in page.iter_rows(min_row=2):
        row[outcome].value = "待定"
    filled, report = pack.parent / "结果.xlsx", pack.parent / "成效.html"
    book.save(filled)
    told = json.loads(type_in("fair", "results", *at, filled, "--out", report, "--json").out)
    assert told["funnel"]["invited"] == told["funnel"]["interviewed"] == people
    assert "成效报告" in report.read_text("utf-8")


def _files(folder: Path) -> dict[str, bytes]:
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}
