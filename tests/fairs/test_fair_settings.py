"""A fair's file: from TOML and from the workbook, and every wrong value named with file, key and reason."""

from __future__ import annotations

import datetime
import io

import pytest

from matcher.domain.errors import SettingError
from matcher.domain.fair_book import fair_from_sheets
from matcher.domain.fair_file import fair_from_toml, known_scenario
from matcher.domain.fairs import employer_key
from matcher.fairs.template import template

openpyxl = pytest.importorskip("openpyxl")
SOUND = """
name = "招聘会"
scenario = "general"
date = 2023-05-20
[hall]
opens = "09:00"
closes = "12:00"
[inputs]
jobs = ["岗位/*.xlsx"]
candidates = ["求职者.xlsx"]
[[booths]]
code = "A01"
employer = "扬州某某有限公司"
accessible = true
breaks = ["10:30/10:40"]
"""


def test_the_contracts_example_is_read():
    fair = fair_from_toml(SOUND, "fair.toml")
    assert (fair.hall.opens, fair.hall.closes, fair.hall.slot_minutes) == (540, 720, 10)
    assert fair.booths[0].breaks == ((630, 640),)
    assert (fair.kind, fair.limits.recommendations) == ("fair", 3)


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ('name = "招聘会"', "", "name"),
        ('opens = "09:00"', 'opens = "9 Uhr"', "hall.opens"),
        ('closes = "12:00"', 'closes = "08:00"', "hall.closes"),
        ('closes = "12:00"', "slot_minuts = 5", "slot_minutes"),
        ('closes = "12:00"', "slot_minutes = 0", "hall.slot_minutes"),
        ("date = 2023-05-20", 'date = "5月20日"', "date"),
        ("accessible = true", 'accessible = "ja"', r"booths\[0\].accessible"),
        ("10:30/10:40", "10:40/10:30", r"booths\[0\].breaks"),
        ('"A01"', '"A/1"', r"booths\[0\].code"),
        ("[hall]", '[limits]\nrecommendations = 2\ninterviews_per_candidate = 3\n[hall]', "interviews_per_candidate"),
        ('scenario = "general"', 'scenario = "general"\nkind = "party"', "kind"),
        ("[[booths]]", 'consents = ["matching"]\n[[booths]]', "consent_source"),
        ("[[booths]]", 'consents = ["disability_matching"]\n[[booths]]', "inputs.consents"),
        ("[[booths]]", '[[quotas]]\nmin = 1\n[[booths]]', r"quotas\[0\]"),
        ("name = ", "name == ", "fair.toml"),
        ('[[booths]]\ncode = "A01"', '[[booths]]\ncode = "A01"\nemployer = "x"\n[[booths]]\ncode = "A01"', "A01"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_named(old, new, named):
    with pytest.raises(SettingError, match=named) as refused:
        fair_from_toml(SOUND.replace(old, new), "fair.toml")
    assert "fair.toml" in refused.value.message("zh")


def test_a_fair_without_booths_is_refused_and_a_placement_without_them_is_not():
    text = SOUND.partition("[[booths]]")[0]
    with pytest.raises(SettingError, match="booths"):
        fair_from_toml(text, "fair.toml")
    assert fair_from_toml(text.replace("date =", 'kind = "placement"\ndate ='), "f").booths == ()


def test_an_unknown_scenario_is_refused_with_those_there_are():
    with pytest.raises(SettingError, match="general gig"):
        known_scenario(fair_from_toml(SOUND.replace("general", "generel"), "f"), ["general", "gig"], "f")


def test_the_template_filled_in_is_read_back_as_a_fair():
    book = openpyxl.load_workbook(io.BytesIO(template()))
    assert book.sheetnames == ["招聘会", "展位", "岗位", "求职者"]
    page = book["招聘会"]
    for row in page.iter_rows(min_row=2):
        fill = {"名称": "春风行动", "日期": "2023-05-20", "手语翻译人数": 2}
        if row[0].value in fill:
            row[1].value = fill[row[0].value]
    book["展位"].append(["A1", "甲公司", "是", "10:30/10:40；11:00-11:10"])
    sheets = {p.title: [list(row) for row in p.iter_rows(values_only=True)] for p in book}
    fair = fair_from_sheets(sheets, "招聘会.xlsx")
    assert (fair.name, fair.day, fair.hall.interpreters) == ("春风行动", datetime.date(2023, 5, 20), 2)
    assert (fair.booths[0].accessible, fair.booths[0].breaks) == (True, ((630, 640), (660, 670)))
    assert fair.inputs.jobs == ("招聘会.xlsx",)


def test_the_template_has_the_columns_of_the_contract():
    page = openpyxl.load_workbook(io.BytesIO(template()))["求职者"]
    header = [cell.value for cell in page[1]]
    assert {"编号", "同意匹配", "同意使用残疾信息", "同意提供联系方式", "最远距离", "姓名"} <= set(header)


@pytest.mark.parametrize("name", ["扬州某某（集团）有限公司", " 扬州某某(集团)有限公司", "扬州某某集团有限公司"])
def test_an_employer_is_known_by_its_name_whatever_its_width_and_brackets(name):
    assert employer_key(name) == "扬州某某集团有限公司"
