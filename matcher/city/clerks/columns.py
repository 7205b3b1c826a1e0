"""Which columns a sheet has: the field, the header over it, and how its cells are said."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from matcher.city.clerks.table import Column
from matcher.city.clerks.values import Said, Speech
from matcher.domain import codes
from matcher.domain.moments import parse_day

Record = Mapping[str, Any]
Writer = Callable[[Record], Said]
Headers = Mapping[str, Mapping[str, Any]]
_CONSENTS = {"agree_match": "matching", "agree_disability": "disability_matching", "agree_contact": "contact"}
_JOB_MEMBERS = {"pay_max": "pay_min", "phone": "contact", "age": "sex", "education": "sex"}
_PERSON_MEMBERS = {"grade": "category", "agree_disability": "agree_match", "agree_contact": "agree_match"}


def _columns(
    speech: Speech,
    headers: Headers,
    writers: Mapping[str, Writer | None],
    members: Mapping[str, str],
    keys: Sequence[str],
    *,
    two_rows: bool,
) -> list[Column]:
    """Columns for the fields of those names; those of one group share its upper header where there are two rows."""
    groups = {key: speech.dice.pick(headers[key]["group"]) for key in headers if "group" in headers[key]}
    made = []
    for key in keys:
        entry, lead = headers[key], members.get(key, key)
        names = entry["names"] if two_rows or "alone" not in entry else entry["alone"]
        group = groups[lead] if two_rows and lead in groups and lead in keys else ""
        fields = tuple(path or None for path in entry["fields"])
        made.append(Column(speech.dice.pick(names), fields, writers[key], group))
    return made


class JobColumns:
    """Columns of employers' sheets. `as_of` decides which days can do without a year."""

    def __init__(self, speech: Speech, headers: Mapping[str, Any], as_of: date) -> None:
        self._say, self._headers, self._as_of = speech, headers, as_of
        say = speech
        self._writers: dict[str, Writer | None] = {
            "serial": None,
            "title": lambda r: Said(r["title"], {"title": r["title"]}) if r["title"] else Said(None),
            "employer": self._employer,
            "headcount": lambda r: say.headcount(r.get("headcount")),
            "pay": lambda r: say.pay(r.get("pay")),
            "pay_month": self._pay_month,
            "pay_min": lambda r: self._bound(r, "min"),
            "pay_max": lambda r: self._bound(r, "max"),
            "education": lambda r: say.wanted_schooling(r.get("min_education")),
            "place": lambda r: place_of(say, r),
            "contact": lambda r: Said(r["contact"]["name"], {"contact.name": r["contact"]["name"]}),
            "phone": lambda r: say.phone(r["contact"]["phone"], ruined=0.02),
            "sex": lambda r: say.condition("sex"),
            "age": lambda r: say.condition("age"),
            "duty": lambda r: Said(r["description"], {"description": r["description"]}),
            "skills": lambda r: say.listed(r.get("required_skills", ()), "required_skills"),
            "licence": lambda r: say.listed(
                [codes.LICENCES.get(name, name) for name in r.get("required_certificates", ())], "required_certificates"
            ),
            "experience": lambda r: say.years(r.get("min_experience_years")),
            "major": lambda r: say.listed(r.get("majors", ()), "majors"),
            "type": lambda r: say.one_of("type", r.get("employment_type"), "employment_type"),
            "insurance": self._insurance,
            "accommodation": lambda r: _accommodations(say, r.get("accommodations", ()), "accommodations"),
            "closing": self._closing,
            "settlement": lambda r: say.one_of("settlement", r.get("settlement"), "settlement"),
            "benefits": lambda r: Said("、".join(r.get("benefits", ())) or None),
            "remark": lambda r: say.aside("job_remarks"),
            "unmapped": lambda r: say.aside("job_asides"),
        }

    def columns(self, keys: Sequence[str], *, two_rows: bool = False) -> list[Column]:
        """Columns for the fields of those names, in that order."""
        return _columns(self._say, self._headers["jobs"], self._writers, _JOB_MEMBERS, keys, two_rows=two_rows)

    def _employer(self, record: Record) -> Said:
        name, kind = record["employer"]["name"], self._say.dice.below(14)
        shown = name.replace("（", "(").replace("）", ")") if kind == 0 else f" {name} " if kind == 1 else name
        return Said(shown, {"employer.name": name})

    def _pay_month(self, record: Record) -> Said:
        """Under a header that names yuan a month: bare numbers."""
        pay = record.get("pay")
        if pay is None or pay["unit"] != "month":
            return self._say.pay(pay)
        low, high = pay["min"], pay.get("max")
        means = {"pay.min": low, "pay.max": high, "pay.unit": "month"}
        if high == low:
            return Said(low, means)
        return Said(f"{low}-{high}" if high else f"{low}以上", means)

    @staticmethod
    def _bound(record: Record, side: str) -> Said:
        pay = record.get("pay") or {}
        found = pay.get(side)
        return Said(found, {f"pay.{side}": found, "pay.unit": pay["unit"]} if found is not None else {})

    def _insurance(self, record: Record) -> Said:
        social = "social" in record.get("insurance", ())
        return replace(self._say.aside("insured"), means={"insurance": ["social"]}) if social else Said(None)

    def _closing(self, record: Record) -> Said:
        end = record.get("expires_at")
        return self._say.closing(parse_day(end) if end else None, self._as_of)


