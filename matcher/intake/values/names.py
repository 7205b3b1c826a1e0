"""Lists of names in one cell: skills, certificates, majors, occupations, arrangements."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache

from matcher.domain import codes
from matcher.intake.cells import folded
from matcher.intake.values.reading import NOTHING, Reading, asked, is_open, plain_value, repaired

_SPLIT = re.compile(r"[、,，;；/|\n\r]+|\s{2,}|(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fffA-Za-z])")
_BRACKETED = re.compile(r"[(（][^()（）]*[)）]")
LONGEST_SKILL = 16  # characters; longer parts are sentences, and the cell is a text
MOST = 40


def split(text: str) -> list[str]:
    """The parts of a list; a separator in brackets does not split."""
    held: list[str] = []

    def hold(found: re.Match[str]) -> str:
        held.append(found[0])
        return f"\x01{len(held) - 1}\x02"

    parts = _SPLIT.split(_BRACKETED.sub(hold, text.strip()))
    back = [re.sub(r"\x01(\d+)\x02", lambda found: held[int(found[1])], part) for part in parts]
    tidy = (re.sub(r"^(?:[\d①-⑨]+[.、)）]|[-·•●*]|等)+", "", part.strip()).strip(" 。.等") for part in back)
    return list(dict.fromkeys(part for part in tidy if part and not is_open(part)))


@lru_cache(maxsize=20_000)
def read_list(text: str) -> Reading:
    """Short names as a list; a text in sentences is no list and is kept as text."""
    if is_open(text):
        return NOTHING
    if re.search(r"[。；;！!]|\n", text.strip("。；;！! \n")) and any(
        len(part) > LONGEST_SKILL for part in split(text)
    ):
        return Reading(None, note=True)
    parts = split(text)
    if not parts or len(parts) > MOST or any(len(part) > LONGEST_SKILL * 2 for part in parts):
        return Reading(None, note=True)
    if sum(len(part) for part in parts) > LONGEST_SKILL * len(parts):
        return Reading(None, note=True)
    return plain_value(parts)


@lru_cache(maxsize=10_000)
def read_majors(text: str) -> Reading:
    """Majors that a post asks for; `等相关专业` and `不限` open the list, so that no limit is set."""
    tidy = folded(text)
    if is_open(text) or re.search(r"专业不限|不限专业|不限$|^不限|均可|anymajor", tidy):
        return NOTHING
    opened = re.search(r"(?:等)?(?:相关|相近|类似)(?:的)?(?:专业|学科)?(?:优先)?$|优先|等$|等专业|相关专业|类$", tidy)
    if opened and not re.fullmatch(r"[^、,，/]*类", tidy):
        return Reading(None, note=True)
    parts = [re.sub(r"(?:等)?专业$", "", part) or part for part in split(text)]
    return plain_value(parts) if parts and all(len(part) <= 30 for part in parts) else Reading(None, note=True)


def _listed(text: str, names: Mapping[str, str]) -> tuple[list[str], str]:
    """The codes of the list's own names in a text, and the rest of it: some names hold a separator themselves."""
    found: list[tuple[int, str]] = []
    for code, name in sorted(names.items(), key=lambda item: -len(item[1])):
        at = text.find(name)
        if at >= 0:
            found.append((at, code))
            text = text.replace(name, "、" + " " * (len(name) - 1), 1)
    return [code for _, code in sorted(found)], text


@lru_cache(maxsize=10_000)
def read_certificates(text: str, of_post: bool) -> Reading:
    """Certificates by name. Of a post a preference is kept as text; of a person `无` is an empty list."""
    if not of_post and folded(text) in ("无", "没有", "无证书", "没有证书", "暂无", "无证"):
        return plain_value([])
    if is_open(text) or re.fullmatch(r"(?:无需|不需要|无要求|不要求).*", folded(text)):
        return NOTHING
    if of_post and re.search(r"优先|者佳", text):
        return Reading(None, note=True)
    listed, rest = _listed(text.strip(), codes.LICENCES)
    parts = [part for part in split(rest) if not re.fullmatch(r"(?:需|须)?持证(?:上岗)?", part)]
    if any(len(part) > 30 for part in parts) or not (listed or parts):
        return Reading(None, note=True)
    cleaned = [re.sub(r"^(?:需|须|有|持有?|具有|具备|提供|办理)+", "", part) or part for part in parts]
    found = list(dict.fromkeys([codes.LICENCES[code] for code in listed] + cleaned))
    return plain_value(found) if cleaned == parts else repaired(found, "list_read")


