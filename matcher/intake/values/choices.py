"""Cells that choose among the contract's codes: sex, kinds of work, status, groups, insurance, yes and no, consents."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from matcher.intake import wordlists
from matcher.intake.cells import folded
from matcher.intake.values.reading import NOTHING, Reading, asked, is_open, plain_value, repaired

CONSENTS = ("matching", "disability_matching", "contact")
YES = frozenset(("是", "同意", "√", "已签"))  # give a consent, and nothing else does (contract 6.1)
NO = frozenset(["否", "不同意", "不", "未签", "×", "x", "无", "没有", "未同意", "no", "n", "0", "不愿意", "拒绝"])


@lru_cache(maxsize=1_000)
def read_consent(text: str) -> Reading:
    """Whether a consent was given: True, False where the cell says no, absent where it is blank, else asked."""
    tidy = folded(text).casefold()
    if tidy in YES:
        return plain_value(True)
    if not tidy or re.fullmatch(r"[-—_/\\]+", tidy):
        return NOTHING
    return plain_value(False) if tidy in NO else asked("consent_unclear")


_YES = re.compile(r"是|√|✓|✔|有|可以?|能|需要?|yes|y|true|1|接受|愿意|可接受|同意|可提供|可以协商|可协商", re.I)
_NO = re.compile(r"否|×|x|✗|无|没有|不可以?|不能|不需要?|no|n|false|0|不接受|不愿意|不行|不可|不同意|不提供|免", re.I)


@lru_cache(maxsize=1_000)
def read_flag(text: str) -> Reading:
    """Yes or no."""
    tidy = folded(text)
    if not tidy or re.fullmatch(r"[-—_/\\]+|不限|未知|不详|面议", tidy):
        return NOTHING
    if _YES.fullmatch(tidy):
        return plain_value(True)
    return plain_value(False) if _NO.fullmatch(tidy) else asked("flag_unclear")


@lru_cache(maxsize=1_000)
def read_sex(text: str) -> Reading:
    """`male` or `female` of a person."""
    tidy = folded(text)
    if is_open(text) or re.fullmatch(r"0|9|未知.*|未说明.*|男女不限|男/女", tidy):
        return NOTHING
    code = wordlists.first("sex", tidy)
    return plain_value(code) if code else asked("sex_unclear")


_SPLIT = re.compile(r"[、,，/;；|+和或及\s]+")


def _code(text: str, words: str) -> str | None:
    return wordlists.first(words, folded(text).casefold())


@lru_cache(maxsize=1_000)
def read_type(text: str) -> Reading:
    """One kind of employment."""
    if is_open(text):
        return NOTHING
    found = {_code(part, "employment_type") for part in _SPLIT.split(text) if part}
    found.discard(None)
    if len(found) != 1:
        return asked("type_two" if found else "type_unclear")
    code = found.pop()
    return plain_value(code) if folded(text) in _PLAIN_TYPES or text.strip() == code else repaired(code, "type_read")


_PLAIN_TYPES = frozenset(("全职", "兼职", "零工", "见习", "就业见习", "公益性岗位", "实习"))


@lru_cache(maxsize=1_000)
def read_types(text: str) -> Reading:
    """Several kinds of employment, as a list; each of a split text must be understood."""
    return _list(text, "employment_type", "type_unclear")


@lru_cache(maxsize=1_000)
def read_status(text: str) -> Reading:
    """What a person does now."""
    if is_open(text):
        return NOTHING
    tidy = folded(text).casefold()
    if tidy in ("是", "否"):
        return repaired("employed" if tidy == "是" else "unemployed", "status_read")
    code = _code(text, "status")
    if code is None:
        return asked("status_unclear")
    plain = tidy in (code, "失业", "在职", "在校", "退休", "灵活就业", "学生", "未就业", "在校学生", "已就业")
    return plain_value(code) if plain else repaired(code, "status_read")


_NO_GROUP = re.compile(
    r"否|无|一般人员|普通(?:求职者|人员)?|其他|其它|社会人员|普通群体|农民工|农村(?:转移)?劳动力|城镇.*职工|none|no"
)


@lru_cache(maxsize=1_000)
def read_groups(text: str) -> Reading:
    """The groups that a person counts himself to."""
    if is_open(text) or _NO_GROUP.fullmatch(folded(text).casefold()):
        return NOTHING
    return _list(text, "group", "group_unclear")


@lru_cache(maxsize=1_000)
def read_veteran(text: str) -> Reading:
    """The group `veteran` from a column of its own (`是`, `2015年退役`)."""
    tidy = folded(text).casefold()
    if is_open(text) or re.fullmatch(r"否|no|n|非|不是|×|未服役|0|群众", tidy):
        return NOTHING
    if re.search(r"是|√|退役|退伍|复员|转业|士兵|士官|服役|yes|(?:19|20)\d\d|\d+年", tidy):
        return plain_value(["veteran"])
    return asked("group_unclear")


_UNINSURED = re.compile("无|否|none|(?:不|未|没有?)(?:有|[交缴买上参办]纳?)?(?:社?保险?|五险)?")


@lru_cache(maxsize=1_000)
def read_insurance(text: str) -> Reading:
    """Insurance that a post offers. `五险` holds the insurance against work injury too; `无` is an empty list."""
    tidy = folded(text).casefold()
    if _UNINSURED.fullmatch(tidy):
        return plain_value([])
    if is_open(text):
        return NOTHING
    if tidy in ("是", "缴纳", "参保", "已参保", "√", "有", "yes", "交社保", "缴社保"):
        return repaired(["work_injury", "social"], "insurance_read")
    found = [code for code, pattern in wordlists.choices("insurance") if pattern.search(tidy)]
    if not found or re.search(r"三险|四险|保险齐全", tidy):
        return asked("insurance_unclear")
    if "social" in found and "work_injury" not in found and not re.search(r"^(?:养老|医疗)", tidy):
        found.append("work_injury")
    ordered = [code for code in ("work_injury", "accident", "occupational_injury", "social") if code in found]
    return repaired(ordered, "insurance_read")


@lru_cache(maxsize=1_000)
def read_settlement(text: str) -> Reading:
    """When pay is paid out."""
    return _one(text, "settlement", "settlement_unclear")


@lru_cache(maxsize=1_000)
def read_visibility(text: str) -> Reading:
    """Who can match a post."""
    return _one(text, "visibility", "visibility_unclear")


@lru_cache(maxsize=1_000)
def read_channels(text: str) -> Reading:
    """The services in which a post is offered."""
    return _list(text, "channel", "channel_unclear")


_GRADE = re.compile(r"(?:^|[^\d])(IV|I{1,3}|[一二三四壹贰叁肆1-4])级?(?=$|[^\d\u4e00-\u9fff]|级)")


@lru_cache(maxsize=5_000)
def read_disability(text: str) -> Reading:
    """Text about a disability as `{"category", "grade"}`, whichever it names (`肢体三级`)."""
    if is_open(text) or folded(text) in ("否", "非残疾", "健全", "非残疾人", "无残疾"):
        return NOTHING
    tidy = folded(text)
    found = [code for code, pattern in wordlists.choices("disability_category") if pattern.search(tidy)]
    grades = {int(wordlists.first("disability_grade", mark) or 0) for mark in _GRADE.findall(tidy)}
    value: dict[str, Any] = {}
    if len(found) == 1:
        value["category"] = found[0]
    elif len(found) > 1:
        if set(found) == {"hearing", "speech"}:
            return asked("disability_two")
        value["category"] = "multiple"
    if len(grades) == 1:
        value["grade"] = grades.pop()
    elif len(grades) > 1:
        return asked("disability_grade_unclear")
    if not value:
        return asked("disability_grade_unclear" if re.search(r"度|级", tidy) else "disability_unclear")
    return Reading(value, "repair", "disability_read") if not _is_plain(tidy, value) else Reading(value)


def _is_plain(tidy: str, value: dict[str, Any]) -> bool:
    return (
        bool(re.fullmatch(r"(?:视力|听力|言语|肢体|智力|精神|多重)(?:残疾)?|[一二三四]级|[1-4]", tidy))
        and len(value) == 1
    )


def _one(text: str, words: str, question: str) -> Reading:
    if is_open(text):
        return NOTHING
    code = _code(text, words)
    return plain_value(code) if code else asked(question)


def _list(text: str, words: str, question: str) -> Reading:
    if is_open(text):
        return NOTHING
    parts = [part for part in _SPLIT.split(text.strip()) if part and not is_open(part)]
    codes = [_code(part, words) for part in parts]
    if not codes or any(code is None for code in codes):
        whole = _code(text, words)
        return repaired([whole], "list_read") if whole and len(parts) < 2 else asked(question)
    return plain_value(list(dict.fromkeys(codes)))
