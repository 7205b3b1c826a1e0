"""Real Chinese job titles, written into a workbook, imported and matched."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from matcher.domain.requests import MatchJobs, read_request
from matcher.office import Office

pytestmark = pytest.mark.data

# Wishes in other words than any of the titles that fit, and a title among those that would do.
WISHES = (
    ("烧饭", "梅姨火锅招聘厨师"),
    ("记账", "核算会计"),
    ("裁缝", "柏缘商贸招聘样衣工"),
    ("卖房", "案场销售主管"),
    ("快递", "柏优公司招聘配/理/拣/发货"),
)


def titles(public_data: Path, count: int) -> list[str]:
    lines = (public_data / "csco2022_titles" / "queries.jsonl").read_text("utf-8").splitlines()
    return list(dict.fromkeys(json.loads(line)["text"] for line in lines))[:count]


@pytest.fixture
def market(public_data: Path, office: Office, tmp_path: Path) -> Office:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["2023年企业用工需求汇总表"])
    sheet.append(["编号", "岗位名称", "招聘人数"])
    for number, title in enumerate(titles(public_data, 600), 1):
        sheet.append([f"R{number:04}", title, 1])
    book.save(tmp_path / "岗位.xlsx")
    intake = office.import_files("default", "job", [tmp_path / "岗位.xlsx"])
    assert intake.report.counts()["rejected"] == 0
    return office


def best(office: Office, wish: str, k: int) -> list[str]:
    person: dict[str, Any] = {"desired_occupations": [wish], "consents": ["matching"]}
    answer = office.match("default", read_request(MatchJobs, {"candidate": person, "k": k}))
    return [office.get("default", "job", result["job_id"]).document["title"] for result in answer["results"]]


def test_the_right_post_is_found_without_a_shared_character(market: Office, public_data: Path) -> None:
    offered = titles(public_data, 600)
    for wish, title in WISHES:
        assert title in offered
        assert not set(wish) & set(title)
        assert title in best(market, wish, 5), (wish, best(market, wish, 5))
