"""Which columns a sheet has: the field, the header over it, and how its cells are said."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from matcher.city.assumptions import wording
from matcher.city.clerks import values
from matcher.city.clerks.table import Column
from matcher.city.clerks.values import Said
from matcher.city.dice import Dice
from matcher.domain import codes
from matcher.domain.moments import parse_day

Record = Mapping[str, Any]
Writer = Callable[[Dice, Record], Said]
_TYPES = {
    "full_time": ("全职", "全日制"),
    "part_time": ("兼职", "非全日制"),
    "internship": ("见习",),
    "gig": ("零工",),
    "public_welfare": ("公益性岗位",),
}
_SETTLEMENTS = {
    "month": ("月结", "按月发放", "每月发"),
    "day": ("日结", "当天结清"),
    "week": ("周结",),
    "piece": ("计件结算",),
}
_CONSENTS = {"agree_match": "matching", "agree_disability": "disability_matching", "agree_contact": "contact"}


def header(dice: Dice, kind: str, key: str, *, alone: bool = False) -> Column:
    """A column with one of the headers for its field; without its cells' writer."""
    entry = wording("headers")[kind][key]
    names = entry["alone"] if alone and "alone" in entry else entry["names"]
    return Column(dice.pick(names), tuple(path or None for path in entry["fields"]), None)


class JobColumns:
    """Columns of employers' sheets. `as_of` decides which days can do without a year."""

    def __init__(self, dice: Dice, as_of: date) -> None:
        self._dice, self._as_of = dice, as_of
        self._writers: dict[str, Writer | None] = {
            "serial": None,
            "title": lambda d, r: Said(r["title"], {"title": r["title"]}) if r["title"] else Said(None),
            "employer": self._employer,
            "headcount": lambda d, r: values.headcount(d, r.get("headcount")),
            "pay": lambda d, r: values.pay(d, r.get("pay")),
            "pay_month": self._pay_month,
            "pay_min": lambda d, r: self._bound(r, "min"),
            "pay_max": lambda d, r: self._bound(r, "max"),
            "education": lambda d, r: values.wanted_schooling(d, r.get("min_education")),
            "place": self._place,
            "contact": lambda d, r: Said(r["contact"]["name"], {"contact.name": r["contact"]["name"]}),
            "phone": lambda d, r: values.phone(d, r["contact"]["phone"], ruined=0.02),
            "sex": lambda d, r: values.condition(d, "sex"),
            "age": lambda d, r: values.condition(d, "age"),
            "duty": lambda d, r: Said(r["description"], {"description": r["description"]}),
            "skills": lambda d, r: values.listed(d, r.get("required_skills", ()), "required_skills"),
            "licence": self._licences,
            "experience": lambda d, r: values.years(d, r.get("min_experience_years")),
            "major": lambda d, r: values.listed(d, r.get("majors", ()), "majors"),
            "type": lambda d, r: _one_of(d, r.get("employment_type"), _TYPES, "employment_type"),
            "insurance": self._insurance,
            "accommodation": self._accommodations,
            "closing": self._closing,
            "settlement": lambda d, r: _one_of(d, r.get("settlement"), _SETTLEMENTS, "settlement"),
            "benefits": lambda d, r: Said("、".join(r.get("benefits", ())) or None),
            "remark": lambda d, r: Said(d.pick(wording("headers")["words"]["remarks"]) or None),
            "unmapped": lambda d, r: Said(d.pick(("是", "否", "1", "民营", "制造业", "50人左右", "无"))),
        }

    def columns(self, keys: list[str], *, two_rows: bool = False) -> list[Column]:
        """Columns for the fields of those names, in that order; grouped where the header has two rows."""
        groups = {
            key: self._dice.pick(wording("headers")["jobs"][key]["group"]) for key in ("pay_min", "contact", "sex")
        }
        member = {"pay_max": "pay_min", "phone": "contact", "age": "sex", "education": "sex"}
        made = []
        for key in keys:
            found = header(self._dice, "jobs", key, alone=not two_rows)
            lead = member.get(key, key)
            group = groups[lead] if two_rows and lead in groups and lead in keys else ""
            made.append(Column(found.header, found.fields, self._writers[key], group))
        return made

    def _employer(self, dice: Dice, record: Record) -> Said:
        name = record["employer"]["name"]
        kind = dice.below(14)
        if kind == 0:
            return Said(name.replace("（", "(").replace("）", ")"), {"employer.name": name})
        if kind == 1:
            return Said(f" {name} ", {"employer.name": name})
        return Said(name, {"employer.name": name})

    def _pay_month(self, dice: Dice, record: Record) -> Said:
        """Under a header that names yuan a month: bare numbers."""
        pay = record.get("pay")
        if pay is None or pay["unit"] != "month":
            return values.pay(dice, pay)
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

    @staticmethod
    def _place(dice: Dice, record: Record) -> Said:
        code = record["location"]["division"]
        return values.place(dice, code[:6], code if len(code) == 9 else None)

    @staticmethod
    def _licences(dice: Dice, record: Record) -> Said:
        names = [codes.LICENCES.get(name, name) for name in record.get("required_certificates", ())]
        return Said(
            "、".join(names) or dice.pick((None, "无", "不要求")), {"required_certificates": names} if names else {}
        )

    @staticmethod
    def _insurance(dice: Dice, record: Record) -> Said:
        if "social" in record.get("insurance", ()):
            return Said(dice.pick(("是", "缴纳", "五险", "交社保", "五险一金")), {"insurance": ["social"]})
        return Said(None)

    @staticmethod
    def _accommodations(dice: Dice, record: Record) -> Said:
        found = [codes.accommodation(text) or text for text in record.get("accommodations", ())]
        text = dice.pick(("、", "；", "\n", "，")).join(codes.ACCOMMODATIONS[code] for code in found)
        return Said(text or None, {"accommodations": found} if found else {})

    def _closing(self, dice: Dice, record: Record) -> Said:
        end = record.get("expires_at")
        return values.closing(dice, parse_day(end) if end else None, self._as_of)


