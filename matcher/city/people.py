"""People of the city: records, and the hidden row behind each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np

from matcher.city import windows
from matcher.city.assumptions import assumed, wording
from matcher.city.dice import Dice, Shares, generator
from matcher.city.disability import Disabilities
from matcher.city.identities import Registry, person_name
from matcher.city.latent import TYPES, People, occupation_vectors, scattered
from matcher.city.prose import PersonProse
from matcher.city.sites import Site, Sites
from matcher.city.trades import MONTH_OF, Trade, trades
from matcher.domain import codes
from matcher.domain.codes import EDUCATION_NAMES, EDUCATION_RANK

Record = dict[str, Any]
_HARD_CATEGORIES = ("D01", "D02", "D03", "D05", "D06", "D07", "D08", "D10")
_OPTIONAL = ("headline", "summary", "skills", "certificates", "education", "experience_years", "experience", "max_distance_km",
             "desired_pay", "employment_types", "status", "birth_date", "gender", "groups", "contact")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Crowd:
    """Which people to make: how many, how their ids begin, how many of them have a disability."""

    count: int
    prefix: str = "c-"
    part: str = "people"
    disabled: float | None = None
    registry: Registry | None = None


@dataclass(slots=True)
class Sketch:
    """A person before the record is written: what is true of them."""

    age: int
    birth: date
    female: bool
    education: str
    trade: Trade
    hidden: int
    wished: int
    wish: str
    major: str | None
    graduation: date | None
    status: str
    disabled: bool
    hard: bool
    types: tuple[str, ...]
    years: float
    site: Site
    licensed: bool


class PeopleMaker:
    """Draws people one by one; the latent rows are collected beside the records."""

    def __init__(self, crowd: Crowd, seed: int, as_of: datetime) -> None:
        self._dice = dice = Dice(generator(seed, crowd.part))
        self._crowd, self._seed, self._as_of = crowd, seed, as_of
        self._today = as_of.date()
        self._assumed: Mapping[str, Any] = assumed()["person"]
        self._registry = crowd.registry or Registry()
        self._sites, self._prose, self._disabilities = Sites(dice), PersonProse(dice), Disabilities(dice)
        chosen = self._assumed
        self._ages: Shares[str] = Shares(chosen["ages"])
        self._education: tuple[Shares[str], Shares[str]] = (
            Shares(chosen["education_young"]),
            Shares(chosen["education_older"]),
        )
        self._status: Shares[str] = Shares(chosen["status"])
        self._consents: Shares[str] = Shares(chosen["consents"])
        self._night: Shares[str] = Shares(chosen["night_ok"])
        self._distance: Shares[str] = Shares(chosen["max_distance_km"])
        self._wishes: Shares[str] = Shares(assumed()["wishes"] | {})
        self._trade_of_rank = [self._trades_for(rank) for rank in range(8)]
        self._near = self._neighbours()
        self._majors: dict[str, list[str]] = {}
        for row in codes.rows("majors"):
            self._majors.setdefault(row["level"], []).append(row["name"])

    @staticmethod
    def _trades_for(rank: int) -> Shares[int]:
        asked = [EDUCATION_RANK[t.education] if t.education else 1 for t in trades()]
        shares = {i: 0.55 ** (rank - a) for i, a in enumerate(asked) if a <= rank}
        return Shares(shares or {i: 1.0 for i, t in enumerate(trades()) if t.education is None})

    @staticmethod
    def _neighbours() -> list[list[int]]:
        by_minor: dict[str, list[int]] = {}
        for i, trade in enumerate(trades()):
            by_minor.setdefault(trade.minor, []).append(i)
        return [[i for i in by_minor[t.minor] if i != me] or [me] for me, t in enumerate(trades())]

    def make(self) -> tuple[list[Record], People]:
        """All people of the crowd."""
        records, rows = [], []
        width = max(5, len(str(self._crowd.count)))
        for number in range(1, self._crowd.count + 1):
            sketch = self._sketch()
            record = self._record(f"{self._crowd.prefix}{number:0{width}d}", sketch)
            records.append(record)
            rows.append(self._row(sketch, record))
        return records, self._latent(rows)

    # What is true of a person

    def _sketch(self) -> Sketch:
        dice, chosen = self._dice, self._assumed
        low, high = map(int, dice.share(self._ages).split("-"))
        age = dice.between(low, high)
        birth = self._birth(age)
        education = self._education_at(age)
        hidden = dice.share(self._trade_of_rank[EDUCATION_RANK[education]])
        trade = trades()[hidden]
        graduation = self._graduation(birth, education)
        status = self._status_of(age, graduation)
        disabled = dice.chance(chosen["disabled"] if self._crowd.disabled is None else self._crowd.disabled)
        hard = (
            dice.chance(chosen["disabled_hard_to_place"] if disabled else chosen["hard_to_place"])
            and status == "unemployed"
        )
        wished, wish = self._wish(hidden)
        left_school = {0: 15, 1: 15, 2: 16, 3: 18, 4: 21, 5: 22, 6: 25, 7: 28}[EDUCATION_RANK[education]]
        worked = max(0, age - left_school)
        return Sketch(
            age=age,
            birth=birth,
            female=dice.chance(chosen["female"]),
            education=education,
            trade=trade,
            hidden=hidden,
            wished=wished,
            wish=wish,
            major=self._major(education, trade),
            graduation=graduation,
            status=status,
            disabled=disabled,
            hard=hard,
            types=self._types(age, status, graduation),
            years=0.0 if status == "student" else round(min(worked, 25) * dice.between(2, 10) / 10 * 2) / 2,
            site=self._sites.draw(),
            licensed=age >= 18 and dice.chance(chosen["licence_held"]),
        )

    def _birth(self, age: int) -> date:
        day = date(self._today.year - age - 1, self._today.month, 1) + timedelta(days=31 + self._dice.below(330))
        return day

    def _education_at(self, age: int) -> str:
        education = self._dice.share(self._education[age > self._assumed["young_until"]])
        most = 2 if age < 18 else 3 if age < 20 else 5 if age < 25 else 7
        return (
            education if EDUCATION_RANK[education] <= most else "senior_secondary" if most == 3 else "junior_secondary"
        )

    def _graduation(self, birth: date, education: str) -> date | None:
        years = {"secondary_vocational": 18, "associate": 21, "bachelor": 22, "master": 25, "doctorate": 28}.get(
            education
        )
        if years is None:
            return None
        day = date(birth.year + years + self._dice.below(2), 6, self._dice.pick((15, 20, 30, 30)))
        return day if day <= self._today + timedelta(days=330) else None

    def _status_of(self, age: int, graduation: date | None) -> str:
        if graduation and graduation > self._today:
            return "student"
        status = self._dice.share(self._status)
        if age >= 60 and self._dice.chance(0.6):
            return "retired"
        recent = graduation is not None and graduation > self._today - timedelta(days=300)
        return "unemployed" if status == "student" or (recent and self._dice.chance(0.5)) else status

    def _types(self, age: int, status: str, graduation: date | None) -> tuple[str, ...]:
        dice = self._dice
        recent = graduation is not None and graduation > self._today - timedelta(days=730)
        if status == "student":
            return dice.pick((("part_time", "gig"), ("internship", "part_time"), ("internship", "full_time")))
        if recent or age < 20:
            return dice.pick(
                (("internship", "full_time"), ("full_time",), ("full_time", "internship", "part_time"), ("full_time",))
            )
        if status in ("flexible", "retired"):
            return dice.pick((("gig",), ("gig", "part_time"), ("part_time",), ("gig", "part_time", "full_time")))
        return dice.pick(
            (("full_time",), ("full_time",), ("full_time",), ("full_time", "part_time"), ("full_time", "gig"))
        )

    def _wish(self, hidden: int) -> tuple[int, str]:
        """The trade that the written wish points to (-1: none), and its words."""
        kind = self._dice.share(self._wishes)
        if kind == "broad":
            return -1, self._dice.pick(wording("phrases")["person"]["broad"])
        if kind == "near":
            hidden = self._dice.pick(self._near[hidden])
        elif kind == "other":
            hidden = self._dice.below(len(trades()))
        trade = trades()[hidden]
        return hidden, self._dice.pick((*trade.names, *trade.sayings))

    def _major(self, education: str, trade: Trade) -> str | None:
        level = {"secondary_vocational": "中职", "associate": "高职专科", "bachelor": "本科", "master": "本科"}.get(
            education
        )
        if level is None:
            return None
        fitting = [name for name in self._majors[level] if name in trade.majors]
        return self._dice.pick(fitting) if fitting and self._dice.chance(0.6) else self._dice.pick(self._majors[level])

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
            record["summary"] = self._prose.summary(s.trade, s.age, s.wish, s.major, s.site.town_name, skills)
            record["desired_occupations"] = self._desired(s)
        record |= {"skills": skills, "certificates": self._certificates(s), "education": s.education}
        record["major"] = s.major
        record["graduation_date"] = s.graduation.isoformat() if s.graduation else None
        record |= {"experience_years": s.years, "experience": self._experience(s)}
        record |= self._search(s) | self._standing(s) | self._office(s)
        for key in _OPTIONAL:
            if dice.chance(self._assumed["missing_field"]):
                record[key] = None
        return {key: value for key, value in record.items() if value is not None}

    def _desired(self, s: Sketch) -> list[str]:
        wishes = [s.wish]
        if s.wished >= 0 and self._dice.chance(0.45):
            more = trades()[self._dice.pick(self._near[s.wished])]
            wishes.append(self._dice.pick(more.names))
        return list(dict.fromkeys(wishes))

    def _skills(self, s: Sketch) -> list[str]:
        dice = self._dice
        own = dice.some(s.trade.skills, dice.between(1, 4)) if s.years > 0 or dice.chance(0.6) else []
        return list(dict.fromkeys(own + dice.some(wording("phrases")["person"]["skills"], dice.between(0, 3))))

    def _certificates(self, s: Sketch) -> list[Any] | None:
        dice, held = self._dice, []
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
        dice, left, found = self._dice, round(s.years * 12), []
        for _ in range(dice.between(1, 3)):
            if left < 2:
                break
            months = left if dice.chance(0.4) else dice.between(2, left)
            left -= months
            trade = s.trade if dice.chance(0.75) else trades()[dice.pick(self._near[s.hidden])]
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
            else float(distance) * (2 if dice.chance(self._assumed["car"]) else 1),
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

    def _office(self, s: Sketch) -> Record:
        """What the office knows: groups, entitlements, disability, consents, contact."""
        dice, chosen = self._dice, self._assumed
        groups = self._groups(s)
        given = self._consents_of(s)
        return {
            "groups": groups,
            "entitlements": self._entitlements(s),
            "disability": self._disabilities.draw() if s.disabled and dice.chance(0.92) else None,
            "consents": given,
            "tags": [dice.pick(("援助月", "现场登记", "线上登记", "重点走访"))] if dice.chance(0.1) else None,
            "party": f"party-{dice.between(1, max(1, self._crowd.count // 20))}" if "gig" in s.types and dice.chance(chosen["party"]) else None,
            "external_ids": {"24365": f"S{dice.number():010d}"} if s.status != "employed" and s.major and dice.chance(0.1) else None,
            "contact": self._contact(s),
        }  # fmt: skip

    def _groups(self, s: Sketch) -> list[str]:
        dice, chosen = self._dice, self._assumed
        found = []
        recent = s.graduation is not None and timedelta(0) <= self._today - s.graduation <= timedelta(days=730)
        if s.status == "unemployed":
            if recent and EDUCATION_RANK[s.education] >= EDUCATION_RANK["associate"]:
                found.append("unemployed_graduate")
            elif s.age <= 24:
                found.append("unemployed_youth")
            if s.hard or dice.chance(chosen["registered"]):
                found.append("registered_unemployed")
        if s.hard:
            found.append("hard_to_place")
        if s.disabled:
            found.append("disabled")
        if dice.chance(chosen["veteran"]) and s.age >= 20:
            found.append("veteran")
        if s.female and 26 <= s.age <= 45 and dice.chance(chosen["woman_returning"]):
            found.append("woman_returning")
        return found

    def _entitlements(self, s: Sketch) -> list[Record] | None:
        dice = self._dice
        if not s.hard:
            return [] if dice.chance(0.5) else None
        if dice.chance(0.15):
            return None
        since = self._today - timedelta(days=dice.between(20, 700))
        years = 1 if dice.chance(0.25) else 3
        category = "D04" if s.disabled else "D02" if s.age >= (40 if s.female else 50) else dice.pick(_HARD_CATEGORIES)
        return [
            {
                "code": "hard_to_place",
                "category": category,
                "issuer": dice.pick(("区人社局", "街道人社所", "镇便民服务中心")),
                "valid_from": since.isoformat(),
                "valid_to": (since + timedelta(days=365 * years)).isoformat(),
                "used_months": dice.pick((0, 0, 0, 3, 6, 12, 18, 24, 36)),
            }
        ]

    def _consents_of(self, s: Sketch) -> list[str] | None:
        kind = self._dice.share(self._consents)
        if kind == "missing":
            return None
        found = {
            "all": ["matching", "contact"],
            "matching_contact": ["matching", "contact"],
            "matching": ["matching"],
        }.get(kind, [])
        if s.disabled and found and self._dice.chance(self._assumed["disability_consent"]):
            found = [found[0], "disability_matching", *found[1:]]
        return found

    def _contact(self, s: Sketch) -> Record:
        contact = {"name": person_name(self._dice, s.female), "phone": self._registry.phone()}
        number = self._registry.id_number(s.birth, s.female)
        return contact | ({"id_number": number} if self._dice.chance(self._assumed["tells_id_number"]) else {})

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
        kinds = {"hidden": np.int64, "wished": np.int64, "rank": np.int64, "types": np.bool_}
        kinds |= {"refuses_night": np.bool_, "licensed": np.bool_, "matching": np.bool_}
        columns = {
            f.name: np.array([row[f.name] for row in rows], kinds.get(f.name, np.float64))
            for f in fields(People)
            if f.name not in ("skill", "taste")
        }
        columns["types"] = columns["types"].reshape(len(rows), len(TYPES))
        return People(skill=skill, taste=taste, **columns)


def make_people(crowd: Crowd, seed: int, as_of: datetime) -> tuple[list[Record], People]:
    """Records of a crowd and the hidden rows behind them, in the same order."""
    return PeopleMaker(crowd, seed, as_of).make()
