"""What the cells of a column tell of it, where its header does not."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache

from matcher.domain.codes import fold, rows
from matcher.intake import wordlists
from matcher.intake.vocabulary import Kind

SAMPLE = 60
SHARE = 0.7  # of the sampled cells that must agree
LEAST = 2  # cells below which nothing is concluded

_PHONE = re.compile(r"(?:\+?86)?1[3-9]\d{9}|0\d{2,3}-?\d{7,8}(?:-\d+)?")
_ID_NUMBER = re.compile(r"\d{17}[\dXx]")
_CERTIFICATE = re.compile(r"\d{17}[\dXx][1-7][1-4]B?\d?")
_PAY = re.compile(
    r"(?:\d+(?:\.\d+)?[kKwW千万]?[-~—至]?)+\d*[kKwW千万]?元?/?(?:月|天|日|时|小时|年)?(?:以上|起|左右)?|面议|.*元/.*|.*薪.*\d.*"
)
_SCHOOLING = re.compile(r".{0,4}(?:小学|初中|高中|中专|职高|技校|大专|专科|本科|硕士|博士|研究生).{0,6}")
_SEX = re.compile(r"男性?|女性?")
_EMPLOYER = re.compile(
    r".+(?:公司|厂|集团|酒店|饭店|超市|合作社|服务部|经营部|工作室|商行|事务所|医院|学校|幼儿园|中心|分店|店)"
)
_GRADE = re.compile(r"[一二三四1-4]级")
_CATEGORY = re.compile(r"(?:视力|听力|言语|肢体|智力|精神|多重)(?:残疾)?")
_NAME = re.compile(r"[\u4e00-\u9fff·]{2,4}")
_NUMBER_OF_PEOPLE = re.compile(r"\d{1,3}[人名]|若干[人名]?")


@cache
def _titles() -> frozenset[str]:
    names = [row["title"] for row in rows("posts")]
    for row in rows("posts"):
        names += row["synonyms"].split("|")
    return frozenset(map(fold, filter(None, names)))


def _is_title(text: str) -> bool:
    return fold(text) in _titles() or bool(
        re.fullmatch(r".{1,10}(?:员|工|师|经理|主管|助理|司机|教师|顾问|专员|店长|厨师)", text)
    )


def _is_name(text: str) -> bool:
    return bool(_NAME.fullmatch(text)) and text[0] in wordlists.words("surnames") and not _is_title(text)


def _whole(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda text: bool(pattern.fullmatch(text))


_JOB: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("job.contact_phone", _whole(_PHONE)),
    ("job.employer_name", _whole(_EMPLOYER)),
    ("job.title", _is_title),
    ("job.education", _whole(_SCHOOLING)),
    ("job.gender", _whole(_SEX)),
    ("job.headcount", _whole(_NUMBER_OF_PEOPLE)),
    ("job.contact", _is_name),
    ("job.salary", _whole(_PAY)),
)
_PERSON: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("person.disability_cert", _whole(_CERTIFICATE)),
    ("person.id_no", _whole(_ID_NUMBER)),
    ("person.phone", _whole(_PHONE)),
    ("person.gender", _whole(_SEX)),
    ("person.disability_category", _whole(_CATEGORY)),
    ("person.disability_grade", _whole(_GRADE)),
    ("person.name", _is_name),
    ("person.education", _whole(_SCHOOLING)),
    ("person.expect_job", _is_title),
)


def guess_field(cells: Sequence[str], kind: Kind) -> str | None:
    """The field that most of the cells look like, None where they tell nothing."""
    sample = [cell for cell in cells if cell][:SAMPLE]
    if len(sample) < LEAST:
        return None
    for field, looks in _JOB if kind == "job" else _PERSON:
        if field == "job.salary" and all(re.fullmatch(r"\d{1,3}(?:\.\d+)?|\d{7,}", cell) for cell in sample):
            continue  # small bare numbers may count anything, long ones are no pay
        if sum(map(looks, sample)) >= SHARE * len(sample):
            return field
    return None
