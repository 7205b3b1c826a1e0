"""A few files for the first minute with the program: posts and people as an office gets them, with their truth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from matcher.city.assumptions import wording
from matcher.city.clerks.books import DirtyFile
from matcher.city.clerks.columns import JobColumns, PeopleColumns
from matcher.city.clerks.table import Line, Section, Style, Table, text_truth
from matcher.city.clerks.truth import FileTruth, Kind
from matcher.city.clerks.values import Speech
from matcher.city.dice import Dice, generator
from matcher.city.employers import EmployerMaker
from matcher.city.identities import Registry
from matcher.city.jobs import JobMaker, Offer
from matcher.city.people import Crowd, make_people
from matcher.documents.dirty_workbook import Sheet, write_book, write_text

Record = Mapping[str, Any]
_EMPLOYERS, _POSTS, _PEOPLE = 8, 40, 60
_FIRST_NUMBER = 50_000_000  # serials of phones and codes, apart from those of the city and of the fair
_JOB_KEYS = [
    *("serial", "employer", "title", "headcount", "pay", "education", "sex", "age", "place", "duty", "licence"),
    *("contact", "phone", "closing", "remark"),
]
_PERSON_KEYS = [
    *("serial", "name", "gender", "birth", "id", "phone", "education", "major", "wish", "pay", "place", "distance"),
    *("agree_match", "agree_contact", "remark"),
]
_TOLD = ("contact", "gender", "birth_date", "education", "location", "desired_occupations")


def make_handful(seed: int, as_of: datetime) -> list[DirtyFile]:
    """jobs.xlsx, jobs_gbk.csv, candidates.xlsx, candidates.csv."""
    say, headers = Speech(Dice(generator(seed, "handful/clerks")), wording("sayings")), wording("headers")
    registry = Registry(_FIRST_NUMBER, first_of_day=400)
    posts, people = _posts(seed, as_of, registry), _people(seed, as_of, registry)
    jobs = JobColumns(say, headers, as_of.date())
    persons = PeopleColumns(say, headers, ruined=0.04)
    style = Style(
        title="企业用工需求表",
        above=("填报单位：                填报日期：2023年8月25日",),
        total=True,
        below=("填表人：    审核人：",),
    )
    form = Style(title="求职登记花名册", row=1, serials_below=3, hidden=0.05)
    half, part = len(posts) // 2, len(people) // 2
    return [
        _file(say, "jobs.xlsx", "jobs", jobs.columns(_JOB_KEYS), style, _twice(posts[:half])),
        _file(say, "jobs_gbk.csv", "jobs", jobs.columns(_JOB_KEYS), Style(), _twice(posts[half:])),
        _file(say, "candidates.xlsx", "candidates", persons.columns(_PERSON_KEYS), form, _twice(people[:part])),
        _file(say, "candidates.csv", "candidates", persons.columns(_PERSON_KEYS), Style(), _twice(people[part:])),
    ]


def _twice(records: Sequence[Record]) -> list[Line]:
    """A line each, the second once more at the end."""
    lines = [Line(record) for record in records]
    return [*lines, Line(lines[1].record, "duplicate", lines[1])]


def _file(
    speech: Speech, name: str, kind: Kind, columns: Sequence[Any], style: Style, lines: Sequence[Line]
) -> DirtyFile:
    sheet = Sheet("Sheet1")
    truth = Table(speech, name, sheet, columns=columns, style=style).write([Section(lines)])
    if name.endswith(".xlsx"):
        return DirtyFile(name, write_book([sheet]), FileTruth(name, kind, [truth]))
    for row in truth.rows:
        row.same_as = (name, None, row.same_as[2]) if row.same_as else None
    encoding = "gbk" if "gbk" in name else "utf-8-sig"
    return DirtyFile(
        name, write_text(sheet, encoding=encoding, separator=","), FileTruth(name, kind, [text_truth(truth)])
    )


def _posts(seed: int, as_of: datetime, registry: Registry) -> Sequence[Record]:
    _, units = EmployerMaker(Dice(generator(seed, "handful/employers")), as_of, registry).make(_EMPLOYERS, "he-")
    made, _ = JobMaker(Offer(_POSTS * 2, "hj-", "handful/jobs", clean=True), units, seed, as_of).make()
    by_key: dict[tuple[str, str], Record] = {}
    for record in made:
        unit = units[int(record["employer"]["id"].split("-")[1]) - 1]
        record |= {"location": {"division": unit.site.town}, "contact": dict(unit.contact)}
        by_key.setdefault((record["employer"]["id"], record["title"][:2]), record)
    return list(by_key.values())[:_POSTS]


def _people(seed: int, as_of: datetime, registry: Registry) -> Sequence[Record]:
    made, _ = make_people(Crowd(_PEOPLE * 3, "hc-", "handful/people", registry=registry), seed, as_of)
    told = [r for r in made if all(key in r for key in _TOLD) and "id_number" in r["contact"]]
    return [dict(record, consents=record.get("consents", [])) for record in told][:_PEOPLE]