class PeopleColumns:
    """Columns of lists of people. `ruined` is the share of numbers that a spreadsheet program has spoilt."""

    def __init__(self, speech: Speech, headers: Mapping[str, Any], ruined: float) -> None:
        self._say, self._headers = speech, headers
        say = speech
        self._writers: dict[str, Writer | None] = {
            "serial": None,
            "name": lambda r: Said(r["contact"]["name"], {"contact.name": r["contact"]["name"]}),
            "id": lambda r: say.id_number(r["contact"]["id_number"], ruined),
            "phone": lambda r: say.phone(r["contact"]["phone"], ruined=ruined),
            "gender": lambda r: say.gender(r["gender"]),
            "birth": lambda r: say.day(parse_day(r["birth_date"]), "birth_date"),
            "education": lambda r: say.own_schooling(r["education"]),
            "major": lambda r: Said(r.get("major"), {"major": r["major"]} if "major" in r else {}),
            "category": lambda r: say.category(r["disability"]["category"]),
            "grade": lambda r: say.grade(r["disability"]["grade"]),
            "category_grade": lambda r: say.category_and_grade(r["disability"]["category"], r["disability"]["grade"]),
            "needs": lambda r: _accommodations(say, r["disability"].get("needs", ()), "disability.needs"),
            "wish": lambda r: say.listed(r["desired_occupations"], "desired_occupations"),
            "pay": lambda r: say.least_pay(r.get("desired_pay")),
            "place": lambda r: place_of(say, r),
            "distance": lambda r: say.distance(r.get("max_distance_km")),
            "skills": lambda r: say.listed(r.get("skills", ()), "skills"),
            "agree_match": lambda r: say.consent("matching" in r["consents"]),
            "agree_disability": lambda r: say.consent("disability_matching" in r["consents"]),
            "agree_contact": lambda r: say.consent("contact" in r["consents"]),
            "signature": lambda r: Said(r["contact"]["name"], either=True),
            "remark": lambda r: say.aside("person_remarks"),
            "unmapped": lambda r: say.aside("person_asides"),
        }

    def columns(self, keys: Sequence[str], *, two_rows: bool = False) -> list[Column]:
        """Columns for the fields of those names, in that order. Consents are told by all their columns together."""
        asked = [consent for key, consent in _CONSENTS.items() if key in keys]
        writers, first = dict(self._writers), self._writers["agree_match"]
        if first:
            writers["agree_match"] = _with_consents(first, asked)
        return _columns(self._say, self._headers["people"], writers, _PERSON_MEMBERS, keys, two_rows=two_rows)


def place_of(speech: Speech, record: Record) -> Said:
    """The place of a record whose division is a town or a district."""
    code = record["location"]["division"]
    return speech.place(code[:6], code if len(code) == 9 else None)


def _accommodations(speech: Speech, given: Sequence[str], path: str) -> Said:
    found = [codes.accommodation(text) or text for text in given]
    said = speech.listed([codes.ACCOMMODATIONS[code] for code in found], path)
    return replace(said, means={path: found}) if found else said


def _with_consents(writer: Writer, asked: Sequence[str]) -> Writer:
    def write(record: Record) -> Said:
        return replace(writer(record), means={"consents": [c for c in asked if c in record["consents"]]})

    return write