_ARRANGEMENT_WORDS: tuple[tuple[str, str], ...] = (
    ("A01", r"坡道|无障碍(?:通道|出入口|设施|环境)|轮椅(?:通道|通行|可达)|ramp|stepfree|wheelchairaccess"),
    ("A02", r"无障碍(?:卫生间|厕所|洗手间)"),
    ("A03", r"电梯|一楼|lift|elevator|groundfloor"),
    ("A04", r"无障碍(?:停车|车位).*"),
    ("A05", r"升降桌|可调(?:节)?(?:高度)?.*(?:台|桌)"),
    ("A06", r"坐姿|坐着|可坐|坐岗|seated(?:work)?"),
    ("A07", r"站坐交替|坐站"),
    ("A08", r"搬运辅助|免搬运|不搬重物"),
    ("A12", r"读屏|screenreader"),
    ("A13", r"大字|放大镜|屏幕放大|largeprint"),
    ("A14", r"盲文|语音提示|触觉"),
    ("A19", r"手语.*|signlanguage.*"),
    ("A20", r"文字沟通|书面沟通|打字沟通|笔谈|文字交流|writtencommunication"),
    ("A21", r"字幕|语音转文字"),
    ("A22", r"闪光|震动报警"),
    ("A26", r"弹性(?:工时|工作|上班)|flexiblehours"),
    ("A27", r"缩短工时|半天班|非全日制"),
    ("A28", r"居家(?:办公)?|在家(?:办公|工作)|远程|workfromhome"),
    ("A29", r"不(?:安排|上)?夜班|固定班次|固定白班|nonights"),
    ("A30", r"增加休息|多休息|分段休息"),
    ("A31", r"复诊|复查|康复时间"),
    ("A33", r"就业辅导员?|辅导员|jobcoach"),
    ("A35", r"图片(?:化)?(?:指令|指示)|书面指令"),
    ("A36", r"安静|降噪|低噪"),
    ("A37", r"固定(?:带班)?师傅|师傅带"),
    ("A41", r"面试(?:便利|陪同|延时)|陪同面试"),
    ("A42", r"班车|接送|交通(?:支持|补贴)"),
    ("A44", r"辅具|辅助器具|助听器|轮椅"),
)  # fmt: skip


@cache
def _arrangements() -> Mapping[str, re.Pattern[str]]:
    return {code: re.compile(pattern, re.I) for code, pattern in _ARRANGEMENT_WORDS}


def arrangement_code(name: str) -> str | None:
    """The code of an arrangement by code, list name or what people call it."""
    found = codes.accommodation(name)
    if found:
        return found
    tidy = folded(name)
    marked = re.match(r"A\d\d", tidy, re.I)
    if marked and codes.accommodation(marked[0].upper()):
        return marked[0].upper()
    return next((code for code, pattern in _arrangements().items() if pattern.fullmatch(tidy)), None)


@lru_cache(maxsize=10_000)
def read_arrangements(text: str) -> Reading:
    """Arrangements as codes; a part that the list does not know makes the whole a question. `无` is an empty list."""
    if folded(text) in ("无", "没有", "暂无", "无便利"):
        return plain_value([])
    if is_open(text):
        return NOTHING
    listed, rest = _listed(text.strip(), codes.ACCOMMODATIONS)
    parts = [part for part in re.split(r"[、,，;；/|\n\s]+", rest) if part]
    found = [arrangement_code(re.sub(r"^(?:可以?)?(?:提供|安排|需要?|希望有?)", "", part)) for part in parts]
    if not (listed or found) or any(code is None for code in found):
        return asked("arrangement_unclear")
    every = list(dict.fromkeys([*listed, *filter(None, found)]))
    same = all(codes.accommodation(part) for part in parts)
    return plain_value(every) if same else repaired(every, "list_read")
