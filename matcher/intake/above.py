"""What stands over a table and holds for all of its posts: the employer, whom to call, the kind of work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

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
        if name := lines.employer_of_title(text):
            hints["job.employer_name"] = name
    return hints


@lru_cache(maxsize=1_000)
def hints_of_section(section: str) -> Mapping[str, str]:
    """What a section line says of the posts under it: the firm, by labels, by a title or by its name alone."""
    known = synonyms("job")
    named = ((known.get(bare(label)), value) for label, value in lines.labels_of(section))
    hints = {name: value for name, value in named if name in HINTED and value}
    name = lines.employer_of_title(section) or lines.section_name(section)
    if lines.EMPLOYER.fullmatch(name):
        hints.setdefault("job.employer_name", name)
    return hints


def hints_under(hints: Mapping[str, str], section: str | None) -> Mapping[str, str]:
    """The hints for a row under a section line: another firm's contact is not this one's."""
    own = hints_of_section(section) if section else {}
    if "job.employer_name" in own and "job.employer_name" in hints:
        hints = {name: text for name, text in hints.items() if name not in HINTED}
    return {**hints, **own}
