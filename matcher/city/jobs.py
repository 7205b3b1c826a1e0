"""Posts of the city: records, and the hidden row behind each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

import numpy as np

from matcher.city import windows
from matcher.city.assumptions import assumed, wording
from matcher.city.dice import Dice, Shares, generator
from matcher.city.employers import Unit
from matcher.city.latent import TYPES, Posts, occupation_vectors, scattered
from matcher.city.prose import PostProse
from matcher.city.sites import Site, Sites
from matcher.city.terms import Terms
from matcher.city.trades import MONTH_OF, Trade, trades
from matcher.domain.codes import EDUCATION_RANK

Record = dict[str, Any]
OFFICE_FAMILIES = frozenset({"office", "ecommerce", "it", "finance"})
# What any employer may need beside its own trade.
SUPPORT_FAMILIES = frozenset(
    {"office", "finance", "warehouse", "cleaning", "security", "kitchen", "driving", "electric", "packing"}
)
_CHANNELS = {"GIG": ["gig"], "INT": ["internship"], "PWP": ["public_welfare"], "PWD": ["disability_fair", "general"],
             "WOM": ["women_fair", "general"], "VET": ["veteran_fair", "general"]}  # fmt: skip
_OPTIONAL = (
    *("description", "occupation_code", "location", "headcount", "employment_type", "contact", "posted_at"),
    *("settlement", "insurance"),
)


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
        self._terms = Terms(dice, as_of, clean=offer.clean)
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
            record, row = self.post(
                f"{self._offer.prefix}{number:0{width}d}", self._units[self._dice.share(self._unit)]
            )
            records.append(record)
            rows.append(row)
        return records, self._latent(rows)

    def post(self, identity: str, unit: Unit) -> tuple[Record, Record]:
        """One post of an employer: the record, and the hidden row as a mapping."""
        dice, chosen = self._dice, self._assumed
        channel = dice.share(self._channel)
        own = self._by_industry[channel, unit.industry]
        number = dice.pick(own) if own and dice.chance(0.75) else dice.pick(self._by_channel[channel])
        trade = trades()[number]
        kind = self._kind(channel, trade)
        site = unit.site if dice.chance(0.85) else self._sites.draw()
        remote = trade.family in OFFICE_FAMILIES and dice.chance(chosen["remote_of_office"])
        pay, low_pay = self._terms.pay(trade, kind)
        english = trade.english is not None and dice.chance(chosen["english"])
        title = str(trade.english) if english else self._prose.title(trade)
        record: Record = {"id": identity, "employer": {"id": unit.id, "name": unit.name}, "title": title}
        record["occupation_code"] = trade.code if dice.chance(0.8) else None
        record |= self._terms.asked(trade, kind)
        record |= {"location": self._sites.written(site), "remote": True if remote else None, "pay": pay}
        record |= self._terms.places(kind) | {"employment_type": kind}
        record["channels"] = list(_CHANNELS[channel]) if channel in _CHANNELS and dice.chance(0.5) else None
        record |= self._terms.times(trade, kind) | self._terms.workplace(trade, channel) | self._terms.insured(kind)
        record["description"] = self._description(trade, title, site, record, channel=channel)
        record["contact"] = dict(unit.contact) if dice.chance(0.9) else None
        record["visibility"] = "public" if dice.chance(chosen["public"]) else None
        record |= self._terms.dates()
        self._plant(record, trade, low_pay)
        record = {key: value for key, value in record.items() if value is not None}
        return record, self._row(number, site, record, kind, remote)

    def _kind(self, channel: str, trade: Trade) -> str:
        if channel == "GIG":
            return "gig" if self._dice.chance(0.85) or "month" not in trade.pay else "part_time"
        kinds = {"INT": "internship", "PWP": "public_welfare"}
        part_time = self._dice.chance(self._assumed["part_time_of_regular"]) and "hour" in trade.pay
        return kinds.get(channel, "part_time" if part_time else "full_time")

    def _description(self, trade: Trade, title: str, site: Site, record: Record, *, channel: str) -> str:
        dice = self._dice
        if title == trade.english:
            return self._prose.english(title, site.town_name, dice.some(trade.skills, 2))
        extra: list[str] = []
        if channel == "PWD" and dice.chance(0.7):
            extra = dice.some(wording("phrases")["post"]["helped"], 2)
        elif "shifts" in record and dice.chance(0.6):
            extra = [self._prose.gig_notice(record["shifts"], record["settlement"])]
        return self._prose.description(trade, title, site.town_name, kind=record["employment_type"], extra=extra)

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
        columns: dict[str, Any] = {
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
