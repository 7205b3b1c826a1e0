"""Posts of the city: records, and the hidden row behind each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from matcher.city import windows
from matcher.city.assumptions import assumed, wording
from matcher.city.dice import Dice, Shares, generator
from matcher.city.employers import Unit
from matcher.city.latent import TYPES, Posts, occupation_vectors, scattered
from matcher.city.prose import PostProse
from matcher.city.sites import Site, Sites
from matcher.city.trades import MONTH_OF, Trade, trades
from matcher.domain import codes
from matcher.domain.codes import EDUCATION_RANK

Record = dict[str, Any]
OFFICE_FAMILIES = frozenset({"office", "ecommerce", "it", "finance"})
# What any employer may need beside its own trade.
SUPPORT_FAMILIES = frozenset(
    {"office", "finance", "warehouse", "cleaning", "security", "kitchen", "driving", "electric", "packing"}
)
_CHANNELS = {"GIG": ["gig"], "INT": ["internship"], "PWP": ["public_welfare"], "PWD": ["disability_fair", "general"],
             "WOM": ["women_fair", "general"], "VET": ["veteran_fair", "general"]}  # fmt: skip
_OPTIONAL = ("description", "occupation_code", "location", "headcount", "employment_type", "contact", "posted_at",
             "settlement", "insurance")  # fmt: skip
_KG = {1: (3, 5, 8), 2: (10, 15, 20), 3: (20, 25, 30)}
_HOURS = {1: (1, 2), 2: (4, 5), 3: (6, 7, 8)}


@dataclass(frozen=True, slots=True)
class Offer:
    """Which posts to make: how many, how their ids begin, which channels."""

    count: int
    prefix: str = "j-"
    part: str = "jobs"
    channels: Mapping[str, float] | None = None
    clean: bool = False


@dataclass(slots=True)
class Planted:
    """Faults that were put in on purpose, by kind: ids of jobs."""

    ids: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def note(self, kind: str, identity: str) -> None:
        """Remember that a post has a fault."""
        self.ids[kind].append(identity)


class JobMaker:
    """Draws posts of given employers one by one."""

    def __init__(self, offer: Offer, units: Sequence[Unit], seed: int, as_of: datetime) -> None:
        self._dice = dice = Dice(generator(seed, offer.part))
        self._offer, self._units, self._seed, self._as_of = offer, units, seed, as_of
        self._today = as_of.date()
        self._assumed: Mapping[str, Any] = assumed()["job"]
        self._sites, self._prose = Sites(dice), PostProse(dice)
        self._channel: Shares[str] = Shares(offer.channels or self._assumed["channel"])
        self._headcount: Shares[str] = Shares(self._assumed["headcount"])
        # The n-th employer offers as many posts as 1 / sqrt(n): a few large ones and a long tail.
        self._unit: Shares[int] = Shares({n: (n + 1) ** -0.5 for n in range(len(units))})
        self._by_channel: dict[str, list[int]] = defaultdict(list)
        self._by_industry: dict[tuple[str, str], list[int]] = defaultdict(list)
        for i, trade in enumerate(trades()):
            for channel in trade.channels:
                if trade.family in SUPPORT_FAMILIES:
                    self._by_channel[channel].append(i)
                self._by_industry[channel, trade.industry].append(i)
        self.planted = Planted()

    def make(self) -> tuple[list[Record], Posts]:
        """All posts of the offer."""
        records, rows = [], []
        width = max(5, len(str(self._offer.count)))
        for number in range(1, self._offer.count + 1):
            record, row = self._one(
                f"{self._offer.prefix}{number:0{width}d}", self._units[self._dice.share(self._unit)]
            )
            records.append(record)
            rows.append(row)
        return records, self._latent(rows)

    def _one(self, identity: str, unit: Unit) -> tuple[Record, Record]:
        dice, chosen = self._dice, self._assumed
        channel = dice.share(self._channel)
        own = self._by_industry[channel, unit.industry]
        number = dice.pick(own) if own and dice.chance(0.75) else dice.pick(self._by_channel[channel])
        trade = trades()[number]
        kind = self._kind(channel, trade)
        site = unit.site if dice.chance(0.85) else self._sites.draw()
        remote = trade.family in OFFICE_FAMILIES and dice.chance(chosen["remote_of_office"])
        pay, low_pay = self._pay(trade, kind)
        english = trade.english is not None and dice.chance(chosen["english"])
        title = str(trade.english) if english else self._prose.title(trade)
        record: Record = {"id": identity, "employer": {"id": unit.id, "name": unit.name}, "title": title}
        record["occupation_code"] = trade.code if dice.chance(0.8) else None
        record["description"] = self._description(trade, title, site, kind, channel, english)
        record |= self._asked(trade, kind)
        record |= {"location": self._sites.written(site), "remote": True if remote else None, "pay": pay}
        record |= self._places(kind) | {"employment_type": kind}
        record["channels"] = list(_CHANNELS[channel]) if channel in _CHANNELS and dice.chance(0.5) else None
        record |= self._times(trade, kind) | self._workplace(trade, channel) | self._terms(kind)
        record["contact"] = dict(unit.contact) if dice.chance(0.9) else None
        record["visibility"] = "public" if dice.chance(chosen["public"]) else None
        record |= self._dates()
        self._plant(record, trade, low_pay)
        record = {key: value for key, value in record.items() if value is not None}
        return record, self._row(number, site, record, kind, remote)

    def _kind(self, channel: str, trade: Trade) -> str:
        if channel == "GIG":
            return "gig" if self._dice.chance(0.85) or "month" not in trade.pay else "part_time"
        kinds = {"INT": "internship", "PWP": "public_welfare"}
        part_time = self._dice.chance(self._assumed["part_time_of_regular"]) and "hour" in trade.pay
        return kinds.get(channel, "part_time" if part_time else "full_time")

    def _description(self, trade: Trade, title: str, site: Site, kind: str, channel: str, english: bool) -> str:
        dice = self._dice
        if english:
            return self._prose.english(title, site.town_name, dice.some(trade.skills, 2))
        helped = dice.some(wording("phrases")["post"]["helped"], 2) if channel == "PWD" and dice.chance(0.7) else ()
        return self._prose.description(trade, title, site.town_name, kind, helped)

    def _pay(self, trade: Trade, kind: str) -> tuple[Record | None, bool]:
        """Pay in the trade's range; and whether it was put below the legal floor on purpose."""
        dice, chosen = self._dice, self._assumed
        if dice.chance(chosen["pay_missing"]) and not self._offer.clean:
            return None, False
        low_pay = dice.chance(chosen["below_minimum_wage"]) and not self._offer.clean
        if kind == "internship":
            below = dice.chance(chosen["allowance_below_floor"]) and not self._offer.clean
            least = dice.pick((900, 1000, 1200)) if below else dice.pick((1500, 1800, 2000, 2070, 2200, 2500))
            return {"min": least, "max": least + dice.pick((0, 0, 300, 500)), "unit": "month"}, False
        if kind == "public_welfare":
            least = 1600 if low_pay else dice.pick((2070, 2100, 2280, 2400))
            return {"min": least, "max": least, "unit": "month"}, low_pay
        units = {"gig": ("day", "hour"), "part_time": ("hour", "day")}.get(kind, ("month",))
        unit = dice.pick([u for u in units if u in trade.pay] or list(trade.pay))
        if low_pay:
            least = {"month": 1600, "day": 110, "hour": 14}[unit]
            return {"min": least, "max": least + {"month": 200, "day": 10, "hour": 2}[unit], "unit": unit}, True
        low, high = trade.pay[unit]
        step = {"month": 100, "day": 5, "hour": 1}[unit]
        start = low + (high - low) * dice.below(50) / 100
        least = int(start // step) * step
        most = max(least, int((start + (high - start) * dice.between(10, 100) / 100) // step) * step)
        pay: Record = {"min": least, "max": most, "unit": unit}
        if unit == "month" and dice.chance(0.12):
            pay["months"] = dice.pick((13, 13, 14))
        if dice.chance(0.06):
            del pay["max"]
        return pay, False

    def _asked(self, trade: Trade, kind: str) -> Record:
        dice = self._dice
        skills = dice.some(trade.skills, dice.between(1, 4))
        cut = dice.between(1, max(1, len(skills)))
        education = trade.education
        if dice.chance(self._assumed["no_education"]) or (education is None and dice.chance(0.7)):
            education = None
        elif education is None:
            education = "junior_secondary"
        licences = [code if dice.chance(0.4) else codes.LICENCES[code] for code in trade.licences if dice.chance(0.92)]
        majors = dice.some(trade.majors, 2) if trade.majors and dice.chance(0.35) and kind != "gig" else None
        years = dice.pick((0, 0, 0.5, 1, 1, 2, 3, 5)) if kind == "full_time" and dice.chance(0.5) else None
        return {
            "required_skills": skills[:cut] if dice.chance(0.85) else None,
            "preferred_skills": skills[cut:] or None,
            "required_certificates": licences or ([] if dice.chance(0.2) else None),
            "min_education": education,
            "majors": majors,
            "min_experience_years": years,
        }

    def _places(self, kind: str) -> Record:
        bounds = [int(n) for n in self._dice.share(self._headcount).split("-")]
        count = self._dice.between(bounds[0], bounds[-1])
        if kind == "internship":
            count = max(count, self._dice.pick((1, 2, 3, 5, 10)))
        least = self._dice.between(1, count) if kind == "internship" and self._dice.chance(0.3) else None
        return {"headcount": count, "min_headcount": least}

    def _times(self, trade: Trade, kind: str) -> Record:
        dice, found = self._dice, {}
        if kind == "gig":
            found["shifts"] = windows.shifts(dice, self._as_of, self._assumed["gig_days_ahead"])
        elif kind == "part_time":
            found["hours_per_day"] = dice.pick((3, 4, 4))
        elif kind == "public_welfare":
            found["hours_per_day"] = dice.pick((4, 8))
        elif kind == "internship":
            found["duration_months"] = dice.pick((3, 3, 6, 6, 12, None, 2 if dice.chance(0.2) else 3))
            found["hours_per_day"] = dice.pick((8, 8, None, 8, 10 if dice.chance(0.15) else 8))
        elif dice.chance(0.5):
            found["hours_per_day"] = dice.pick((8, 8, 8, 9, 10))
        night = trade.shift in ("S_NIGHT", "S_3", "S_4ON") or (trade.shift == "S_2" and dice.chance(0.5))
        if kind in ("full_time", "part_time") and dice.chance(0.7):
            found["night_shift"] = night
        return found

    def _workplace(self, trade: Trade, channel: str) -> Record:
        """Demands as the work is organised today, and the arrangements on offer."""
        dice, found = self._dice, {}
        if channel == "PWD" or dice.chance(self._assumed["states_demands"]):
            demands: Record = {k: v for k, v in trade.demands.items() if v > 0 or dice.chance(0.3)}
            if trade.demands["lifting"] and dice.chance(0.5):
                demands["lifting_kg"] = dice.pick(_KG[trade.demands["lifting"]])
            if trade.demands["standing"] and dice.chance(0.5):
                demands["standing_hours"] = dice.pick(_HOURS[trade.demands["standing"]])
            found["demands"] = demands
        if dice.chance(self._assumed["arrangements"][channel]):
            offered = {
                code for column in dice.some(tuple(trade.arrangements), 3) for code in trade.arrangements[column][:4]
            }
            some = dice.some(sorted(offered), dice.between(2, 8))
            found["accommodations"] = [c if dice.chance(0.9) else codes.ACCOMMODATIONS[c] for c in sorted(some)]
            found["arrangements_possible"] = True if dice.chance(0.6) else None
        elif dice.chance(self._assumed["arrangements_impossible"]):
            found |= {"accommodations": [], "arrangements_possible": False}
        return found

    def _terms(self, kind: str) -> Record:
        dice = self._dice
        insurance = {
            "gig": (["accident"], ["work_injury"], ["occupational_injury"], ["accident", "work_injury"], []),
            "internship": (["accident"], ["accident"], ["work_injury"], ["accident", "work_injury"], []),
        }.get(kind, (["social"], ["social", "work_injury"], ["work_injury"]))
        return {
            "insurance": dice.pick(insurance) if dice.chance(0.75) else None,
            "settlement": dice.pick(("day", "day", "week", "piece"))
            if kind == "gig"
            else dice.pick(("month", "month", None)),
            "benefits": dice.some(wording("phrases")["post"]["benefits"], dice.between(1, 4))
            if dice.chance(0.55)
            else None,
        }

    def _dates(self) -> Record:
        dice, chosen = self._dice, self._assumed
        posted = self._today - timedelta(days=dice.below(chosen["months_back"] * 30))
        opens, closes = posted, self._today + timedelta(days=dice.between(7, 120))
        kind = dice.number() / 2**32
        if not self._offer.clean and kind < chosen["expired"]:
            posted -= timedelta(days=40)
            opens, closes = posted, posted + timedelta(days=dice.between(5, 30))
        elif not self._offer.clean and kind < chosen["expired"] + chosen["not_yet_open"]:
            opens = self._today + timedelta(days=dice.between(1, 6))
        return {
            "posted_at": posted.isoformat(),
            "opens_at": opens.isoformat() if opens != posted or dice.chance(0.4) else None,
            "expires_at": None if dice.chance(chosen["open_ended"]) and closes > self._today else closes.isoformat(),
        }

    def _plant(self, record: Record, trade: Trade, low_pay: bool) -> None:
        """Faults on purpose, and what an advertisement says beside the description."""
        dice, chosen, identity = self._dice, self._assumed, record["id"]
        if self._offer.clean:
            return
        if low_pay:
            self.planted.note("below_minimum_wage", identity)
        if record.get("employment_type") == "internship" and record["pay"] and record["pay"]["min"] < 1242:
            self.planted.note("allowance_below_floor", identity)
        if dice.chance(chosen["discriminatory"]):
            bad = wording("phrases")["bad"]
            words = dice.pick(bad[dice.pick(tuple(bad))])
            record["advert"] = f"招{record['title']}，{words}。"
            self.planted.note("discriminatory", identity)
        elif dice.chance(0.05):
            record["advert"] = (
                f"招{record['title']}，男女不限，年龄不限，{dice.pick(trade.skills or ('认真负责',))}者优先。"
            )
        for key in _OPTIONAL:
            if record.get(key) is not None and dice.chance(chosen["missing_field"]):
                record[key] = None
                self.planted.note("missing_field", identity)

    # The hidden row

    def _row(self, number: int, site: Site, record: Mapping[str, Any], kind: str, remote: bool) -> Record:
        pay, trade = record.get("pay"), trades()[number]
        month = np.nan
        if pay:
            month = pay.get("max", pay["min"]) * MONTH_OF[pay["unit"]]
        return {
            "trade": number,
            "lat": site.lat,
            "lon": site.lon,
            "remote": remote,
            "month": month,
            "type": TYPES.index(kind),
            "night": bool(record.get("night_shift")) or any(map(windows.is_night, record.get("shifts", ()))),
            "rank": EDUCATION_RANK[record["min_education"]] if "min_education" in record else 0,
            "licensed": bool(trade.licences),
            "headcount": record.get("headcount", 1),
            "posted": _days(record.get("posted_at"), self._as_of, 30),
            "closes": _days(record.get("expires_at"), self._as_of, -365),
        }

    def _latent(self, rows: Sequence[Record]) -> Posts:
        number = np.array([row["trade"] for row in rows], np.int64)
        own = assumed()["utility"]["own"]
        vector = scattered(occupation_vectors(self._seed)[number], own, self._seed, self._offer.part + "/vector")
        floats = {"lat", "lon", "month"}
        flags = {"remote", "night", "licensed"}
        columns = {
            f.name: np.array(
                [row[f.name] for row in rows], np.float64 if f.name in floats else bool if f.name in flags else np.int64
            )
            for f in fields(Posts)
            if f.name != "vector"
        }
        return Posts(vector=vector, **columns)


def _days(day: str | None, as_of: datetime, unknown: int) -> int:
    """Days from a date to `as_of`."""
    return (as_of.date() - datetime.fromisoformat(day).date()).days if day else unknown
