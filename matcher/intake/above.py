"""What stands over a table and holds for all of its posts: the employer, whom to call, the kind of work."""

from __future__ import annotations

import re
from collections.abc import Sequence

from matcher.intake import lines
from matcher.intake.layout import Table
from matcher.intake.vocabulary import bare, plain, synonyms

HINTED = ("job.employer_name", "job.contact", "job.contact_phone", "job.location")


def hints_above(table: Table) -> dict[str, str]:
    """By field name (`job.employer_name`), from labels (`单位名称：…`), titles and headers; and `employment_type`."""
    titles = [text for row in table.above for text in row]
    hints = _hints_of(table.header.texts, titles, table.grid.name)
    known = synonyms("job")
    for row in table.above:
        for at, text in enumerate(row):
            after = row[at + 1] if at + 1 < len(row) else ""
            for label, value in lines.labels_of(text) or [(text, "")]:
                name = known.get(bare(label))
                if name in HINTED and (value or plain(after) not in known):
                    hints[name] = value or after
    return {name: value for name, value in hints.items() if value}


_TYPE_OF_WORD = (("见习", "internship"), ("公益性岗位", "public_welfare"), ("零工", "gig"))


def _hints_of(headers: Sequence[str], titles: Sequence[str], sheet: str | None) -> dict[str, str]:
    """What the titles and headers of a sheet say of all of its posts."""
    hints: dict[str, str] = {}
    words = [bare(text) for text in (*titles, *headers, sheet or "")]
    for word, code in _TYPE_OF_WORD:
        if any(word in text for text in words) and not any(
            other in text for other, _ in _TYPE_OF_WORD if other != word for text in words
        ):
            hints["employment_type"] = code
    for text in titles:
        name = re.match(
            r"^(.{2,40}?(?:公司|厂|集团|酒店|医院|学校|中心|合作社))(?:20\d\d年?度?)?(?:.{0,6})(?:招聘|用工|岗位|需求|招工)",
            text,
        )
        if (
            name
            and lines.EMPLOYER.fullmatch(name[1])
            and not re.search(r"服务中心|人力资源市场|就业中心|管理中心", name[1])
        ):
            hints["job.employer_name"] = name[1]
    return hints
