"""People of the city: records, and the hidden row behind each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from matcher.city import windows
from matcher.city.assumptions import assumed, wording
from matcher.city.dice import Dice, Shares, generator
from matcher.city.identities import Registry
from matcher.city.latent import TYPES, People, occupation_vectors, scattered
from matcher.city.prose import PersonProse
from matcher.city.registration import Clerk
from matcher.city.sites import Sites
from matcher.city.sketch import Sketch, Sketcher
from matcher.city.trades import MONTH_OF, neighbours, trades
from matcher.domain import codes
from matcher.domain.codes import EDUCATION_NAMES, EDUCATION_RANK

Record = dict[str, Any]
_OPTIONAL = (
    *(
        "headline",
        "summary",
        "skills",
        "certificates",
        "education",
        "experience_years",
        "experience",
        "max_distance_km",
    ),
    *("desired_pay", "employment_types", "status", "birth_date", "gender", "groups", "contact"),
)


@dataclass(frozen=True, slots=True)
class Crowd:
    """Which people to make: how many, how their ids begin, how many of them have a disability."""

    count: int
    prefix: str = "c-"
    part: str = "people"
    disabled: float | None = None
    registry: Registry | None = None


class PeopleMaker:
    """Draws people one by one; the latent rows are collected beside the records."""

    def __init__(self, crowd: Crowd, seed: int, as_of: datetime) -> None:
        self._dice = dice = Dice(generator(seed, crowd.part))
        self._crowd, self._seed, self._as_of = crowd, seed, as_of
        self._today = as_of.date()
        self._assumed: Mapping[str, Any] = assumed()["person"]
        self._sketcher = Sketcher(dice, self._today, crowd.disabled)
        self._clerk = Clerk(dice, self._today, crowd.registry or Registry(), crowd.count)
        self._sites, self._prose = Sites(dice), PersonProse(dice)
        self._night: Shares[str] = Shares(self._assumed["night_ok"])
        self._distance: Shares[str] = Shares(self._assumed["max_distance_km"])

    def make(self) -> tuple[list[Record], People]:
        """All people of the crowd."""
        records, rows = [], []
        width = max(5, len(str(self._crowd.count)))
        for number in range(1, self._crowd.count + 1):
            sketch = self._sketcher.draw()
            record = self._record(f"{self._crowd.prefix}{number:0{width}d}", sketch)
            records.append(record)
            rows.append(self._row(sketch, record))
        return records, self._latent(rows)

    # What the record says

    def _record(self, identity: str, s: Sketch) -> Record:
        dice = self._dice
        english = s.trade.english is not None and dice.chance(self._assumed["english"])
        years = "应届" if s.years == 0 else f"{s.years:g}年"
        skills = self._skills(s)
        record: Record = {"id": identity}
        if english:
            years = "no experience yet" if s.years == 0 else f"{s.years:g} years"
            record["headline"] = f"{s.trade.english}, {years}"
            record["summary"] = self._prose.english(str(s.trade.english), years, s.site.town_name, s.major or "a trade")
            record["desired_occupations"] = [s.trade.english]
        else:
            schooling = EDUCATION_NAMES[s.education][0]
            record["headline"] = self._prose.headline(s.trade.title, s.wish, years, s.major, schooling)
            record["summary"] = self._prose.summary(s, skills)
            record["desired_occupations"] = self._desired(s)
        record |= {"skills": skills, "certificates": self._certificates(s), "education": s.education}
        record["major"] = s.major
        record["graduation_date"] = s.graduation.isoformat() if s.graduation else None
        record |= {"experience_years": s.years, "experience": self._experience(s)}
        record |= self._search(s) | self._standing(s) | self._clerk.registered(s)
        for key in _OPTIONAL:
            if dice.chance(self._assumed["missing_field"]):
                record[key] = None
        return {key: value for key, value in record.items() if value is not None}

    def _desired(self, s: Sketch) -> list[str]:
        wishes = [s.wish]
        if s.wished >= 0 and self._dice.chance(0.45):
            more = trades()[self._dice.pick(neighbours()[s.wished])]
            wishes.append(self._dice.pick(more.names))
        return list(dict.fromkeys(wishes))

    def _skills(self, s: Sketch) -> list[str]:
        dice = self._dice
        own = dice.some(s.trade.skills, dice.between(1, 4)) if s.years > 0 or dice.chance(0.6) else []
        return list(dict.fromkeys(own + dice.some(wording("phrases")["person"]["skills"], dice.between(0, 3))))

    def _certificates(self, s: Sketch) -> list[Any] | None:
        dice = self._dice
        held: list[Any] = []
        for code in s.trade.licences if s.licensed else ():
            name = code if dice.chance(0.3) else codes.LICENCES[code]
            if dice.chance(0.3):
                expired = dice.chance(self._assumed["licence_expired"] / 0.3)
                days = -dice.between(5, 400) if expired else dice.between(60, 1500)
                held.append({"name": name, "valid_to": (self._today + timedelta(days=days)).isoformat()})
            else:
                held.append(name)
        if not held and dice.chance(0.5):
            return None
        if dice.chance(0.12):
            held.append(
                dice.pick(("计算机一级", "普通话水平测试等级", "英语四级", "初级会计专业技术资格", "健康证明（食品）"))
            )
        return held

    def _experience(self, s: Sketch) -> list[Record]:
        dice, left = self._dice, round(s.years * 12)
        found: list[Record] = []
        for _ in range(dice.between(1, 3)):
            if left < 2:
                break
            months = left if dice.chance(0.4) else dice.between(2, left)
            left -= months
            trade = s.trade if dice.chance(0.75) else trades()[dice.pick(neighbours()[s.hidden])]
            item: Record = {"title": dice.pick(trade.names), "months": months}
            if dice.chance(0.7):
                item["text"] = f"{dice.pick(trade.places)}，{dice.pick(trade.did)}"
            found.append(item)
        return found

    def _search(self, s: Sketch) -> Record:
        dice = self._dice
        distance = dice.share(self._distance)
        gig = "gig" in s.types or "part_time" in s.types
        free = windows.availability(dice, self._as_of, assumed()["job"]["gig_days_ahead"] + 2) if gig else None
        night = dice.share(self._night)
        return {
            "location": self._sites.written(s.site),
            "max_distance_km": None
            if distance == "missing"
            else int(distance) * (2 if dice.chance(self._assumed["car"]) else 1),
            "desired_divisions": [self._sites.draw().district]
            if dice.chance(self._assumed["names_district"])
            else None,
            "remark": dice.pick(wording("phrases")["person"]["remark"]) if dice.chance(0.12) else None,
            "desired_pay": self._least(s),
            "employment_types": list(s.types),
            "availability": None if gig and dice.chance(0.08) else free,
            "night_shift_ok": None if night == "missing" else night == "true",
        }

    def _least(self, s: Sketch) -> Record:
        dice, pay = self._dice, s.trade.pay
        unit = "month" if "month" in pay else next(iter(pay))
        if s.types[0] in ("gig", "part_time"):
            unit = dice.pick([u for u in ("day", "hour") if u in pay] or [unit])
        if s.types[0] == "internship":
            return {"min": dice.pick((1500, 1800, 2000, 2300, 2500)), "unit": "month"}
        low, high = pay[unit]
        step = {"month": 100, "day": 10, "hour": 1}[unit]
        least = (low + (high - low) * min(s.years, 10) / 15) * dice.between(75, 108) / 100
        return {"min": max(step, int(least // step) * step), "unit": unit}

    def _standing(self, s: Sketch) -> Record:
        since = None
        if s.status == "unemployed":
            since = self._today - timedelta(days=self._dice.between(10, 800))
            if s.graduation and s.graduation > since:
                since = s.graduation + timedelta(days=1)
        return {
            "status": s.status,
            "unemployed_since": since.isoformat() if since else None,
            "birth_date": s.birth.isoformat(),
            "gender": "female" if s.female else "male",
        }

    # The hidden row

    def _row(self, s: Sketch, record: Mapping[str, Any]) -> Record:
        least = record.get("desired_pay", {"min": s.trade.month[0] * 0.9, "unit": "month"})
        return {
            "hidden": s.hidden,
            "wished": s.wished,
            "lat": s.site.lat,
            "lon": s.site.lon,
            "reach_km": record.get("max_distance_km", 15.0),
            "least_month": least["min"] * MONTH_OF[least["unit"]],
            "types": [name in s.types for name in TYPES],
            "refuses_night": record.get("night_shift_ok") is False,
            "years": s.years,
            "rank": EDUCATION_RANK[s.education],
            "licensed": s.licensed,
            "matching": "matching" in record.get("consents", ()),
        }

    def _latent(self, rows: Sequence[Record]) -> People:
        chosen = assumed()["utility"]
        hidden = np.array([row["hidden"] for row in rows], np.int64)
        skill = scattered(
            occupation_vectors(self._seed)[hidden], chosen["own"], self._seed, self._crowd.part + "/skill"
        )
        taste = scattered(skill, chosen["taste"], self._seed, self._crowd.part + "/taste")
        kinds: dict[str, type] = {"hidden": np.int64, "wished": np.int64, "rank": np.int64, "types": np.bool_}
        kinds |= {"refuses_night": np.bool_, "licensed": np.bool_, "matching": np.bool_}
        columns: dict[str, Any] = {
            f.name: np.array([row[f.name] for row in rows], kinds.get(f.name, np.float64))
            for f in fields(People)
            if f.name not in ("skill", "taste")
        }
        columns["types"] = columns["types"].reshape(len(rows), len(TYPES))
        return People(skill=skill, taste=taste, **columns)


def make_people(crowd: Crowd, seed: int, as_of: datetime) -> tuple[list[Record], People]:
    """Records of a crowd and the hidden rows behind them, in the same order."""
    return PeopleMaker(crowd, seed, as_of).make()
