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
        ('[[booths]]', '[[quotas]]\nemployer = 5\n[[booths]]', r"quotas\[0\].employer"),
        ('[[booths]]', '[quotas]\nmin = 1\n[[booths]]', "quotas"),
        ('opens = "09:00"', "opens = 9", "hall.opens"),
        ('scenario = "general"', 'scenaro = "general"', "scenaro; did you mean scenario"),
        ("[inputs]", "[input]", "unknown key input; did you mean inputs"),
        ("[[booths]]", 'consents = ["matching"]\nconsent_source = " "\n[[booths]]', "inputs.consent_source"),
        ("name = ", "name == ", "line 2, column 7"),
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


def filled(settings=None, booths=(("A1", "甲公司", "是", None),), rename=("", "")):
    """The template as a clerk fills it in, row by row."""
    book = openpyxl.load_workbook(io.BytesIO(template()))
    values = {"名称": "春风行动", "日期": "2023-05-20"} | (settings or {})
    for row in book["招聘会"].iter_rows(min_row=2):
        if row[0].value in values:
            row[1].value = values.pop(row[0].value)
    for label, value in values.items():
        book["招聘会"].append([label, value])
    for cell in book["展位"][1]:
        cell.value = rename[1] if cell.value == rename[0] else cell.value
    for booth in booths:
        book["展位"].append(booth)
    return {page.title: [list(row) for row in page.iter_rows(values_only=True)] for page in book}


@pytest.mark.parametrize(
    ("written", "minute"),
    [
        (datetime.time(9, 30), 570), (datetime.datetime(1899, 12, 31, 9, 30), 570), (0.375, 540), ("9:00", 540),
        (datetime.timedelta(hours=9), 540), ("9：00", 540), ("09:00:00", 540), ("上午9点", 540), ("上午9点半", 570),
        ("9时30分", 570), ("10:30 am", 630),
    ],
)  # fmt: skip
def test_a_time_may_be_written_as_clerks_write_it(written, minute):
    assert fair_from_sheets(filled({"开始": written, "结束": "下午2点"}), "招聘会.xlsx").hall.opens == minute


@pytest.mark.parametrize("written", [datetime.date(2023, 5, 20), "2023/5/20", "2023年5月20日", "2023年5月20日（周六）"])
def test_a_day_may_be_written_as_clerks_write_it(written):
    assert fair_from_sheets(filled({"日期": written}), "招聘会.xlsx").day == datetime.date(2023, 5, 20)


@pytest.mark.parametrize(
    ("written", "breaks"),
    [
        ("10:30-10:40", ((630, 640),)), ("10:30/10:40、11:00/11:10", ((630, 640), (660, 670))), ("无", ()),
        ("10：30－10：40，11：00～11：10", ((630, 640), (660, 670))), ("10:30 - 10:40", ((630, 640),)),
        ("上午10点半至10点40分", ((630, 640),)), ("10:30-10:40\n11:00—11:10", ((630, 640), (660, 670))),
    ],
)  # fmt: skip
def test_breaks_may_be_written_as_clerks_write_them(written, breaks):
    fair = fair_from_sheets(filled(booths=[("A1", "甲公司", None, written)]), "招聘会.xlsx")
    assert fair.booths[0].breaks == breaks


@pytest.mark.parametrize(
    ("settings", "booths", "rename", "named"),
    [
        ({"开始": 9}, None, None, "招聘会!B6 开始"),
        ({"日期": "5月20日"}, None, None, "招聘会!B5 日期"),
        ({"类型": "集市"}, None, None, "招聘会!B3 类型.*岗位推荐"),
        ({"名称": None}, None, None, "招聘会 名称"),
        ({"每场面试时长": 15}, None, None, "招聘会!A18 每场面试时长.*每场面试分钟"),
        (None, [("A1", "甲公司", None, None), (None,), ("A2", None, "是", None)], None, "展位!B4 单位名称"),
        (None, [("A1", "甲公司", "有坡道", None)], None, "展位!C2 无障碍"),
        (None, [("A1", "甲公司", None, "10:40-10:30")], None, "展位!D2 休息"),
        (None, None, ("无障碍", "无障碍展位"), "展位!C1 无障碍展位.*did you mean 无障碍"),
        (None, None, ("单位名称", "企业"), "展位 单位名称"),
        (None, [], None, "展位 is missing"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_the_workbook_is_named_by_its_cell(settings, booths, rename, named):
    given = {"booths": booths} if booths is not None else {}
    with pytest.raises(SettingError, match=named):
        fair_from_sheets(filled(settings, rename=rename or ("", ""), **given), "招聘会.xlsx")


def test_labels_may_have_a_colon_consents_be_chinese_and_wishes_stand_in_the_workbook():
    sheets = filled({"同意": "同意匹配、同意提供联系方式", "同意来源": "报名表"})
    sheets["招聘会"][1][0] = "名 称："
    fair = fair_from_sheets(sheets | {"志愿": [["求职者编号", "岗位编号", "顺序"]]}, "招聘会.xlsx")
    assert (fair.name, fair.inputs.consents) == ("春风行动", ("matching", "contact"))
    assert fair.inputs.wishes == ("招聘会.xlsx",)


@pytest.mark.parametrize(
    ("written", "counted"), [("扬州市", "3210"), ("321000", "3210"), (321002, "321002"), ("3210", "3210")]
)
def test_a_quota_of_a_city_holds_the_districts_within_it(written, counted):
    quota = f"[[quotas]]\ndivision = {written!r}\nmax = 1\n[[booths]]"
    assert fair_from_toml(SOUND.replace("[[booths]]", quota), "f").quotas[0].division == counted


def test_the_template_has_the_columns_of_the_contract():
    page = openpyxl.load_workbook(io.BytesIO(template()))["求职者"]
    header = [cell.value for cell in page[1]]
    assert {"编号", "同意匹配", "同意使用残疾信息", "同意提供联系方式", "最远距离", "姓名"} <= set(header)


@pytest.mark.parametrize("name", ["扬州某某（集团）有限公司", " 扬州某某(集团)有限公司", "扬州某某集团有限公司"])
def test_an_employer_is_known_by_its_name_whatever_its_width_and_brackets(name):
    assert employer_key(name) == "扬州某某集团有限公司"


def test_a_workbook_may_name_the_employers_files_and_the_lists_of_people():
    named = {"岗位文件": "岗位\\*.xlsx； 岗位/*.csv", "求职者文件": "名单.xlsx"}
    inputs = fair_from_sheets(filled(named), "招聘会.xlsx").inputs
    assert inputs.jobs == ("岗位/*.xlsx", "岗位/*.csv")
    assert inputs.candidates == ("名单.xlsx",)
    sheets = filled(named)
    sheets["岗位"].append(["p-1", "文员", "甲公司"])
    assert fair_from_sheets(sheets, "招聘会.xlsx").inputs.jobs == ("招聘会.xlsx", "岗位/*.xlsx", "岗位/*.csv")
    assert fair_from_sheets(filled(), "招聘会.xlsx").inputs.jobs == ("招聘会.xlsx",)
