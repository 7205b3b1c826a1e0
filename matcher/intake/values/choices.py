"""Cells that choose among the contract's codes: sex, kinds of work, status, groups, insurance, yes and no, consents."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

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


_SEX = {"male": r"男性?|先生|m|male|1|男生|男士", "female": r"女性?|女士|小姐|f|female|2|女生"}


@lru_cache(maxsize=1_000)
def read_sex(text: str) -> Reading:
    """`male` or `female` of a person."""
    tidy = folded(text)
    if is_open(text) or re.fullmatch(r"0|9|未知.*|未说明.*|男女不限|男/女", tidy):
        return NOTHING
    for code, pattern in _SEX.items():
        if re.fullmatch(pattern, tidy, re.I):
            return plain_value(code)
    return asked("sex_unclear")


# Words of each code, first match first.
_TYPES: tuple[tuple[str, str], ...] = (
    ("public_welfare", r"公益(?:性)?岗?位?|publicwelfare|public_welfare"),
    ("internship", r"见习|实习|intern(?:ship)?"),
    ("gig", r"零工|临时|短工|日结|小时工|钟点|计时工|短期|散工|平台|灵活用工|灵活就业|gig|temporary|casual"),
    ("part_time", r"兼职|非全日制|半日|parttime|part_time|part-time"),
    (
        "full_time",
        r"全职|全日制|正式|合同工|长期工?|固定|劳务派遣|派遣|劳动合同|社招|校招|fulltime|full_time|full-time|permanent",
    ),
)
_SPLIT = re.compile(r"[、,，/;；|+和或及\s]+")


def _code(text: str, words: tuple[tuple[str, str], ...]) -> str | None:
    tidy = folded(text).casefold()
    return next((code for code, pattern in words if re.search(pattern, tidy)), None)


@lru_cache(maxsize=1_000)
def read_type(text: str) -> Reading:
    """One kind of employment."""
    if is_open(text):
        return NOTHING
    found = {_code(part, _TYPES) for part in _SPLIT.split(text) if part}
    found.discard(None)
    if len(found) != 1:
        return asked("type_two" if found else "type_unclear")
    code = found.pop()
    return plain_value(code) if folded(text) in _PLAIN_TYPES or text.strip() == code else repaired(code, "type_read")


_PLAIN_TYPES = frozenset(("全职", "兼职", "零工", "见习", "就业见习", "公益性岗位", "实习"))


@lru_cache(maxsize=1_000)
def read_types(text: str) -> Reading:
    """Several kinds of employment, as a list; each of a split text must be understood."""
    return _list(text, _TYPES, "type_unclear")


_STATUS: tuple[tuple[str, str], ...] = (
    ("retired", r"退休|领养老金|离退|retired"),
    ("student", r"在校|在读|学生|student"),
    ("flexible", r"灵活就业|自由职业|个体|打零工|自主创业|创业|flexible|freelance|self-?employed"),
    (
        "unemployed",
        r"失业|待业|未就业|无业|离校未|下岗|待岗|求职中?|离职|见习中|无工作|没工作|未工作|unemployed|jobless|outofwork|暂无工作",
    ),
    ("employed", r"在职|在岗|已就业|就业$|在业|就业中|上班|已上岗|employed|working"),
)


@lru_cache(maxsize=1_000)
def read_status(text: str) -> Reading:
    """What a person does now."""
    if is_open(text):
        return NOTHING
    tidy = folded(text).casefold()
    if tidy in ("是", "否"):
        return repaired("employed" if tidy == "是" else "unemployed", "status_read")
    code = _code(text, _STATUS)
    if code is None:
        return asked("status_unclear")
    plain = tidy in (code, "失业", "在职", "在校", "退休", "灵活就业", "学生", "未就业", "在校学生", "已就业")
    return plain_value(code) if plain else repaired(code, "status_read")


_GROUPS: tuple[tuple[str, str], ...] = (
    ("unemployed_graduate", r"未就业.*毕业生|毕业生|离校未就业|unemployed_graduate|graduate"),
    ("unemployed_youth", r"失业青年|青年|16.?24|unemployed_youth|youth"),
    ("registered_unemployed", r"登记失业|失业登记|失业人员|registered_unemployed"),
    (
        "hard_to_place",
        r"就业困难|困难人员|低保|4050|大龄|零就业|特困|长期失业|失地|被征地|低收入|脱贫|建档立卡|优抚|hard_to_place",
    ),
    ("disabled", r"残疾|残障|disabled|disability"),
    ("veteran", r"退役|退伍|复员|转业|军人|veteran"),
    ("woman_returning", r"返岗.*|宝妈|妈妈|再就业妇女|返乡妇女|全职妈妈|重返职场|产后|woman_returning"),
)
_NO_GROUP = re.compile(
    r"否|无|一般人员|普通(?:求职者|人员)?|其他|其它|社会人员|普通群体|农民工|农村(?:转移)?劳动力|城镇.*职工|none|no"
)


@lru_cache(maxsize=1_000)
def read_groups(text: str) -> Reading:
    """The groups that a person counts himself to."""
    if is_open(text) or _NO_GROUP.fullmatch(folded(text).casefold()):
        return NOTHING
    return _list(text, _GROUPS, "group_unclear")


@lru_cache(maxsize=1_000)
def read_veteran(text: str) -> Reading:
    """The group `veteran` from a column of its own (`是`, `2015年退役`)."""
    tidy = folded(text).casefold()
    if is_open(text) or re.fullmatch(r"否|no|n|非|不是|×|未服役|0|群众", tidy):
        return NOTHING
    if re.search(r"是|√|退役|退伍|复员|转业|士兵|士官|服役|yes|(?:19|20)\d\d|\d+年", tidy):
        return plain_value(["veteran"])
    return asked("group_unclear")


_INSURANCE: tuple[tuple[str, str], ...] = (
    ("occupational_injury", r"职业伤害|occupational_?injury"),
    ("accident", r"意外|雇主责任|accident"),
    ("work_injury", r"工伤|work_?injury"),
    ("social", r"五险|社保|社会保险|六险|养老|三险|四险|socialinsurance|social|按国家规定|保险齐全"),
)


@lru_cache(maxsize=1_000)
def read_insurance(text: str) -> Reading:
    """Insurance that a post offers. `五险` holds the insurance against work injury too; `无` is an empty list."""
    tidy = folded(text).casefold()
    if tidy in ("无", "否", "不缴纳", "没有", "none", "不参保", "未参保", "未缴纳"):
        return plain_value([])
    if is_open(text):
        return NOTHING
    if tidy in ("是", "缴纳", "参保", "已参保", "√", "有", "yes", "交社保", "缴社保"):
        return repaired(["work_injury", "social"], "insurance_read")
    found = [code for code, pattern in _INSURANCE if re.search(pattern, tidy)]
    if not found or re.search(r"三险|四险|保险齐全", tidy):
        return asked("insurance_unclear")
    if "social" in found and "work_injury" not in found and not re.search(r"^(?:养老|医疗)", tidy):
        found.append("work_injury")
    ordered = [code for code in ("work_injury", "accident", "occupational_injury", "social") if code in found]
    return repaired(ordered, "insurance_read")


_SETTLEMENT: tuple[tuple[str, str], ...] = (
    ("day", r"日结|当天|天结|现结|^日$|^天$|daily|^d$|^day$"),
    ("week", r"周结|每周|^周$|weekly|^w$|^week$"),
    ("month", r"月结|每月|按月|次月|\d+[日号]发|^月$|monthly|^m$|^month$|半月"),
    ("piece", r"完工|计件|按件|单结|按单|piece"),
)


@lru_cache(maxsize=1_000)
def read_settlement(text: str) -> Reading:
    """When pay is paid out."""
    return _one(text, _SETTLEMENT, "settlement_unclear")


_VISIBILITY = (("public", r"公开|全市|所有|public"), ("tenant", r"本单位|内部|不公开|tenant"))


@lru_cache(maxsize=1_000)
def read_visibility(text: str) -> Reading:
    """Who can match a post."""
    return _one(text, _VISIBILITY, "visibility_unclear")


_CHANNELS: tuple[tuple[str, str], ...] = (
    ("gig", r"零工|gig"),
    ("internship", r"见习|internship"),
    ("disability_fair", r"残疾|助残|disability_fair"),
    ("graduate", r"毕业生|131|graduate"),
    ("women_fair", r"女性|妇女|巾帼|women_fair"),
    ("veteran_fair", r"退役|军人|veteran_fair"),
    ("employment_assistance", r"困难|援助|employment_assistance"),
    ("public_welfare", r"公益|public_welfare"),
    ("general", r"普通|常规|综合|general"),
)


@lru_cache(maxsize=1_000)
def read_channels(text: str) -> Reading:
    """The services in which a post is offered."""
    return _list(text, _CHANNELS, "channel_unclear")


_CATEGORIES: tuple[tuple[str, str], ...] = (
    ("visual", r"视力|视障|盲|低视力|visual|vision|blind"),
    ("hearing", r"听力|听障|聋|重听|hearing|deaf"),
    ("speech", r"言语|语障|语言|哑|speech"),
    ("physical", r"肢体|上肢|下肢|肢残|截肢|脑瘫|physical|mobility"),
    ("intellectual", r"智力|智障|intellectual"),
    ("psychiatric", r"精神|psychiatric|mental"),
    ("multiple", r"多重|multiple"),
)
_GRADES: Mapping[str, int] = {"一": 1, "壹": 1, "1": 1, "I": 1, "Ⅰ": 1, "二": 2, "贰": 2, "2": 2, "II": 2, "三": 3, "叁": 3, "3": 3, "III": 3, "四": 4, "肆": 4, "4": 4, "IV": 4}  # fmt: skip


@lru_cache(maxsize=5_000)
def read_disability(text: str) -> Reading:
    """Text about a disability as `{"category", "grade"}`, whichever it names (`肢体三级`)."""
    if is_open(text) or folded(text) in ("否", "非残疾", "健全", "非残疾人", "无残疾"):
        return NOTHING
    tidy = folded(text)
    found = [code for code, pattern in _CATEGORIES if re.search(pattern, tidy, re.I)]
    grades = {
        _GRADES[mark]
        for mark in re.findall(r"(?:^|[^\d])(IV|I{1,3}|[一二三四壹贰叁肆1-4])级?(?=$|[^\d\u4e00-\u9fff]|级)", tidy)
    }
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


def _is_plain(tidy: str, value: Mapping[str, Any]) -> bool:
    return (
        bool(re.fullmatch(r"(?:视力|听力|言语|肢体|智力|精神|多重)(?:残疾)?|[一二三四]级|[1-4]", tidy))
        and len(value) == 1
    )


def _one(text: str, words: tuple[tuple[str, str], ...], question: str) -> Reading:
    if is_open(text):
        return NOTHING
    code = _code(text, words)
    return plain_value(code) if code else asked(question)


def _list(text: str, words: tuple[tuple[str, str], ...], question: str) -> Reading:
    if is_open(text):
        return NOTHING
    parts = [part for part in _SPLIT.split(text.strip()) if part and not is_open(part)]
    codes = [_code(part, words) for part in parts]
    if not codes or any(code is None for code in codes):
        whole = _code(text, words)
        return repaired([whole], "list_read") if whole and len(parts) < 2 else asked(question)
    return plain_value(list(dict.fromkeys(codes)))