class PeopleColumns:
    """Columns of lists of people. `ruined` is the share of numbers that a spreadsheet program has spoilt."""

    def __init__(self, dice: Dice, ruined: float) -> None:
        self._dice = dice
        self._writers: dict[str, Writer | None] = {
            "serial": None,
            "name": lambda d, r: _from_contact(r, "name"),
            "id": lambda d, r: values.id_number(d, r["contact"]["id_number"], ruined),
            "phone": lambda d, r: values.phone(d, r["contact"]["phone"], ruined=ruined),
            "gender": lambda d, r: values.gender(d, r["gender"]),
            "birth": lambda d, r: values.day(d, parse_day(r["birth_date"]), "birth_date"),
            "education": lambda d, r: values.own_schooling(d, r["education"]),
            "major": lambda d, r: Said(r.get("major"), {"major": r["major"]} if "major" in r else {}),
            "category": lambda d, r: values.category(d, r["disability"]["category"]),
            "grade": lambda d, r: values.grade(d, r["disability"]["grade"]),
            "category_grade": lambda d, r: values.category_and_grade(
                d, r["disability"]["category"], r["disability"]["grade"]
            ),
            "needs": self._needs,
            "wish": lambda d, r: values.listed(d, r["desired_occupations"], "desired_occupations"),
            "pay": lambda d, r: values.least_pay(d, r.get("desired_pay")),
            "place": JobColumns._place,
            "distance": lambda d, r: values.distance(d, r.get("max_distance_km")),
            "skills": lambda d, r: values.listed(d, r.get("skills", ()), "skills"),
            "agree_match": lambda d, r: values.consent(d, "matching" in r["consents"]),
            "agree_disability": lambda d, r: values.consent(d, "disability_matching" in r["consents"]),
            "agree_contact": lambda d, r: values.consent(d, "contact" in r["consents"]),
            "signature": lambda d, r: Said(r["contact"]["name"], either=True),
            "remark": lambda d, r: Said(d.pick(wording("headers")["words"]["remarks_people"]) or None),
            "unmapped": lambda d, r: Said(d.pick(("是", "否", "城镇", "农村", "无"))),
        }

    def columns(self, keys: list[str], *, two_rows: bool = False) -> list[Column]:
        """Columns for the fields of those names, in that order. Consents are told by all their columns together."""
        groups = {
            key: self._dice.pick(wording("headers")["people"][key]["group"]) for key in ("category", "agree_match")
        }
        member = {"grade": "category", "agree_disability": "agree_match", "agree_contact": "agree_match"}
        asked = [consent for key, consent in _CONSENTS.items() if key in keys]
        made = []
        for key in keys:
            found = header(self._dice, "people", key)
            lead = member.get(key, key)
            group = groups[lead] if two_rows and lead in groups else ""
            writer = self._writers[key]
            if key == "agree_match" and writer:
                writer = _with_consents(writer, asked)
            made.append(Column(found.header, found.fields, writer, group))
        return made

    @staticmethod
    def _needs(dice: Dice, record: Record) -> Said:
        needs = [codes.accommodation(text) or text for text in record["disability"].get("needs", ())]
        text = dice.pick(("、", "；", "，")).join(codes.ACCOMMODATIONS[code] for code in needs)
        return Said(text or dice.pick((None, "无")), {"disability.needs": needs} if needs else {})


def _one_of(dice: Dice, value: str | None, words: Mapping[str, tuple[str, ...]], path: str) -> Said:
    return Said(dice.pick(words[value]), {path: value}) if value and value in words else Said(None)


def _from_contact(record: Record, key: str) -> Said:
    return Said(record["contact"][key], {f"contact.{key}": record["contact"][key]})


def _with_consents(writer: Writer, asked: list[str]) -> Writer:
    def write(dice: Dice, record: Record) -> Said:
        given = [consent for consent in asked if consent in record["consents"]]
        return replace(writer(dice, record), means={"consents": given})

    return write
