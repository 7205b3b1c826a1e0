"""What a row of a table is, other than data: total, note, page line, repeated header, section line, serial alone."""

from __future__ import annotations

import re
from collections.abc import Sequence

from matcher.intake.cells import UNCALCULATED, folded
from matcher.intake.vocabulary import all_headers, bare, plain, synonyms

REPEATED = 0.6  # share of a row's cells that repeat the header above them
_TOTAL = re.compile(
    r"(?:本页|全部|累计|总)?(?:合计|总计|小计|共计|汇总|total|subtotal|sum|grandtotal)"
    r"(?:[:：(（].{0,60}|(?:人数|岗位数?|用工|招聘|需求|[个人名])*(?:\d.{0,14})?)",
    re.I,
)  # 总计量员 is no total
_TOTAL_ALONE = re.compile(r"(?:本页|全部|累计|总)?(?:合计|总计|小计|共计|汇总)|(?:grand|sub)?total", re.I)
_PAGE = re.compile(r"[-—]*第?\d+页[,，/、]?(?:共|/)?\d*页?[-—]*|第\d+页.{0,12}|page\d+(?:of\d+)?|[-—]+\d+[-—]+", re.I)
_NOTE = re.compile(
    r"(?:备注|附注|注意?事项|注意|注|说明|填表说明|填写说明|填报说明|特别提醒|温馨提示|提示|要求说明|联系方式|咨询电话|"
    r"note|notes|remark|remarks|nb)(?:[:：(（.、].*|\d+[.、:：)）].*)?|"
    r"(?:备注|附注|注意|说明|填[表写报]说明|特别提醒|温馨提示|提示).{8,}|"  # 注塑工 and 说明书翻译员 are posts
    r"[※★*]+(?:.{0,6}必填.*|.{12,})|"
    r"(?:填表|填报|制表|审核|负责|经办|填报单位|填表单位|制单|复核|联系|盖章|单位盖章|报送)(?:人|日期|时间|单位)?(?:签字|签章|盖章|[(（](?:签字|签章|盖章|公章)[)）])?[:：].*|"
    r"[(（]?(?:以上|以下|上述|本表|此表).*|\d[.、．)].{12,}",
    re.I,
)
_LABEL = re.compile(r"(?:^|[\s，,;；(（])([^\s:：，,;；()（）]{2,12})[:：]\s*")
_NUMBERED = re.compile(
    r"^(?:[一二三四五六七八九十百]+[、.．]|[(（][一二三四五六七八九十\d]+[)）]|第[一二三四五六七八九十\d]+[部分类组家][:：、]?|\d+[、.．])"
)
_TAIL = re.compile(r"[(（](?:共?\d+[^)）]*|[^)）]*\d+个?岗?位?[^)）]*)[)）]$|[:：]$")
EMPLOYER = re.compile(
    r"[^:：,，;；。]{2,40}(?:公司|厂|集团|酒店|宾馆|饭店|餐厅|超市|商场|合作社|服务部|经营部|工作室|商行|商店|事务所|医院|门诊|学校|幼儿园|"
    r"中心|分店|店|养老院|福利院|农场|基地|银行|支行|研究院|研究所|协会|站|Ltd\.?|Inc\.?|LLC|Company|Factory|Hotel)(?:[(（][^)）]*[)）])?"
)  # fmt: skip
_UNIT = re.compile(r"\([^()]{1,12}\)")
_TITLE = re.compile(
    r"^(.{2,40}?(?:公司|厂|集团|酒店|医院|学校|中心|合作社))(?:20\d\d年?度?)?(?:.{0,6})(?:招聘|用工|岗位|需求|招工)"
)
_OFFICE = re.compile(r"服务中心|人力资源市场|就业中心|管理中心")
_STAMP = re.compile(r"\s*[(（](?:盖章|公章|签章|加盖公章|印章)[)）]\s*$")
_LIST_NUMBER = re.compile(r"[\u4e00-\u9fff]{0,3}[^\u4e00-\u9fff]{1,30}")  # of a list, with nothing beside it
_SERIAL = re.compile(rf"\d{{1,6}}[.、]?|{UNCALCULATED}")


def is_label(text: str) -> bool:
    """Whether a cell holds labels that we know with their values (`单位名称：扬州某某公司`)."""
    return any(value and bare(label) in all_headers() for label, value in labels_of(text))


def labels_of(text: str) -> list[tuple[str, str]]:
    """The labels and values (empty where it stands in the next cell) of a cell such as `单位名称：…  联系人：…`."""
    found = list(_LABEL.finditer(text))
    ends = [*(after.start() for after in found[1:]), len(text)][: len(found)]
    return [(at[1], _value(text, at, end)) for at, end in zip(found, ends, strict=True)]


def _value(text: str, label: re.Match[str], end: int) -> str:
    """What stands after a label, without a stamp (`（盖章）`) and without the bracket that the label stands in."""
    value = _STAMP.sub("", text[label.end() : end].strip())
    return value.rstrip(")） ") if text[label.start()] in "(（" else value


def employer_of_title(text: str) -> str | None:
    """The firm that a title names (`某某有限公司2023年招聘岗位表`); an office that merely collects posts is none."""
    name = _TITLE.match(_NUMBERED.sub("", folded(text)))
    return name[1] if name and EMPLOYER.fullmatch(name[1]) and not _OFFICE.search(name[1]) else None


def section_text(row: Sequence[str]) -> str:
    """What a section line says: a label whose value stands in the next cell is written as one."""
    told: list[str] = []
    for text in filter(None, row):
        if told and _is_bare_label(told[-1]):
            told[-1] = f"{told[-1].rstrip(':：')}：{text}"
        else:
            told.append(text)
    return "  ".join(told)


def _is_bare_label(text: str) -> bool:
    return bare(text) in all_headers() and not is_label(text)


def names_firm(row: Sequence[str]) -> bool:
    """Whether a row is labels with their values alone, the firm's name among them (`单位名称：…  联系人：…`)."""
    known = synonyms("job")
    if not row or not (":" in row[0] or "：" in row[0] or known.get(bare(row[0])) == "job.employer_name"):
        return False
    text = section_text(row)
    labels = [label for label, value in labels_of(text) if value]
    all_labels = all(labels_of(part) for part in text.split("  ") if part)
    return all_labels and any(known.get(bare(label)) == "job.employer_name" for label in labels)


def section_name(text: str) -> str:
    """What a section line names, without its number and its count (`一、某某公司（12个岗位）`)."""
    return _TAIL.sub("", _NUMBERED.sub("", folded(text))).strip()


class Lines:
    """Tells a table's rows apart by their texts."""

    def __init__(self, header: Sequence[str], header_rows: Sequence[Sequence[str]]) -> None:
        self.heads = [[plain(text) for text in row] for row in (*header_rows, header)]
        self.forms = frozenset(form for head in self.heads for form in head if form)
        names = [bare(text.rpartition("/")[2]) for text in header]
        job, person = synonyms("job"), synonyms("candidate")
        fields = [job.get(name) or person.get(name) for name in names]
        self.serials = {index for index, field in enumerate(fields) if field == "both.serial"}
        self.ids = {i for i, name in enumerate(names) if job.get(name) == "job.id" or person.get(name) == "person.id"}
        self.titles = {
            index
            for index, name in enumerate(names)
            if job.get(name) == "job.title" or person.get(name) == "person.name"
        }
        self.employers = {index for index, name in enumerate(names) if job.get(name) == "job.employer_name"}

    def classify(self, texts: Sequence[str], span: int) -> str | None:
        """The reason why a row is no data, None for data. `span`: columns of the row's widest merged cell."""
        filled = [index for index, text in enumerate(texts) if text]
        if self._repeats(texts, filled):
            return "repeated_header"
        if all(index in self.serials and _SERIAL.fullmatch(texts[index]) for index in filled):
            return "serial_only"
        if self.ids.issuperset(filled) and all(_LIST_NUMBER.fullmatch(texts[index]) for index in filled):
            return "serial_only"
        first = folded(texts[filled[0]])
        if len(filled) == 1 and _SERIAL.fullmatch(first) and filled[0] not in self.titles:
            return "serial_only"
        if len(filled) <= 3 and any(_PAGE.fullmatch(folded(texts[index])) for index in filled):
            return "page"
        if self._is_total(texts, filled):
            return "total"
        if names_firm([texts[index] for index in filled]):
            return "section"
        if len(filled) == 1 or (span >= 3 and len(filled) <= 2):
            return self._single(first, filled[0], span)
        if all(_NOTE.fullmatch(folded(texts[index])) for index in filled):
            return "note"
        if len(filled) > 1 and all(_UNIT.fullmatch(folded(texts[index])) for index in filled):
            return "repeated_header"  # units under the header: （人）, （元/月）
        if len(filled) <= 4 and _NOTE.fullmatch(first) and not any(texts[index] for index in self.titles - {filled[0]}):
            return "note"
        return None

    def _repeats(self, texts: Sequence[str], filled: Sequence[int]) -> bool:
        if len(filled) > 1 and all(bare(texts[index]) in all_headers() for index in filled):
            return True  # this header again, or that of another table under this one
        if not any(plain(texts[index]) in self.forms for index in filled[:3]):
            return False
        forms = {index: plain(texts[index]) for index in filled}
        for head in self.heads:
            same = sum(1 for index, form in forms.items() if index < len(head) and head[index] == form)
            if same >= max(1, REPEATED * len(filled)) and same >= min(2, len([h for h in head if h])):
                return True
        return False

    def _is_total(self, texts: Sequence[str], filled: Sequence[int]) -> bool:
        for index in filled[:3]:
            if _TOTAL_ALONE.fullmatch(folded(texts[index])):
                return True
            if _TOTAL.fullmatch(folded(texts[index])):
                return not any(texts[title] for title in self.titles if title < len(texts) and title != index)
        return False

    def _single(self, text: str, index: int, span: int) -> str | None:
        if _NOTE.fullmatch(text):
            return "note"
        named = section_name(text)
        if (EMPLOYER.fullmatch(named) or employer_of_title(text)) and index not in self.employers:
            return "section"
        if span >= 3 or _NUMBERED.match(text):
            return "section" if len(named) <= 40 else "note"
        if index in self.titles:
            return None
        if len(text) > 40:
            return "note"
        return "section" if index == 0 or index in self.serials else None
